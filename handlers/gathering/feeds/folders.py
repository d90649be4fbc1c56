"""A watched folder: which of its files are other than when they were last read, by what the file system says of them.

A file is another when its time of change, size or place on the disk is, or its manifest's, or the feed's outlet. One
that changed a moment ago may change again within the same tick of the clock, and one that was refused may be good
tomorrow (an embargo ends, a permission is given): neither is remembered, so both are read again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from handlers.gathering.walk import MANIFEST, Found, Refusal
from store.feeds import Feed, Listed

# Coarser than the clock of any file system in use (FAT: two seconds).
_TICK_NS = 2_000_000_000


class Folder:
    """The files of a folder at one reading. `known` is what is noted of every file, by its address."""

    def __init__(self, feed: Feed, known: Mapping[str, Listed]) -> None:
        self._feed = feed
        self._known = known
        self._read: dict[str, tuple[str, str | None]] = {}
        self.found = 0

    def pick(self, files: Sequence[Found]) -> list[Found]:
        """Those of the files that are to be read."""
        self.found = len(files)
        picked = []
        for file in files:
            address = address_of(file.path)
            stamp = self._stamp(file.path)
            before = self._known.get(address)
            if stamp is None or before is None or before.stamp != stamp:
                picked.append(file)
                self._read[file.name] = (address, stamp)
        return picked

    @property
    def picked(self) -> int:
        """How many were to be read."""
        return len(self._read)

    def noted(self, refused: Sequence[Refusal]) -> list[Listed]:
        """What is to be noted once the picked files are in the archive."""
        names = {each.source for each in refused} | {each.source.rpartition(":")[0] for each in refused}
        return [
            Listed(address, stamp, "stored")
            for name, (address, stamp) in self._read.items()
            if stamp is not None and name not in names
        ]

    def _stamp(self, path: Path) -> str | None:
        """What tells this state of a file from any other; None where it cannot be told."""
        parts = [self._feed.outlet or ""]
        for each in (path, path.parent / MANIFEST):
            try:
                about = each.stat()
            except FileNotFoundError:
                parts.append("-")
                continue
            except OSError:
                return None
            if time.time_ns() - max(about.st_ctime_ns, about.st_mtime_ns) < _TICK_NS:
                return None
            parts.append(f"{about.st_ctime_ns}.{about.st_mtime_ns}.{about.st_size}.{about.st_ino}")
        return "/".join(parts)


def address_of(path: Path) -> str:
    """The address under which a file is noted."""
    return str(path).encode("utf-8", "replace").decode("utf-8")
