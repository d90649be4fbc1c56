"""Where one text counts the hurt, the dead or the arrested, and another says that there were none.

Shown side by side with no claim: what was so in the evening may be otherwise by the morning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handlers.answering.language.times import find_dates
from handlers.answering.nouns import is_person
from handlers.comparing.contrasts import Contrast, Kind, Side
from handlers.comparing.statements import Statement, Telling

_KINDS = {
    "hurt": r"injured|hurt|wounded|harmed|injur(?:y|ies)|casualties",
    "dead": r"killed|dead|died|deaths?|fatalit(?:y|ies)|lost\stheir\slives|casualties",
    "held": r"arrested|detained|arrests",
}
_WORD = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _KINDS.items()}
_NONE = re.compile(
    r"\b(?:no[\s-]?one|nobody|none|no\s(?:people|person|passengers?|residents?|workers?|crew))\s"
    r"(?:was|were|is|are|got|(?:has|have|had)\sbeen|died)\b(?:\s(?:reported|believed|thought)(?:\sto\sbe)?)?\s?(?P<harm>[a-z]*)"
    r"|\b(?:no|without)\s(?:reports?\sof\s|reported\s)?(?P<noun>injur(?:y|ies)|deaths?|casualties|fatalit(?:y|ies)|arrests)\b",
    re.IGNORECASE,
)
# None of a part, at another time, or if something had been.
_OTHER = re.compile(
    r"\b(?:else|others?|on\sthe\sground|if|unless|could|would|might|may|serious(?:ly)?|further|more|earlier|previous|last)\b",
    re.IGNORECASE,
)
_REACH = 60  # characters between a figure and the word for what happened to those it counts


def unharmed(every: Sequence[Statement], telling: Telling) -> Iterator[Contrast]:  # noqa: ARG001  (one shape for all)
    """One contrast for each kind of harm: the texts that count it beside those that say there was none."""
    for word in _WORD.values():
        denials = [side for statement in every for side in _denied(statement, word)]
        counted: dict[str, Side] = {}
        for statement in every if denials else ():
            for side in _counted(statement, word):
                counted.setdefault(side.outlet, side)
        for denial in denials[:1]:
            others = tuple(side for outlet, side in counted.items() if outlet != denial.outlet)
            if others:
                yield Contrast(Kind.FIGURE, (*others, denial), False)


def _denied(statement: Statement, word: re.Pattern[str]) -> Iterator[Side]:
    text = statement.text
    for match in _NONE.finditer(text):
        said = match["noun"] or match["harm"] or match.group()
        beside = text[max(0, match.start() - 30) : match.end() + 30]
        if word.search(said) and not _OTHER.search(beside) and not any(d.year for d in find_dates(text)):
            yield Side(statement, statement.start + match.start(), statement.start + match.end())


def _counted(statement: Statement, word: re.Pattern[str]) -> Iterator[Side]:
    text = statement.page.text
    for figure in statement.page.figures:
        if figure.kind != "count" or not statement.start <= figure.start < statement.end or figure.high < 1:
            continue
        if figure.unit and not is_person(figure.unit) and not word.search(figure.unit):
            continue
        after = text[figure.end : min(statement.end, figure.end + _REACH)]
        harm = word.search(re.split(r"[,;:—–]", after)[0])
        between = harm and any(figure.end <= f.start < figure.end + harm.start() for f in statement.page.figures)
        if harm and not between and not _OTHER.search(after[:20]):
            yield Side(statement, figure.start, figure.end)
