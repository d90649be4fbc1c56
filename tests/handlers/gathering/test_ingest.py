"""Files into a real archive: nothing lost, everything accounted for, and the same again changes nothing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from handlers.gathering.ingest import Progress, ingest
from store.article import Added, Draft
from store.errors import StoreFull
from store.store import Store

STORY = (
    "The harbour of Northfield was closed on Monday after crane {n} fell across the tracks of the old quay.\n\n"
    "Nobody was hurt, the harbour office said, because the quay had been cleared for the storm an hour before."
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as opened:
        yield opened


def write(folder: Path, count: int) -> Path:
    folder.mkdir(exist_ok=True)
    for n in range(count):
        (folder / f"{n:03}.txt").write_text(STORY.format(n=n), "utf-8")
    return folder


async def test_one_bad_file_amid_a_hundred_costs_none_of_them(store: Store, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 100)
    (folder / "050-bad.txt").symlink_to("/proc/self/mem")
    summary = await ingest([folder], store)
    assert (summary.read, summary.stored, len(summary.refused)) == (100, 100, 1)
    assert summary.refused[0].source == "050-bad.txt"
    assert (await store.counts()).articles == 100


async def test_the_same_again_changes_nothing_and_a_changed_text_is_a_revision(store: Store, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 3)
    await ingest([folder], store)
    assert (await ingest([folder], store)).unchanged == 3
    (folder / "001.txt").write_text(STORY.format(n="twelve"), "utf-8")
    summary = await ingest([folder], store)
    assert (summary.unchanged, summary.revised) == (2, 1)
    (current,) = await store.find_articles(source="001.txt")
    assert current.supersedes is not None
    old = await store.article(current.supersedes)
    assert old is not None
    assert "crane 1 fell" in old.text


async def test_more_told_of_a_known_text_is_an_amendment(store: Store, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", 1)
    await ingest([folder], store)
    (folder / "manifest.toml").write_text('["000.txt"]\ncredit = "AFP"\n')
    assert (await ingest([folder], store)).amended == 1


async def test_progress_is_told_batch_by_batch(store: Store, tmp_path: Path) -> None:
    told: list[Progress] = []
    await ingest([write(tmp_path / "in", 250), tmp_path / "nowhere.txt"], store, progress=told.append)
    assert [each.read for each in told] == sorted(each.read for each in told)
    assert told[-1].read == 250
    assert told[-1].refused == 1
    assert len(told) == 3


class Full:
    """An archive whose disk is full after the first batch."""

    def __init__(self, store: Store) -> None:
        self.store, self.batches = store, 0

    async def add(self, drafts: Sequence[Draft]) -> tuple[Added, ...]:
        self.batches += 1
        if self.batches > 1:
            raise StoreFull("There is no room left.")
        return await self.store.add(drafts)


async def test_a_full_disk_loses_nothing_that_was_added_and_the_same_again_goes_on(
    store: Store, tmp_path: Path
) -> None:
    folder = write(tmp_path / "in", 250)
    with pytest.raises(StoreFull):
        await ingest([folder], Full(store))
    kept = (await store.counts()).articles
    assert 0 < kept < 250
    summary = await ingest([folder], store)
    assert (summary.unchanged, summary.stored) == (kept, 250 - kept)


async def test_warnings_travel_with_what_they_are_about(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": STORY, "published": "soon"}), "utf-8")
    summary = await ingest([tmp_path / "a.jsonl"], store)
    assert summary.stored == 1
    assert summary.warned[0].source == "a.jsonl:1"
    assert "date of publication" in summary.warned[0].reason


async def test_nothing_at_all_is_an_empty_summary(store: Store, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    summary = await ingest([tmp_path / "empty"], store)
    assert (summary.read, len(summary.refused)) == (0, 1)
    assert (await ingest([], store)).read == 0
    assert (await ingest(["-"], store)).refused[0].reason == "there is no standard input to read."
