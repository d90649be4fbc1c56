"""Leaving nothing of what was removed: neither in the index, nor in free pages, nor in the write-ahead log.

A row that is deleted stays readable in its page until that is written again, a word in FTS5's segments until they are
merged. So the index is merged into one segment, the file is written anew without its free pages, and the log is
emptied. That takes as long as copying the file a few times, and as much room again in the temporary folder and beside
the file.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from store.errors import StoreLocked
from store.sqlite.faults import faults_told


def scrub(path: Path, timeout: float) -> None:
    """Write the file anew; blocks. Raises `StoreFull` or `StoreLocked`; then nothing is lost, and it may run again."""
    with faults_told(str(path)), closing(sqlite3.connect(path, timeout=timeout, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("INSERT INTO passage_index (passage_index) VALUES ('optimize')")
        connection.execute("VACUUM")
        deadline = time.monotonic() + timeout
        while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            if time.monotonic() > deadline:
                raise StoreLocked(
                    f"The article is removed, but another process reads the archive {path}, so its log could not be "
                    "emptied. Stop it, and take the article down again."
                )
            time.sleep(0.05)
