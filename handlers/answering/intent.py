"""What a message in a thread is for: a question about the matter, about the answer itself, or no question at all."""

from __future__ import annotations

import re

from handlers.answering.asking import bare, without_emoji
from handlers.answering.kinds import Kind
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.patterns import AUX, NEGATED, PREPOSITION, WH, any_of

_OUTLET = r"(?:outlets?|papers?|newspapers?|sources?|sites?|publications?|articles?|stories|media)"
_SO = r"(?:so|that|this|it|otherwise|different(?:ly)?|no|yes)"
_IT = r"(?:that|this|it)"
_OUTLETS = re.compile(
    rf"""(?ix) ^ (?:and\s+|but\s+|so\s+)* (?:
      (?:which|what|how\s+many|whose)\s+(?:of\s+the\s+)?(?:other\s+)?{_OUTLET}
        (?:\s+(?:says?|said|reports?|reported|agree|disagree|write|wrote|claim|has|have|had|don't\s+say|do\s+not\s+say)
          (?:\s+{_SO})?)?
    | (?:who|which\s+ones?|which)\s+(?:says?|reports?|reported|disagrees?|agrees?|says?\s+(?:so|otherwise)|else\s+says?
        |doesn't\s+say|does\s+not\s+say|don't\s+say)(?:\s+{_SO})?
    | says\s+who | according\s+to\s+(?:whom?|which\s+{_OUTLET}|what) | by\s+which\s+{_OUTLET} | in\s+which\s+{_OUTLET}
    | (?:what|which)\s+(?:is|are|was|were)\s+(?:the|your|that|its)\s+sources? | (?:the\s+|your\s+)?sources?
    | where\s+(?:did|do)\s+you\s+(?:get|have|find|read|see)\s+{_IT}(?:\s+from)?
    | where\s+(?:does|is)\s+{_IT}\s+(?:come\s+)?from
    | how\s+(?:do|would|can)\s+you\s+know(?:\s+{_IT})?
    | are\s+you\s+(?:really\s+|quite\s+)?(?:sure|certain|serious)(?:\s+about\s+{_IT})?
    | really | seriously | is\s+{_IT}\s+(?:really\s+)?(?:true|right|correct|confirmed|so|certain|sure|reliable)
    | (?:can\s+you\s+)?(?:prove\s+{_IT}|show\s+(?:me\s+)?(?:the\s+|your\s+)?(?:sources?|quotes?|evidence|proof))
    | (?:the\s+)?(?:quotes?|evidence|proof|citations?)
    | do\s+(?:they|the\s+{_OUTLET}|all\s+of\s+them)\s+(?:all\s+)?agree
    | do\s+all\s+(?:of\s+them|{_OUTLET})\s+(?:agree|say\s+so)
    ) $"""
)
_MORE = re.compile(
    r"""(?ix) ^ (?:and\s+|ok\s+)* (?:
      (?:show\s+|give\s+|see\s+|read\s+|say\s+|tell\s+)?(?:me\s+|us\s+)?(?:some\s+|a\s+(?:bit|little)\s+)?more
        (?:\s+(?:please|details?|quotes?|sources?|passages?|results?|of\s+(?:that|this|it|them)
        |about\s+(?:that|this|it)|on\s+(?:that|this|it)|info|information|context))?
    | go\s+on | continue | next | more\s+like\s+(?:this|that) | (?:the\s+)?(?:rest|others) | show\s+(?:all|everything)
    | anything\s+else | what\s+else(?:\s+(?:do|does)\s+(?:they|it)\s+say)?
    ) $"""
)

_ASKING = re.compile(rf"(?i)^(?:{PREPOSITION})?(?:{WH})\b|^(?:{AUX}|{NEGATED})\s+\w|^(?:and|but|or)\s+\S|^since\s")
_REQUEST = re.compile(
    r"(?i)^(?:tell|show|give|list|name|find|compare|verify|explain|summari[sz]e|check|any\s+(?:idea|news|word|update|more))\b"
    r"|\b(?:any\s+idea|i\s+wonder|wondering|want\s+to\s+know|need\s+to\s+know)\b"
)
_REMARK_OPENS = re.compile(rf"(?i)^{any_of(' '.join(vocabulary('questions', 'remark')))}(?=\W|$)")
_MODAL = r"(?:should|shall|could|can|do|did|are|were|have|will|would|must|may|am)"
_AMONG_US = re.compile(
    rf"""(?ix) ^ (?: {_MODAL}\s+(?:we|i)\b(?!\s+know\b)
    | (?:what|when|where|why|how|who|which\s+\w+)\s+(?:\w+\s+)?{_MODAL}\s+(?:we|i|you|u)\b(?!\s+know\b)
    | (?:are|do|did|have|will|would|could|can|were|is|was)\s+(?:you|u|anyone\s+(?:here|free)|somebody|someone)\b
        (?!\s+(?:sure|certain|know|tell|show|remind|find|give|say|explain)\b)
    | who(?:'s|\s+is|\s+can|\s+will|\s+wants)\s+(?:writing|covering|editing|free|around|take|taking|call|calling
        |on\s+(?:this|it|call|shift|duty)|doing\s+(?:this|it)|(?:up|in)\s+for)\b
    | how\s+are | how's\s+it\s+going | what's\s+up | is\s+that\s+(?:ok|okay|fine|alright)
    )"""
)
_TO_A_COLLEAGUE = re.compile(r"^\s*(?:<@[A-Z0-9]+(?:\|[^>]*)?>|@[\w.-]+(?::[\w.-]+)?)[\s,:]")
_FIRST_PERSON = re.compile(r"(?i)^(?:i|we|i'm|i'll|i've|i'd|we're|we'll|we've|let's|let\s+me|my|our)\b")


def meta_of(asking: str) -> Kind | None:
    """Whether a bare question is about the answer just given: who says so (`OUTLETS`), or more of it (`MORE`)."""
    text = asking.strip(" ?!.,")
    if _OUTLETS.match(text):
        return Kind.OUTLETS
    return Kind.MORE if _MORE.match(text) else None


def asks_something(text: str) -> bool:
    """Whether a message that does not name the bot asks it anything: "and Russia's?" does, "thanks!" does not.

    Questions among colleagues ("should we run this?", "@anna can you call them?") are not for the bot.
    """
    words = without_emoji(text).strip()
    if not any(c.isalnum() for c in words) or _TO_A_COLLEAGUE.match(text):
        return False
    asking = bare(words)
    if _AMONG_US.match(words) or _AMONG_US.match(asking):
        return False
    if meta_of(asking):
        return True
    marked = words.rstrip(" \"'”’)").endswith("?")
    if marked:
        return not only_remarks(asking)
    if _REQUEST.search(words) and not _FIRST_PERSON.match(asking):
        return True
    if _FIRST_PERSON.match(asking) or _REMARK_OPENS.match(asking):
        return False
    return _ASKING.match(asking) is not None and "!" not in words[-2:]


def only_remarks(asking: str) -> bool:
    """Whether nothing but remarks stands before the question mark ("really good, thanks?")."""
    rest = asking
    while match := _REMARK_OPENS.match(rest):
        rest = rest[match.end() :].lstrip(" ,.!?")
        if not rest:
            return True
    return False
