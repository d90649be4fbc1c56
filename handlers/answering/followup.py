"""A message in a thread, read against the turns before it: the stand-alone question it stands for.

Invariant: `text` is the person's words and `read_as` a question that can be answered without the thread; for a message
that stands alone they are equal. Nothing is added that the thread does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from handlers.answering.asking import accept, bare
from handlers.answering.ellipsis import circumstance, claimed, continued, is_why_not
from handlers.answering.intent import asks_something, meta_of, only_remarks
from handlers.answering.kinds import Kind
from handlers.answering.mentions import names_in
from handlers.answering.question import Question, read
from handlers.answering.references import resolved, the_other
from handlers.answering.scope import bare_scope, outlet_named, published_within, restricted_to_outlets
from handlers.answering.substitution import fragment_of, substituted
from handlers.answering.thread import View, names_of, views
from handlers.message import Turn

__all__ = ["asks_something", "resolve"]

_LEAD = re.compile(r"(?i)^(?:(?:and|but|or|so|also|then|ok|okay|well|now|because)\b[\s,]*)+(?=\S)")
_ABOUT = re.compile(r"(?i)^(?:what|how)\s+about\s+(?=\S)")
_SAID_THAT = re.compile(
    r"(?i)^who\s+(?:said|says|claimed|claims|told\s+(?:them|us)|reported|reports)\s+(?:that|this|it|so)$"
)
_SAYS_ALONE = re.compile(
    r"(?i)^what\s+(?:does|do|did)\s+\S+(?:\s+\S+){0,4}?\s+(?:say|report|write)(?:\s+about\s+(?:it|this|that))?$"
)
_MARKS = ' ."“”'
_ONLY = re.compile(r"(?i)^(?:only|just)\s+")


def resolve(
    text: str,
    turns: Sequence[Turn] = (),
    *,
    outlets: Sequence[str] = (),
    known_names: frozenset[str] = frozenset(),
    now: datetime | None = None,
    zone: str | None = None,
) -> Question:
    """The question that a message asks in its thread (oldest turn first). Raises `UsageError` as `analyse` does."""
    words = accept(text)
    moment = now or datetime.now(UTC)
    names = known_names | names_of(turns)

    def as_read(read_as: str) -> Question:
        return read(words, read_as, known_names=names, outlets=outlets, now=moment, zone=zone)

    # Thanks, and a "why not?" that was not understood, are nothing to go on from.
    said = views(turns, names)
    thread = [view for view in said if not is_why_not(view.asking) and not only_remarks(view.asking)]
    if not thread:
        return as_read(words)
    latest = thread[0]
    asking = bare(words)
    if meta := meta_of(asking):
        return replace(as_read(latest.turn.read_as), kind=meta)
    if _SAID_THAT.match(asking):
        return _who_said_that(latest, as_read)
    read_as = _restricted(asking, _asked_of_all(thread), outlets, moment, zone) or _stand_alone(asking, thread, names)
    if read_as is None:
        question = as_read(words)
        return replace(question, context=_context(question, thread)) if _needs_story(question) else question
    question = as_read(read_as)
    return replace(question, context=_context(question, thread))


def _who_said_that(latest: View, as_read: Callable[[str], Question]) -> Question:
    """ "who said that?": whoever said the previous answer's words, or which outlets say so."""
    said = claimed(latest)
    if latest.kind in (Kind.SAID, Kind.WHY) and latest.turn.answer:
        return as_read(f"Who said “{latest.turn.answer.strip(_MARKS)}”?")
    if said and latest.kind is not Kind.YESNO:
        return as_read(f"Who said {said}?")
    return replace(as_read(latest.turn.read_as), kind=Kind.OUTLETS)


def _restricted(asking: str, latest: View, outlets: Sequence[str], now: datetime, zone: str | None) -> str | None:
    """The previous question put to an outlet, or to a time of publication: "what does Reuters say?", "since Monday"."""
    words = _ONLY.sub("", _ABOUT.sub("", _LEAD.sub("", asking)))
    previous = _unrestricted(latest, outlets, now, zone)
    if bare_scope(words, now, zone):
        phrase = words if re.match(r"(?i)in\b|from\b.*'s", words) else f"in articles published {words}"
        return _sentence(f"{previous}, {phrase}")
    restriction = restricted_to_outlets(words, outlets)
    named = restriction.outlets
    if named and restriction.asking and re.search(r"\w", restriction.asking):
        return None
    if not named:
        alone = outlet_named(re.sub(r"(?i)^(?:in|on|from|by|at|according\s+to)\s+", "", words), outlets)
        in_question = alone is not None and alone.lower() in previous.lower()
        named = (alone,) if alone and not in_question else ()
    if not named:
        return None
    return _sentence(f"{previous}, according to {' and '.join(named)}")


def _asked_of_all(thread: Sequence[View]) -> View:
    """The latest turn but those that only asked what somebody says, and found nothing: that was no outlet of ours, and
    the next one is asked what it was to be asked.
    """
    return next((view for view in thread if view.turn.answer or not _SAYS_ALONE.match(view.asking)), thread[0])


def _unrestricted(latest: View, outlets: Sequence[str], now: datetime, zone: str | None) -> str:
    asked = restricted_to_outlets(latest.asking, outlets)
    scoped = published_within(asked.asking or latest.asking, now, zone, outlet_asked=bool(asked.outlets))
    return scoped.asking or latest.asking


def _stand_alone(asking: str, thread: Sequence[View], names: frozenset[str]) -> str | None:
    """The follow-up as a question of its own; None if it is one already, or if the thread does not help."""
    latest = thread[0]
    core = _LEAD.sub("", asking)
    core = _ABOUT.sub("", core)
    about = core != _LEAD.sub("", asking)
    if exchanged := the_other(core, thread):
        core = exchanged
        fragment = fragment_of(core, names)
        if fragment and (built := substituted(fragment, latest)):
            return _sentence(built)
        return _sentence(core)
    # Who, where or how many cannot be asked why not: what comes before such a question is meant, if anything.
    meant = thread if is_why_not(core) else thread[:1]
    if built := next(filter(None, (circumstance(core, view) for view in meant)), None):
        return _sentence(built)
    own = names_in(core, names)
    referred = resolved(core, own, thread)
    if built := continued(referred, latest):
        return _sentence(built)
    fragment = fragment_of(referred, names)
    led = about or core != asking
    elliptic = led or referred != core or len(core.split()) < 4
    whole = elliptic or (fragment and (fragment.sort or fragment.preposition))
    if fragment and whole and (built := substituted(replace(fragment, led=led), latest)):
        return _sentence(built)
    if referred != core:
        return _sentence(f"What about {referred}" if about else referred)
    return None


def _needs_story(question: Question) -> bool:
    """Whether a question names nothing itself, so that only the thread tells which story it is about."""
    return not question.entities


def _context(question: Question, thread: Sequence[View]) -> tuple[str, ...]:
    """The names of the last two turns that the question does not hold."""
    held = question.read_as.lower()
    nouns = [noun.text for view in thread[:2] for noun in (*view.names, *view.answers)]
    return tuple(dict.fromkeys(name for name in nouns if name.lower() not in held and len(name.split()) < 6))[:4]


def _sentence(words: str) -> str:
    """The words as one question: a capital first, single spaces, a question mark last."""
    text = re.sub(r"\s+([,?])", r"\1", re.sub(r"\s+", " ", words)).strip(" ,.?!")
    return f"{text[:1].upper()}{text[1:]}?"
