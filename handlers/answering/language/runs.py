"""Runs of capitalised words that make a name, its title kept apart."""

from __future__ import annotations

import re
from functools import lru_cache

from handlers.answering.language.capitals import (
    COMMON,
    DAYS,
    MONTHS,
    NEVER,
    TITLE_POINTS,
    Token,
    adjacent,
    camel,
    capital,
    is_name_word,
    proven_names,
    shouted,
    tokens_of,
)
from handlers.answering.language.mention import Mention, Title
from handlers.answering.language.people import (
    HEADS,
    INSTITUTIONS,
    MODIFIERS,
    ORGANISATIONS,
    PARTICLES,
    STRONG_HEADS,
    SUFFIXES,
    is_acronym,
    title_length,
)
from handlers.answering.language.places import PLACE_NOUNS, is_demonym, is_place
from handlers.answering.language.words import STOPWORDS

_SHARED_POSSESSIVES = frozenset(["people", "women", "men", "children", "veteran", "king", "queen", "st", "workers"])
_LONGEST = 20  # words; longer runs of capitals are headlines or lists
_LINKS = PARTICLES | frozenset(["of", "the", "for", "and", "&"])


@lru_cache(maxsize=256)
def find_names(text: str) -> tuple[Mention, ...]:
    """The names in a text in order, never overlapping: people, organisations, places, peoples, events.

    Runs of capitalised words with the small words inside them; titles before a name are kept apart; dates are left out.
    A capital that a sentence's beginning explains counts only if the text or the word itself proves a name.
    """
    tokens = tokens_of(text)
    proven = proven_names(tokens)
    found: list[Mention] = []
    for run in _runs(text, tokens, proven):
        found.extend(_mentions(text, tokens, run))
    return tuple(found)


def _runs(text: str, tokens: tuple[Token, ...], proven: frozenset[str]) -> list[tuple[int, int]]:
    """Stretches of tokens that make one name with its title, as positions in `tokens`, half-open."""
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(tokens):
        if not _begins(text, tokens, at, proven):
            at += 1
            continue
        end = at + 1
        while end < len(tokens) and end - at < _LONGEST:
            step = _continues(text, tokens, at, end, proven)
            if not step:
                break
            end += step
        runs.append((at, end))
        at = end
    return runs


def _begins(text: str, tokens: tuple[Token, ...], at: int, proven: frozenset[str]) -> bool:
    token = tokens[at]
    if is_name_word(token, proven):
        return True
    # The first word of a sentence may open a longer name: "Defence Minister Ann Lee", "Police Chief Moss".
    return (
        capital(token)
        and token.opens
        and token.plain not in STOPWORDS
        and token.plain not in NEVER | DAYS
        and at + 1 < len(tokens)
        and not tokens[at + 1].opens
        and not token.possessive
        and adjacent(text, token, tokens[at + 1])
        and is_name_word(tokens[at + 1], proven)
        and (token.plain in HEADS | MODIFIERS | ORGANISATIONS | INSTITUTIONS or token.plain not in COMMON)
    )


def _continues(text: str, tokens: tuple[Token, ...], start: int, at: int, proven: frozenset[str]) -> int:
    """How many tokens from `at` go on with the run that began at `start`; 0 if it ends here."""
    before, token = tokens[at - 1], tokens[at]
    if before.possessive and before.plain not in _SHARED_POSSESSIVES and not _is_saint(tokens, start, at - 1):
        return 0
    if not before.possessive and not adjacent(text, before, token):
        return 0
    if before.possessive and not _adjacent_after_possessive(text, before, token):
        return 0
    if capital(token):
        return 1 if is_name_word(token, proven) or _opened_word(token, before) else 0
    if token.plain in _LINKS:
        return _link(text, tokens, start, at, proven)
    return 0


def _is_saint(tokens: tuple[Token, ...], start: int, at: int) -> bool:
    return at > start and tokens[at - 1].plain in ("st", "saint")


def _adjacent_after_possessive(text: str, before: Token, token: Token) -> bool:
    return bool(re.fullmatch(r"['’]s?[ \u00a0]", text[before.end : token.start]))


def _opened_word(token: Token, before: Token) -> bool:
    """In a headline the words of one name stand together: a known organisation noun goes on, other words do not."""
    return token.opens and token.plain in ORGANISATIONS and before.plain not in STOPWORDS


def _link(text: str, tokens: tuple[Token, ...], start: int, at: int, proven: frozenset[str]) -> int:
    """The length of "of the Xs", "van der X", "and X" if it goes on with the name, else 0."""
    end = at
    while end < len(tokens) and tokens[end].plain in _LINKS and not capital(tokens[end]) and end - at < 3:
        end += 1
    if end >= len(tokens) or not all(adjacent(text, tokens[i - 1], tokens[i]) for i in range(at, end + 1)):
        return 0
    after = tokens[end]
    if not capital(after) or after.plain in DAYS | MONTHS | NEVER or tokens[end - 1].possessive:
        return 0
    links = [token.plain for token in tokens[at:end]]
    head = [token.plain for token in tokens[start:at]]
    if links[0] in PARTICLES and all(link in PARTICLES or link == "the" for link in links):
        return end - at + 1
    if links[0] == "of":
        noun = head[-1] in INSTITUTIONS or head[-1].rstrip("s") in INSTITUTIONS or head[-1] == "secretary"
        return end - at + 1 if noun and "and" not in links else 0
    if links[0] == "for" and (head[-1] in INSTITUTIONS or head[-1] in ORGANISATIONS):
        return end - at + 1
    if links == ["and"] and len(head) == 1 and head[0] in COMMON and not is_place(tokens[start].text):
        return end - at + 1 if _ends_organisation(tokens, end + 1) else 0  # Food and Drug Administration
    if links == ["and"] and ("of" in head or "for" in head):
        return (
            end - at + 1
            if after.plain not in proven or end + 1 == len(tokens) or _ends_organisation(tokens, end)
            else 0
        )
    if links == ["&"]:
        return end - at + 1
    return 0


def _ends_organisation(tokens: tuple[Token, ...], at: int) -> bool:
    return any(token.plain in ORGANISATIONS for token in tokens[at : at + 3])


def _mentions(text: str, tokens: tuple[Token, ...], run: tuple[int, int]) -> list[Mention]:
    start, end = run
    while start < end and tokens[start].opens and tokens[start].plain in STOPWORDS and not shouted(tokens[start]):
        start += 1
    while end > start and _trails(tokens[end - 1]):
        end -= 1
    if start >= end:
        return []
    out: list[Mention] = []
    for first, last in _split(tokens, start, end):
        middle = _before_title(tokens, first, last)
        pieces = [(first, last)] if middle is None else [(first, middle), (middle, last)]
        out.extend(m for piece in pieces if (m := _mention(text, tokens, *piece)) is not None)
    return out


def _trails(token: Token) -> bool:
    """A small word at the end of a run is none of it: "of", or "Has" in a headline."""
    if not capital(token):
        return token.plain in _LINKS
    return token.plain in STOPWORDS and token.plain not in MONTHS and not shouted(token)


def _split(tokens: tuple[Token, ...], start: int, end: int) -> list[tuple[int, int]]:
    """Cut months from a run of names; "May" and "June" inside a longer name stay."""
    cuts = [
        i
        for i in range(start, end)
        if tokens[i].plain in MONTHS
        and (end - start == 1 or (tokens[i].plain not in ("may", "june", "april", "august")))
    ]
    if not cuts:
        return [(start, end)]
    out, begin = [], start
    for cut in [*cuts, end]:
        if begin < cut:
            out.append((begin, cut))
        begin = cut + 1
    return out


def _mention(text: str, tokens: tuple[Token, ...], first: int, last: int) -> Mention | None:
    """The name in a run without the title before it; None if the run is a title or an ordinary word."""
    words = [token.text for token in tokens[first:last]]
    cut = 0 if tokens[first].possessive else title_length(words)
    title: Title | None = None
    if 0 < cut < len(words):
        title = _title(text, tokens, first, first + cut)
        first += cut
    elif cut == len(words):
        # Only title words: "Foreign Minister" names an office, "General Staff" a body
        return _span(text, tokens, first, last, None) if cut > 1 and tokens[last - 1].plain not in HEADS else None
    if title is None:
        title = _small_title(text, tokens, first)
    while last - first > 1 and tokens[last - 1].plain in SUFFIXES and not tokens[last - 1].text[0].isupper():
        last -= 1
    if last - first == 1 and _is_no_name(tokens[first]):
        return None
    return _span(text, tokens, first, last, title)


def _is_no_name(token: Token) -> bool:
    """Whether a word standing alone names nothing, capital or not."""
    if len(token.plain) < 2 or (token.plain in MODIFIERS and not shouted(token)):
        return True
    if token.opens and token.plain in PLACE_NOUNS:
        return True
    if token.plain in STOPWORDS:
        return not is_acronym(token.text)
    return token.plain in COMMON and not shouted(token) and not camel(token.text)


def _before_title(tokens: tuple[Token, ...], first: int, last: int) -> int | None:
    """Where the title begins in "Apple CEO Tim Cook", a name of its own before it; None if there is no such title."""
    for at in range(last - 2, first, -1):
        if tokens[at].plain in STRONG_HEADS and 2 <= last - at - 1 <= 3 and tokens[last - 1].plain not in ORGANISATIONS:
            while at - 1 > first and tokens[at - 1].plain in MODIFIERS:
                at -= 1
            return at if title_length([token.text for token in tokens[first:last]]) < at - first else None
    return None


def _span(text: str, tokens: tuple[Token, ...], first: int, last: int, title: Title | None) -> Mention:
    start, end = tokens[first].start, tokens[last - 1].end
    if text[end - 1] == "." and not re.search(r"[^\W\d_]\.[^\W\d_]?\.?$", text[start:end]):
        end -= 1
    return Mention(start, end, text[start:end], title)


def _title(text: str, tokens: tuple[Token, ...], first: int, last: int) -> Title:
    start, end = tokens[first].start, tokens[last - 1].end
    if text[end : end + 1] == "." and tokens[last - 1].plain in TITLE_POINTS:
        end += 1
    return Title(start, end, text[start:end])


def _small_title(text: str, tokens: tuple[Token, ...], first: int) -> Title | None:
    """A title in small letters right before the name: "presidential adviser", "Kremlin spokesman" without Kremlin."""
    at = first
    while at > 0 and first - at < 4:
        token = tokens[at - 1]
        plain = token.plain
        begins = token.opens and plain in HEADS | MODIFIERS  # "Chief executive Ann Lee"
        if not adjacent(text, token, tokens[at]) or token.possessive or (capital(token) and not begins):
            break
        known = plain in HEADS if at == first else (plain in HEADS or plain in MODIFIERS or is_demonym(plain))
        if not known:
            break
        at -= 1
    return _title(text, tokens, at, first) if at < first else None
