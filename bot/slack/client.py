"""The Web API's client, as everything of ours uses it."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

# Shorter than the outbox holds a post (60 s), so that no call outlives its claim.
TIMEOUT_S = 30


def web_client(api_url: str, token: str | None = None) -> AsyncWebClient:
    """A client that never repeats a call by itself: a repeated post is a second post."""
    return AsyncWebClient(token=token, base_url=api_url, retry_handlers=[], timeout=TIMEOUT_S)
