"""A built wheel, installed where nothing else of the project is, is the whole program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.shared import ROOT

MOST = 45 * 1024 * 1024  # bytes: what a newsroom's slow line carries in a minute, and half of what PyPI takes


@dataclass(frozen=True)
class Installed:
    """The wheel, and the program that was installed from it in an environment and a folder of its own."""

    wheel: Path
    program: Path
    folder: Path

    def run(self, *words: str, status: int = 0) -> str:
        """What the program prints; it sees no setting, no home and no checkout of ours."""
        environment = {"HOME": str(self.folder), "PATH": os.defpath, "LANG": "C.UTF-8", "COLUMNS": "120"}
        done = subprocess.run(
            [self.program, *words],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Built by the build backend; its libraries are those of the running environment, its own code is not."""
    dist, home, folder = (tmp_path_factory.mktemp(name) for name in ("dist", "venv", "elsewhere"))
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", dist], cwd=ROOT, check=True)
    (wheel,) = dist.glob("copydesk-*.whl")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python]
    subprocess.run([*pip, "install", "--quiet", "--no-index", "--no-deps", wheel], check=True)
    # A folder named in a .pth is searched, but its own .pth files are not read: so not the editable checkout.
    where = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    Path(where.stdout.strip(), "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return Installed(wheel, home / "bin" / "copydesk", folder)


def files(installed: Installed) -> set[str]:
    with zipfile.ZipFile(installed.wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_of_the_three_packages(installed: Installed) -> None:
    """What git knows of the packages is in the wheel: samples, migrations, word lists and the reader's weights."""
    listed = subprocess.run(
        ["git", "ls-files", "bot", "handlers", "store"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    tracked = {name for name in listed.stdout.splitlines() if (ROOT / name).exists()}
    assert tracked
    assert tracked - files(installed) == set()


def test_the_wheel_holds_the_weights_the_schema_and_the_samples(installed: Installed) -> None:
    held = files(installed)
    assert {"handlers/answering/model/reader.onnx", "handlers/answering/model/tokenizer.json"} <= held
    assert any(name.startswith("store/migrations/") and name.endswith(".sql") for name in held)
    assert {f"bot/samples/{name}" for name in ("manifest.toml", "demo.toml", "unsigned-talks.txt")} <= held


def test_the_wheel_holds_nothing_else(installed: Installed) -> None:
    tops = {name.partition("/")[0] for name in files(installed)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"bot", "handlers", "store"}
    assert [name for name in files(installed) if name.endswith((".pyc", ".db", ".log"))] == []


def test_the_wheel_is_small_enough_to_hand_round(installed: Installed) -> None:
    assert installed.wheel.stat().st_size <= MOST


def test_the_program_runs_from_the_wheel_and_not_from_the_checkout(installed: Installed) -> None:
    assert installed.run("--version").startswith("copydesk ")
    found = subprocess.run(
        [installed.program.with_name("python"), "-c", "import bot; print(bot.__file__)"],
        cwd=installed.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not Path(found.stdout.strip()).is_relative_to(ROOT)


def test_the_demo_answers_from_the_wheel(installed: Installed) -> None:
    shown = installed.run("demo")
    assert "Rustem Umerov" in shown
    assert "Vladimir Medinsky" in shown
    assert "No article in the archive says." in shown


def test_an_article_goes_in_and_its_words_come_out(installed: Installed) -> None:
    text = "Kestrel Point, Monday. The lighthouse was lit by Hanna Oduya, the mayor, before a crowd of 400 people."
    (installed.folder / "lighthouse.txt").write_text(text, "utf-8")
    installed.run("ingest", "--outlet", "The Harbour Post", "lighthouse.txt")
    answer = json.loads(installed.run("ask", "Who lit the lighthouse?", "--json"))
    assert answer["verdict"] == "answered"
    quote = answer["outlets"][0]["quotes"][0]
    stored = installed.run("article", str(quote["article"]), "--text")
    assert stored[quote["start"] : quote["end"]] == quote["text"]
    installed.run("doctor")
