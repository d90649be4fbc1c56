"""Every fixed sentence the bot can say, in one place. Values stand in braces; nothing else is ever said.

A template marks strong values as ``**{name}**``, emphasis as ``_{name}_`` and code as `` `{name}` ``.
"""

from __future__ import annotations

from enum import Enum


class Phrase(Enum):
    """A fixed sentence."""

    READ_AS = "Read as: _{question}_"
    ANSWER = "**{answer}** · {says} of {total} outlets"
    NOT_FOUND = "No article in the archive says."
    NEAREST = "The nearest passages:"
