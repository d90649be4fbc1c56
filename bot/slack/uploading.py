"""Pictures in Slack: a file that only the bot has, shown by an image block of the message that it is made for.

Slack takes a file in three calls (https://docs.slack.dev/messaging/working-with-files) and is done with it a moment
later; until then it refuses the block. A file that no message shows is seen by nobody, so uploading twice does no harm.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.outbox import Later, Refused
from bot.slack.calls import TOKEN_ERRORS, error_of, meaning
from bot.slack.limits import Block
from bot.slack.rich import rich_text, section, text
from handlers.phrases import Phrase

log = logging.getLogger(__name__)

AGAIN_S = 2.0
# https://docs.slack.dev/reference/methods/files.getUploadURLExternal#arg_alt_txt
_ALT_TEXT = 1_000


async def upload(client: AsyncWebClient, png: bytes, name: str, alt: str) -> str | Later | Refused:
    """Put a picture into Slack; returns the file's id, or what keeps it from being there."""
    try:
        said = await client.files_upload_v2(filename=name, file=png, alt_txt=alt[:_ALT_TEXT])
    except SlackApiError as error:
        if error_of(error) in TOKEN_ERRORS:  # the scope may be missing for which older installations did not ask
            return Refused(error_of(error))
        result = meaning(error)
        return result if isinstance(result, Later | Refused) else Later(AGAIN_S, error_of(error))
    except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
        return Later(AGAIN_S, type(error).__name__)
    return str(said["file"]["id"])


async def remove(client: AsyncWebClient, file: str) -> Later | None:
    """Take a file away, as far as Slack lets us; `Later` where it may go better then."""
    try:
        await client.files_delete(file=file)
    except SlackApiError as error:
        result = meaning(error)
        if not isinstance(result, Refused):
            return Later(AGAIN_S, error_of(error))
        if result.reason not in ("file_not_found", "file_deleted"):
            log.error("Slack does not take the file %s away: %s", file, result.reason)
    except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
        return Later(AGAIN_S, type(error).__name__)
    return None


def shown(content: Mapping[str, Any], file: str | None) -> dict[str, Any]:
    """What is posted: the image shows the file; where there is none, its words stand in its place."""
    blocks: list[Block] = []
    for block in content["blocks"]:
        if block["type"] != "image":
            blocks.append(block)
        elif file is not None:
            blocks.append(block | {"slack_file": {"id": file}})
        else:
            missing = {"type": "plain_text", "text": Phrase.PICTURE_MISSING.value, "emoji": False}
            blocks.append(rich_text(section([text(block["alt_text"])])))
            blocks.append({"type": "context", "elements": [missing]})
    return dict(content) | {"blocks": blocks}
