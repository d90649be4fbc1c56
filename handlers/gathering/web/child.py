"""The parser's process: it reads documents that strangers wrote, may use little, and knows nothing worth stealing.

It is started with next to no environment, opens no connection, and may write no file. Each document has
its own share of processor time; the memory is one for all. What goes over is killed by the system, and the program
reads that as a refusal.
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, BinaryIO

from handlers.gathering.feeds.discovery import linked_feeds
from handlers.gathering.feeds.reading import read_feed
from handlers.gathering.web.frames import LENGTH, packed, told_of
from handlers.gathering.web.pages import draft_of_fragment, draft_of_page
from store.errors import InputRefused


def main(memory: int, seconds: int) -> None:
    """Answer frames from standard input until it ends. `memory` is in bytes, `seconds` of processor time a document."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not look like an answer
    _load()
    _confine(memory)
    while (said := _frame(sys.stdin.buffer)) is not None:
        raw = _frame(sys.stdin.buffer) or b""
        _allow(seconds)
        answers.write(packed(answer(said, raw)))
        answers.flush()


def answer(said: bytes, raw: bytes) -> Mapping[str, Any]:
    """What a document holds, or why it is refused."""
    import json

    try:
        return {"read": _read(json.loads(said), raw)}
    except InputRefused as error:
        return {"refused": error.public}
    except (MemoryError, RecursionError):
        return {"stopped": True}
    except Exception:  # noqa: BLE001  (what no parser foresaw, as &#x110000; in a feed)
        return {"refused": "it is too damaged to be read."}


def _read(said: Mapping[str, Any], raw: bytes) -> object:
    url = said["url"]
    match said["form"]:
        case "feed":
            return asdict(read_feed(raw, url, said["charset"]))
        case "links":
            return list(linked_feeds(raw, url, said["charset"]))
        case "page":
            return asdict(draft_of_page(raw, url, said["charset"], told_of(said["given"]), told_of(said["listed"])))
        case "fragment":
            given, listed = told_of(said["given"]), told_of(said["listed"])
            return asdict(draft_of_fragment(raw.decode("utf-8"), url, given, listed, whole=said["whole"]))
        case other:
            raise ValueError(f"there is no form {other!r}")


def _frame(stream: BinaryIO) -> bytes | None:
    length = stream.read(LENGTH)
    return stream.read(int.from_bytes(length, "big")) if len(length) == LENGTH else None


def _load() -> None:
    """Load what documents need while there is room, so that the limit holds for documents alone."""
    import feedparser  # noqa: F401
    import trafilatura  # noqa: F401

    from handlers.gathering.language import language_of
    from handlers.gathering.published import published_at

    language_of("The first text that is read loads the model, which takes a while and some of the memory.")
    published_at("16 May 2025")


def _confine(memory: int) -> None:
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        resource.setrlimit(limit, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    used = _used()
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit and refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (used + memory, used + memory))


def _used() -> int:
    """The address space in use, in bytes; a guess where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as pages:  # noqa: PTH123
            return int(pages.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 1_000_000_000


def _allow(seconds: int) -> None:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    until = int(spent.ru_utime + spent.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
