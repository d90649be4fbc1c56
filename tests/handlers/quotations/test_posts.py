"""Posts that an article carries are remarks of who posted them, as are words it gives to an account."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.answering.page import Page
from handlers.quotations.posts import posts
from handlers.quotations.remarks import Manner, Remark, remarks
from store.article import Article, Outlet

POST = "The bridge holds. Nobody is hurt. pic.twitter.com/a1B2c3 — Ann Lee (@mayorlee) May 5, 2025"


def said(text: str) -> list[tuple[str, str | None]]:
    """(words, who) of every remark."""
    article = Article(1, Outlet(1, "The Post"), "a.txt", "Title", text, "", datetime(2025, 5, 16, tzinfo=UTC))
    found: tuple[Remark, ...] = remarks(Page(article))
    assert all(remark.manner is Manner.DIRECT for remark in found)
    return [(text[r.start : r.end], r.speaker.who if r.speaker else None) for r in found]


def test_a_post_is_a_remark_of_whose_name_stands_beneath_it() -> None:
    text = f"Mayor Ann Lee was there.\n{POST}\nThe road is open."
    assert said(text) == [("The bridge holds. Nobody is hurt.", "Ann Lee")]


def test_two_posts_in_a_line_are_two_remarks_and_what_leads_to_a_post_is_no_part_of_it() -> None:
    text = f"Skip Twitter post by @mayorlee {POST} Boats are out — Bo Marsh (@bomarsh) 6 May 2025"
    assert said(text) == [("The bridge holds. Nobody is hurt.", "Ann Lee"), ("Boats are out", "Bo Marsh")]


@pytest.mark.parametrize(
    "text",
    [
        "The bridge holds — Ann Lee, the mayor (@mayorlee), was there.",
        "Boats in the bay A post shared by Ann Lee (@mayorlee) on May 4, 2025 at 9:50pm PST",
        "She flew to Rome (see @mayorlee) May 5, 2025",
    ],
)
def test_what_is_not_signed_as_a_post_is_none(text: str) -> None:
    assert posts(text) == ()


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Mayor Ann Lee wrote on X: “The bridge holds for now.”", "Ann Lee"),
        ("“The bridge holds for now,” @mayorlee posted.", "@mayorlee"),
        ("In a post on X, @mayorlee wrote: “The bridge holds for now.”", "@mayorlee"),
        ("Ann Lee (@mayorlee) was there. On X @mayorlee wrote: “The bridge holds for now.”", "Ann Lee"),
    ],
)
def test_an_account_speaks_as_its_owner_where_the_text_names_one(text: str, who: str) -> None:
    assert [(words.rstrip(".,"), speaker) for words, speaker in said(text)] == [("The bridge holds for now", who)]


def test_a_row_of_glued_links_takes_no_time() -> None:
    assert posts("x " + "http://a" * 4_000 + " end — Ann Lee (@annlee) May 5, 2025") is not None
