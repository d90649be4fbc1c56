"""The words by which a sentence says that somebody did or would not do something: did not attend, declined, spurned."""

from __future__ import annotations

import re

from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.words import stem

_REFUSE = frozenset(stem(word.split()[0]) for word in vocabulary("stances", "refuse"))
_ACCEPT = frozenset(stem(word.split()[0]) for word in vocabulary("stances", "accept"))
_FRAMES = frozenset(stem(word) for word in vocabulary("stances", "frame"))
_PHRASAL = frozenset(tuple(word.split()) for word in vocabulary("stances") if " " in word)
_PHRASAL_ONLY = frozenset(stem(first) for first, *_ in _PHRASAL) - frozenset(
    stem(word) for word in vocabulary("stances") if " " not in word
)
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_AUXILIARY = re.compile(
    r"(?:did|does|do|would|will|could|can|has|have|had|was|were|is|are|should|might|may)(?:\snot|n['’]t)(?![^\W_])",
    re.IGNORECASE,
)
_NO_INTENTION = re.compile(r"(?:had|has|have)\sno\s(?:intention|plans?)\s(?:to|of)\s[^\W\d_]+", re.IGNORECASE)


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


def is_refusal(phrase: str) -> bool:
    """Whether the words of a stance are a verb of refusing: "declined", "turned down", and not "turned" alone."""
    first, *rest = phrase.split()
    return stem(first) in _REFUSE and (bool(rest) or stem(first) not in _PHRASAL_ONLY)


_NOUN_BEFORE = re.compile(r"(?<![^\W_])(?:a|an|the|its|his|her|their|this|any)\s$", re.IGNORECASE)


def _is_noun(text: str, token: re.Match[str]) -> bool:
    """Whether an article or the like before a word shows that it is no verb ("a block", "the boycott")."""
    return bool(_NOUN_BEFORE.search(text[max(0, token.start() - 8) : token.start()]))
