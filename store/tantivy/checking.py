"""Whether a search index holds every passage under its own words, and its files are as they were written."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, select

from store import check
from store.backend import Problem
from store.models import PASSAGE
from store.selecting import chunks
from store.tantivy.folder import Folder
from store.tantivy.following import Follower, entries
from store.tantivy.index import Unusable, View

# At the end of each of tantivy's files: a checksum in JSON, the length of that, and this number.
_MAGIC = 1337


def look(connection: Connection, follower: Follower) -> tuple[Problem, ...]:
    """Return what is wrong with the index; blocks for as long as reading the archive takes."""
    view = follower.view(connection)
    found = [_UNUSED] if view is None else list(islice(_used(connection, view, follower.folder), check.MOST))
    remedy = f" Remove the folder {follower.folder.path}: it is made anew."
    return tuple(Problem(each.where, each.what + remedy) for each in found)


_UNUSED = Problem("search index", "It is not used, and the archive's own index answers; the log says why.")


def _used(connection: Connection, view: View, folder: Folder) -> Iterator[Problem]:
    for path in sorted(folder.place(view.name).iterdir()):
        if path.suffix and not path.name.startswith(".") and path.suffix != ".json" and not _whole(path):
            yield Problem("search index", f"Its file {path.name} is damaged.")
    try:
        yield from _words(connection, view)
    except Unusable as error:
        yield Problem("search index", f"It cannot be read: {' '.join(str(error).split())}.")


def _words(connection: Connection, view: View) -> Iterator[Problem]:
    held = 0
    for ids in chunks(connection.execute(select(PASSAGE.c.id).order_by(PASSAGE.c.id)).scalars()):
        held += len(ids)
        if view.stamps(ids) != [(entry.passage, entry.stamp) for entry in entries(connection, ids)]:
            yield Problem("search index", f"It does not hold the passages {ids[0]} to {ids[-1]} as they are.")
    if view.passages != held:
        yield Problem("search index", "It holds passages that the archive does not.")


def _whole(path: Path) -> bool:
    """Whether a file of tantivy's has the checksum that stands at its end."""
    data = path.read_bytes()
    try:
        length, magic = int.from_bytes(data[-8:-4], "little"), int.from_bytes(data[-4:], "little")
        told = json.loads(data[-8 - length : -8])
        return magic == _MAGIC and zlib.crc32(data[: -8 - length]) == told["crc"]
    except (ValueError, LookupError, TypeError):
        return False
