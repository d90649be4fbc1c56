"""Every quote is verbatim: ``article.text[quote.start:quote.end] == quote.text``, whatever the text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from handlers.answering.cite import QuoteError, cite, verify
from store.article import Article, Outlet

TEXTS = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("𝔘😀\u0301\u0308\u200f\u202eשלוםمرحبا\u00a0\r\n\t\x00 .“”"),
    ),
    min_size=1,
    max_size=80,
)


def article(text: str, number: int = 1) -> Article:
    return Article(
        id=number,
        outlet=Outlet(1, "The Plain Dealer"),
        source="a.txt",
        title="A headline",
        text=text,
        sha256="",
        added_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


@given(TEXTS, st.data())
def test_a_quote_is_the_text_at_its_offsets(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(text[start:end].strip())
    source = article(text)
    quote = cite(source, start, end)
    assert source.text[quote.start : quote.end] == quote.text == text[start:end].strip()
    verify(quote, source)


@given(TEXTS, st.data())
def test_a_quote_that_was_altered_by_one_code_point_is_refused(text: str, data: st.DataObject) -> None:
    assume(text.strip())
    source = article(text)
    quote = cite(source, 0, len(text))
    at = data.draw(st.integers(0, len(quote.text) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda c: c != quote.text[at]))
    with pytest.raises(QuoteError):
        verify(replace(quote, text=quote.text[:at] + other + quote.text[at + 1 :]), source)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (2, 2), (3, 2), (0, 99), (5, 6)])
def test_a_stretch_outside_the_text_or_without_words_is_refused(start: int, end: int) -> None:
    with pytest.raises(QuoteError):
        cite(article("Five. x"), start, end)


def test_an_answer_is_marked_inside_its_sentence_only() -> None:
    source = article("Ana Reyes led the talks. Nobody else did.")
    quote = cite(source, 0, 24, (0, 9))
    assert (quote.answer_start, quote.answer_end) == (0, 9)
    with pytest.raises(QuoteError):
        cite(source, 0, 24, (20, 30))
    with pytest.raises(QuoteError):
        verify(replace(quote, answer_end=None), source)


def test_a_quote_of_another_revision_is_refused() -> None:
    quote = cite(article("The dam held.", 1), 0, 13)
    with pytest.raises(QuoteError):
        verify(quote, article("The dam held.", 2))
    with pytest.raises(QuoteError):
        verify(quote, None)
