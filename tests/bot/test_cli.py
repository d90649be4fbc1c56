"""The command line: what it prints where, and what it ends with."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot.app import EngineOnDemand
from bot.cli import main
from bot.settings import PREFIX
from handlers.answering.answer import Answer
from handlers.message import Turn
from tests.newsroom import newsroom, nobody_says, who_led, who_spoke_for_russia
from tests.shared import ROOT

LED = "Who led Ukraine's delegation?"
NOBODY = "who led China's delegation?"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Answer]]:
    """The newsroom's archive, and what its engine is to answer."""
    folder = tmp_path_factory.mktemp("newsroom")

    async def write() -> dict[str, Answer]:
        async with newsroom(folder) as room:
            return {
                LED: await who_led(room),
                "and Russia's?": await who_spoke_for_russia(room),
                NOBODY: await nobody_says(room),
            }

    return folder / "archive.db", asyncio.run(write())


@pytest.fixture
def archive(written: tuple[Path, dict[str, Answer]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the archive as the environment names it, with an engine that answers as it is told."""
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)
    original, script = written
    path = tmp_path / "archive.db"
    shutil.copy(original, path)
    monkeypatch.setenv("COPYDESK_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    async def answer(_: EngineOnDemand, text: str, turns: Sequence[Turn] = ()) -> Answer:
        if text == "and Russia's?" and not turns:
            return script[NOBODY]
        if text == "break":
            raise RuntimeError("Rustem Umerov")
        return script[text]

    monkeypatch.setattr(EngineOnDemand, "answer", answer)
    return path


def run(*args: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, args, input=stdin)


def test_an_answer_is_printed_and_ends_with_zero(archive: Path) -> None:
    done = run("ask", *LED.split())
    assert done.exit_code == 0
    assert done.stdout.startswith("Rustem Umerov · 3 of 5 outlets (2 independent)")
    assert "Next:" not in done.stdout
    assert done.stderr == ""


def test_not_found_ends_with_three(archive: Path) -> None:
    done = run("ask", NOBODY)
    assert done.exit_code == 3
    assert done.stdout.startswith("No article in the archive says.")
    assert done.stderr == ""


@pytest.mark.parametrize(("question", "verdict", "status"), [(LED, "answered", 0), (NOBODY, "not_found", 3)])
@pytest.mark.parametrize("command", ["ask", "compare"])
def test_json_is_one_object_on_one_line(archive: Path, command: str, question: str, verdict: str, status: int) -> None:
    done = run(command, question, "--json")
    assert done.exit_code == status
    assert done.stdout.count("\n") == 1
    assert json.loads(done.stdout)["verdict"] == verdict


def test_the_offsets_of_the_json_count_in_the_text_that_article_prints(archive: Path) -> None:
    record = json.loads(run("ask", LED, "--json").stdout)
    quotes = [quote for outlet in record["outlets"] for quote in outlet["quotes"]]
    assert quotes
    for quote in quotes:
        text = run("article", str(quote["article"]), "--text").stdout_bytes.decode("utf-8")
        assert text[quote["start"] : quote["end"]] == quote["text"]


@pytest.mark.parametrize(
    "args",
    [
        ("ask",),
        ("ask", ""),
        ("ask", " \t "),
        ("compare", ""),
        ("ask", "x" * 3000),
        ("frob",),
        ("ask", "--frob", "x"),
        ("article", "one"),
        ("article", "0"),
        ("outlet", "set", "A"),
        ("outlet", "set", "A", "--source", "x", "--article", "1"),
        ("outlet", "set", "A", "--source", "nowhere.txt"),
        ("outlet", "rename", "Nobody", "Somebody"),
        ("help", "frob"),
        ("--database", "mysql://x", "sources"),
    ],
)
def test_bad_usage_ends_with_two_and_a_line_on_standard_error(archive: Path, args: tuple[str, ...]) -> None:
    done = run(*args)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_a_setting_that_does_not_exist_ends_with_two(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_COLOUR", "red")
    done = run("sources")
    assert done.exit_code == 2
    assert done.stderr.startswith("copydesk: There is no setting COPYDESK_COLOUR.")


def test_a_failure_ends_with_one_and_one_clear_line(archive: Path) -> None:
    archive.write_bytes(b"this is not an archive, and never was one" * 500)
    done = run("sources")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("copydesk: ")


def test_an_unforeseen_failure_is_one_line_with_a_number_and_no_words_of_a_source(archive: Path) -> None:
    done = run("ask", "break")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "incident" in done.stderr
    assert "Umerov" not in done.stderr


def test_a_chat_over_a_pipe_keeps_its_thread_until_an_empty_line(archive: Path) -> None:
    done = run("chat", "--json", stdin=f"{LED}\nand Russia's?\n\nand Russia's?\n")
    assert done.exit_code == 0
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["verdict"] for each in objects] == ["answered", "answered", "not_found"]
    assert objects[1]["read_as"] == "Who led Russia's delegation?"


def test_a_bad_line_of_a_chat_is_an_object_too_and_the_next_line_is_answered(archive: Path) -> None:
    lines = [LED.encode(), b"\xff\xfe", b"/frob", b"break", b"x" * 5000, b"sources", b"help", LED.encode()]
    done = run("chat", "--json", stdin=b"\xef\xbb\xbf" + b"\r\n".join(lines))
    assert done.exit_code == 0
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert [next(iter(each)) for each in objects] == [
        "question",
        "error",
        "error",
        "error",
        "error",
        "outlets",
        "commands",
        "question",
    ]
    assert objects[1] == {"error": "Line 2 is not text in UTF-8."}
    assert "incident" in objects[3]["error"]


def test_a_chat_over_a_pipe_without_json_prints_pages(archive: Path) -> None:
    done = run("chat", stdin=f"{LED}\nand Russia's?\n/frob\n")
    assert done.exit_code == 0
    assert "Rustem Umerov · 3 of 5 outlets" in done.stdout
    assert "Read as: Who led Russia's delegation?" in done.stdout
    assert "There is no command frob." in done.stdout
    assert "\x1b" not in done.stdout


def test_a_question_asked_once_leaves_no_thread_behind(archive: Path) -> None:
    before = archive.stat().st_size
    for _ in range(3):
        run("ask", LED)
    assert archive.stat().st_size == before


def test_sources_need_no_reader(archive: Path) -> None:
    done = run("sources", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["freshness"]["articles"] == 5
    assert "The Lagoon Standard" in run("outlet", "list").stdout


def test_an_article_is_shown_with_what_is_known_of_it(archive: Path) -> None:
    page = run("article", "3").stdout
    assert "A first meeting in three years" in page
    assert "credit: Concord Wire" in page
    assert "by way of Newsrack" in page
    assert json.loads(run("article", "3", "--json").stdout)["source"] == "ledger.txt"
    done = run("article", "99")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "no article 99" in done.stderr


def test_an_outlet_is_set_and_renamed(archive: Path) -> None:
    assert run("outlet", "set", "The Cut", "--source", "cut.txt").exit_code == 0
    assert run("outlet", "set", "The Quiet", "--article", "4").exit_code == 0
    assert run("outlet", "rename", "The Cut", "The Cutting").exit_code == 0
    listed = {each["outlet"] for each in json.loads(run("sources", "--json").stdout)["outlets"]}
    assert {"The Cutting", "The Quiet"} <= listed
    assert "Northfield Times" not in listed


def test_a_database_on_the_command_line_goes_before_the_setting(archive: Path, tmp_path: Path) -> None:
    done = run("--database", str(tmp_path / "other.db"), "sources")
    assert done.exit_code == 0
    assert "The archive is empty." in done.stdout


@pytest.mark.parametrize("args", [(), ("--help",), ("help",), ("help", "ask"), ("ask", "--help"), ("outlet",)])
def test_help_is_at_hand(archive: Path, args: tuple[str, ...]) -> None:
    done = run(*args)
    assert "Usage:" in done.output
    assert done.exit_code in (0, 2)


@pytest.mark.parametrize("args", [(), ("feed",), ("outlet",)])
def test_the_list_of_commands_cuts_no_line(archive: Path, args: tuple[str, ...]) -> None:
    shown = " ".join(run(*args, "--help").stdout.split())
    group = main.get_command(click.Context(main), args[0]) if args else main
    assert isinstance(group, click.Group)
    for command in group.commands.values():
        assert " ".join((command.help or "").split()).partition(". ")[0].rstrip(".") in shown
    assert "..." not in shown.replace("WORDS...", "").replace("[ARGS]...", "")


@pytest.mark.parametrize("command", [("article",), ("takedown", "--yes"), ("article", "--diff")])
def test_who_names_no_article_is_told_what_names_one(archive: Path, command: tuple[str, ...]) -> None:
    assert "'lede' is not a valid article number" in run(*command, "lede").stderr
    assert "`copydesk sources OUTLET` lists their numbers" in run(*command, "999").stderr


def test_help_shows_a_command_of_a_group_too(archive: Path) -> None:
    assert run("help", "feed", "add").stdout.startswith("Usage: main feed add [OPTIONS] URL")
    for none in (("nonsense",), ("feed", "nonsense"), ("ask", "add")):
        refused = run("help", *none)
        assert refused.exit_code == 2
        assert f"There is no command '{' '.join(none)}'." in refused.stderr


def test_the_version_is_told(archive: Path) -> None:
    assert run("version").stdout.strip() in run("--version").stdout


def copydesk(*args: str, **extra: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from bot.cli import main; main()", *args]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60, **extra)  # type: ignore[call-overload, no-any-return]


def test_a_pipe_that_closes_early_is_no_failure_to_speak_of(archive: Path) -> None:
    probe = f"{sys.executable} -c 'from bot.cli import main; main()' article 1 --json | true"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {probe}"], cwd=ROOT, capture_output=True, check=False)
    assert done.stderr == b""
    assert done.returncode in (0, 141)


def test_ctrl_c_ends_with_130_and_leaves_no_trace(archive: Path) -> None:
    # Where the tests run in the background, a child would inherit that Ctrl-C is ignored.
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    command = [sys.executable, "-c", f"{heard}from bot.cli import main; main()", "chat", "--json"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"help\n")
        process.stdin.flush()
        assert process.stdout.readline().startswith(b'{"commands"')
        process.send_signal(2)
        assert process.wait(timeout=20) == 130
        assert b"Traceback" not in process.stderr.read()


def test_input_may_be_nothing_at_all(archive: Path) -> None:
    done = copydesk("chat", "--json", stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_letters_that_the_screen_cannot_show_are_no_failure(archive: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    for args in (("article", "2"), ("article", "2", "--json"), ("sources",)):
        done = copydesk(*args, env=environment)
        assert done.returncode == 0, done.stderr
    assert copydesk("article", "2", "--text", env=environment).stdout.decode("utf-8").startswith("Ukraine’s")


def test_a_chart_is_written_to_its_file_and_told_in_words(archive: Path, tmp_path: Path) -> None:
    drawn = run("sources", "--chart", str(tmp_path / "chart.png"))
    assert drawn.exit_code == 0
    assert drawn.stdout.startswith("Coverage over time, by outlet: ")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    assert run("sources", "--chart", str(tmp_path / "missing" / "chart.png")).exit_code == 2
    assert run("sources", "Reuters", "--chart", str(tmp_path / "chart.png")).exit_code == 2
