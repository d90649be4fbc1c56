"""What is known of a candidate, as numbers: the ground on which the decision stands.

The order of `NAMES` is the order of the learnt weights; the weights file repeats the names and is refused if they
differ.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import log1p

from handlers.answering.answer_type import FIGURES, SENTENCES, fits
from handlers.answering.candidates import Candidate
from handlers.answering.kinds import Kind
from handlers.answering.language.fold import fold
from handlers.answering.language.names import same_name
from handlers.answering.language.numbers import find_figures, same_figure
from handlers.answering.language.words import STOPWORDS
from handlers.answering.page import tokens
from handlers.answering.question import Question

NAMES = (
    "reader",
    "reader_low",
    "reader_high",
    "answered",
    "beside_best",
    "read",
    "fits",
    "unfit",
    "covered",
    "covered_near",
    "covered_page",
    "held_best",
    "names_here",
    "names_near",
    "names_absent",
    "words_here",
    "words_near",
    "rival",
    "echo",
    "own_name",
    "bm25",
    "length",
    "early",
    "focus_near",
    "distance",
    "cue",
    "speaker",
    "quoted",
    "figure",
    "name",
    "time",
    "what",
    "yesno",
    "why",
    "said",
)
"""The features of one candidate, in order."""

BESIDE = (
    "alone",
    "rank",
    "again",
    "backed",
    "backers",
    "support",
    "rivalled",
    "outvoted",
    "outvoted_unbound",
    "vote",
    "others_best",
)
"""The features of the second stage, from the first stage's probabilities (`corroboration.py`): the candidate's own
log-odds and rank in its outlet; what else in its outlet agrees; of the other outlets the best that agrees, the share
that has one that does, their mean, the best that disagrees, the mean of those that do (the second time only as far as
the question's words are missing here); its share of all outlets' best; the best of the others."""

_WHY = re.compile(
    r"\b(?:because|since|due to|owing to|after|as|over|following|caused?|causing|blam\w+|reason\w*|cit(?:ed|es|ing)|"
    r"so that|in order to|thanks to|result\w*|led to|amid|sparked|prompt\w+|fail\w+|fear\w*|claim\w+|saying|said|to)\b",
    re.IGNORECASE,
)
_WHY_STRONG = re.compile(
    r"\b(?:because|due to|owing to|caused?|causing|blam\w+|reason\w*|cit(?:ed|es|ing)|"
    r"thanks to|as a result|prompted|explain\w+)\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:said|says|saying|told|tells|added|wrote|tweeted|called|calls|warned|warns|insisted|denied|claimed|argued|"
    r"stated|announced|described|accused|noted|joked|remarked|asked|urged|vowed|declared|explained|according to)\b",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"[\"“”«»„]|(?:^|\s)['‘]\w.*\w['’]")


def _squash(value: float, scale: float) -> float:
    return max(-1.0, min(1.0, value / scale))


def features(
    question: Question, candidate: Candidate, weights: Sequence[float], best: float, reach: Sequence[float]
) -> list[float]:
    """The numbers of one candidate, in the order of `NAMES`.

    `weights` tell how telling each concept is; `best` is the outlet's best reader score; `reach` is, per concept,
    whether it stands anywhere in the story (0 or 1).
    """
    bound, page = candidate.bound, candidate.bound.page
    kind = question.kind
    sentences = range(candidate.first, candidate.last + 1)
    near = range(max(0, candidate.first - 2), min(len(page.sentences), candidate.last + 2))
    total = sum(w for w, r in zip(weights, reach, strict=True) if r) or 1.0
    here = [max((bound.holds(n, s) for s in sentences), default=0.0) for n in range(len(weights))]
    about = [max((bound.holds(n, s) for s in near), default=0.0) for n in range(len(weights))]
    anywhere = [1.0 if places else 0.0 for places in bound.places]
    covered = sum(w * h for w, h in zip(weights, here, strict=True)) / total
    covered_near = sum(w * max(h, 0.6 * a) for w, h, a in zip(weights, here, about, strict=True)) / total
    names = [n for n, concept in enumerate(bound.concepts) if concept.name]
    name_weight = sum(weights[n] for n in names) or 1.0
    names_here = sum(weights[n] * here[n] for n in names) / name_weight if names else 0.5
    names_near = sum(weights[n] * about[n] for n in names) / name_weight if names else 0.5
    names_absent = sum(weights[n] * (1 - anywhere[n]) for n in names) / name_weight if names else 0.0
    words = [n for n, concept in enumerate(bound.concepts) if not concept.name]
    word_weight = sum(weights[n] for n in words if reach[n]) or 1.0
    words_here = sum(weights[n] * here[n] for n in words) / word_weight if words else 0.5
    words_near = sum(weights[n] * about[n] for n in words) / word_weight if words else 0.5
    form = fits(page, kind, candidate.start, candidate.end, question.focus)
    sentence_text = page.text[candidate.quote[0] : candidate.quote[1]]
    span_stems = [t.stem for t in page.tokens_in(candidate.start, candidate.end) if t.stem not in STOPWORDS]
    asked = {t.stem for t in tokens(question.read_as)}
    is_sentence = kind in SENTENCES
    echo = sum(s in asked for s in span_stems) / len(span_stems) if span_stems and not is_sentence else 0.0
    own = not is_sentence and _asked_itself(question, candidate.text)
    values = {
        "reader": _squash(candidate.score, 8.0),
        "reader_low": _squash(min(0.0, candidate.score), 4.0),
        "reader_high": _squash(max(0.0, candidate.score - 8.0), 12.0),
        "answered": _squash(candidate.answered or 0.0, 6.0),
        "beside_best": _squash(candidate.score - best, 6.0),
        "read": float(candidate.read),
        "fits": max(0.0, form),
        "unfit": max(0.0, -form),
        "covered": covered,
        "covered_near": covered_near,
        "covered_page": sum(w * a for w, a in zip(weights, anywhere, strict=True)) / total,
        "held_best": max((w * h for w, h in zip(weights, here, strict=True)), default=0.0)
        / (max(weights, default=1.0) or 1.0),
        "names_here": names_here,
        "names_near": names_near,
        "names_absent": names_absent,
        "words_here": words_here,
        "words_near": words_near,
        "rival": _rival(candidate, here, names),
        "echo": echo,
        "own_name": float(own),
        "bm25": candidate.bm25,
        "length": log1p(len(page.tokens_in(candidate.start, candidate.end))) / 4,
        "early": 1.0 - candidate.first / max(1, len(page.sentences) - 1) if len(page.sentences) > 1 else 1.0,
        "focus_near": _focus_near(question, candidate),
        "distance": _distance(candidate, here),
        "cue": _cue(kind, sentence_text),
        "speaker": names_here if kind is Kind.SAID else 0.0,
        "quoted": float(bool(_QUOTE.search(sentence_text))) if kind in (Kind.SAID, Kind.ABOUT) else 0.0,
        "figure": float(kind in FIGURES),
        "name": float(kind in (Kind.WHO, Kind.WHERE)),
        "time": float(kind in (Kind.DATE, Kind.CLOCK)),
        "what": float(kind in (Kind.WHAT, Kind.WHICH, Kind.ROLE)),
        "yesno": float(kind is Kind.YESNO),
        "why": float(kind in (Kind.WHY, Kind.HOW)),
        "said": float(kind in (Kind.SAID, Kind.ABOUT)),
    }
    return [values[name] for name in NAMES]


def _asked_itself(question: Question, answer: str) -> bool:
    """Whether the question itself gives these words: its own name, or "the real bill" of the $284bn bill."""
    if question.kind in FIGURES:
        return bool(find_figures(question.asking)) and same_figure(answer, question.asking)
    return any(same_name(answer, entity) for entity in question.entities)


def _rival(candidate: Candidate, here: Sequence[float], names: Sequence[int]) -> float:
    """1 if the sentence names someone else where it should name the question's own: the near miss.

    The sentence holds names but none of the question's, though the page has them elsewhere.
    """
    if not names or any(here[n] for n in names):
        return 0.0
    first, last = candidate.quote
    others = [
        m
        for m in candidate.bound.page.names
        if first <= m.start < last and not (m.start < candidate.end and candidate.start < m.end)
    ]
    return 1.0 if others else 0.4


def _focus_near(question: Question, candidate: Candidate) -> float:
    """1 if the noun asked for ("pages" in how many pages) stands in the span or right beside it, less farther away."""
    if not question.focus:
        return 0.0
    heads = [t.stem for t in tokens(question.focus)][-1:]
    if not heads:
        return 0.0
    page = candidate.bound.page
    first, last = candidate.quote
    places = [place for place in page.occurrences(heads) if first <= place[0] < last]
    gaps = [max(0, candidate.start - end, start - candidate.end) for start, end in places]
    return max((1.0 if gap <= 2 else 0.6 if gap <= 25 else 0.3 for gap in gaps), default=0.0)


def _distance(candidate: Candidate, here: Sequence[float]) -> float:
    """How close the concepts of its sentence stand to the span: 1 touching, toward 0 far, mean over those present."""
    first, last = candidate.quote
    closeness = []
    for n, places in enumerate(candidate.bound.places):
        if not here[n]:
            continue
        gaps = [
            max(0, candidate.start - place.end, place.start - candidate.end)
            for place in places
            if first <= place.start < last
        ]
        if gaps:
            closeness.append(1 / (1 + min(gaps) / 30))
    return sum(closeness) / len(closeness) if closeness else 0.0


def _cue(kind: Kind, sentence: str) -> float:
    """Whether the sentence has the cue words of its kind: a cause for why, an utterance for said."""
    if kind in (Kind.WHY, Kind.HOW):
        return 1.0 if _WHY_STRONG.search(sentence) else 0.4 if _WHY.search(sentence) else 0.0
    if kind in (Kind.SAID, Kind.ABOUT):
        return 1.0 if _SAID.search(fold(sentence)) else 0.0
    return 0.0
