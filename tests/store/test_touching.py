"""A page that was only stamped anew is no revision; whatever else differs is one."""

from __future__ import annotations

import pytest

from store.article import Outcome
from store.store import Store
from store.touching import is_stamp
from tests.store.drafts import draft

TEXT = "The ferry sank at noon.\nNobody was hurt."

STAMPS = [
    "Updated 14:02 BST",
    "Last updated: May 16, 2025 at 3:41 p.m. EDT",
    "Published 2 hours ago",
    "3 hours ago",
    "Fri 16 May 2025 09.30 BST",
    "2025-05-16T14:02:00Z",
    "First published on Friday 16 May 2025",
    "Updated just now",
]
WORDS = ["Four were hurt.", "42", "May said no", "Monday", "2-1 to Northfield", "", "14 dead", "The year 2024 began"]


@pytest.mark.parametrize("line", STAMPS)
def test_a_time_alone_is_a_stamp(line: str) -> None:
    assert is_stamp(line)


@pytest.mark.parametrize("line", WORDS)
def test_words_and_bare_numbers_are_none(line: str) -> None:
    assert not is_stamp(line)


@pytest.mark.parametrize("stamp", STAMPS)
async def test_another_stamp_is_no_revision_and_the_stored_text_stays(store: Store, stamp: str) -> None:
    (first,) = await store.add([draft("a", f"Updated 9:00 BST\n{TEXT}")])
    (again,) = await store.add([draft("a", f"{stamp}\n{TEXT}")])
    assert (again.article, again.outcome) == (first.article, Outcome.UNCHANGED)
    article = await store.article(first.article)
    assert article is not None
    assert article.text == f"Updated 9:00 BST\n{TEXT}"
    assert await store.check() == ()


async def test_what_is_told_with_the_new_stamp_is_amended(store: Store) -> None:
    (first,) = await store.add([draft("a", f"Updated 9:00 BST\n{TEXT}")])
    (again,) = await store.add([draft("a", f"Updated 9:30 BST\n{TEXT}", byline="Ada Quill")])
    assert (again.article, again.outcome) == (first.article, Outcome.AMENDED)
    assert await store.check() == ()


@pytest.mark.parametrize("change", ["The ferry sank at one.", "The ferry sank at noon on 16 May."])
async def test_a_time_that_changed_inside_a_sentence_is_a_revision(store: Store, change: str) -> None:
    await store.add([draft("a", TEXT)])
    (again,) = await store.add([draft("a", TEXT.replace("The ferry sank at noon.", change))])
    assert again.outcome is Outcome.REVISED
