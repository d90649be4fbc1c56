"""Folding: what it forgets, what it keeps, and the way back to the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.answering.language.fold import Folded, fold, romanise

TRICKY = st.text(alphabet=st.sampled_from("aB \n\u00a0“”‘’–—ﬁßİıøŁé\u0301\u0327ŉ…½㎏🜁𐐀עםم\u200f\u00ad²"), max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dolmabahçe", "DOLMABAHCE"),
        ("“don’t”", '"don\'t"'),
        ("2019–20", "2019-20"),
        ("a\u00a0b\n c", "a b c"),
        ("Erdog\u0306an", "erdoğan"),
        ("Łódź Sørensen ınce", "lodz sorensen ince"),
        ("ofﬁce", "office"),
        ("co\u00adoperate", "cooperate"),
    ],
)
def test_what_two_newsrooms_write_differently_folds_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_words_stay_different() -> None:
    assert fold("resume") != fold("resumes")
    assert fold("Київ") != fold("Kiev")


def test_romanising_brings_scripts_together() -> None:
    assert romanise("Медінський").startswith("medins")
    assert romanise("Ελλάδα").isascii()


@given(TRICKY | st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TRICKY | st.text())
def test_the_view_is_the_folded_text_and_leads_back(text: str) -> None:
    folded = Folded(text)
    assert folded.view == fold(text)
    for start in range(len(folded.view)):
        a, b = folded.original(start, start + 1)
        assert 0 <= a < b <= len(text)
        assert folded.view[start] in fold(text[a:b])


@given(TRICKY, TRICKY, TRICKY)
def test_words_put_into_a_text_are_found_where_they_stand(before: str, words: str, after: str) -> None:
    text = f"{before} {words} {after}"
    found = Folded(text).find(words)
    if not fold(words).strip():
        assert found is None
    else:
        assert found is not None
        assert fold(words).strip() in fold(text[found[0] : found[1]])


def test_a_letter_is_never_cut_from_its_accent() -> None:
    text = "the cafe\u0301 closed"
    found = Folded(text).find("CAFÉ")
    assert found is not None
    assert text[found[0] : found[1]] == "cafe\u0301"


def test_whole_words_only() -> None:
    folded = Folded("Iran ran; Iranian. RAN")
    assert [folded.text[a:b] for a, b in folded.find_all("ran")] == ["ran", "RAN"]
    assert list(folded.find_all(" ")) == []
