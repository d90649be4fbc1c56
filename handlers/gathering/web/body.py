"""A response's body, unpacked under a cap: what is larger is never held, however small it is packed.

1 GiB of zeros packs into 1 MB of gzip; taken in one go it costs 2.1 GB, unpacked under the cap nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from handlers.gathering.web.errors import NotReached, NotReadable, TooLarge

_WINDOW = {"gzip": 31, "x-gzip": 31, "deflate": 15}
_MEMBER = b"\x1f\x8b"


class Unpacker:
    """Takes a body piece by piece; `finish` hands it out. Holds at most `limit` bytes and one piece."""

    def __init__(self, packing: str, limit: int) -> None:
        packing = packing.strip().lower()
        if packing not in ("", "identity", *_WINDOW):
            raise NotReadable(f"It is packed as {packing[:40]!r}, which was not asked for.")
        self._packing = packing
        self._limit = limit
        self._held = bytearray()
        self._inflating = zlib.decompressobj(_WINDOW[packing]) if packing in _WINDOW else None
        self._begun = False

    def take(self, piece: bytes) -> None:
        """Add a piece; raises `TooLarge` as soon as the body is, `NotReadable` if it is not packed as it says."""
        if self._inflating is None:
            self._hold(piece)
        else:
            self._inflate(piece)

    def finish(self) -> bytes:
        """The whole body; raises `NotReached` if its end is missing."""
        if self._inflating is not None and self._begun and not self._inflating.eof:
            raise NotReached("It broke off in the middle.")
        return bytes(self._held)

    def _inflate(self, piece: bytes) -> None:
        while piece:
            assert self._inflating is not None
            if self._inflating.eof:
                if not piece.startswith(_MEMBER):
                    return  # padding behind the end, as some servers send
                self._inflating = zlib.decompressobj(31)
            try:
                self._hold(self._inflating.decompress(piece, self._limit - len(self._held) + 1))
            except zlib.error as error:
                if self._packing != "deflate" or self._begun:
                    raise NotReadable("It is not packed as it says.") from error
                # "deflate" means zlib; some servers take it for the bare stream.
                self._packing, self._inflating = "bare", zlib.decompressobj(-15)
                continue
            self._begun = True
            piece = self._inflating.unconsumed_tail or self._inflating.unused_data

    def _hold(self, piece: bytes) -> None:
        self._held += piece
        if len(self._held) > self._limit:
            raise TooLarge(f"It is larger than {self._limit / 1_000_000:g} MB, which no article's page is.")


async def unpacked(pieces: AsyncIterator[bytes], packing: str, limit: int) -> bytes:
    """The whole body of a stream of pieces, unpacked; see `Unpacker`."""
    unpacker = Unpacker(packing, limit)
    async for piece in pieces:
        unpacker.take(piece)
    return unpacker.finish()
