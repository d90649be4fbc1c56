"""What a capital letter proves: the words of a text, and which of them are written as names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from handlers.answering.language.fold import fold
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.people import HEADS, INSTITUTIONS, MODIFIERS, ORGANISATIONS, is_acronym
from handlers.answering.language.places import is_place
from handlers.answering.language.sentences import sentences
from handlers.answering.language.words import STOPWORDS, stem

COMMON = vocabulary("common")
DAYS = vocabulary("calendar", "day")
MONTHS = vocabulary("calendar", "month")
NEVER = frozenset(["i", "ok", "okay", "am", "pm", "a.m", "p.m", "gmt", "utc", "est", "edt", "bst", "cet", "tv", "re"])
TITLE_POINTS = vocabulary("abbreviations", "title")

_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}[^\W\d_]?"  # U.S., J.K.
    r"|[^\W\d_]\.(?=\s?[^\W\d_])"  # W. in George W. Marsh
    r"|[^\W_][\w]*(?:[’'&.\-‑–][^\W_][\w]*)*",
    re.UNICODE,
)
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$", re.IGNORECASE)
_CONTRACTION = re.compile(r"['’](?:ve|re|ll|d|m|t)$", re.IGNORECASE)
_OPENING = "\"'“‘«([{:;—•*|>"
_PARTY = re.compile(r"[RDI]-[A-Z][a-z]{0,5}")  # "R-Fla": the party and state of a member of Congress


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands, without its possessive ending."""

    start: int
    end: int
    text: str
    plain: str  # folded, without points and possessive
    possessive: bool
    opens: bool  # begins a sentence or quotation, or stands in a headline: its capital proves nothing


@lru_cache(maxsize=64)
def tokens_of(text: str) -> tuple[Token, ...]:
    """The words of a text in order, with what their place in it says about their capitals."""
    out: list[Token] = []
    for start, end in sentences(text):
        matches = list(_WORD.finditer(text, start, end))
        words = [match.group() for match in matches]
        headline = _headline(words)
        for index, match in enumerate(matches):
            possessive = _POSSESSIVE.search(words[index])
            stop = match.end() - (len(possessive.group()) if possessive else 0)
            before = text[max(start, match.start() - 3) : match.start()].rstrip()[-1:]
            opens = index == 0 or headline or (before != "" and before in _OPENING) or _is_shouting(words, index)
            bare = text[match.start() : stop]
            if bare:
                out.append(Token(match.start(), stop, bare, fold(bare).rstrip("."), bool(possessive), opens))
    return tuple(out)


def _is_shouting(words: list[str], at: int) -> bool:
    """Whether the word stands among words in capitals that are no acronyms: "APPLE HAS REVEALED", "RED HANDED"."""
    if not words[at].isupper() or len(words[at]) < 2:
        return False
    around = [word for word in words[max(0, at - 1) : at + 2] if word.isupper() and len(word) > 1]
    return len(around) > 1 and any(len(word) > 3 and stem(word) in _common_stems() for word in around)


def _headline(words: list[str]) -> bool:
    """A line in title case: nearly all longer words have a capital, ordinary ones too, so a capital proves nothing."""
    longer = [word for word in words if fold(word) not in STOPWORDS]
    if sum(word[0].isupper() for word in longer) <= 0.8 * len(longer):
        return False
    return sum(word[0].isupper() and fold(word) in _ordinary() for word in longer) >= 2


@cache
def _ordinary() -> frozenset[str]:
    """Common words that are no part of titles, offices and organisations."""
    return COMMON - HEADS - MODIFIERS - ORGANISATIONS - INSTITUTIONS


def shouted(token: Token) -> bool:
    """An acronym that is spelled like a small word: US, IT, WHO."""
    return len(token.text) > 1 and token.text.isupper() and is_acronym(token.text)


def capital(token: Token) -> bool:
    """Whether the word is written like a name: a capital in front, after a hyphen (al-Assad) or inside (iPhone)."""
    word = token.text
    if word[0].isupper() or (not word[0].isascii() and word[0].istitle()):
        return True
    if not word[0].isalpha():
        return False
    return any(part[:1].isupper() for part in re.split(r"[-‑–]", word)[1:]) or any(c.isupper() for c in word[1:3])


def camel(word: str) -> bool:
    """A capital inside the word: SpaceX, iPhone."""
    return any(map(str.isupper, word[1:])) and any(map(str.islower, word))


def proven_names(tokens: tuple[Token, ...]) -> frozenset[str]:
    """The words whose capital the text proves: written so inside a sentence, or at the end of a longer name."""
    proven: set[str] = set()
    for before, token in zip((None, *tokens[:-1]), tokens, strict=False):  # of no token there is none before
        if not capital(token) or token.plain in STOPWORDS:
            continue
        if (not token.opens and token.plain not in COMMON) or (
            before is not None
            and not token.opens
            and capital(before)
            and token.start - before.end == 1
            and token.plain not in ORGANISATIONS | HEADS
        ):
            proven.add(token.plain)
    return frozenset(proven)


def is_name_word(token: Token, proven: frozenset[str]) -> bool:
    """Whether the word can be of a name: its capital is not explained by where it stands, or is proven elsewhere."""
    plain = token.plain
    if not capital(token) or plain in NEVER | DAYS or _CONTRACTION.search(token.text) or _PARTY.fullmatch(token.text):
        return False
    if token.text.isupper() and len(token.text) > 3 and (plain in STOPWORDS or stem(plain) in _common_stems()):
        return False  # shouted: "caught RED HANDED"
    if not token.opens:
        return True
    if plain in proven or camel(token.text):
        return True
    if plain in STOPWORDS or plain in COMMON:
        return shouted(token) and is_place(token.text)
    return is_place(token.text) or not (
        plain.endswith(("ly", "ing")) or stem(plain) in _common_stems() or _joins(plain)
    )


def _joins(plain: str) -> bool:
    """Whether hyphens join ordinary words: "no-one", "right-wing"."""
    parts = re.split(r"[-‑–]", plain)
    return len(parts) > 1 and all(part in STOPWORDS or part in COMMON for part in parts)


@cache
def _common_stems() -> frozenset[str]:
    return frozenset(map(stem, COMMON))


def adjacent(text: str, before: Token, after: Token) -> bool:
    """Whether nothing but a space (and the point of a title or initial) parts two words."""
    gap = text[before.end : after.start]
    if before.plain in TITLE_POINTS or len(before.plain) == 1 or before.plain in HEADS:
        gap = gap.removeprefix(".")
    return bool(gap) and gap.strip(" \u00a0\u202f\t") == "" and len(gap) <= 2
