"""The errors of Copydesk.

CopydeskError                  every error a person may see; one clear public line
├── StoreError                 the archive cannot be used
│   ├── StoreNewer             written by a newer version
│   ├── StoreCorrupt           damaged
│   ├── StoreLocked            another process holds it
│   ├── StoreReadOnly          cannot be written to
│   └── StoreFull              the disk is full
├── InputRefused               a file, page or record cannot become an article
└── UsageError                 a person asked for something in a way that cannot be understood

`public` is the sentence for the person and names what to do; the cause (``raise ... from``) is for the log.
"""

from __future__ import annotations


class CopydeskError(Exception):
    """An error with one public sentence that names what to do."""

    def __init__(self, public: str) -> None:
        super().__init__(public)
        self.public = public


class StoreError(CopydeskError):
    """The archive cannot be used."""


class StoreNewer(StoreError):
    """The archive was written by a newer version of Copydesk."""


class StoreCorrupt(StoreError):
    """The archive is damaged or is not an archive."""


class StoreLocked(StoreError):
    """Another process holds the archive."""


class StoreReadOnly(StoreError):
    """The archive cannot be written to."""


class StoreFull(StoreError):
    """There is no room left on the disk."""


class InputRefused(CopydeskError):
    """A file, page or record cannot become an article; `public` says why."""


class UsageError(CopydeskError):
    """A request that cannot be understood; `public` says how to put it right."""
