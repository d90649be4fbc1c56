"""A question: its words, how it is read, and what kind of answer it asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from handlers.answering.asking import accept, bare
from handlers.answering.classify import kind_of
from handlers.answering.kinds import Kind
from handlers.answering.language.words import content_words
from handlers.answering.mentions import names_in, quoted_in
from handlers.answering.scope import published_within, restricted_to_outlets

__all__ = ["Kind", "Question", "analyse"]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked, ready to be answered.

    `text` is the person's words, `read_as` the stand-alone question. `focus` is the noun phrase that names what is
    asked for ("power company" in "which power company ..."), or None. `entities` are the names in the question, as
    written, in order. `keywords` are its other content words, lower-cased, in order. `since`/`until` bound
    publication (aware UTC, half-open); `outlets` restricts to named outlets (empty: all).
    `asking` is `read_as` without politeness, without a conjunction before it and without the words that
    restrict it: what a reader is given.
    `quoted` are the words the person put between quotation marks. `context` are names of the thread that `read_as`
    does not hold: they tell which story is meant and are never required of an answer.
    """

    text: str
    read_as: str
    kind: Kind
    focus: str | None = None
    entities: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    outlets: tuple[str, ...] = ()
    asking: str = ""
    quoted: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


# words that say which kind is asked for, and nothing about the matter
_KIND_WORDS = re.compile(
    r"(?i)^(?:(?:in|at|by|on|for|to|of)\s+)?(?:how\s+(?:many|much|long|old|far|big|large|often|tall|high|fast|come)|what\s+time|"
    r"(?:what\s+(?:is|was|are|were)\s+)?the\s+(?:name|number)s?\s+of|what\s+(?:kind|sort|type)\s+of|tell|name|list)\b"
)
# before a question, not in a name ("And Then There Were None") or a phrase of their own ("or else", "so far")
_CONJUNCTIONS = re.compile(
    r"^(?:(?i:and|but|so|or|then)[\s,]+)+(?=[a-z])(?!(?:else|now|and|of|far|long|many|much|what|forth|on)\b)"
)
_EMPTY_WORDS = frozenset(["called", "named", "else", "please", "exactly", "true", "according", "says", "tell", "know"])


def analyse(
    text: str,
    *,
    known_names: frozenset[str] = frozenset(),
    outlets: Sequence[str] = (),
    now: datetime | None = None,
    zone: str | None = None,
) -> Question:
    """Read a stand-alone question; `read_as` is the text as typed.

    `known_names` are names of the archive, for names typed in small letters; `outlets` the archive's outlets; `now`
    (aware; default: the clock) and `zone` (IANA) say what "since Monday" means. Raises `UsageError` for a text that
    is empty, holds no word, or is longer than `asking.LIMIT`.
    """
    words = accept(text)
    return read(words, words, known_names=known_names, outlets=outlets, now=now, zone=zone)


def read(
    text: str,
    read_as: str,
    *,
    known_names: frozenset[str] = frozenset(),
    outlets: Sequence[str] = (),
    now: datetime | None = None,
    zone: str | None = None,
) -> Question:
    """Read `read_as` as the stand-alone form of what the person typed."""
    asked = restricted_to_outlets(bare(read_as), outlets)
    scoped = published_within(asked.asking, now or datetime.now(UTC), zone, outlet_asked=bool(asked.outlets))
    asking = _CONJUNCTIONS.sub("", scoped.asking)
    names = names_in(asking, known_names)
    kind, focus = kind_of(asking, tuple(asking[named.start : named.end] for named in names))
    if asked.topical and kind is Kind.SAID:
        kind = Kind.ABOUT  # it is the outlet that says, not somebody in its text
    rest = asking
    for named in reversed(names):
        rest = f"{rest[: named.start]} , {rest[named.end :]}"
    rest = _KIND_WORDS.sub("", rest.strip())
    keywords = tuple(word for word in content_words(rest) if word not in _EMPTY_WORDS)
    return Question(
        text=text,
        read_as=read_as,
        kind=kind,
        focus=focus,
        entities=tuple(dict.fromkeys(named.text for named in names)),
        keywords=keywords,
        since=scoped.since,
        until=scoped.until,
        outlets=asked.outlets,
        asking=asking or bare(read_as),
        quoted=quoted_in(read_as),
    )
