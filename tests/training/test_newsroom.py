"""The invented events are read to the letter, a wrong line is named, and no event serves two purposes."""

from __future__ import annotations

from pathlib import Path

import pytest

from training import newsroom, reports

GOOD = """\
# event: cracked-bell | topic: culture
## Hill Courier | 2031-05-06 | Bell is cracked
The bell of Ostrow has a crack, its keeper Marta Quist said on Monday.
It was cast in 1702. It will be mended in June.
## Vale Radio | 2031-05-06 | No bells at Ostrow
There will be no bells at Ostrow until June.
? who | who found the crack
  Hill Courier = Marta Quist / Quist :: its keeper Marta Quist said on Monday
? when | and when was it cast? | when was the bell cast? | who found the crack // where
  Hill Courier = 1702 :: It was cast in 1702.
? yesno | is the bell ringing
  Vale Radio = no :: There will be no bells at Ostrow until June.
? unanswerable | what does the repair cost
"""


def read(tmp_path: Path, text: str) -> newsroom.Event:
    path = tmp_path / "made.txt"
    path.write_text(text, encoding="utf-8")
    (event,) = newsroom.read(path)
    return event


def test_an_event_has_articles_and_a_verdict_for_every_outlet(tmp_path: Path) -> None:
    event = read(tmp_path, GOOD)
    assert event.name == "made/cracked-bell"
    assert [record["outlet"] for record in event.records] == ["Hill Courier", "Vale Radio"]
    who, when, yesno, nobody = event.questions
    assert who.cells["Hill Courier"].answers == ("Marta Quist", "Quist")
    assert not who.cells["Vale Radio"].says
    assert who.cells["Hill Courier"].evidence == (str(event.records[0]["text"]).split("\n")[0],)
    assert (when.rewrite, when.thread) == ("when was the bell cast?", ("who found the crack", "where"))
    assert yesno.overall == ("no",)
    assert not any(cell.says for cell in nobody.cells.values())


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ("# event: cracked-bell | topic: culture", "# event: Cracked Bell", "an event is"),
        ("## Vale Radio | 2031-05-06 | No bells at Ostrow", "## Vale Radio | May 6 | No bells", "an article is"),
        ("## Vale Radio | 2031", "## Hill Courier | 2031", "has an article"),
        ("? when |", "? where-and-when |", "no type is called"),
        ("  Vale Radio = no", "  Vale Radio = perhaps", "yes or no"),
        ("  Vale Radio = no", "  Dale Radio = no", "no article of 'Dale Radio'"),
        (":: It was cast in 1702.", ":: It was cast in 1703.", "stands 0 times"),
        ("= 1702 ::", "= 1703 ::", "word for word"),
        ("? unanswerable | what", "? what | what", "nobody answers"),
    ],
)
def test_a_line_that_does_not_fit_is_named(tmp_path: Path, good: str, bad: str, complaint: str) -> None:
    assert good in GOOD
    with pytest.raises(newsroom.Misfit, match=complaint):
        read(tmp_path, GOOD.replace(good, bad))


def test_every_shipped_file_is_whole() -> None:
    assert newsroom.main([]) == 0


def test_the_reader_the_decision_and_the_measuring_share_no_event() -> None:
    sides = [
        {event.name for event in side()} for side in (reports.for_reader, reports.for_decision, reports.for_measuring)
    ]
    assert all(sides)
    assert len(set.union(*sides)) == sum(map(len, sides))
    unused = {event.name for event in newsroom.all_events()} - set.union(*sides)
    assert all(name.startswith(reports.PLAIN) for name in unused)


def test_examples_answer_inside_their_passage_and_silence_holds_no_answer() -> None:
    made = reports.examples(reports.for_measuring())
    answered = [example for example in made if example.answered]
    assert len(answered) > 100
    assert all(example.answer.strip() == example.answer for example in answered)
    assert {example.polarity for example in answered if example.kind == "yesno"} == {0, 1}
    assert len(made) > 2 * len(answered)
