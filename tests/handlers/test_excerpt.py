"""A long quote is shown in part, but never in a part that could say something else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from handlers.answering.cite import cite, verify
from handlers.answering.language.sentences import sentences
from handlers.excerpt import LIMIT, quoted
from store.article import Article, Outlet
from tests.newsroom import DRAFTS, NOW, newsroom


def article(text: str) -> Article:
    return Article(1, Outlet(1, "A"), "a.txt", "T", text, "0" * 64, NOW)


def test_a_quote_that_is_not_long_is_whole() -> None:
    held = article("He denied that he attended. That was all.")
    shown = quoted(3, cite(held, 0, 27, (20, 26)), held)
    assert (shown.quote.text, shown.cut_before, shown.cut_after) == ("He denied that he attended.", False, False)
    assert "".join(piece.text for piece in shown.pieces) == "“He denied that he attended.” [3]"


def test_one_long_sentence_is_never_cut() -> None:
    text = "He denied " + "again and again " * 60 + "that he attended."
    held = article(text)
    shown = quoted(1, cite(held, 0, len(text), (len(text) - 9, len(text) - 1)), held)
    assert shown.quote.text == text


def test_our_mark_stands_apart_from_the_sources_own() -> None:
    text = "“They are not serious,” he said of “them”"
    held = article(text)
    words = "".join(piece.text for piece in quoted(1, cite(held, 0, len(text)), held).pieces)
    assert words == f"“\u202f{text}\u202f” [1]"


def test_of_many_sentences_those_about_the_answer_are_kept_and_the_cut_is_marked_outside_the_words() -> None:
    text = " ".join(f"Sentence number {n} says very little about anything at all." for n in range(40))
    at = text.index("number 20")
    held = article(text)
    shown = quoted(2, cite(held, 0, len(text), (at, at + 9)), held)
    assert len(shown.quote.text) <= LIMIT
    assert shown.cut_before
    assert shown.cut_after
    assert shown.quote.text.startswith("Sentence number ")
    assert shown.quote.text.endswith("at all.")
    assert "number 20" in shown.quote.text
    words = "".join(piece.text for piece in shown.pieces)
    assert words.startswith("“… Sentence")
    assert words.endswith("at all. …” [2]")


@given(st.lists(st.integers(1, 60), min_size=1, max_size=40), st.data())
def test_what_is_shown_is_always_whole_sentences_with_the_whole_answer(words: list[int], data: st.DataObject) -> None:
    text = " ".join("Word" + " word" * count + "." for count in words)
    held = article(text)
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 1, min(start + 30, len(text))))
    assume(text[start:end] == text[start:end].strip())  # an answer has no white space at its ends
    whole = cite(held, 0, len(text), (start, end))
    shown = quoted(1, whole, held).quote
    verify(shown, held)
    assert (shown.answer_start, shown.answer_end) == (start, end)
    bounds = sentences(text)
    assert shown.start in {span[0] for span in bounds} | {start}
    assert shown.end in {span[1] for span in bounds} | {end}


async def test_without_its_article_nothing_is_cut(tmp_path: Path) -> None:
    long = replace(DRAFTS[0], text="A short sentence. " * 60 + "End.")
    async with newsroom(tmp_path, [long]) as room:
        held = room.articles["harbour.txt"]
        quote = cite(held, 0, len(held.text))
        assert quoted(1, quote, None).quote == quote
        assert len(quoted(1, quote, held).quote.text) <= LIMIT
