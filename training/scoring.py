"""Exact match and F1 as SQuAD counts them, and the area under the curve of telling answered from unanswered.

Source: the official SQuAD 2.0 evaluation script (Rajpurkar et al. 2018).
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence

_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normal(text: str) -> str:
    """Lower case, without punctuation, articles and double spaces."""
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text.lower().translate(_PUNCTUATION)).split())


def exact(given: str, accepted: Iterable[str]) -> float:
    """1.0 when the answer equals an accepted one after normalisation, else 0.0."""
    return float(any(normal(given) == normal(a) for a in accepted))


def f1(given: str, accepted: Iterable[str]) -> float:
    """The best word-overlap F1 against the accepted answers, 0 to 1."""
    return max((_f1(normal(given).split(), normal(a).split()) for a in accepted), default=0.0)


def _f1(given: Sequence[str], wanted: Sequence[str]) -> float:
    if not given or not wanted:
        return float(given == wanted)
    same = sum((Counter(given) & Counter(wanted)).values())
    return 0.0 if not same else 2 * same / (len(given) + len(wanted))


def auc(scores: Sequence[float], answered: Sequence[bool]) -> float:
    """The chance that an answered question scores above an unanswered one; ties count half (Mann-Whitney U)."""
    ranked = sorted(zip(scores, answered, strict=True))
    positives = sum(answered)
    negatives = len(answered) - positives
    if not positives or not negatives:
        return 0.5
    total, at = 0.0, 0
    while at < len(ranked):
        upto = at
        while upto < len(ranked) and ranked[upto][0] == ranked[at][0]:
            upto += 1
        rank = (at + 1 + upto) / 2
        total += rank * sum(1 for n in range(at, upto) if ranked[n][1])
        at = upto
    return (total - positives * (positives + 1) / 2) / (positives * negatives)
