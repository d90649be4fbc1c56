"""Where sentences begin and end in a news text.

Written here because no maintained splitter gives exact offsets at the speed asked for: pysbd (last released 2021) and
syntok (2022) are unmaintained, and both rewrite the text or lose its white space on the way.
"""

from __future__ import annotations

import re

from handlers.answering.language.lexicon import vocabulary

_CLOSERS = "\"'”’»›)]}"
_OPENERS = "\"'“‘«‹([{¿¡„"

_STOP = re.compile(rf"[.!?…؟۔।]+[{re.escape(_CLOSERS)}]*(?=\s|$)|[。！？]+[」』”’)]*")
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_LAST_WORD = re.compile(r"[\w.'’&-]*$")
_NEXT_WORD = re.compile(rf"\s+[{re.escape(_OPENERS)}—–-]*\s*([\w'’.-]*)")
_SAID = re.compile(
    r"\s+(?:[A-Z][\w.'’-]+\s+){1,4}"
    r"(?:said|says|asked|told|added|wrote|tweeted|replied|joked|shouted|warned|insisted|recalled)\b"
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?", re.UNICODE)

_TITLES = vocabulary("abbreviations", "title")
_NUMBERED = vocabulary("abbreviations", "number")
_MONTHS = vocabulary("abbreviations", "month")
_ABBREVIATIONS = vocabulary("abbreviations", "other")
_PLAIN_WORDS = vocabulary("abbreviations", "word") | _MONTHS  # abbreviations only with a capital: Miss., Ill., Sat.
_STARTERS = vocabulary("abbreviations", "starter")
_CLOCK = vocabulary("abbreviations", "clock")
_AFTER_CLOCK = vocabulary("abbreviations", "zone")


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of a text in order, as trimmed half-open offsets in code points; together they hold every word.

    A paragraph break always ends a sentence. Closing quotation marks belong to the sentence they close.
    """
    found: list[tuple[int, int]] = []
    for start, end in _paragraphs(text):
        begin = start
        for stop in _STOP.finditer(text, start, end):
            if stop.end() < end and not _ends(text, begin, stop.start(), stop.end(), end):
                continue
            _keep(text, begin, stop.end(), found)
            begin = stop.end()
        _keep(text, begin, end, found)
    return tuple(found)


def _keep(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    words = text[start:end]
    stripped = words.strip()
    if stripped:
        start += len(words) - len(words.lstrip())
        found.append((start, start + len(stripped)))


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Every line is a paragraph, except in a block of text that was wrapped by hand, which is one."""
    out: list[tuple[int, int]] = []
    begin = 0
    for gap in [*(m.span() for m in _BLANK.finditer(text)), (len(text), len(text))]:
        lines = [m.span() for m in _LINE.finditer(text, begin, gap[0])]
        if lines and _wrapped(text, lines):
            out.append((lines[0][0], lines[-1][1]))
        else:
            out.extend(lines)
        begin = gap[1]
    return out


def _wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Hand-wrapped: at least three lines, all but the last 50–100 characters long, most broken in mid-sentence."""
    body = lines[:-1]
    if len(body) < 2 or not all(50 <= end - start <= 100 for start, end in body):
        return False
    broken = sum(text[end - 1] not in ".!?:" + _CLOSERS for _, end in body)
    return broken * 2 > len(body)


def _ends(text: str, begin: int, at: int, after: int, limit: int) -> bool:
    """Whether the stop at `at`..`after` ends the sentence that began at `begin`."""
    mark = text[at]
    if mark in "。！？؟۔।":
        return True
    following = _NEXT_WORD.match(text, after, min(limit, after + 60))
    word = following.group(1) if following else ""
    if word[:1].islower():
        return False
    closed = after > at + 1 and text[after - 1] in _CLOSERS
    if mark in "!?":
        return not (closed and _SAID.match(text, after, min(limit, after + 90)))
    if mark == "…" or text.startswith("..", at):
        return not text[at - 1 : at].isspace()  # " … " leaves words out inside a quotation
    before = _LAST_WORD.search(text, max(begin, at - 24), at)
    token = before.group().strip("'’-") if before else ""
    if closed or not token:
        return True
    return _period_ends(token, word, first=at - begin < 32 and not text[begin : at - len(token)].strip())


def _period_ends(token: str, word: str, *, first: bool) -> bool:
    """Whether the period after `token` ends a sentence when `word` comes next; `first`: the token began it."""
    plain = token.casefold()
    following = word.strip(".'’").casefold()
    named = token[0].isupper()
    if plain in _TITLES and (named or plain in ("v", "vs")):
        return False
    if word[:1].isdigit() and plain in _NUMBERED | _MONTHS:
        return False
    if first and (token.isdigit() or len(token) == 1):
        return False  # "1. The first of a list"
    if plain in _CLOCK:
        return bool(word) and not word[0].isdigit() and following not in _AFTER_CLOCK
    if plain in _MONTHS | _ABBREVIATIONS and (named or plain not in _PLAIN_WORDS):
        return following in _STARTERS
    if _INITIALS.fullmatch(token + "."):
        return following in _STARTERS and len(following) > 1
    return True
