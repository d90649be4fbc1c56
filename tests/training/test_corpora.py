"""Every corpus becomes examples whose answers stand in their passages, and what is measured on is never trained on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.shared import SHARED, needs_shared
from training import corpora
from training.corpora import MissingData, parse_written, squad

BLOCK = """P: The Ostrian side was led by Ada Rinmade. Joost Kálnoki stayed away.
Q|who|Who led Ostria's team?|Ada Rinmade
N|who|Who led Velmark's team?
Y|no|Did Kálnoki take part?|Joost Kálnoki stayed away.
S|said|What happened to Kálnoki?|stayed away"""


def test_the_written_format_gives_spans_silence_and_polarity() -> None:
    one, none, no, clause = parse_written(BLOCK, "sample")
    assert (one.answer, one.kind, one.polarity) == ("Ada Rinmade", "who", -1)
    assert (none.answered, none.answer) == (False, "")
    assert (no.answer, no.kind, no.polarity) == ("Joost Kálnoki stayed away.", "yesno", 0)
    assert (clause.answer, clause.kind) == ("stayed away", "said")
    assert {e.group for e in (one, none, no, clause)} == {"written/sample/0"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Q|who|Who?|Ada", "does not start with 'P:'"),
        ("P: Ada won.\nQ|who|Who won?|ada", "not verbatim"),
        ("P: Ada won.\nQ|who|Who won?", "cannot read"),
        ("P: Ada won.\nX|who|Who won?|Ada", "cannot read"),
        ("P: Ada won.\nQ|who|Who won?|", "cannot read"),
    ],
)
def test_a_line_that_does_not_fit_is_named(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=f"sample, block 0: {complaint}"):
        list(parse_written(text, "sample"))


def test_our_own_passages_fit_their_format_and_one_in_ten_is_held_out() -> None:
    training, measured = corpora.written()
    assert len(training) + len(measured) > 9_000
    assert not {e.passage for e in training} & {e.passage for e in measured}
    assert 0.05 < len(measured) / (len(training) + len(measured)) < 0.15
    assert not any(corpora.held_out(e.passage) and corpora.tunes(e.passage) for e in training + measured)


def test_of_several_references_the_most_frequent_then_the_shortest_is_trained_on(tmp_path: Path) -> None:
    answers = [{"text": t, "answer_start": 0} for t in ("Ada Rinmade", "Ada", "Ada Rinmade", "Ada ")]
    wrong = [{"text": "Ada", "answer_start": 1}]
    qas = [
        {"question": " Who? ", "answers": answers},
        {"question": "Off by one?", "answers": wrong},
        {"question": "Where?", "answers": [], "is_impossible": True},
    ]
    path = tmp_path / "set.json"
    path.write_text(json.dumps({"data": [{"title": "T", "paragraphs": [{"context": "Ada Rinmade won.", "qas": qas}]}]}))
    who, where = squad(path, "set")
    assert (who.question, who.answer, who.accepted) == ("Who?", "Ada Rinmade", ("Ada", "Ada ", "Ada Rinmade"))
    assert (where.answered, corpora.title_of(where)) == (False, "T")


def test_a_missing_folder_is_one_line_that_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="give the data folder with --data"):
        corpora.check(tmp_path)


@needs_shared
def test_no_paragraph_of_the_measuring_sets_is_trained_on() -> None:
    data = SHARED / "data"
    measured = {corpora.fingerprint(e.passage) for e in corpora.xquad(data)}
    training, held_out = corpora.squad2(data)
    measured |= {corpora.fingerprint(e.passage) for e in held_out}
    trained = {corpora.fingerprint(e.passage) for name in corpora.SHIFTS for e in corpora.shifts(data, name)}
    trained |= {corpora.fingerprint(e.passage) for e in training}
    assert len(measured) > 400
    assert not measured & trained


@needs_shared
def test_every_answer_stands_where_it_is_said_to() -> None:
    data = SHARED / "data"
    for example in [*corpora.squad2(data)[0], *corpora.xquad(data), *corpora.shifts(data, "new_wiki")]:
        if example.answered:
            assert example.answer
            assert example.answer == example.answer.strip()
