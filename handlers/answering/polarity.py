"""Does the evidence say yes or no? The reader's own view beside the words that deny, decline and miss."""

from __future__ import annotations

import re
from math import log

from handlers.answering.candidates import Candidate
from handlers.answering.concepts import Bound
from handlers.answering.question import Question

CUES = ("reader", "no_reader", "denial", "weak_denial", "denial_near", "question_denies", "confirm", "both")
"""The features of the polarity model, in order."""

_DENIAL = re.compile(
    r"\b(?:not|no|never|none|nobody|neither|nor|without|cannot|\w+n['’]t|declin\w+|refus\w+|reject\w+|spurn\w+|"
    r"snub\w+|skip(?:s|ped|ping)?|absen(?:t|ce)|den(?:y|ies|ied|ying)|rul(?:ed|es|ing) out|fail(?:s|ed|ing)? to|"
    r"avoid\w*|"
    r"lack(?:s|ed|ing)?|miss(?:es|ed|ing)?|stay(?:s|ed|ing)? away|pull(?:s|ed|ing)? out|withdr[ae]w\w*|cancel\w*|"
    r"scrap(?:s|ped)|abandon\w*|oppos\w+|block(?:s|ed)|banned|barred|unlikely|nonexistent|untrue|false|closed|halted|"
    r"suspended|postponed|instead of|stopped short)\b",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"\b(?:but|however|although|though|despite|instead|yet|only|unless|unclear|doubt\w*)\b", re.IGNORECASE
)
_CONFIRM = re.compile(
    r"\b(?:confirm\w*|agreed|accept\w*|did|has|have|was|were|will|is|are|also|already|still|indeed|expected)\b",
    re.IGNORECASE,
)


def cues(question: Question, candidate: Candidate) -> list[float]:
    """The numbers of one piece of evidence, in the order of `CUES`."""
    start, end = candidate.quote
    words = candidate.bound.page.text[start:end]
    reader = 0.0
    if candidate.yes is not None:
        p = min(0.999, max(0.001, candidate.yes))
        reader = log(p / (1 - p)) / 4
    denial = len(_DENIAL.findall(words))
    asked = bool(_DENIAL.search(question.read_as))
    return [
        reader,
        float(candidate.yes is None),
        min(2.0, denial) / 2,
        float(bool(_WEAK.search(words))),
        _near(candidate.bound, start, end, words),
        float(asked),
        float(bool(_CONFIRM.search(words)) and not denial),
        float(asked and denial > 0),
    ]


def _near(bound: Bound, start: int, end: int, words: str) -> float:
    """1 if a denial stands within 30 characters of a word (not a name) of the question, less farther away."""
    places = [
        place
        for concept, found in zip(bound.concepts, bound.places, strict=True)
        if not concept.name
        for place in found
        if start <= place.start < end
    ]
    best = 0.0
    for match in _DENIAL.finditer(words):
        at, to = start + match.start(), start + match.end()
        for place in places:
            gap = max(0, at - place.end, place.start - to)
            best = max(best, 1.0 if gap <= 30 else 0.5 if gap <= 80 else 0.2)
    return best
