"""Archives for measuring: one for each event, made by the program's own ingest."""

from __future__ import annotations

import json
import pickle
import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path

from handlers.answering.reading import Reader, Reading
from handlers.gathering.ingest import ingest
from store.store import Store


@asynccontextmanager
async def archive_of(
    records: Iterable[Mapping[str, object]], folder: Path, *, beside: bool = False
) -> AsyncIterator[Store]:
    """An archive holding these records, ingested as a person would ingest a .jsonl file; `beside`: tantivy searches it."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = folder / "articles.jsonl"
    lines.write_text("".join(json.dumps(dict(record)) + "\n" for record in records), encoding="utf-8")
    search = folder / "archive.db.tantivy" if beside else None
    async with Store.opened(f"sqlite:///{folder / 'archive.db'}", search) as store:
        summary = await ingest([lines], store)
        assert not summary.refused, summary.refused
        if beside:
            assert not await store.check()  # which waits until the index holds all
        yield store


class RememberingReader:
    """A reader whose readings are kept in a file, so that a second run over the same texts costs nothing."""

    def __init__(self, reader: Reader, model: str, path: Path) -> None:
        self._reader = reader
        self._model = model
        self._kept = sqlite3.connect(path)
        self._kept.execute("create table if not exists reading (key text primary key, value blob)")
        self.seconds = 0.0

    def _key(self, question: str, text: str) -> str:
        return sha256("\0".join((self._model, question, text)).encode()).hexdigest()

    async def read(self, question: str, texts: Sequence[str]) -> Sequence[Reading]:
        """Readings, from memory where they are there."""
        keys = [self._key(question, text) for text in texts]
        known: dict[str, Reading] = {}
        for key in keys:
            row = self._kept.execute("select value from reading where key = ?", (key,)).fetchone()
            if row:
                known[key] = pickle.loads(row[0])  # our own file, written below
        missing = [n for n, key in enumerate(keys) if key not in known]
        if missing:
            fresh = await self._reader.read(question, [texts[n] for n in missing])
            for n, reading in zip(missing, fresh, strict=True):
                known[keys[n]] = reading
                self._kept.execute("insert or replace into reading values (?, ?)", (keys[n], pickle.dumps(reading)))
            self._kept.commit()
        return [known[key] for key in keys]

    async def close(self) -> None:
        """Close the file and the reader."""
        self._kept.close()
        await self._reader.close()
