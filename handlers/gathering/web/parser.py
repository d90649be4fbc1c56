"""The parser as the program sees it: documents in, values out; whatever a document does, only its refusal comes back.

One process reads documents one after another; it is started with the first and again after one that it did not
survive.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.gathering.feeds.document import Document
from handlers.gathering.told import Told
from handlers.gathering.web.errors import ParserStopped
from handlers.gathering.web.frames import LENGTH, LONGEST, as_told, document_of, draft_of, framed, packed
from store.article import Draft
from store.errors import InputRefused

# What the child keeps of our environment: where Python finds itself, and how text is encoded. No token, no key.
_KEPT = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT", "TMPDIR")


@dataclass(frozen=True, slots=True)
class Share:
    """What one document may use. A sample page takes 0.03 s; the loaded libraries hold 160 MB.

    With these limits no bomb of `tests/benchmarks/bombs.py` took 15 s or 300 MB, on two cores shared with others.
    """

    memory: int = 160_000_000  # bytes, beyond what is in use before the first document
    seconds: int = 8  # of the processor
    wall: float = 14.0  # seconds in all
    start: float = 60.0  # seconds until the libraries are loaded


class Parser:
    """A parser in a process of its own. Its methods raise `InputRefused`: `ParserStopped` for what used its share."""

    def __init__(self, share: Share = Share()) -> None:
        self._share = share
        self._lock = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._fresh = True

    async def feed(self, raw: bytes, url: str, charset: str | None = None) -> Document:
        """What a feed says."""
        return document_of(await self._ask({"form": "feed", "url": url, "charset": charset}, raw))

    async def links(self, raw: bytes, url: str, charset: str | None = None) -> tuple[str, ...]:
        """The feeds that a page links."""
        return tuple(await self._ask({"form": "links", "url": url, "charset": charset}, raw))

    async def page(self, raw: bytes, url: str, charset: str | None, given: Told, listed: Told) -> Draft:
        """The article of a page; see `pages.draft_of_page`."""
        told = {"given": as_told(given), "listed": as_told(listed)}
        return draft_of(await self._ask({"form": "page", "url": url, "charset": charset, **told}, raw))

    async def fragment(self, html: str, url: str, given: Told, listed: Told, *, whole: bool) -> Draft:
        """The article that a feed holds itself; see `pages.draft_of_fragment`."""
        told = {"given": as_told(given), "listed": as_told(listed), "whole": whole}
        return draft_of(await self._ask({"form": "fragment", "url": url, **told}, html.encode("utf-8", "replace")))

    async def close(self) -> None:
        """End the process."""
        async with self._lock:
            await self._end()

    @property
    def pid(self) -> int | None:
        """The number of the process, while there is one."""
        return self._process.pid if self._process is not None else None

    async def _ask(self, said: Mapping[str, Any], raw: bytes) -> Any:
        async with self._lock:
            try:
                answered = await self._exchange(packed(said) + framed(raw))
            except (TimeoutError, OSError, EOFError, ValueError) as error:
                started, code = not self._fresh, self._process.returncode if self._process is not None else None
                await self._end()
                if not started and code is not None and code > 0:
                    raise ParserStopped(
                        "it could not be read: the parser does not start; install Copydesk again."
                    ) from error
                raise ParserStopped("it takes more time or memory to read than any article or feed does.") from error
            except BaseException:
                await self._end()  # an answer that nobody waits for must not be taken for the next one
                raise
        if "read" in answered:
            return answered["read"]
        if "refused" in answered:
            raise InputRefused(str(answered["refused"]))
        await self.close()
        raise ParserStopped("it takes more memory to read than any article or feed does.")

    async def _exchange(self, request: bytes) -> Any:
        process = await self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        async with asyncio.timeout(self._share.wall + (self._share.start if self._fresh else 0.0)):
            process.stdin.write(request)
            await process.stdin.drain()
            length = int.from_bytes(await process.stdout.readexactly(LENGTH), "big")
            if length > LONGEST:
                raise ValueError("the parser answers too much")
            answered = json.loads(await process.stdout.readexactly(length))
        self._fresh = False
        return answered

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-m",
                "handlers.gathering.web.child",
                str(self._share.memory),
                str(self._share.seconds),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={name: os.environ[name] for name in _KEPT if name in os.environ},
                start_new_session=True,  # a Ctrl-C is the program's, which then ends the child in order
            )
            self._fresh = True
        return self._process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.wait()
