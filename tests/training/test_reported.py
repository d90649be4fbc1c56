"""Questions about published reports: nothing of a report is in the project, and offsets are trusted only in its own text."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.evaluation.newsdesk import Event
from tests.shared import SHARED, needs_shared
from training import reported, reports
from training.corpora import MissingData
from training.news import bodies, stories, tidy
from training.newsroom import TYPES

BODY = "The mayor   of Orrin, Tilde Maas,\nresigned on Monday.\n\n  She gave no reason.  \n"
TEXT = "The mayor of Orrin, Tilde Maas,\nresigned on Monday.\nShe gave no reason."


def _data(folder: Path, body: str) -> Path:
    (folder / "news-text").mkdir()
    with (folder / "news-text" / "fnc1-bodies.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("Body ID", "articleBody"), ("7", body), ("9", "Nothing was said of it anywhere.")])
    return folder


def _asked(folder: Path, text: str) -> Path:
    at = text.index("Tilde Maas")
    event = {
        "event": "orrin",
        "articles": [
            {"id": "7", "length": len(text), "sha256": reported.digest(text)},
            {"id": "9", "length": 11, "sha256": reported.digest("Nothing was")},
        ],
        "questions": [
            {
                "q": "who stepped down",
                "type": "who",
                "outlets": {"report 7": {"answers": [[at, at + 10], "Maas"], "evidence": [[0, 51]]}},
            },
            {
                "q": "did she say why?",
                "type": "yesno",
                "thread": ["who stepped down"],
                "rewrite": "did the mayor say why she resigned?",
                "outlets": {"report 7": {"answers": ["no"], "evidence": [[52, 71]]}},
            },
        ],
    }
    (folder / "fnc1.jsonl").write_text(json.dumps(event) + "\n", encoding="utf-8")
    return folder


def _all(data: Path) -> tuple[Event, ...]:
    return (*reported.for_reader(data), *reported.for_measuring(data))


def test_offsets_are_of_the_tidied_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reported, "FOLDER", _asked(tmp_path, TEXT))
    (event,) = _all(_data(tmp_path, BODY))
    assert tidy(BODY) == TEXT == event.records[0]["text"]
    assert event.records[1]["text"] == "Nothing was"
    who, why = event.questions
    assert who.cells["report 7"].answers == ("Tilde Maas", "Maas")
    assert who.cells["report 7"].evidence == ("The mayor of Orrin, Tilde Maas,\nresigned on Monday.",)
    assert not who.cells["report 9"].says
    assert why.rewrite == "did the mayor say why she resigned?"
    assert why.cells["report 7"].evidence == ("She gave no reason.",)


def test_another_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reported, "FOLDER", _asked(tmp_path, TEXT))
    data = _data(tmp_path, BODY.replace("Monday", "Friday"))
    with pytest.raises(reported.Changed, match="report 7"):
        _all(data)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="--data"):
        reported.for_reader(tmp_path)
    with pytest.raises(MissingData, match="--data"):
        reported.of_stories(tmp_path)


def test_nothing_longer_than_a_name_is_quoted_in_the_project() -> None:
    for path in sorted(reported.FOLDER.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for question in json.loads(line)["questions"]:
                for verdict in question["outlets"].values():
                    assert all(not isinstance(a, str) or len(a.split()) <= 4 for a in verdict["answers"])
                    assert all(len(place) == 2 for place in verdict["evidence"])


@needs_shared
def test_every_verdict_fits_its_report() -> None:
    data = SHARED / "data"
    for events in (_all(data), reported.of_stories(data)):
        assert len({event.name for event in events}) == len(events) > 10
        for event in events:
            assert len(event.records) > 1
            for asked in event.questions:
                assert asked.type in TYPES
                assert any(cell.says for cell in asked.cells.values()) == (asked.type != "unanswerable")
                for cell in asked.cells.values():
                    assert cell.says == bool(cell.evidence)
                    assert all(answer.strip() == answer and answer for answer in cell.answers)


@needs_shared
def test_words_of_a_report_are_kept_as_offsets() -> None:
    ids = {key: r for found in (bodies, stories) for key, r in found(SHARED / "data").items()}
    for path in sorted(reported.FOLDER.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            event = json.loads(line)
            told = {ids[a["id"]].outlet: ids[a["id"]].text[: a["length"]] for a in event["articles"]}
            for question in event["questions"]:
                for outlet, verdict in question["outlets"].items():
                    for answer in verdict["answers"]:
                        assert not isinstance(answer, str) or answer in ("yes", "no") or answer not in told[outlet]


@needs_shared
def test_the_reader_learns_from_most_of_what_is_said() -> None:
    events = reported.for_reader(SHARED / "data")
    says = sum(cell.says for event in events for asked in event.questions for cell in asked.cells.values())
    found = reports.examples(events)
    assert sum(example.answered for example in found) > 0.9 * says
    assert all(example.answer.strip() == example.answer for example in found if example.answered)
