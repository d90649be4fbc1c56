"""A story's ledes are whole sentences of the bodies: no caption, no bullet, no headline over again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.edition import Rules, choose
from handlers.ledes import after_dateline, ledes
from handlers.stories.placing import place_stories
from store.article import Draft
from store.store import Store
from store.subscriptions import Last
from tests.newsroom import NOW

CAPTION = "The ferry Aurora lies on the rocks off Lisbon in this photo of Sunday."
BULLET = "Ferry Aurora runs aground off Lisbon with 212 people on board"
BODY = "All 212 people aboard the ferry Aurora were brought ashore off Lisbon on Sunday, the coast guard said."
OTHER = "LISBON, Portugal (AP) - The ferry Aurora struck rocks off Lisbon on Sunday, and 212 people were rescued."


async def begun(tmp_path: Path, *drafts: Draft) -> list[str]:
    """The ledes of the one story that the drafts tell, each by another outlet."""
    at = NOW - timedelta(hours=1)
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        await store.add([
            replace(each, outlet=f"Paper {n}", published_at=at)
            for n, each in enumerate(drafts)
        ])  # fmt: skip
        await place_stories(store)
        (item,) = await choose(store, NOW - timedelta(days=1), NOW, Last(), Rules())
        return [quote.text for quote in await ledes(store, item)]


def whole(source: str, text: str, start: int = 0) -> Draft:
    return Draft(source, text, ((start, len(text)),), "Ferry Aurora aground off Lisbon")


async def test_a_caption_above_the_body_is_no_lede(tmp_path: Path) -> None:
    captioned = whole("a", f"{CAPTION}\n\n{BODY}", len(CAPTION) + 2)
    assert sorted(await begun(tmp_path, captioned, whole("b", OTHER))) == [BODY, OTHER]


PLAYER = "Ferry captain Ana Reis (10) reaches for the rail of the Aurora during the second half off Lisbon."
CREDITED = "The ferry Aurora, at left, and the rocks off Lisbon. (University of Lisbon)"
LABELLED = (
    "FILE - In this May 2, 2025 file photo, the ferry Aurora leaves the port of Lisbon. "
    + "An official said on Sunday that the ferry ran aground with 212 people on board, and all were brought ashore. "
    * 4
    + "(Photo by Ana Roe/Invision/AP, File) (Associated Press)"
)


@pytest.mark.parametrize("caption", [PLAYER, CREDITED, LABELLED], ids=["player", "credited", "labelled"])
async def test_a_caption_that_was_taken_for_body_is_no_lede_and_a_gallery_has_none(
    tmp_path: Path, caption: str
) -> None:
    assert sorted(await begun(tmp_path, whole("a", f"{caption}\n{BODY}"), whole("b", OTHER))) == [BODY, OTHER]
    (tmp_path / "gallery").mkdir()
    assert await begun(tmp_path / "gallery", whole("a", caption), whole("b", OTHER)) == [OTHER]


async def test_the_dash_of_a_dateline_is_not_shown(tmp_path: Path) -> None:
    assert sorted(await begun(tmp_path, whole("a", f"— {BODY}"), whole("b", OTHER))) == [BODY, OTHER]


async def test_a_line_that_is_no_sentence_is_a_lede_only_where_there_is_no_other(tmp_path: Path) -> None:
    unstopped = OTHER.rstrip(".")
    found = await begun(tmp_path, whole("a", f"{BULLET}\n\n{BODY}"), whole("b", unstopped))
    assert sorted(found) == sorted([BODY, unstopped])


def test_the_place_of_who_writes_is_not_the_storys() -> None:
    assert OTHER[after_dateline(OTHER) :].startswith("The ferry")
    assert "DALLAS — An airline"[after_dateline("DALLAS — An airline") :] == "An airline"
    assert after_dateline(BODY) == 0
    assert after_dateline("NATO allies met in Lisbon - and left.") == 0
