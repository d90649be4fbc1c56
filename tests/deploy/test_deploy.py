"""What `deploy/` holds: it says what the settings say, and the tools that will read it read it here too."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.environment import example
from bot.matrix.settings import MatrixSettings
from bot.settings import Settings
from bot.slack.settings import SlackSettings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CONTAINERFILE = DEPLOY / "Containerfile"
COMPOSE = sorted((DEPLOY / "compose").glob("*.yml"))
UNITS = sorted(path for path in (DEPLOY / "systemd").iterdir())
SETTINGS = {
    f"{model.model_config['env_prefix']}{field.upper()}"
    for model in (Settings, SlackSettings, MatrixSettings)
    for field in model.model_fields
}
OURS = re.compile(r"\b(?:COPYDESK|SLACK|MATRIX)_[A-Z_]+\b")


def test_the_example_of_an_environment_is_what_the_program_prints() -> None:
    kept = (DEPLOY / "copydesk.env.example").read_text("utf-8")
    assert kept == example(), "make it anew: copydesk settings > deploy/copydesk.env.example"


def test_the_example_names_every_setting_once_and_sets_none() -> None:
    lines = example().splitlines()
    assert sorted(line[1:-1] for line in lines if line.endswith("=")) == sorted(SETTINGS)
    assert all(line.startswith("#") for line in lines if line)


def test_defaults_are_told_where_they_could_be_written() -> None:
    told = re.findall(r"Default:\s(?:# )?(\S+)", example())
    assert {"UTC", "2", "chats,feeds", "https://slack.com/api/"} <= set(told)
    assert not [each for each in told if "Undefined" in each or each in ("None", "frozenset()")]


def test_litestream_streams_the_archive_of_the_unit() -> None:
    [database] = yaml.safe_load((DEPLOY / "litestream.yml").read_text("utf-8"))["dbs"]
    assert f"sqlite:///{database['path']}" in (DEPLOY / "systemd" / "copydesk.service").read_text("utf-8")


def test_secrets_are_marked() -> None:
    parts = example().split("\n\n")
    marked = {part.rsplit("#", 1)[1].strip("=\n") for part in parts if "SECRET" in part and "=\n" in part + "\n"}
    assert {"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "MATRIX_PASSWORD", "COPYDESK_READER_KEY"} <= marked
    assert not {"SLACK_CHANNELS", "COPYDESK_DATABASE_URL", "MATRIX_USER"} & marked


@pytest.mark.parametrize("path", [CONTAINERFILE, *COMPOSE, *UNITS], ids=lambda path: path.name)
def test_no_setting_is_named_that_does_not_exist(path: Path) -> None:
    assert set(OURS.findall(path.read_text("utf-8"))) - SETTINGS == set()


def test_the_container_file_has_no_fault_that_its_linter_knows() -> None:
    found = subprocess.run(
        [Path(sys.executable).parent / "hadolint", "--format", "json", str(CONTAINERFILE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(found.stdout) == [], found.stderr


def test_the_container_does_not_run_as_root_and_copies_what_the_build_needs() -> None:
    text = CONTAINERFILE.read_text("utf-8")
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)
    copied = {name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE) for name in line.split()}
    assert all((ROOT / name).exists() for name in copied)
    kept = (ROOT / ".dockerignore").read_text("utf-8")
    assert copied == {line[1:] for line in kept.splitlines() if line.startswith("!")}
    assert kept == (ROOT / ".containerignore").read_text("utf-8")


def _health_check() -> list[str]:
    found = re.search(r"^ +CMD (\[\"python\".+\])$", CONTAINERFILE.read_text("utf-8"), re.MULTILINE)
    assert found
    command = json.loads(found[1])
    assert isinstance(command, list)
    return command


@contextmanager
def answering(status: int) -> Iterator[int]:
    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Health)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(("status", "well"), [(200, True), (503, False)])
def test_the_containers_health_is_what_healthz_says(status: int, well: bool) -> None:
    with answering(status) as port:
        python, *rest = _health_check()
        ended = subprocess.run(
            [shutil.which(python) or "python3", *rest],
            env={"COPYDESK_HEALTH_PORT": str(port), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            check=False,
        )
        assert (ended.returncode == 0) is well


def _services(*names: str) -> dict[str, dict[str, Any]]:
    services: dict[str, dict[str, Any]] = {}
    for name in names:
        for service, given in yaml.safe_load((DEPLOY / "compose" / name).read_text("utf-8"))["services"].items():
            services[service] = services.get(service, {}) | given
    return services


@pytest.mark.parametrize("names", [("compose.yml",), ("compose.yml", "postgres.yml"), ("compose.yml", "synapse.yml")])
def test_compose_files_hold_together(names: tuple[str, ...]) -> None:
    services = _services(*names)
    volumes: set[str] = set()
    for name in names:
        volumes |= set(yaml.safe_load((DEPLOY / "compose" / name).read_text("utf-8")).get("volumes", {}))
    used = set()
    for name, service in services.items():
        assert service.get("image"), name
        for mount in service.get("volumes", []):
            used.add(mount.partition(":")[0])
        for other, on in service.get("depends_on", {}).items():
            assert on != {"condition": "service_healthy"} or "healthcheck" in services[other]
        for published in service.get("ports", []):
            assert published.startswith("127.0.0.1:"), f"{name} would be open to the network"
    assert used == volumes


def test_every_container_of_ours_can_change_nothing_but_its_volume() -> None:
    ours = [
        each for each in _services("compose.yml", "postgres.yml", "synapse.yml").values() if each["image"] == "copydesk"
    ]
    assert len(ours) == 2
    for service in ours:
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert [mount.partition(":")[2] for mount in service["volumes"]] == ["/data"]


def _verified(folder: Path) -> list[Path]:
    """The units, with a program that is there in place of the one that will be installed."""
    made = []
    for unit in UNITS:
        copy = folder / unit.name
        copy.write_text(unit.read_text("utf-8").replace("/opt/copydesk/bin/copydesk", "/bin/true"), "utf-8")
        made.append(copy)
    return made


systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="NOT CHECKED: systemd-analyze is not here (package systemd)"
)


@systemd
def test_systemd_reads_the_units_without_a_complaint(tmp_path: Path) -> None:
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *_verified(tmp_path)], capture_output=True, text=True, check=False
    )
    complaints = [line for line in (found.stdout + found.stderr).splitlines() if "copydesk" in line]
    assert (found.returncode, complaints) == (0, [])


@systemd
@pytest.mark.parametrize("name", ["copydesk.service", "copydesk-backup.service"])
def test_the_units_are_as_shut_in_as_they_can_be(tmp_path: Path, name: str) -> None:
    """Exposure as systemd reckons it, from 0 (shut in) to 10: at most 2, "OK"."""
    [unit] = [path for path in _verified(tmp_path) if path.name == name]
    found = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", unit],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr
