"""Names in a news text: where they stand, with their titles kept apart, and every place where one of them stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from handlers.answering.language.fold import Folded, fold
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.people import (
    HEADS,
    INSTITUTIONS,
    MODIFIERS,
    ORGANISATIONS,
    PARTICLES,
    SUFFIXES,
    PersonName,
    compatible_given,
    is_acronym,
    person_parts,
    same_name,
    similar_surname,
    stands_for,
    title_length,
)
from handlers.answering.language.places import aliases, is_demonym, is_place
from handlers.answering.language.sentences import sentences
from handlers.answering.language.words import STOPWORDS

__all__ = ["Mention", "PersonName", "Title", "find_names", "name_in", "person_parts", "same_name"]


@dataclass(frozen=True, slots=True)
class Title:
    """A title beside a name, as written: ``text == source[start:end]``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands, without its title: ``text == source[start:end]``, code points, half-open."""

    start: int
    end: int
    text: str
    title: Title | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str
    plain: str  # folded, without points and possessive
    possessive: bool
    opens: bool  # first word of a sentence, quotation or headline word: its capital proves nothing


_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}[^\W\d_]?"  # U.S., J.K.
    r"|[^\W\d_]\.(?=\s?[^\W\d_])"  # W. in George W. Marsh
    r"|[^\W_][\w]*(?:[’'&.\-‑–][^\W_][\w]*)*",
    re.UNICODE,
)
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$", re.IGNORECASE)
_CONTRACTION = re.compile(r"['’](?:ve|re|ll|d|m|t)$", re.IGNORECASE)
_OPENING = "\"'“‘«([{:;—•*|>"
_COMMON = vocabulary("common")
_DAYS = vocabulary("calendar", "day")
_MONTHS = vocabulary("calendar", "month")
_NEVER = frozenset(["i", "ok", "okay", "am", "pm", "a.m", "p.m", "gmt", "utc", "est", "edt", "bst", "cet", "tv", "re"])
_SHARED_POSSESSIVES = frozenset(["people", "women", "men", "children", "veteran", "king", "queen", "st", "workers"])
_LINKS = PARTICLES | frozenset(["of", "the", "for", "and", "&"])
_TITLE_POINTS = vocabulary("abbreviations", "title")


@lru_cache(maxsize=256)
def find_names(text: str) -> tuple[Mention, ...]:
    """The names in a text in order, never overlapping: people, organisations, places, peoples, events.

    Runs of capitalised words with the small words inside them; titles before a name are kept apart; dates are left out.
    A capital that a sentence's beginning explains counts only if the text or the word itself proves a name.
    """
    tokens = _tokens(text)
    proven = _proven(tokens)
    found: list[Mention] = []
    for run in _runs(text, tokens, proven):
        found.extend(_mentions(text, tokens, run))
    return tuple(found)


def _tokens(text: str) -> list[_Token]:
    out: list[_Token] = []
    for start, end in sentences(text):
        words = list(_WORD.finditer(text, start, end))
        headline = _headline([match.group() for match in words])
        for index, match in enumerate(words):
            word = match.group()
            possessive = _POSSESSIVE.search(word)
            stop = match.end() - (len(possessive.group()) if possessive else 0)
            before = text[start : match.start()].rstrip()[-1:]
            opens = index == 0 or headline or (before in _OPENING and before != "")
            bare = text[match.start() : stop]
            if bare:
                out.append(_Token(match.start(), stop, bare, fold(bare).rstrip("."), bool(possessive), opens))
    return out


def _shouted(token: _Token) -> bool:
    """An acronym that is spelled like a small word: US, IT, WHO."""
    return len(token.text) > 1 and token.text.isupper() and is_acronym(token.text)


def _headline(words: list[str]) -> bool:
    """Most longer words have a capital: in such a line a capital proves nothing."""
    longer = [word for word in words if len(word) > 3]
    return len(longer) > 3 and sum(word[0].isupper() for word in longer) > 0.7 * len(longer)


def _capital(token: _Token) -> bool:
    word = token.text
    if word[0].isupper() or (not word[0].isascii() and word[0].istitle()):
        return True
    if not word[0].isalpha():
        return False
    return any(part[:1].isupper() for part in re.split(r"[-‑–]", word)[1:]) or any(c.isupper() for c in word[1:3])


def _proven(tokens: list[_Token]) -> frozenset[str]:
    """The words whose capital the text proves: written so inside a sentence, or at the end of a longer name."""
    proven: set[str] = set()
    for before, token in zip([None, *tokens[:-1]], tokens, strict=True):
        if not _capital(token) or token.plain in STOPWORDS:
            continue
        if (not token.opens and token.plain not in _COMMON) or (
            before is not None
            and not token.opens
            and _capital(before)
            and token.start - before.end == 1
            and token.plain not in ORGANISATIONS | HEADS
        ):
            proven.add(token.plain)
    return frozenset(proven)


def _is_name_word(token: _Token, proven: frozenset[str]) -> bool:
    plain = token.plain
    if not _capital(token) or plain in _NEVER or _CONTRACTION.search(token.text):
        return False
    if plain in _DAYS:
        return False
    if not token.opens:
        return True
    if plain in proven:
        return True
    if plain in STOPWORDS or plain in _COMMON:
        return _shouted(token) and is_place(token.text)
    return not plain.endswith(("ly", "ing")) or is_place(token.text)


def _runs(text: str, tokens: list[_Token], proven: frozenset[str]) -> list[tuple[int, int]]:
    """Stretches of tokens that make one name with its title, as positions in `tokens`, half-open."""
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(tokens):
        if not _begins(tokens, at, proven):
            at += 1
            continue
        end = at + 1
        while end < len(tokens):
            step = _continues(text, tokens, at, end, proven)
            if not step:
                break
            end += step
        runs.append((at, end))
        at = end
    return runs


def _begins(tokens: list[_Token], at: int, proven: frozenset[str]) -> bool:
    token = tokens[at]
    if _is_name_word(token, proven):
        return True
    # The first word of a sentence may open a longer name: "Defence Minister Ann Lee", "Police Chief Moss".
    return (
        _capital(token)
        and token.opens
        and token.plain not in STOPWORDS
        and token.plain not in _NEVER | _DAYS
        and at + 1 < len(tokens)
        and not tokens[at + 1].opens
        and not token.possessive
        and tokens[at + 1].start - token.end <= 2
        and _is_name_word(tokens[at + 1], proven)
        and (token.plain in HEADS | MODIFIERS | ORGANISATIONS | INSTITUTIONS or token.plain not in _COMMON)
    )


def _adjacent(text: str, before: _Token, after: _Token) -> bool:
    gap = text[before.end : after.start]
    if before.plain in _TITLE_POINTS or len(before.plain) == 1 or before.plain in HEADS:
        gap = gap.removeprefix(".")
    return bool(gap) and gap.strip(" \u00a0\u202f\t") == "" and len(gap) <= 2


def _continues(text: str, tokens: list[_Token], start: int, at: int, proven: frozenset[str]) -> int:
    """How many tokens from `at` go on with the run that began at `start`; 0 if it ends here."""
    before, token = tokens[at - 1], tokens[at]
    if before.possessive and before.plain not in _SHARED_POSSESSIVES:
        return 0
    if not before.possessive and not _adjacent(text, before, token):
        return 0
    if before.possessive and not _adjacent_after_possessive(text, before, token):
        return 0
    if _capital(token):
        return 1 if _is_name_word(token, proven) or _opened_word(token, before) else 0
    if token.plain in _LINKS:
        return _link(text, tokens, start, at, proven)
    return 0


def _adjacent_after_possessive(text: str, before: _Token, token: _Token) -> bool:
    return bool(re.fullmatch(r"['’]s?[ \u00a0]", text[before.end : token.start]))


def _opened_word(token: _Token, before: _Token) -> bool:
    """In a headline the words of one name stand together: a known organisation noun goes on, other words do not."""
    return token.opens and token.plain in ORGANISATIONS and before.plain not in STOPWORDS


def _link(text: str, tokens: list[_Token], start: int, at: int, proven: frozenset[str]) -> int:
    """The length of "of the Xs", "van der X", "and X" if it goes on with the name, else 0."""
    end = at
    while end < len(tokens) and tokens[end].plain in _LINKS and not _capital(tokens[end]) and end - at < 3:
        end += 1
    if end >= len(tokens) or not all(_adjacent(text, tokens[i - 1], tokens[i]) for i in range(at, end + 1)):
        return 0
    after = tokens[end]
    if not _capital(after) or after.plain in _DAYS | _MONTHS | _NEVER or tokens[end - 1].possessive:
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
    if links == ["and"] and ("of" in head or "for" in head):
        return (
            end - at + 1
            if after.plain not in proven or end + 1 == len(tokens) or _ends_organisation(tokens, end)
            else 0
        )
    if links == ["&"]:
        return end - at + 1
    return 0


def _ends_organisation(tokens: list[_Token], at: int) -> bool:
    return any(token.plain in ORGANISATIONS for token in tokens[at : at + 3])


def _mentions(text: str, tokens: list[_Token], run: tuple[int, int]) -> list[Mention]:
    start, end = run
    while start < end and tokens[start].opens and tokens[start].plain in STOPWORDS and not _shouted(tokens[start]):
        start += 1
    while end > start and (tokens[end - 1].plain in _LINKS and not _capital(tokens[end - 1])):
        end -= 1
    if start >= end:
        return []
    out: list[Mention] = []
    for first, last in _split(tokens, start, end):
        mention = _mention(text, tokens, first, last)
        if mention is not None:
            out.append(mention)
    return out


def _split(tokens: list[_Token], start: int, end: int) -> list[tuple[int, int]]:
    """Cut months from a run of names; "May" and "June" inside a longer name stay."""
    cuts = [
        i
        for i in range(start, end)
        if tokens[i].plain in _MONTHS
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


def _mention(text: str, tokens: list[_Token], first: int, last: int) -> Mention | None:
    words = [token.text for token in tokens[first:last]]
    cut = title_length(words)
    title: Title | None = None
    if 0 < cut < len(words):
        title = _title(text, tokens, first, first + cut)
        first += cut
    elif cut == len(words) and len(words) > 1:
        # Only title words: "Foreign Minister" names an office, "General Staff" a body; keep what is left of them
        return _span(text, tokens, first, last, None) if fold(words[-1]) not in HEADS else None
    elif cut == len(words):
        return None
    if title is None:
        title = _small_title(text, tokens, first)
    plain = tokens[first].plain
    if last - first == 1 and ((plain in STOPWORDS and not is_acronym(tokens[first].text)) or plain in MODIFIERS):
        return None
    if last - first == 1 and len(plain) < 2:
        return None
    while last - first > 1 and tokens[last - 1].plain in SUFFIXES and not tokens[last - 1].text[0].isupper():
        last -= 1
    return _span(text, tokens, first, last, title)


def _span(text: str, tokens: list[_Token], first: int, last: int, title: Title | None) -> Mention:
    start, end = tokens[first].start, tokens[last - 1].end
    if text[end - 1] == "." and not re.search(r"[^\W\d_]\.[^\W\d_]?\.?$", text[start:end]):
        end -= 1
    return Mention(start, end, text[start:end], title)


def _title(text: str, tokens: list[_Token], first: int, last: int) -> Title:
    start, end = tokens[first].start, tokens[last - 1].end
    if text[end : end + 1] == "." and tokens[last - 1].plain in _TITLE_POINTS:
        end += 1
    return Title(start, end, text[start:end])


def _small_title(text: str, tokens: list[_Token], first: int) -> Title | None:
    """A title in small letters right before the name: "presidential adviser", "Kremlin spokesman" without Kremlin."""
    at = first
    while at > 0 and first - at < 4:
        token = tokens[at - 1]
        if not _adjacent(text, token, tokens[at]) or _capital(token) or token.possessive:
            break
        plain = token.plain
        known = plain in HEADS if at == first else (plain in HEADS or plain in MODIFIERS or is_demonym(plain))
        if not known:
            break
        at -= 1
    return _title(text, tokens, at, first) if at < first else None


@lru_cache(maxsize=4096)
def name_in(name: str, text: str) -> tuple[Mention, ...]:
    """Every place where the name stands in the text, in order: whole, by surname, in another spelling, as an acronym,
    or for a country by any of its words (Ukraine: Ukrainian, Kyiv).

    A surname beside another person's given name does not count.
    """
    found: dict[int, Mention] = {}
    tokens = _tokens_of(text)
    person = person_parts(name.strip())
    others = aliases(name)
    folded = _folded(text)
    for words in (name, *others):
        exact = is_acronym(words) and len(words) < 5
        for start, end in folded.find_all(words):
            if not exact or text[start:end].isupper():
                found.setdefault(start, Mention(start, end, text[start:end]))
    if not others and person.surname:
        for mention in _by_surname(text, tokens, person):
            found.setdefault(mention.start, mention)
    if is_acronym(name) or " " in name.strip():
        for mention in find_names(text):
            if is_acronym(name) != is_acronym(mention.text) and (
                stands_for(name, mention.text) if is_acronym(name) else stands_for(mention.text, name)
            ):
                found.setdefault(mention.start, mention)
    return _without_overlap(found)


def _without_overlap(found: dict[int, Mention]) -> tuple[Mention, ...]:
    out: list[Mention] = []
    for mention in sorted(found.values(), key=lambda m: (m.start, -m.end)):
        if out and mention.start < out[-1].end:
            continue
        out.append(mention)
    return tuple(out)


@lru_cache(maxsize=64)
def _tokens_of(text: str) -> list[_Token]:
    return _tokens(text)


@lru_cache(maxsize=64)
def _folded(text: str) -> Folded:
    return Folded(text)


def _by_surname(text: str, tokens: list[_Token], person: PersonName) -> list[Mention]:
    """Where the surname stands, extended over the given name before it; not where another given name stands there."""
    out: list[Mention] = []
    words = person.surname.split()
    last = words[-1]
    if fold(last) in _COMMON and not person.given:
        return out
    for at, token in enumerate(tokens):
        if not _capital(token) or not similar_surname(token.text, last):
            continue
        if at + 1 < len(tokens) and _adjacent(text, token, tokens[at + 1]) and not token.possessive:
            after = tokens[at + 1]
            if _capital(after) and after.plain in ORGANISATIONS and not after.opens:
                continue  # a tower or a street that bears the name
        first = at
        while first > 0 and _adjacent(text, tokens[first - 1], tokens[first]) and not tokens[first - 1].possessive:
            before = tokens[first - 1]
            if before.plain in PARTICLES and len(words) > 1:
                first -= 1
                continue
            if not _capital(before) or before.plain in STOPWORDS | HEADS | MODIFIERS | _DAYS | _MONTHS:
                break
            if is_demonym(before.text) or is_place(before.text) or (before.opens and before.plain in _COMMON):
                break
            first -= 1
        given = " ".join(t.text for t in tokens[first:at] if t.plain not in PARTICLES)
        if given and person.given and not compatible_given(given, person.given):
            continue
        out.append(Mention(tokens[first].start, token.end, text[tokens[first].start : token.end]))
    return out
