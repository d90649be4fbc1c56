"""Pictures in Matrix: media of the homeserver, encrypted for rooms that are, shown by a message of their own.

Media that no message names are seen by nobody, so uploading twice does no harm.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from nio import AsyncClient, UploadResponse

from bot.matrix.client import FAILED, TIMEOUT_S
from bot.matrix.html import plain
from bot.outbox import Later, Refused
from handlers.phrases import Phrase
from handlers.reply import Picture

log = logging.getLogger(__name__)

AGAIN_S = 2.0
_NEVER = frozenset({"M_FORBIDDEN", "M_TOO_LARGE", "M_UNRECOGNIZED"})


def kept(picture: Picture, key: str) -> dict[str, Any]:
    """The content of a post that is a picture, JSON; the bytes are kept beside it, with the post of the key."""
    width, height = picture.size
    info = {"w": width, "h": height, "size": len(picture.png), "mimetype": "image/png"}
    return {"picture": {"of": key, "name": picture.name, "info": info}, "body": plain(picture.alt)}


async def upload(client: AsyncClient, png: bytes, name: str, *, encrypted: bool) -> dict[str, Any] | Later | Refused:
    """Put a picture among the homeserver's media; returns where it is, as an event names it, or what keeps it away.

    `encrypted`: as only those can read it who have the event (https://spec.matrix.org/v1.15/client-server-api/#sending-encrypted-attachments).
    """
    try:
        async with asyncio.timeout(TIMEOUT_S):
            said, secret = await client.upload(
                lambda *_: png,
                content_type="image/png",
                filename=None if encrypted else name,
                encrypt=encrypted,
                filesize=len(png),
            )
    except FAILED as error:
        return Later(AGAIN_S, type(error).__name__)
    if isinstance(said, UploadResponse):
        return {"file": {"url": said.content_uri} | (secret or {})} if encrypted else {"url": said.content_uri}
    code = said.status_code or "no code"
    return Refused(code) if code in _NEVER else Later(max((said.retry_after_ms or 0) / 1000, AGAIN_S), code)


def image(content: Mapping[str, Any], uploaded: Mapping[str, Any]) -> dict[str, Any]:
    """The message that shows the picture; its body is the picture in words, which newer clients set beneath it
    (https://spec.matrix.org/v1.15/client-server-api/#media-captions).
    """
    picture = content["picture"]
    shown = {"msgtype": "m.image", "body": content["body"], "filename": picture["name"], "info": picture["info"]}
    return shown | dict(uploaded)


def in_words(content: Mapping[str, Any]) -> dict[str, Any]:
    """The message in place of a picture that could not be uploaded."""
    return {"msgtype": "m.notice", "body": f"{content['body']}\n\n{Phrase.PICTURE_MISSING.value}"}
