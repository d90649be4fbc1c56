"""The patterns of English questions that the readers of kinds share."""

from __future__ import annotations

import re

from handlers.answering import verbs
from handlers.answering.kinds import Kind

Asked = tuple[Kind, str | None]
"""The kind of a question and its focus."""


def any_of(words: str) -> str:
    """A pattern for any of the words (each may itself be a pattern without spaces)."""
    return "(?:" + "|".join(words.split()) + ")"


def starts(pattern: str, text: str) -> bool:
    """Whether the text starts with the pattern as whole words, in any case."""
    return re.match(rf"(?:{pattern})(?!\w)", text, re.IGNORECASE) is not None


def has(pattern: str, text: str) -> bool:
    """Whether the pattern stands somewhere in the text as whole words, in any case."""
    return re.search(rf"\b(?:{pattern})(?!\w)", text, re.IGNORECASE) is not None


WH = r"(?:whoever|whose|whom|who|what|which|when|whereabouts|where|why|how)"
AUX = any_of(" ".join(sorted(verbs.AUXILIARIES - {"be", "been", "being"})))
NEGATED = any_of(" ".join(verbs.NEGATED))
BE = r"(?:is|are|was|were|will\s+be|would\s+be|has\s+been|have\s+been)"
AND = r"(?:(?:and|but|or|then|because|so)[\s,]+)*"
PREPOSITION = (
    r"(?:(?:in|on|at|by|to|from|for|with|of|about|under|over|against|into|since|until|till|before|after|through|during|"
    r"between|towards?|up\s+to|near|out\s+of|off|aboard|around|than)\s+)"
)
SAYING = any_of(
    """say said says saying tell told tweet tweeted post posted write wrote state stated claim claimed warn warned
    announce announced argue argued allege alleged call called describe described comment commented admit admitted
    promise promised pledge pledged vow vowed demand demanded suggest suggested think thinks believe believes reply
    replied respond responded add added insist insisted predict predicted advise advised recommend recommended urge
    urged propose proposed threaten threatened ask asked want wants accuse accused deny denied testify testified"""
)
RATED = (
    r"(?:(?:approval|unemployment|inflation|interest|mortality|fatality|survival|success|growth|jobless|vaccination|"
    r"occupancy|crime|birth|death|tax|failure|pass|infection|turnout|swing|clearance|return)\s+rate|approval\s+rating|"
    r"margin\s+of\s+error|vote\s+share)"
)
