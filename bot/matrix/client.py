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
from nio import AsyncClient, AsyncClientConfig
from nio.exceptions import LocalProtocolError, SendRetryError

from bot.matrix.device import Device, DeviceFolder

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
    client = AsyncClient(homeserver, device.user, device.device, str(folder.path), config)
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
