"""In what words outlets that agree differ: spellings, titles, how exact a figure is given, the verb they choose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.answering.answer import Difference, Quote
from handlers.answering.language.fold import fold
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.names import Mention, find_names, same_name
from handlers.answering.language.numbers import Figure, find_figures
from handlers.answering.language.people import HEADS, person_parts
from handlers.answering.language.places import is_demonym, is_place
from handlers.answering.language.words import stem
from handlers.answering.question import Kind

_NAMED = frozenset({Kind.WHO, Kind.WHERE, Kind.WHICH, Kind.WHAT})
_FIGURED = frozenset({Kind.HOW_MANY, Kind.SHARE, Kind.MONEY, Kind.AGE, Kind.DURATION, Kind.MEASURE, Kind.SCORE})


@dataclass(frozen=True, slots=True)
class Voice:
    """One outlet's answer and its quotes; `positions` are the quotes' places among the quotes of all accounts."""

    outlet: str
    answer: str
    quotes: tuple[Quote, ...]
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Wording:
    """A wording found in one outlet's quote: `key` says which wordings are one."""

    key: str
    text: str
    outlet: str
    position: int


def _difference(kind: str, found: Iterable[_Wording]) -> Difference | None:
    """A difference if at least two wordings stand against each other, each shown in its most frequent form."""
    by_key: dict[str, list[_Wording]] = {}
    for wording in found:
        by_key.setdefault(wording.key, []).append(wording)
    if len(by_key) < 2:
        return None
    values: dict[str, tuple[str, ...]] = {}
    for wordings_of_key in by_key.values():
        texts = [wording.text for wording in wordings_of_key]
        shown = max(texts, key=lambda text: (texts.count(text), -len(text)))
        outlets = dict.fromkeys(wording.outlet for wording in wordings_of_key)
        values[shown] = tuple(outlets)
    quotes = sorted({wording.position for found_of_key in by_key.values() for wording in found_of_key})
    return Difference(kind, values, tuple(quotes))


def spellings(kind: Kind, voices: Sequence[Voice]) -> Difference | None:
    """The ways in which one name is spelled: Medinsky, Medinski. Accents and case alone are no other spelling."""
    if kind not in _NAMED:
        return None
    found: list[_Wording] = []
    for voice in voices:
        for mention, position in _mentions(voice):
            spelled = _surname(mention.text)
            found.append(_Wording(fold(spelled), spelled, voice.outlet, position))
    return _difference("spelling", _one_spelling_each(found))


def _one_spelling_each(found: Sequence[_Wording]) -> list[_Wording]:
    """Keep wordings that are spelled variants of one surname, not a longer or shorter form of the name."""
    if not found:
        return []
    first = found[0].text
    return [wording for wording in found if same_name(wording.text, first) and _parts(wording.text) == _parts(first)]


def _parts(name: str) -> int:
    return len(name.split())


def _surname(name: str) -> str:
    parts = person_parts(name)
    return parts.surname if parts.given else name


def _mentions(voice: Voice) -> list[tuple[Mention, int]]:
    """The mentions of the answer's name in the outlet's quotes; where a quote has several, the fullest."""
    out: list[tuple[Mention, int]] = []
    for quote, position in zip(voice.quotes, voice.positions, strict=True):
        fitting = [mention for mention in find_names(quote.text) if same_name(mention.text, voice.answer)]
        if fitting:
            out.append((max(fitting, key=lambda mention: (mention.title is not None, len(mention.text))), position))
    return out


_APPOSITION = re.compile(r"(?:['’]s)?,\s(?P<words>[^,.;:()“”\"–—]{3,80})")
_DETERMINER = re.compile(r"^(?:the|a|an|his|her|its|their|who\sis|[^\s]+['’]s)\s+", re.IGNORECASE)


def titles(kind: Kind, voices: Sequence[Voice]) -> Difference | None:
    """The titles that stand beside the one name: Defence Minister, Defense Minister; presidential adviser, aide."""
    if kind is not Kind.WHO:
        return None
    found: list[_Wording] = []
    for voice in voices:
        for mention, position in _mentions(voice):
            quote = voice.quotes[voice.positions.index(position)]
            title = mention.title.text if mention.title is not None else _after(quote.text, mention.end)
            held = office(title) if title else ""
            if held:
                found.append(_Wording(fold(held), held, voice.outlet, position))
    return _difference("title", found)


def _after(text: str, at: int) -> str | None:
    """A title in apposition: "Rustem Umerov, the defence minister", "Vladimir Medinsky, a hawkish aide and …"."""
    match = _APPOSITION.match(text, at)
    if not match:
        return None
    words = _DETERMINER.sub("", match.group("words")).split()
    for length, word in enumerate(words, 1):
        if length > 6:
            return None
        if fold(word).strip("'") in HEADS:
            return " ".join(words[:length])
    return None


def office(title: str) -> str:
    """The title without the land it belongs to and without mere forms of address."""
    words = title.split()
    while words and (
        is_demonym(words[0].strip(".,")) or is_place(words[0].strip(".,")) or words[0].endswith(("'s", "’s"))
    ):
        words.pop(0)
    return "" if len(words) == 1 and fold(words[0]).strip(".") in _ADDRESSES else " ".join(words)


_ADDRESSES = frozenset(["mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lord", "lady", "dr", "rev"])


def wordings(kind: Kind, voices: Sequence[Voice]) -> Difference | None:
    """How exact a figure of one value is given: "nearly 20%", "roughly a fifth"."""
    if kind not in _FIGURED:
        return None
    found: list[_Wording] = []
    for voice in voices:
        for quote, position in zip(voice.quotes, voice.positions, strict=True):
            figure = _answering(quote)
            if figure is not None:
                text = _with_qualifier(quote.text, figure)
                found.append(_Wording(f"{fold(figure.qualifier)}|{_amount(figure)}", text, voice.outlet, position))
                break
    return _difference("wording", found)


def _answering(quote: Quote) -> Figure | None:
    """The figure that the quote's answer mark covers."""
    if quote.answer_start is None or quote.answer_end is None:
        return None
    start, end = quote.answer_start - quote.start, quote.answer_end - quote.start
    over = [figure for figure in find_figures(quote.text) if figure.start < end and start < figure.end]
    return over[0] if over else None


def _amount(figure: Figure) -> str:
    """What a figure is written with: 20 per cent and 20% are one wording, a fifth is another."""
    spelled = not any(map(str.isdigit, figure.text)) and figure.kind == "share"
    return f"{figure.kind}:{figure.low:g}:{figure.high:g}:{'spelled' if spelled else ''}"


def _with_qualifier(text: str, figure: Figure) -> str:
    """The figure with the qualifier that stands before or after it, verbatim."""
    if not figure.qualifier:
        return figure.text
    before = text.rfind(figure.qualifier, max(0, figure.start - 30), figure.start)
    if before >= 0:
        return text[before : figure.end]
    after = text.find(figure.qualifier, figure.end, figure.end + 30)
    return text[figure.start : after + len(figure.qualifier)] if after >= 0 else figure.text


_REFUSE = frozenset(stem(word.split()[0]) for word in vocabulary("stances", "refuse"))
_ACCEPT = frozenset(stem(word.split()[0]) for word in vocabulary("stances", "accept"))
_FRAMES = frozenset(stem(word) for word in vocabulary("stances", "frame"))
_PHRASAL = frozenset(tuple(word.split()) for word in vocabulary("stances") if " " in word)
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_AUXILIARY = re.compile(
    r"(?:did|does|do|would|will|could|can|has|have|had|was|were|is|are|should|might|may)(?:\snot|n['’]t)(?![^\W_])",
    re.IGNORECASE,
)
_NO_INTENTION = re.compile(r"(?:had|has|have)\sno\s(?:intention|plans?)\s(?:to|of)\s[^\W\d_]+", re.IGNORECASE)


def verbs(kind: Kind, voices: Sequence[Voice]) -> Difference | None:
    """The verbs by which outlets that agree on yes or no say it: did not attend, declined, spurned, chose not to."""
    if kind is not Kind.YESNO:
        return None
    found: list[_Wording] = []
    for voice in voices:
        for quote, position in zip(voice.quotes, voice.positions, strict=True):
            phrase = stance_phrase(quote.text)
            if phrase:
                found.append(_Wording(fold(phrase), phrase, voice.outlet, position))
                break
    return _difference("verb", found)


def stance_phrase(text: str) -> str | None:
    """The words, verbatim, by which a sentence says that somebody did or would not do it; None if it has none."""
    candidates: list[tuple[int, int, int]] = []  # rank, start, end
    for match in _AUXILIARY.finditer(text):
        verb = _TOKEN.search(text, match.end())
        if verb and verb.start() - match.end() == 1:
            candidates.append((0, match.start(), verb.end()))
    candidates.extend((0, match.start(), match.end()) for match in _NO_INTENTION.finditer(text))
    tokens = list(_TOKEN.finditer(text))
    for at, token in enumerate(tokens):
        root = stem(token.group())
        if (
            root in _FRAMES
            and [t.group().casefold() for t in tokens[at + 1 : at + 3]] == ["not", "to"]
            and at + 3 < len(tokens)
        ):
            candidates.append((0, token.start(), tokens[at + 3].end()))
        elif root in _REFUSE and token.group()[0].islower() and not _is_noun(text, token):
            end = token.end()
            if at + 1 < len(tokens) and (root, tokens[at + 1].group().casefold()) in {
                (stem(p[0]), p[1]) for p in _PHRASAL
            }:
                end = tokens[at + 1].end()
            candidates.append((1, token.start(), end))
        elif root in _ACCEPT and token.group()[0].islower() and token.group().casefold().endswith(("ed", "s", "d")):
            candidates.append((2, token.start(), token.end()))
    if not candidates:
        return None
    _, start, end = min(candidates)
    return text[start:end]


_NOUN_BEFORE = re.compile(r"(?<![^\W_])(?:a|an|the|its|his|her|their|this|any)\s$", re.IGNORECASE)


def _is_noun(text: str, token: re.Match[str]) -> bool:
    """Whether an article or the like before a word shows that it is no verb ("a block", "the boycott")."""
    return bool(_NOUN_BEFORE.search(text[max(0, token.start() - 8) : token.start()]))
