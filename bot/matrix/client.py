"""The client library as everything of ours uses it, and plain calls for what it does not know.

The library would wait out rate limits and retry lost calls by itself, for ever; here every call is made once, and who
made it decides. It would also keep the sync position before anything was done about what came with it: we keep our own.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from nio import AsyncClient, AsyncClientConfig, Response
from nio.exceptions import LocalProtocolError, SendRetryError
from peewee import PeeweeException

from bot.matrix.device import Device, DeviceFolder, MatrixRefused

# Shorter than the outbox holds a post (60 s), so that no call outlives its claim.
TIMEOUT_S = 30
# Who is waited for, in milliseconds, before a sync without news returns.
SYNC_MS = 30_000
FAILED = (aiohttp.ClientError, asyncio.TimeoutError, OSError, LocalProtocolError, SendRetryError)


class Unanswered(Exception):
    """The homeserver did not do what it was asked; `retry_s` where it says when to ask again."""

    def __init__(self, status: int, code: str, retry_s: float | None = None, body: Mapping[str, Any] | None = None):
        super().__init__(f"{status} {code}")
        self.status, self.code, self.retry_s, self.body = status, code, retry_s, body or {}


class _Client(AsyncClient):  # type: ignore[misc]  # the library is untyped to mypy
    """A client whose key store takes what a response brings whole, or not at all.

    The library would keep in one transaction that it has read a message of the ratchet, and in the next the room key
    that was in it. No such message can be read twice: a crash between the two lost the key, and all that it opens.
    """

    async def receive_response(self, response: Response) -> None:
        """Take what came; raises `MatrixRefused` where the keys of it cannot be kept."""
        assert self.store is not None
        try:
            # Nothing in it waits, for nobody is registered to be called back: no other task writes in between.
            with self.store.database.atomic():
                await super().receive_response(response)
        except PeeweeException as error:
            raise MatrixRefused(
                f"The keys of the Matrix device cannot be kept in {self.store.database_path}: {error}. Make room on "
                "the disk, or let Copydesk write there, and start again: nothing of what came is lost."
            ) from error


@asynccontextmanager
async def opened(homeserver: str, device: Device, folder: DeviceFolder) -> AsyncIterator[AsyncClient]:
    """A client of the device, its key store loaded, closed at the end of the block."""
    config = AsyncClientConfig(
        max_limit_exceeded=0,
        max_timeouts=0,
        request_timeout=TIMEOUT_S,
        store_name=folder.store_name,
        pickle_key=device.pickle_key,
        store_sync_tokens=False,
    )
    client = _Client(homeserver, device.user, device.device, str(folder.path), config)
    client.restore_login(device.user, device.device, device.token)
    folder.guard_store()
    try:
        yield client
    finally:
        await client.close()
        if client.store is not None:
            client.store.database.close()


async def call(
    homeserver: str, method: str, path: str, body: Mapping[str, Any] | None = None, *, token: str = ""
) -> dict[str, Any]:
    """One call of the client-server API, for which the library has no words. Raises `Unanswered`, or `FAILED`."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    limit = aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with (
        aiohttp.ClientSession(timeout=limit) as session,
        session.request(
            method, f"{homeserver}/_matrix/client/v3/{path}", json=body, headers=headers, allow_redirects=False
        ) as answer,
    ):
        return await _read(answer)


async def _read(answer: aiohttp.ClientResponse) -> dict[str, Any]:
    try:
        said = json.loads(await answer.text())
    except (ValueError, UnicodeDecodeError):
        said = None
    if not isinstance(said, dict):
        raise Unanswered(answer.status, "no JSON")
    if answer.status == 200:
        return said
    raise Unanswered(answer.status, str(said.get("errcode")), retry_after(said, answer.headers), said)


def retry_after(said: Mapping[str, Any], headers: Mapping[str, str]) -> float | None:
    """When to ask again, in seconds: the header goes before the body's field, which is deprecated."""
    try:
        if "Retry-After" in headers:
            return float(headers["Retry-After"])
        if "retry_after_ms" in said:
            return float(said["retry_after_ms"]) / 1000
    except (TypeError, ValueError):
        pass
    return None
