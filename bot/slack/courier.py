"""How a post goes to Slack, and how to find out whether it got there.

Slack knows no idempotency key: when a reply is lost the channel, or the thread, is read back before anything is sent
again. What Slack will not take goes another way, or the person is told why it does not.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.outbox import UPLOADS, Later, Lost, Refused, Result, Sent, Unknowable
from bot.slack.blocks import escaped
from bot.slack.calls import deleted, edited, error_of, posted, read_back
from bot.slack.client import TIMEOUT_S
from bot.slack.limits import TEXT
from bot.slack.uploading import remove, shown, upload
from bot.slack.workspaces import Workspace, Workspaces
from handlers.phrases import Phrase, fill
from handlers.pieces import Piece
from store.errors import StoreError
from store.outbox import Outbox, Post

log = logging.getLogger(__name__)

# Slack is seldom later than this with an uploaded file; so often it is asked again, each time after longer.
UNREADY, UNREADY_S = 3, 1.0
# https://docs.slack.dev/reference/methods/chat.postMessage#errors
_BAD_BLOCKS = frozenset({
    "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "invalid_attachments",
})  # fmt: skip
_NOT_EDITABLE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"})
_NOT_THERE = frozenset({"not_in_channel", "channel_not_found"})
_BUSY_S = 30.0


class SlackCourier:
    """Sends posts to the workspaces the app is in."""

    def __init__(self, workspaces: Workspaces, outbox: Outbox, api_url: str) -> None:
        self._workspaces = workspaces
        self._outbox = outbox
        self._hosts = {"hooks.slack.com", urlsplit(api_url).netloc}

    async def prepare(self, post: Post) -> Later | None:
        """Upload the post's picture. What Slack does not take, or not after some tries, is left out of the post."""
        wanted = post.content.get("picture")
        kept = await self._outbox.pictures.get(wanted["of"]) if wanted else None
        if wanted is None or kept is None or kept.png is None or kept.uploaded is not None:
            return None
        workspace = await self._workspace(post)
        if not isinstance(workspace, Workspace):
            return None  # sending will say why
        file = await upload(workspace.client, kept.png, wanted["name"], wanted["alt"])
        match file:
            case str():
                await self._outbox.pictures.uploaded(wanted["of"], {"file": file})
            case Later() if post.claim - post.attempts < UPLOADS:
                return file
            case _:
                log.error("the picture of post %s could not be uploaded (%s)", post.key, file.reason)
        return None

    async def send(self, post: Post) -> Result:
        """Make the post; if Slack refuses its blocks the answer goes out as text, and the refusal is logged."""
        workspace = await self._workspace(post)
        if not isinstance(workspace, Workspace):
            return workspace
        plain = replace(post, content=shown(post.content, None))
        file = await self._file(post.content.get("picture", {}).get("of"))
        drawn = replace(post, content=shown(post.content, file))
        result = await self._made(workspace, drawn, with_blocks=True)
        if file is not None and isinstance(result, Refused) and result.reason in _BAD_BLOCKS:
            if post.attempts < UNREADY:
                return Later(UNREADY_S * 3**post.attempts, "Slack is not done with the picture")
            log.error("Slack refused the picture of post %s (%s)", post.key, result.reason)
            drawn, result = plain, await self._made(workspace, plain, with_blocks=True)
        if isinstance(result, Refused) and result.reason in _BAD_BLOCKS:
            log.error("Slack refused the blocks of post %s (%s); it goes out as text", post.key, result.reason)
            result = await self._made(workspace, plain, with_blocks=False)
        if isinstance(result, Refused):
            return await self._otherwise(workspace, drawn, result)
        return result

    async def _file(self, key: str | None) -> str | None:
        """The file that was uploaded for the post with this key."""
        kept = await self._outbox.pictures.get(key) if key else None
        return str(kept.uploaded["file"]) if kept and kept.uploaded else None

    async def find(self, post: Post) -> Result:
        """Read the channel, or the thread, back; what only one person saw cannot be read back."""
        method = post.content["method"]
        if method in ("ephemeral", "respond"):
            return Unknowable("only the person it was for can see whether it is there")
        if method == "delete":
            return Later(0, "taking away twice is taking away once")
        workspace = await self._workspace(post)
        if not isinstance(workspace, Workspace):
            return Lost(workspace.reason)
        try:
            found = await read_back(workspace.client, post)
        except SlackApiError as error:
            return Lost(error_of(error))
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            return Lost(type(error).__name__)
        return Sent(found) if found else Later(0, "read back as absent")

    async def _made(self, workspace: Workspace, post: Post, *, with_blocks: bool) -> Result:
        content = post.content
        match content["method"]:
            case "respond":
                return await self._respond(content["response_url"], content, with_blocks=with_blocks)
            case "edit" | "delete":
                place = await self._outbox.get(content["edits"])
                if place is None or place.remote_id is None:
                    # The message that was to hold the answer's place was never made.
                    if content["method"] == "delete":
                        return Sent("nothing to take away")
                    return await posted(workspace.client, post, with_blocks)
                if content["method"] == "delete":
                    return await deleted(workspace.client, post, place.remote_id)
                result = await edited(workspace.client, post, place.remote_id, with_blocks)
                if isinstance(result, Sent) and "picture" not in content and (file := await self._file(place.key)):
                    return await remove(workspace.client, file) or result
                gone = isinstance(result, Refused) and result.reason in _NOT_EDITABLE
                return await posted(workspace.client, post, with_blocks) if gone else result
            case _:
                return await posted(workspace.client, post, with_blocks)

    async def _otherwise(self, workspace: Workspace, post: Post, refused: Refused) -> Result:
        """What Slack will not take reaches the person in another way, or they are told why it does not."""
        content = post.content
        url = content.get("response_url")
        if content["method"] == "respond":
            # The address works for half an hour and five messages; in a channel of the bot's there is another way.
            whispered = replace(post, content=dict(content) | {"method": "ephemeral"})
            result = await self._made(workspace, whispered, with_blocks=True)
            return refused if isinstance(result, Refused) else result
        if not url or content["method"] == "ephemeral":
            return refused
        if refused.reason in _NOT_THERE and post.place.startswith("D"):
            return await self._respond(url, content, with_blocks=True)  # two people's own conversation: no bot gets in
        if refused.reason in _NOT_THERE:
            pieces = fill(Phrase.NOT_IN_CHANNEL, name=Piece(workspace.bot_name))
        else:
            pieces = fill(Phrase.NOT_TAKEN, reason=Piece(refused.reason))
        words = {"text": escaped("".join(piece.text for piece in pieces), TEXT)}
        told = await self._respond(url, words, with_blocks=False)
        if not isinstance(told, Sent):
            log.warning("why there is no answer could not be said: %s", told)
        return refused

    async def _workspace(self, post: Post) -> Workspace | Later | Refused:
        try:
            found = await self._workspaces.find(post.content["team"], post.content.get("enterprise"))
        except (SlackClientError, aiohttp.ClientError, TimeoutError, StoreError) as error:
            return Later(_BUSY_S, type(error).__name__)
        return found or Refused("the app is not installed there")

    async def _respond(self, url: str, content: Mapping[str, Any], *, with_blocks: bool) -> Result:
        """Answer one person where a command was given; this works in channels the bot is not in."""
        if urlsplit(url).netloc not in self._hosts:
            return Refused("the address to respond to is not Slack's")
        hook = AsyncWebhookClient(url, timeout=TIMEOUT_S, retry_handlers=[])
        blocks = content.get("blocks") if with_blocks else None
        try:
            said = await hook.send(text=content["text"], blocks=blocks, response_type="ephemeral",
                                   replace_original=False, unfurl_links=False, unfurl_media=False)  # fmt: skip
        except aiohttp.ClientConnectorError as error:
            return Later(2, type(error).__name__)
        except (TimeoutError, SlackClientError, aiohttp.ClientError) as error:
            return Unknowable(type(error).__name__)
        # Slack says what is wrong in the body, in words or as JSON, and not always with a status of its own.
        wrong = next((each for each in sorted(_BAD_BLOCKS) if each in said.body), None)
        if wrong is not None:
            return Refused(wrong)
        match said.status_code:
            case 200 if '"ok":false' not in said.body.replace(" ", ""):
                return Sent("response")
            case 429:
                return Later(float(said.headers.get("Retry-After", 1)), "ratelimited")
            case code if code >= 500:
                return Unknowable(f"status {code}")
            case code:
                return Refused(f"status {code}")
