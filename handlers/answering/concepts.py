"""What a question speaks of, and where a page speaks of it.

A concept is a name or a content word of the question. Binding an answer to the question means asking which of
them stand in the answer's sentence, which only nearby, and which nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from handlers.answering.language.names import name_in
from handlers.answering.language.places import aliases
from handlers.answering.language.words import family
from handlers.answering.page import Page, tokens
from handlers.answering.question import Question


@dataclass(frozen=True, slots=True)
class Concept:
    """A name or word of the question with the stems that may stand for it, its own first."""

    text: str
    name: bool
    own: tuple[tuple[str, ...], ...]
    kin: tuple[tuple[str, ...], ...]


def _stems(words: str) -> tuple[str, ...]:
    return tuple(token.stem for token in tokens(words))


def concepts(question: Question) -> tuple[Concept, ...]:
    """The names of the question, then its content words; each with its alternatives."""
    found: list[Concept] = []
    for entity in question.entities:
        own = _stems(entity)
        if own:
            kin = tuple(dict.fromkeys(s for alias in aliases(entity) if (s := _stems(alias)) and s != own))
            found.append(Concept(entity, True, (own,), kin))
    named = {s for concept in found for stems in concept.own for s in stems}
    for word in question.keywords:
        own = _stems(word)
        if not own or set(own) <= named:
            continue
        kin = tuple(dict.fromkeys(s for member in family(word) if (s := _stems(member)) and s != own))
        found.append(Concept(word, False, (own,), kin))
    return tuple(found)


@dataclass(frozen=True)
class Place:
    """Where a concept stands: the sentence, the offsets, and how surely (1 its own word, less for a relative)."""

    sentence: int
    start: int
    end: int
    strength: float


KIN = 0.7  # a word of the same family or an alias counts a little less than the word itself


class Bound:
    """A page read for one question: where each concept stands in it."""

    def __init__(self, page: Page, asked: Sequence[Concept]) -> None:
        self.page = page
        self.concepts = asked
        self.places: tuple[tuple[Place, ...], ...] = tuple(tuple(self._find(concept)) for concept in asked)
        self._by_sentence: list[dict[int, float]] = []
        for places in self.places:
            strongest: dict[int, float] = {}
            for place in places:
                strongest[place.sentence] = max(strongest.get(place.sentence, 0.0), place.strength)
            self._by_sentence.append(strongest)

    def _find(self, concept: Concept) -> Iterable[Place]:
        seen: dict[tuple[int, int], float] = {}
        if concept.name:
            for mention in name_in(concept.text, self.page.text):
                seen[mention.start, mention.end] = 1.0
        for stems in concept.own:
            for offsets in self.page.occurrences(stems):
                seen.setdefault(offsets, 1.0)
        for stems in concept.kin:
            for offsets in self.page.occurrences(stems):
                seen.setdefault(offsets, KIN)
        for (start, end), strength in sorted(seen.items()):
            yield Place(self.page.sentence_at(start), start, end, strength)

    def holds(self, concept: int, sentence: int) -> float:
        """How surely a sentence speaks of a concept, 0 to 1."""
        return self._by_sentence[concept].get(sentence, 0.0)

    def sentences_with(self, concept: int) -> int:
        """In how many sentences of the page the concept stands."""
        return len(self._by_sentence[concept])


def weights(bounds: Sequence[Bound]) -> tuple[float, ...]:
    """How telling each concept is: log(1 + S / (1 + s)) for s of S sentences (inverse sentence frequency)."""
    if not bounds:
        return ()
    total = sum(len(bound.page.sentences) for bound in bounds)
    return tuple(
        log(1 + total / (1 + sum(bound.sentences_with(n) for bound in bounds))) for n in range(len(bounds[0].concepts))
    )


def question_stems(question: Question) -> frozenset[str]:
    """Every stem of the stand-alone question."""
    return frozenset(token.stem for token in tokens(question.read_as))
