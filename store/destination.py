"""Where something that is said later goes: the place and thread of a platform, as the platform itself names them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Destination:
    """A place to post to. `thread` is the platform's id of the message that starts the thread.

    Where that message is a post of ours which is not made yet, `under` is its key in the outbox instead. `workspace`
    is the platform's own word for the workspace, where there can be several.
    """

    platform: str
    place: str
    thread: str | None = None
    under: str | None = None
    workspace: str | None = None


def encoded(destination: Destination) -> str:
    """The destination as the JSON that is kept."""
    return json.dumps(asdict(destination), ensure_ascii=False)


def decoded(kept: str) -> Destination:
    """The destination that was kept."""
    return Destination(**json.loads(kept))
