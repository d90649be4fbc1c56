"""Slack over HTTP: one address for everything Slack sends, one for whoever watches, two for OAuth.

Whatever is wrong with a signature, the answer is 401 and nothing else: the verifier itself raises on some of them.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.signature import SignatureVerifier

log = logging.getLogger(__name__)

EVENTS = "/slack/events"
HEALTH = "/healthz"
# The largest body Slack sends is a message of 40,000 characters with its blocks.
LARGEST = 1_000_000

Healthy = Callable[[], Awaitable[str | None]]


def web_app(app: AsyncApp, secret: str, healthy: Healthy, oauth: AsyncOAuthFlow | None = None) -> web.Application:
    """The web application. `healthy` says what is wrong, or None."""
    verifier = SignatureVerifier(secret)

    async def events(request: web.Request) -> web.Response:
        body = await request.read()
        if not _is_signed(verifier, body, request.headers.get("X-Slack-Request-Timestamp"),
                          request.headers.get("X-Slack-Signature")):  # fmt: skip
            return web.Response(status=401)
        try:
            asked = await to_bolt_request(request)
        except (UnicodeDecodeError, LookupError, ValueError):
            return web.Response(status=400)
        return await to_aiohttp_response(await app.async_dispatch(asked))

    async def health(_: web.Request) -> web.Response:
        wrong = await healthy()
        return web.Response(text=wrong or "ok", status=503 if wrong else 200)

    async def leave(request: web.Request) -> web.Response:
        assert oauth is not None
        return await to_aiohttp_response(await oauth.handle_installation(await to_bolt_request(request)))

    async def come_back(request: web.Request) -> web.Response:
        assert oauth is not None
        return await to_aiohttp_response(await oauth.handle_callback(await to_bolt_request(request)))

    made = web.Application(client_max_size=LARGEST)
    made.add_routes([web.post(EVENTS, events), web.get(HEALTH, health)])
    if oauth is not None:
        made.add_routes([web.get(oauth.install_path, leave), web.get(oauth.redirect_uri_path, come_back)])
    return made


def _is_signed(verifier: SignatureVerifier, body: bytes, timestamp: str | None, signature: str | None) -> bool:
    if not timestamp or not signature:
        return False
    try:
        return bool(verifier.is_valid(body, timestamp, signature))
    except Exception:  # noqa: BLE001  (garbage in a header raises what it likes; none of it is a signature)
        return False


@contextlib.asynccontextmanager
async def served(made: web.Application, host: str, port: int) -> AsyncIterator[None]:
    """Serve until the end of the block; requests under way are finished first."""
    runner = web.AppRunner(made, access_log=None, shutdown_timeout=3)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        log.info("listening on %s:%d", host, port)
        yield
    finally:
        await runner.cleanup()
