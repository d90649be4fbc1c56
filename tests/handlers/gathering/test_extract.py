"""From what was gathered to a draft: the body alone of a page, the very text of a record, and what is known of both."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.gathering.canonical import canonical
from handlers.gathering.extract import from_lines, from_record, from_text
from handlers.gathering.told import Told
from store.canonical import demand_canonical
from store.errors import InputRefused

LEDE = "The harbour of Northfield was closed on Monday after a crane fell across the tracks of the old quay."
SECOND = "Nobody was hurt, the harbour office said, because the quay had been cleared for the storm an hour before."
PASTED = f"""Log In

Crane falls across the harbour's old quay | The Harbour Post

By Jane Roe

Published May 16, 2025

The old quay on Monday [John Doe/Reuters]

{LEDE}

{SECOND}

With files from AFP

Related Stories
Ferry runs aground off the cape
"""


def test_a_pasted_page_gives_its_body_and_what_it_says_of_itself() -> None:
    draft = from_text(PASTED, Told(), source="crane.txt")
    assert draft.text == f"{LEDE}\n\n{SECOND}"
    assert (draft.title, draft.title_made) == ("Crane falls across the harbour's old quay", False)
    assert (draft.outlet, draft.distributor, draft.credit, draft.byline) == (
        "The Harbour Post",
        None,
        "AFP",
        "Jane Roe",
    )
    assert draft.published_at == datetime(2025, 5, 16, tzinfo=UTC)
    assert (draft.language, draft.cut_short) == ("en", False)


def test_what_a_person_tells_goes_before_what_the_page_says() -> None:
    draft = from_text(PASTED, Told(outlet="Northfield Times", byline="A. N. Other", credit="dpa"), source="x")
    assert (draft.outlet, draft.byline, draft.credit) == ("Northfield Times", "A. N. Other", "dpa")


def test_a_headline_that_is_not_there_is_made_of_the_first_sentence() -> None:
    draft = from_text(f"{SECOND}\n\n{LEDE}", Told(), source="x")
    assert draft.title_made
    assert draft.title.endswith("…")
    assert SECOND.startswith(draft.title.rstrip("…"))
    assert len(draft.title) <= 101
    assert from_text("Crane falls on quay. Nobody was hurt.", Told(), source="x").title == "Crane falls on quay."


def test_a_record_is_stored_as_given_and_indexed_by_its_body() -> None:
    text = f"{LEDE}\n\nGetty Images\n\n{SECOND}\n\nRelated Stories"
    draft = from_record(Told(text=text, title="Crane falls"), source="r:1")
    assert draft.text == text
    indexed = " ".join(draft.text[start:end] for start, end in draft.passages)
    assert LEDE in indexed
    assert SECOND in indexed
    assert "Getty" not in indexed
    assert "Related" not in indexed


@pytest.mark.parametrize(
    "ending",
    [
        "The office said that the crane had been inspected by",
        "The crane was thirty years old and [+1234 chars]",
        "Sign up to read this article",
    ],
)
def test_a_text_that_lacks_its_end_is_marked(ending: str) -> None:
    assert from_text(f"{LEDE}\n\n{SECOND}\n\n{ending}", Told(), source="x").cut_short
    assert not from_text(f"{LEDE}\n\n{SECOND}", Told(), source="x").cut_short


def test_of_a_mark_of_a_cut_nothing_is_quoted() -> None:
    assert "1234" not in from_text(f"{LEDE}\n\nIt was old and [+1234 chars]", Told(), source="x").text


def test_a_wall_known_from_the_page_marks_it_too() -> None:
    assert from_lines([LEDE], Told(), source="x", walled=True).cut_short


def test_captions_are_the_article_of_a_gallery() -> None:
    lines = ["Divers below the old ferry, which sank in the storm of 1999 [Jane Roe/Reuters]"] * 1
    assert from_lines(lines, Told(title="In pictures"), source="x").text == lines[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        (" \n\u200b\n ", "empty|no text|too short|only|no article"),
        ("Log In\nMenu\nShare", "."),
        ("Three words only", "no article|too short"),
        ("!!! ??? ...", "."),
    ],
)
def test_what_holds_no_sentence_is_refused_with_a_reason(text: str, says: str) -> None:
    with pytest.raises(InputRefused, match=says) as refused:
        from_text(text, Told(), source="x")
    assert refused.value.public.endswith(".")


PIECES = st.sampled_from(
    [
        LEDE,
        SECOND,
        "Log In",
        "é",
        "e\u0301",
        "\0",
        "\r\n",
        "\n\n",
        "\u2028",
        "\u202e",
        "😀",
        "語" * 30,
        "\u00a0",
        "“Yes,” he said.",
        " ",
        "Reuters",
        "Sign up to read this article",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_every_draft_can_be_stored_whatever_it_was_made_of(text: str) -> None:
    for make in (
        lambda: from_text(text, Told(), source="x"),
        lambda: from_record(Told(text=canonical(text)), source="x"),
    ):
        try:
            draft = make()
        except InputRefused:
            continue
        demand_canonical(draft)
        assert draft.passages
