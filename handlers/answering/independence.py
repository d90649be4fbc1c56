"""How many outlets speak for themselves: those that repeat one another's text, or carry one agency's, count once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from handlers.answering.language.fold import fold_word
from handlers.answering.language.names import same_name
from handlers.answering.language.words import STOPWORDS

# One text repeats another if both hold a run of RUN words of prose in which at most one word differs and at least
# CONTENT words carry meaning and are no names. Measured: of 2,000 pairs of articles about different events none shares
# such a run; of 154 pairs of outlets on one event 29 do, among them all that share a fifth of the shorter text.
RUN = 9
CONTENT = 3
_SEED = RUN // 2  # with one word changed, one half still stands whole

_MOST = 8  # places of one seed: words that a text says over and over prove nothing

_QUOTED = re.compile(r"[\"“][^\"“”\n]{1,600}[\"”]")  # two outlets that quote one remark do not copy each other
_STOCK = re.compile(
    r"(?:(?:did not|didn['’]t|have not|has not|had not) )?(?:immediately |yet )?"
    r"(?:respond(?:ed)?|repl(?:y|ied)|return(?:ed)?) (?:immediately )?(?:to )?(?:an? )?"
    r"(?:requests?|messages?|calls?|emails?)"
    r"[^.\n]{0,40}"
    r"|spoke (?:to [^.\n]{0,30})?on (?:the )?condition of anonymity[^.,\n]{0,60}",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_BREAK = ""


def independent(texts: Mapping[str, str], wires: Mapping[str, str | None] | None = None) -> int:
    """How many of the outlets do not repeat one another: 0 for none, at most one for each outlet.

    `texts` holds each outlet's whole text; `wires` the agency each credits, if any. Repeating is taken to be mutual and
    to pass on: of three outlets that each share a run with the next, all count as one.
    """
    outlets = list(texts)
    root = {outlet: outlet for outlet in outlets}

    def find(outlet: str) -> str:
        while root[outlet] != outlet:
            root[outlet] = root[root[outlet]]
            outlet = root[outlet]
        return outlet

    for at, one in enumerate(outlets):
        for other in outlets[:at]:
            if find(one) != find(other) and (_one_wire(one, other, wires or {}) or repeats(texts[one], texts[other])):
                root[find(one)] = find(other)
    return sum(root[outlet] == outlet for outlet in outlets)


def _one_wire(one: str, other: str, wires: Mapping[str, str | None]) -> bool:
    first, second = wires.get(one), wires.get(other)
    if not first or not second:
        return False
    return any(same_name(a, b) for a in first.split(", ") for b in second.split(", "))


def repeats(a: str, b: str) -> bool:
    """Whether two texts share a run of prose too long for chance; quotations and stock phrases do not count."""
    first, meaning = _prose(a)
    second, _ = _prose(b)
    seeds = _seeds(b)
    tried: set[tuple[int, int]] = set()
    for at in range(len(first) - _SEED + 1):
        for position in seeds.get(first[at : at + _SEED], ()):
            shift = at - position
            for start in range(max(0, shift, at - RUN + _SEED), at + 1):
                if (start, shift) in tried or start + RUN > len(first) or start - shift + RUN > len(second):
                    continue
                tried.add((start, shift))
                if _is_run(first[start : start + RUN], second[start - shift : start - shift + RUN], meaning, start):
                    return True
    return False


@lru_cache(maxsize=128)
def _seeds(text: str) -> Mapping[tuple[str, ...], list[int]]:
    """Where each seed stands in the prose of a text: the first places."""
    words, _ = _prose(text)
    seeds: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(words) - _SEED + 1):
        places = seeds[words[at : at + _SEED]]
        if len(places) < _MOST:
            places.append(at)
    return seeds


def _is_run(one: tuple[str, ...], other: tuple[str, ...], meaning: tuple[bool, ...], start: int) -> bool:
    if _BREAK in one or _BREAK in other:
        return False
    shared = [a == b for a, b in zip(one, other, strict=True)]
    return sum(shared) >= RUN - 1 and sum(same and meaning[start + i] for i, same in enumerate(shared)) >= CONTENT


@lru_cache(maxsize=1024)
def _prose(text: str) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """The folded words of a text's own prose, breaks between its stretches, and which words carry meaning."""
    words: list[str] = []
    meaning: list[bool] = []
    for line in text.splitlines():
        for stretch in _STOCK.sub("\0", _QUOTED.sub("\0", line)).split("\0"):
            for match in _WORD.finditer(stretch):
                word = match.group()
                words.append(fold_word(word))
                meaning.append(word.islower() and words[-1] not in STOPWORDS)
            words.append(_BREAK)
            meaning.append(False)
    return tuple(words), tuple(meaning)
