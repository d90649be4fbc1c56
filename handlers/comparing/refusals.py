"""The verbs that the texts choose for one refusal: did not attend, declined, spurned, chose not to come."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handlers.answering import verbs
from handlers.answering.language.fold import fold
from handlers.answering.language.names import same_name
from handlers.answering.language.words import stem
from handlers.comparing.contrasts import Contrast, Kind, Side
from handlers.comparing.stances import is_refusal, stance_phrase
from handlers.comparing.statements import Statement, Telling, sense
from handlers.quotations.speakers import SAY

_NEAR_SUBJECT = 30  # characters


def refusals(every: Sequence[Statement], telling: Telling) -> Iterator[Contrast]:  # noqa: ARG001  (one shape for all)
    """The verbs that the texts choose for one's not doing it: did not attend, spurned, chose not to."""
    by_subject: dict[tuple[str, str], dict[str, Side]] = {}
    for statement in every:
        for subject, about, side in _refusal(statement):
            known = next(
                (key for key in by_subject if key[1] == about and same_name(key[0], subject)), (subject, about)
            )
            by_subject.setdefault(known, {}).setdefault(statement.outlet, side)
    for (_, about), sides in by_subject.items():
        wordings = {fold(side.words) if about == _MEETING else _manner(side.words) for side in sides.values()}
        if len(sides) > 1 and len(wordings) > 1:
            yield Contrast(Kind.VERB, tuple(sides.values()), False)


def _manner(words: str) -> str:
    """How it is said that somebody did not do it: "not", or the verb that is chosen for it."""
    return "not" if _AUXILIARY.match(words) else stem(words.split()[0])


_AUXILIARY = re.compile(
    r"(?:did|do|does|would|will|has|have|had|is|was|were|are|could|can)(?:\snot|n['’]t)", re.IGNORECASE
)
_MEETING = "*meeting"
# A refusal to come, by what is refused: to attend, a meeting, the signing.
_COMING = ("attend", "come", "appear", "meet", "meeting", "join", "talk", "part")
_OCCASIONS = frozenset(("ceremony", "debate", "summit", "signing", "session", "hearing"))
_ATTENDING = frozenset(map(stem, _COMING))
_TO_DO = re.compile(r"\sto\s(?P<verb>[a-z]+)")


def _refusal(statement: Statement) -> Iterator[tuple[str, str, Side]]:
    """Who it is said of, what is not done, and the words."""
    phrase = stance_phrase(statement.text)
    if phrase is None:
        return
    at = statement.start + statement.text.index(phrase)
    before = [
        m for m in statement.page.names if statement.start <= m.start and m.end <= at and at - m.end < _NEAR_SUBJECT
    ]
    if not before or re.search(r"[.;:“”\"]", statement.page.text[before[-1].end : at]):
        return
    about = _refused(phrase, statement.page.text[at : min(statement.end, at + len(phrase) + 70)])
    if about is not None:
        yield before[-1].text, about, Side(statement, at, at + len(phrase))


def _refused(phrase: str, words: str) -> str | None:
    """What is not done: to come to a meeting, or the act by its sense; None for what says too little."""
    denied = _AUXILIARY.match(phrase) is not None
    if not (denied or " not to " in phrase or " no " in phrase or is_refusal(phrase)):
        return None
    # "did not take part"; of "will not be at war before the summit" the summit is not what is refused
    near = re.findall(r"[^\W_]+", phrase + words[len(phrase) : len(phrase) + _PART] if denied else words)
    if any(stem(word) in _ATTENDING or (word in _OCCASIONS and not denied) for word in near):
        return _MEETING
    to_do = _TO_DO.match(words, len(phrase))
    verb = to_do["verb"] if to_do else phrase.split()[-1]
    if stem(verb) in SAY or verb in _SAYS_LITTLE or not verbs.base_of(verb):
        return None
    return sense(verb)


_PART = len(" part")
_SAYS_LITTLE = frozenset(
    {"be", "been", "have", "had", "do", "done", "know", "known", "want", "give", "get", "make", "go"}
)
