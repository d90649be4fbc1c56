"""From what a person typed to the bare question: refused if it cannot be one, and stripped of politeness.

Invariant: `bare` only removes or spells out words at the edges (greetings, "can you tell me", "please", emoji,
contractions of question words); it never reorders, and every name and figure of the text stays as it was typed.
"""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz.distance import OSA

from handlers.answering.language.lexicon import vocabulary
from store.errors import UsageError

LIMIT = 1000  # code points; the longest question of 11,600 in the data at hand has 174

_STRAIGHT = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "′": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
)
_EMOJI_CODE = re.compile(r"(?<!\S):[a-z0-9_+-]{2,}:(?!\S)")
_SPACE = re.compile(r"\s+")

_OPENINGS = re.compile(
    r"""(?ix) ^ (?:
      (?:hi|hello|hey|hiya|howdy|yo|greetings|dear|good\s+(?:morning|afternoon|evening|day))
        (?:\s+(?:there|all|everyone|everybody|folks|team|guys|copydesk|desk|bot|again))* (?=\W|$)
    | (?:many\s+)?thanks(?:\s+(?:a\s+lot|again|for\s+that))? (?=\W|$)
    | thank\s+you(?:\s+(?:so|very)\s+much)? (?=\W|$) | cheers (?=\W)
    | (?:ok|okay|so|well|um+|uh+|erm?|hm+|btw|also|sorry|please|pls|plz|kindly|just|anyway|great|cool|right|now|yes
        |yeah|oh|ah|question|quick\s+(?:question|one)|excuse\s+me|out\s+of\s+(?:interest|curiosity)|by\s+the\s+way
        |copydesk|q) (?=\s*[,.!:;—–-]\s*|\s)
    | <@[^>]+> | @\w[\w.-]*(?::[\w.-]+)?
    | (?:i|we)(?:'d|\s+would)?\s+(?:like|love|want|need|have)\s+to\s+(?:know|ask|find\s+out|hear)(?:\s+you)? (?=\W|$)
    | (?:i|we)(?:'m|\s+am|'re|\s+are|\s+was|\s+were)?\s+(?:just\s+)?
        (?:wonder(?:ing)?|curious|trying\s+to\s+find\s+out) (?=\W|$)
    | (?:do|does|did)\s+(?:you|u|we|anyone|anybody|someone|the\s+archive)\s+(?:happen\s+to\s+)?know (?=\s)
    | (?:can|could|would|will)\s+(?:you|u|anyone|somebody|someone)\s+(?:please\s+|kindly\s+)?
        (?:tell|remind|show|give|let|find|check|look\s+up|say|explain\s+to)
        (?:\s+(?:me|us)(?:\s+know)?)?(?:\s+out)? (?=\s)
    | (?:tell|remind|show|give|let)\s+(?:me|us)(?:\s+know)? (?=\s)
    | (?:find|look)\s+(?:out|up) (?=\s) | check (?=\s+(?:who|what|when|where|why|how|which|if|whether)\b)
    | (?:any|no)\s+(?:idea|clue|chance\s+you\s+know) (?=\s)
    | what\s+(?:i|we)\s+(?:want|need)\s+to\s+know\s+is (?=\s) | (?:my|the)\s+question\s+is (?=\W)
    ) [\s,.!:;—–-]*"""
)
_CLOSINGS = re.compile(
    r"""(?ix) [\s,;:.!?—–-]* (?: (?<=[\s,?!.])
      (?:please|pls|plz|thanks|thank\ you|thx|ta|cheers|btw|do\ (?:we|you)\ know|does\ (?:it|anyone)\ say
      |any\ idea|mate|guys)
    )? [\s,;:.!?…—–-]* $"""
)
_CONTRACTED = re.compile(r"(?i)\b(who|what|when|where|why|how|which|that|there|he|she|it)('s|s|'re|'ll|'d)(?=\s|$)")
_BARE_S = frozenset(["who", "what", "when", "where", "how"])  # "whos heading ...": typed without the apostrophe
_BEEN = re.compile(
    r"(?i)^\s+(?:(?:already|ever|just|not|never|recently)\s+)?"
    r"(?:been|got|become|gone|had|taken|given|done|said|made|won|lost|led)\b"
)
_INITIALS = re.compile(r"(?:^|\W)(?:[A-Za-z]\.)+[A-Za-z]$")
_QUESTION_WORDS = ("what", "when", "where", "which")
_NOT_SLIPS = vocabulary("questions", "not_slip")
_SLIPS = {
    "hwo": "who",
    "woh": "who",
    "wha": "what",
    "wat": "what",
    "wht": "what",
    "wen": "when",
    "whn": "when",
    "y": "why",
    "wy": "why",
    "hw": "how",
}
_HOW_SLIPS = {
    "may": "many",
    "mny": "many",
    "meny": "many",
    "mnay": "many",
    "amny": "many",
    "mcuh": "much",
    "muhc": "much",
    "mutch": "much",
    "lng": "long",
    "logn": "long",
}


def without_emoji(text: str) -> str:
    """The text without pictographs, their joiners and `:codes:`; letters, figures and punctuation stay."""
    return "".join(c for c in _EMOJI_CODE.sub(" ", text) if c in "\n\t" or not _pictorial(c))


def _pictorial(character: str) -> bool:
    category = unicodedata.category(character)
    return category in {"So", "Sk", "Cs", "Co", "Cn", "Cc", "Cf"} or "\ufe00" <= character <= "\ufe0f"


def accept(text: str) -> str:
    """The person's words on one line, or `UsageError` when they are empty, too long, or hold no letter or figure."""
    words = _SPACE.sub(" ", text).strip()
    if not words:
        raise UsageError("There is no question here. Ask something, for example: who led the talks?")
    if len(text) > LIMIT:
        raise UsageError(f"That is {len(text):,} characters long. Please ask in at most {LIMIT:,}.")
    if not any(c.isalnum() for c in without_emoji(words)):
        raise UsageError("There are no words in that. Ask something, for example: who led the talks?")
    return words


def _spelled_out(match: re.Match[str], text: str) -> str:
    word, ending = match.group(1), match.group(2).lower()
    if ending == "s" and word.lower() not in _BARE_S:
        return match.group(0)
    if ending == "'ll":
        return f"{word} will"
    if ending == "'re":
        return f"{word} are"
    been = _BEEN.match(text[match.end() :]) is not None
    if ending == "'d" and not been:
        return f"{word} did" if word.lower() in {"why", "where", "how", "what", "when"} else f"{word} would"
    if ending == "'d":
        return f"{word} had"
    return f"{word} has" if been else f"{word} is"


def _mend(text: str) -> str:
    """Mild slips of the keyboard in the question word that begins the text: "waht time", "how mcuh"."""
    first, _, rest = text.partition(" ")
    low = first.lower()
    if low in _SLIPS:
        first = "how" if low == "hwo" and re.match(r"(?:ma?n?y|much|old|long|big|far|did)\b", rest) else _SLIPS[low]
    elif low[:1] in {"w", "h"} and low not in _NOT_SLIPS and low not in _QUESTION_WORDS and len(low) > 3:
        # one insertion, deletion, change or swap; two letters off would already reach "that" and "were"
        first = next((word for word in _QUESTION_WORDS if OSA.distance(low, word, score_cutoff=1) <= 1), first)
    if first.lower() == "how":
        second, _, tail = rest.partition(" ")
        asks_leave = second.lower() == "may" and re.match(r"(?:i|we|you|he|she|they|it|the)\b", tail)
        if second.lower() in _HOW_SLIPS and not asks_leave:
            rest = f"{_HOW_SLIPS[second.lower()]} {tail}"
    return f"{first} {rest}".strip()


def bare(text: str) -> str:
    """The question without greeting, politeness, emoji and end marks, its question word spelled out.

    Falls back to the words as they are when nothing would be left (a message that is only "hello").
    """
    words = _SPACE.sub(" ", without_emoji(text).translate(_STRAIGHT)).strip()
    stripped = _CLOSINGS.sub("", words)
    if _INITIALS.search(stripped) and words[len(stripped) :].startswith("."):
        stripped += "."  # the point of "U.S." is its own
    while True:
        shorter = _OPENINGS.sub("", stripped, count=1)
        if shorter == stripped or not any(c.isalnum() for c in shorter):
            break
        stripped = shorter
    stripped = stripped or words
    spelled = _CONTRACTED.sub(lambda match: _spelled_out(match, stripped), stripped)
    return _mend(spelled)
