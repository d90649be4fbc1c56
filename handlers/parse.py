"""A message's first word: is it a command, and what are the command's words?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass

# Longer than any question, and where the engine ends too; a pasted page is not one.
LONGEST = 1000
# Commands that are also names and words of questions ("Mark Carney said what?"): unmarked, a number must follow.
NUMBERED = frozenset({"mark", "takedown"})

_MARKED = re.compile(r"[/!](?P<name>[A-Za-z][\w-]*)(?:\s+|$)")
_FIRST = re.compile(r"(?P<name>[A-Za-z]+):?(?:\s+|$)")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A command's name, lower-cased, and its words. `marked`: a slash or an exclamation mark said it is a command."""

    name: str | None
    words: str
    marked: bool = False


def clean(text: str) -> str:
    """The person's words on one line, without control, bidi and other unseen characters.

    Those that join letters stay: Persian and Indic names need them.
    """
    kept = (c if _is_seen(c) else " " for c in unicodedata.normalize("NFC", text))
    return " ".join("".join(kept).split())


def _is_seen(char: str) -> bool:
    return char in "\u200c\u200d" or not unicodedata.category(char).startswith("C")


def parse(text: str, alone: Container[str], leading: Container[str]) -> Parsed:
    """Read the first word of a message. `desk` before a command is skipped, as in ``/desk compare …``.

    A command that takes words (`leading`) is one when it comes first; a command that takes none (`alone`) is one only
    when it is the whole message, for "sources close to the talks said what?" is a question. After a slash or an
    exclamation mark any word is meant as a command.
    """
    text = clean(text)
    marked = _MARKED.match(text)
    if marked and marked["name"].casefold() == "desk":
        rest = text[marked.end() :]
        inner = _MARKED.match(rest) or _FIRST.match(rest)
        if inner is None or not _is_command(inner["name"].casefold(), rest[inner.end() :], leading, alone):
            return Parsed(None, rest)
        return Parsed(inner["name"].casefold(), rest[inner.end() :], marked=True)
    if marked:
        return Parsed(marked["name"].casefold(), text[marked.end() :], marked=True)
    first = _FIRST.match(text)
    if first is None:
        return Parsed(None, text)
    name, rest = first["name"].casefold(), text[first.end() :]
    if _is_command(name, rest, leading, () if rest else alone):
        return Parsed(name, rest)
    return Parsed(None, text)


def _is_command(name: str, rest: str, leading: Container[str], alone: Container[str]) -> bool:
    if name in NUMBERED and rest and not rest.lstrip("#")[:1].isdigit():
        return False
    return name in leading or name in alone


_TAGS = frozenset({"ok", "okay", "right", "really", "seriously", "huh", "eh", "yes", "no", "correct", "true", "deal"})
_ASKING = re.compile(
    r"(?:and|but|so)?\s*(?:"
    r"(?:who|whom|whose)\s+\w+|which\s+\w+\s+\w+|"
    r"(?:what|when|where|why|how)(?:'s|’s|\s+(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|should|"
    r"about|many|much|old|long|far|often|big|high))\b.*\s\w+|"
    r"(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should)\s+(?!you\b|we\b|i\b)\w+\s+\w+|"
    r"tell\s+me\s+about\s+\w+)",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Whether words said in a thread of the bot's, not to it by name, ask it something.

    A question mark asks, unless it only tags on ("really?"); without one, the words must begin as a question does.
    """
    text = clean(text)
    if text.rstrip(" \"'”’)").endswith("?"):
        words = re.findall(r"\w+", text.casefold())
        return bool(words) and not all(word in _TAGS for word in words)
    return not text.endswith("!") and _ASKING.match(text) is not None
