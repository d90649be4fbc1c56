"""Reading files into the archive: batch by batch, nothing lost, everything accounted for."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, Protocol

from handlers.gathering.reading import LIMIT, Outcome, Read, Withdrawn, distinct, read_files, read_stdin
from handlers.gathering.told import Told
from handlers.gathering.unwanted import UNWANTED, unwanted
from handlers.gathering.walk import Form, Found, Refusal, find_files
from handlers.gathering.wire.versions import Beside, look_beside
from store.agency import Taken
from store.article import Added, Draft
from store.article import Outcome as Became
from store.errors import CopydeskError, InputRefused, StoreError
from store.store import Store

# Measured for the archive: 50–1,000 rows a commit; a batch of 100 articles is 400–600 passages and at most a few MB.
_BATCH = 100
_BATCH_CHARACTERS = 4_000_000


Pick = Callable[[Sequence[Found]], Sequence[Found]]


class Archive(Protocol):
    """What ingesting needs of the store."""

    async def add(self, drafts: Sequence[Draft]) -> tuple[Added, ...]:
        """Store a batch in one transaction."""
        ...


class Pages(Protocol):
    """What ingesting needs of the web; the gatherer is one."""

    async def article(self, url: str, given: Told) -> Draft:
        """The article of a page; raises `CopydeskError` where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Warned:
    """Something about an article that was stored all the same: what it is called, and a sentence."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is: articles and refusals so far, and the last source read."""

    read: int
    refused: int
    latest: str


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What became of everything that was read.

    ``read == stored + unchanged + amended + revised``: `amended` are texts already known of which more was told this
    time. `refused` and `warned` are in the order of reading. `withdrawn` counts stored articles that their agency
    took back.
    """

    stored: int = 0
    unchanged: int = 0
    amended: int = 0
    revised: int = 0
    refused: tuple[Refusal, ...] = ()
    warned: tuple[Warned, ...] = ()
    withdrawn: int = 0

    @property
    def read(self) -> int:
        """The number of articles read."""
        return self.stored + self.unchanged + self.amended + self.revised

    def plus(self, other: IngestSummary) -> IngestSummary:
        """Both together."""
        return IngestSummary(
            self.stored + other.stored,
            self.unchanged + other.unchanged,
            self.amended + other.amended,
            self.revised + other.revised,
            self.refused + other.refused,
            self.warned + other.warned,
            self.withdrawn + other.withdrawn,
        )


async def ingest(
    paths: Iterable[str | Path],
    store: Archive,
    *,
    outlet: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    stdin: BinaryIO | None = None,
    form: Form | None = None,
    limit: int = LIMIT,
    pick: Pick | None = None,
) -> IngestSummary:
    """Read files, folders and, for the path "-", standard input (`stdin`, of a `form` or guessed) into the store.

    Every batch is given its stories once it is stored. Reading and cleaning run in a worker thread beside the writing
    of the batch before; memory holds two batches. A file, line or page that cannot be read is a `Refusal` and stops
    nothing. `pick` leaves out files that need not be read. Errors of the store (`StoreError`) come through: what was
    added before stays, and the same ingest again continues where it stopped.
    """
    outcomes = distinct(_outcomes([str(path) for path in paths], outlet, stdin, form, limit, pick))
    became: Counter[Became] = Counter()
    refused: list[Refusal] = []
    warned: list[Warned] = []
    withdrawn = 0
    batch = await asyncio.to_thread(_take, outcomes)
    while batch:
        following = asyncio.create_task(asyncio.to_thread(_take, outcomes))
        try:
            added: list[Added] = []
            for withdrawals, part in groupby(batch, key=lambda one: isinstance(one, Withdrawn)):
                if not withdrawals:
                    drafts = [one.draft for one in part if isinstance(one, Read)]
                    added += await store.add(drafts) if drafts else ()
                elif isinstance(store, Store):
                    killed, missed = await _take_back(store, part)
                    withdrawn += killed
                    refused += missed
            if isinstance(store, Store):
                from handlers.stories.placing import place_stories  # it brings numpy: most commands do without

                await place_stories(store)
        finally:
            await asyncio.wait([following])  # the thread holds an open file; leave none behind
        became.update(one.outcome for one in added)
        outcomes_of = iter(added)
        for one in batch:
            if isinstance(one, Refusal):
                refused.append(one)
                continue
            if isinstance(one, Withdrawn):
                continue
            if (why := unwanted(next(outcomes_of))) is not None:
                refused.append(Refusal(one.named, why))
            else:
                warned.extend(Warned(one.named, reason) for reason in one.warnings)
        if progress is not None:
            last = batch[-1]
            progress(
                Progress(
                    became.total() - sum(became[each] for each in UNWANTED),
                    len(refused),
                    last.named if isinstance(last, Read) else last.source,
                )
            )
        batch = following.result()
    return IngestSummary(
        became[Became.STORED],
        became[Became.UNCHANGED],
        became[Became.AMENDED],
        became[Became.REVISED],
        tuple(refused),
        tuple(warned),
        withdrawn,
    )


async def _take_back(store: Store, outcomes: Iterable[Outcome]) -> tuple[int, list[Refusal]]:
    """Kill what an agency withdrew: how many were killed, and what is not known here, or only in a newer version."""
    killed = 0
    missed: list[Refusal] = []
    for one in outcomes:
        if isinstance(one, Withdrawn):
            taken = await store.take_back(one.item, one.word, one.version)
            killed += taken is Taken.KILLED
            if taken is Taken.UNKNOWN:
                missed.append(Refusal(one.source, f"its agency has withdrawn it ({one.word}); it is not stored here."))
            if taken is Taken.OUTDATED:
                why = f"its agency has withdrawn version {one.version} ({one.word}); a newer one is here and stays."
                missed.append(Refusal(one.source, why))
    return killed, missed


async def ingest_addresses(
    addresses: Sequence[str],
    store: Archive,
    web: Pages,
    *,
    outlet: str | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> IngestSummary:
    """Read pages from the web into the store, one after another; one that cannot be read stops no other."""
    became: Counter[Became] = Counter()
    refused: list[Refusal] = []
    for address in dict.fromkeys(addresses):
        try:
            draft = await web.article(address, Told(outlet=outlet))
            (added,) = await store.add([draft])
            if (why := unwanted(added)) is not None:
                raise InputRefused(why)
            became[added.outcome] += 1
        except StoreError:
            raise
        except CopydeskError as error:
            refused.append(Refusal(address, error.public.removeprefix(f"{address}: ")))
        if progress is not None:
            progress(Progress(became.total(), len(refused), address))
    return IngestSummary(
        became[Became.STORED],
        became[Became.UNCHANGED],
        became[Became.AMENDED],
        became[Became.REVISED],
        tuple(refused),
    )


def _outcomes(
    paths: Sequence[str],
    outlet: str | None,
    stdin: BinaryIO | None,
    form: Form | None,
    limit: int,
    pick: Pick | None,
) -> Iterator[Outcome]:
    if "-" in paths:
        if stdin is None:
            yield Refusal("-", "there is no standard input to read.")
        else:
            yield from read_stdin(stdin, form, outlet=outlet, limit=limit)
    found, refused = find_files(Path(path) for path in paths if path != "-")
    yield from refused
    if pick is None:
        yield from read_files(found, outlet=outlet, limit=limit)
        return
    picked = pick(found)
    # Which version of a wire item is the newest, and what evolved from what, all of them tell.
    wired = any(each.form in (Form.WIRE, Form.RECORD) for each in picked)
    yield from read_files(picked, outlet=outlet, limit=limit, wires=look_beside(found, limit) if wired else Beside())


def _take(outcomes: Iterator[Outcome]) -> list[Outcome]:
    """The next batch; empty at the end."""
    batch: list[Outcome] = []
    characters = 0
    for one in outcomes:
        batch.append(one)
        characters += len(one.draft.text) if isinstance(one, Read) else 0
        if len(batch) >= _BATCH or characters >= _BATCH_CHARACTERS:
            break
    return batch
