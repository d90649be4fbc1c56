"""Who agrees with whom: outlets grouped by what their answers mean, what sets groups apart, who only repeats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.answering.answer import Account, Difference, Stance
from handlers.answering.independence import independent
from handlers.answering.language.people import person_parts
from handlers.answering.language.words import content_words
from handlers.answering.question import Kind
from handlers.answering.sameness import named, plain, same_answer

__all__ = ["differences", "group", "independent", "same_answer"]

# Past this many content words more words make an answer longer, not more complete.
_COMPLETE = 6

_BETWEEN = {
    Kind.WHO: "name",
    Kind.ROLE: "title",
    Kind.WHERE: "place",
    Kind.DATE: "date",
    Kind.CLOCK: "time",
    Kind.HOW_MANY: "figure",
    Kind.SHARE: "figure",
    Kind.MONEY: "figure",
    Kind.AGE: "figure",
    Kind.DURATION: "figure",
    Kind.MEASURE: "figure",
    Kind.SCORE: "figure",
}
"""What groups of answers to each kind of question differ in; other kinds differ in their "answer"."""


def group(kind: Kind, answers: Sequence[tuple[str, str, float]]) -> tuple[tuple[int, ...], ...]:
    """The answers (outlet, answer, confidence) that mean the same, as positions; each position stands in one group.

    The first of each group is its representative: the most complete and most frequent wording. Groups come largest
    first, by outlets, then by confidence. Each member means the same as the most complete member, so that a vague
    answer ("Bush") never chains two clear ones.
    """
    texts = [answer for _, answer, _ in answers]
    weight = Counter(plain(text) for text in texts)
    order = sorted(range(len(texts)), key=lambda i: (-_specific(kind, texts[i]), -weight[plain(texts[i])], i))
    seeds: list[int] = []
    members: dict[int, list[int]] = {}
    for i in order:
        fitting = [seed for seed in seeds if same_answer(kind, texts[seed], texts[i])]
        if fitting:
            best = max(fitting, key=lambda seed: (_support(members[seed], texts, i), -seeds.index(seed)))
            members[best].append(i)
        else:
            seeds.append(i)
            members[i] = [i]
    groups = [_representative_first(kind, members[seed], answers, weight) for seed in seeds]
    return tuple(
        sorted(groups, key=lambda g: (-len({answers[i][0] for i in g}), -sum(answers[i][2] for i in g), min(g)))
    )


def _support(members: Sequence[int], texts: Sequence[str], i: int) -> int:
    """How many members word it just so, then how many there are."""
    return 100 * sum(plain(texts[j]) == plain(texts[i]) for j in members) + len(members)


def _specific(kind: Kind, text: str) -> int:
    """How much an answer tells: for people their names' parts, else its content words, up to a phrase."""
    if kind is Kind.WHO:
        names = named(text)
        return sum(len(f"{p.given} {p.surname}".split()) for p in map(person_parts, names)) if names else 0
    return min(len(content_words(text)), _COMPLETE)


def _representative_first(
    kind: Kind, members: Sequence[int], answers: Sequence[tuple[str, str, float]], weight: Counter[str]
) -> tuple[int, ...]:
    def worth(i: int) -> tuple[float, ...]:
        _, text, confidence = answers[i]
        brief = -len(content_words(text))  # of two complete wordings the shorter one is the answer
        if kind is Kind.WHO:
            return (_specific(kind, text), weight[plain(text)], brief, confidence, -i)
        return (weight[plain(text)], _specific(kind, text), confidence, brief, -i)

    first = max(members, key=worth)
    return (first, *sorted(i for i in members if i != first))


def differences(kind: Kind, accounts: Sequence[Account]) -> tuple[Difference, ...]:
    """What sets the groups of answers apart; () where all that say mean the same.

    Its kind is name, title, place, date, time, figure or answer; `quotes` are positions in the quotes of all accounts,
    one after the other. What the outlets' words differ in, within an answer too, is for `handlers.comparing`.
    """
    voices = _voices(accounts)
    clusters = group(kind, [(voice.outlet, voice.answer, 1.0) for voice in voices])
    if len(clusters) < 2:
        return ()
    values = {voices[cluster[0]].answer: tuple(voices[i].outlet for i in cluster) for cluster in clusters}
    places = (voices[i].position for cluster in clusters for i in cluster)
    first = sorted(place for place in places if place is not None)
    return (Difference(_BETWEEN.get(kind, "answer"), values, tuple(first)),)


@dataclass(frozen=True, slots=True)
class _Voice:
    """One outlet's answer; `position` is its first quote's place among the quotes of all accounts."""

    outlet: str
    answer: str
    position: int | None


def _voices(accounts: Sequence[Account]) -> list[_Voice]:
    voices: list[_Voice] = []
    at = 0
    for account in accounts:
        if account.stance is Stance.SAYS and account.answer:
            voices.append(_Voice(account.outlet, account.answer, at if account.quotes else None))
        at += len(account.quotes)
    return voices
