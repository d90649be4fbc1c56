"""What a phrasebook is: fixed sentences with braces for values, of which every word is one the bot may say."""

from __future__ import annotations

from enum import Enum


class Fixed(Enum):
    """A fixed sentence, or a part of one: its value is the template (`handlers.phrases`)."""
