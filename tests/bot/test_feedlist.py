"""`copydesk feed …`: what it prints, what it ends with, and that the guard stands in the real program."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.editing import for_editors
from bot.settings import PREFIX
from tests.shared import ROOT
from tests.web import BODY


@pytest.fixture(autouse=True)
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)
    path = tmp_path / "archive.db"
    monkeypatch.setenv("COPYDESK_DATABASE_URL", f"sqlite:///{path}")
    return path


def run(*args: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, args, input=stdin)


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    folder = tmp_path / "wire"
    folder.mkdir()
    (folder / "crane.txt").write_text("\n\n".join(BODY), "utf-8")
    return folder


def test_a_folder_is_watched_read_listed_and_removed(wire: Path) -> None:
    done = run("feed", "add", str(wire), "--outlet", "Concord Wire")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"{wire} is watched from now on.\n")
    assert "already" in run("feed", "add", str(wire)).stdout
    polled = run("feed", "poll")
    assert polled.exit_code == 0
    assert "Feeds: 1 read, 0 unchanged, 0 failed\nArticles: 1 stored" in polled.stdout
    (outlet,) = json.loads(run("sources", "--json").stdout)["outlets"]
    assert outlet["outlet"] == "Concord Wire"
    (listed,) = json.loads(run("feed", "list", "--json").stdout)["feeds"]
    assert (listed["kind"], listed["state"]) == ("folder", "well")
    assert run("feed", "remove", str(wire)).exit_code == 0
    assert run("feed", "remove", str(wire)).exit_code == 2
    assert "No feed is read yet" in run("feed", "poll").stdout


def test_a_folder_that_went_away_fails_and_doctor_and_sources_say_so(wire: Path) -> None:
    run("feed", "add", str(wire))
    run("feed", "poll")
    (wire / "crane.txt").unlink()
    wire.rmdir()
    done = run("feed", "poll", "--json")
    assert done.exit_code == 1
    (feed,) = json.loads(done.stdout)["feeds"]
    assert feed["state"] == "failed"
    assert "no such file or folder" in feed["reason"]
    assert "no such file or folder" in " ".join(run("sources").stdout.split())
    assert json.loads(run("sources", "--json").stdout)["freshness"]["failing_feeds"] == [str(wire)]
    findings = json.loads(run("doctor", "--json").stdout)["findings"]
    assert [each for each in findings if each["part"] == "feeds" and not each["ok"] and "fails since" in each["what"]]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("feed", "add", "nonsense"), "neither a web address"),
        (("feed", "add", "ftp://a.example/"), "neither a web address"),
        (("feed", "remove", "https://a.example/"), "No feed is read"),
        (("feed", "export", "/nowhere/at/all.opml"), "could not be written"),
    ],
)
def test_bad_usage_ends_with_two_and_one_line(args: tuple[str, ...], says: str) -> None:
    done = run(*args)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://a.example:22/",
    ],
)
def test_the_real_program_goes_nowhere_inside(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "HTTP_PROXY", "COPYDESK_CONTACT"):
        monkeypatch.setenv(name, "127.0.0.1")
    done = run("feed", "add", address)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "not on the open web" in done.stderr or "not the web's" in done.stderr
    done = run("ingest", address)
    assert done.exit_code == 1
    assert "1 refused" in done.stdout


def test_lists_of_feeds_come_in_and_go_out(tmp_path: Path) -> None:
    opml = tmp_path / "feeds.opml"
    opml.write_text(
        '<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example/feed"/>'
        '<outline text="B" xmlUrl="https://b.example/feed"/><outline xmlUrl="file:///etc/passwd"/></body></opml>'
    )
    done = run("feed", "import", str(opml))
    assert done.stdout == "Feeds: 2 added, 0 known already, 1 refused\n"
    assert "file:///etc/passwd" in done.stderr
    assert run("feed", "import", "-", stdin=opml.read_bytes()).stdout == "Feeds: 0 added, 2 known already, 1 refused\n"
    assert run("feed", "export").stdout.count("xmlUrl=") == 2
    assert "2 feeds in" in run("feed", "export", str(tmp_path / "out.opml")).stdout
    assert (tmp_path / "out.opml").read_bytes() == run("feed", "export").stdout_bytes


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "OPML|cannot be read"), ("<rss/>", "not OPML"), ("<opml><body/></opml>", "no feed in its list")],
)
def test_what_is_no_list_is_one_clear_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "x.opml"
    path.write_text(text)
    done = run("feed", "import", str(path))
    assert (done.exit_code, done.stdout) == (1, "")
    assert any(each in done.stderr for each in says.split("|"))
    assert run("feed", "import", str(tmp_path / "none.opml")).exit_code == 1


def test_the_running_program_watches_a_folder_until_it_is_told_to_stop(wire: Path, archive: Path) -> None:
    run("feed", "add", str(wire))
    command = [sys.executable, "-c", "from bot.cli import main; main()", "run"]
    environment = {**os.environ, "COPYDESK_ROLES": "feeds"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        for _ in range(300):
            if json.loads(run("sources", "--json").stdout)["freshness"]["articles"]:
                break
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.2)
        assert json.loads(run("sources", "--json").stdout)["freshness"]["articles"] == 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        assert b"Traceback" not in process.stderr.read()
    (feed,) = json.loads(run("feed", "list", "--json").stdout)["feeds"]
    assert feed["state"] == "well"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("feed add https://a.example", "feed"),
        ("/feed remove x", "feed"),
        ("feed", "feed"),
        ("feed list", None),
        ("/feed LIST", None),
        ("ingest https://a.example", "ingest"),
    ],
)
def test_what_changes_the_archive_is_for_editors(text: str, command: str | None) -> None:
    assert for_editors(text) == command


def test_roles_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_ROLES", "chats,cook")
    done = run("sources")
    assert done.exit_code == 2
    assert "COPYDESK_ROLES cannot be used: must name some of answer, chats, feeds, listen" in done.stderr
