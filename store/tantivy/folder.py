"""The folder of a search index. All of it may be removed at any time: it is made anew from the archive.

archive.db.tantivy/
  lock             held by whoever writes here, for as long as one step takes
  current          the name of the index in use
  3f9a…/           that index; another one is on its way out
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from store.errors import StoreError

SUFFIX = ".tantivy"
_CURRENT, _LOCK = "current", "lock"
_POLL_S = 0.005


class Busy(Exception):
    """Somebody else writes to the index."""


class Folder:
    """Where an archive's search index lies. What changes it is done while it is `held`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextlib.contextmanager
    def held(self, wait_s: float | None = None) -> Iterator[None]:
        """Hold the folder, against other processes too; raises `Busy` if that is not possible within the time."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle, wait_s)
            yield
        finally:
            os.close(handle)

    def current(self) -> str | None:
        """The name of the index in use, or None if there is none."""
        try:
            name = (self.path / _CURRENT).read_text("ascii").strip()
        except (OSError, ValueError):
            return None
        return name if name.isalnum() and (self.path / name).is_dir() else None

    def place(self, name: str) -> Path:
        """Where the index of that name lies."""
        return self.path / name

    def begin(self, name: str) -> Path:
        """Make an empty place for a new index and let it be the one in use; every other is removed."""
        self.forget()
        place = self.path / name
        place.mkdir(mode=0o700)
        beside = self.path / f"{_CURRENT}.new"
        beside.write_text(name, "ascii")
        beside.replace(self.path / _CURRENT)
        return place

    def forget(self) -> None:
        """Remove every index; raises OSError if one cannot be removed."""
        for entry in self.path.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            elif entry.name != _LOCK:
                entry.unlink()

    def clear(self) -> None:
        """Leave nothing of any index, if there is one; raises `StoreError` where something cannot be removed."""
        if not self.path.is_dir():
            return
        try:
            with self.held():
                self.forget()
        except OSError as error:
            raise StoreError(
                f"The article is removed from the archive, but the search index in {self.path} could not be removed "
                "and may still hold its words. Remove that folder by hand."
            ) from error


def beside(archive: Path) -> Folder:
    """The folder beside an archive that is a file."""
    return Folder(archive.with_name(archive.name + SUFFIX))


def _lock(handle: int, wait_s: float | None) -> None:
    if wait_s is None:
        fcntl.flock(handle, fcntl.LOCK_EX)
        return
    deadline = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Busy from None
            time.sleep(_POLL_S)
        else:
            return
