"""An excerpt is the passage under its headline, with the sentences before it; what is found leads back to the article."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handlers.answering.excerpts import CONTEXT, cut
from handlers.answering.language.sentences import sentences
from handlers.answering.reading import Reading, Span

TEXT = "The Aurelia ran aground on Monday. Nobody was hurt. The ship carried barley. Its crew of 25 stayed aboard."
LAST = TEXT.index("Its crew")


def test_a_passage_is_read_under_its_headline_with_the_sentences_before_it() -> None:
    made = cut("Freighter aground", TEXT, sentences(TEXT), LAST, len(TEXT), context=60)
    assert made.text == f"Freighter aground.\n{TEXT[made.start :]}"
    assert TEXT[made.start : LAST] == "Nobody was hurt. The ship carried barley. "


def test_without_room_for_context_the_passage_stands_alone() -> None:
    assert cut("", TEXT, sentences(TEXT), LAST, len(TEXT), context=0).text == TEXT[LAST:]
    assert cut("Why?", TEXT, sentences(TEXT), 0, LAST, context=CONTEXT).text == f"Why?\n{TEXT[:LAST]}"


def test_words_of_the_headline_are_never_an_answer() -> None:
    made = cut("Freighter aground", TEXT, sentences(TEXT), LAST, len(TEXT))
    found = made.text.index("25")
    reading = Reading((Span(0, 9, 8.0), Span(found, found + 2, 3.0)), 0.4, 1.5)
    placed = made.placed(reading)
    assert [TEXT[span.start : span.end] for span in placed.spans] == ["25"]
    assert (placed.spans[0].score, placed.yes, placed.answered) == (3.0, 0.4, 1.5)


@given(st.text(max_size=60), st.text(min_size=1, max_size=300), st.data())
def test_every_stretch_behind_the_headline_is_the_articles(title: str, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = cut(title, text, sentences(text), start, end, context=data.draw(st.integers(0, 80)))
    assert made.text[made.head :] == text[made.start : end]
    assert made.start <= start
    a = data.draw(st.integers(0, len(made.text) - 1))
    b = data.draw(st.integers(a + 1, len(made.text)))
    for span in made.placed(Reading((Span(a, b, 0.0),))).spans:
        assert text[span.start : span.end] == made.text[a:b]
