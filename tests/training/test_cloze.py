"""Questions made of plain reports: the gap of one report's sentence is found in another's words, or found missing."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from training import cloze, reported
from training.corpora import MissingData
from training.example import Example

FIRST = """The harbour ferry Corran Lass struck the breakwater at Tarbrax on Friday night with commuters aboard, police said.
Coxswain Imrie Dallan told the harbour inquiry that the rudder jammed as the ferry turned for the breakwater.
Salvage crews will pump fuel from the ferry before towing the hull away from the breakwater, the harbour board said.
Commuters described lifejackets being thrown across the listing ferry deck while lifeboats circled.
The breakwater itself, finished only last spring, was cracked in several places and stays shut to walkers and anglers."""
SECOND = """A rudder that jammed sent a commuter ferry into the Tarbrax breakwater, its coxswain has said.
The harbour inquiry heard Imrie Dallan describe how the vessel stopped answering as she turned toward the breakwater.
Lifeboats circled the listing ferry until every commuter had been handed a lifejacket, the salvage crews recalled.
Fuel is to be pumped out before the hull is towed, which the harbour board expects within days.
Engineers are looking at cracks in the breakwater, which was finished only last spring and is shut to walkers for now."""

THIRD = """Commuters were thrown across the deck when a ferry ran onto the breakwater, and lifeboats circled for an hour.
The harbour board has opened an inquiry and will hear why the rudder jammed before the breakwater was struck.
Salvage crews want the fuel out of the hull first. The board closed the breakwater to walkers after cracks were seen.
The coxswain told the inquiry that the vessel turned by itself, and the harbour board said that it would be towed away
once the pumping was over, with the listing deck made fast by cables until then so that nothing more is lost."""
REPORTS = (FIRST, SECOND, THIRD)
ASKING = frozenset(["who", "what", "or", "when", "where", "how", "many", "much", "long", "old"])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with three reports on one event among forty on nothing."""
    rng = random.Random(4)
    words = ["".join(rng.choice("bcdfglmnprstv") + rng.choice("aeiou") for _ in range(3)) for _ in range(300)]
    filler = ["\n".join(" ".join(rng.choices(words, k=14)) + "." for _ in range(9)) for _ in range(40)]
    (tmp_path / "news-text").mkdir()
    with (tmp_path / "news-text" / "fnc1-bodies.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Body ID", "articleBody"])
        writer.writerows(enumerate([FIRST, *filler, SECOND, THIRD], 90000))
    return tmp_path


def _about(found: list[Example], answer: str) -> list[Example]:
    return [example for example in found if example.answer == answer]


def test_a_name_taken_out_of_one_report_is_found_in_the_other(data: Path) -> None:
    found = _about(cloze.examples(data), "Imrie Dallan")
    assert found
    for example in found:
        assert "Dallan" not in example.question
        assert "who" in example.question
        assert example.passage[example.start : example.end] == "Imrie Dallan"


def test_a_report_is_never_asked_what_it_told_itself(data: Path) -> None:
    found = cloze.examples(data)
    assert found
    for example in found:
        [own] = [text for text in REPORTS if example.passage in text]
        asked = set(example.question.lower().replace("?", "").split()) - ASKING
        assert not any(len(asked & set(line.lower().split())) > 0.7 * len(asked) for line in own.split("\n"))


def test_what_another_report_leaves_out_is_not_found_in_it(data: Path) -> None:
    silent = [example for example in cloze.examples(data) if not example.answered]
    assert silent
    assert all(example.passage in THIRD for example in silent)


def test_reports_that_are_measured_on_teach_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert any(example.passage in FIRST for example in cloze.examples(data))
    monkeypatch.setattr(reported, "only_measured", lambda: frozenset(["90000"]))
    assert not any(example.passage in FIRST for example in cloze.examples(data))


def test_the_same_examples_come_in_the_same_order(data: Path) -> None:
    assert cloze.examples(data) == cloze.examples(data)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match=r"fnc1-bodies\.csv.*--data"):
        cloze.examples(tmp_path)
