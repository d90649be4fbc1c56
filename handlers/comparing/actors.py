"""Who a story is about: its people by name, and who acts in it without one: organisations, lands, "a security guard".

Invariant: an actor is a stretch of a statement. A name counts as a person's by what stands beside it anywhere in the
story: what tells of a person for sure (`handlers.persons`), and here also a trade, a verb of saying, or an age behind a
last name alone; a preposition of place tells against it. A digest's "who" names nobody by the latter: banks say things.
A table does, for whoever acts has a place in it: without them 879 of 1,009 cells are right, with them 886.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.answering import nouns, verbs
from handlers.answering.language.fold import fold
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.names import Mention, person_parts, same_name
from handlers.answering.language.places import country_codes, is_demonym, is_place
from handlers.answering.language.words import stem
from handlers.comparing.statements import Statement
from handlers.comparing.whereabouts import used_as_places
from handlers.persons import may_be_person, tells_person
from handlers.quotations.speakers import SAY, phrase_start

_PERSONAL = re.compile(
    r"(?:[,\s]+(?:who|whose|aged|\d\d?[,.)])|,?\s(?:said|says|told|added|warned|insisted|wrote|recalled)\b|\s\(\d\d?\))"
)
_LOCATED = re.compile(r"\b(?:in|at|near|the|outside|aboard|off|onto|into)\s$", re.IGNORECASE)
_TRADE = re.compile(r"(?<![^\W_])(?P<word>[a-z][a-z’'-]+)\s$")
# Who does or says something is more of the story than who is mentioned: 26 of 35 newsdesk cells, 22 without.
_ACTS = 0.3
_WORD = re.compile(r"[^\W_][\w’'-]*")
# Bodies that act: "the police", "a court"; of the other nouns of those who speak, some are papers.
_BODIES = vocabulary("speech", "body")
_TRADES = vocabulary("speech", "trade")
_COUNTED = frozenset({"people", "person", "persons"})
# What may stand between a noun and its verb: "of the rescue team", ", 38,", "who had fled".
_ASIDE = re.compile(
    r"(?:\s(?:of|from|at|in|with|for|on)\s(?:(?:the|a|an|its|his|her|their)\s)?[\w’'-]+(?:\s[\w’'-]+){0,3}?"
    r"|,\s(?:aged\s)?\d\d?,|,\s[^,.;:“”\"\n]{3,60},|\swho\s[^.;:“”\"\n]{3,60}?)?\s(?P<verb>[a-z][\w’'-]*)"
)
_NAME_AFTER = re.compile(r",?\s(?P<name>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)*)")
_AGENT = re.compile(r"\bby\s(?:the\s|an?\s)?$", re.IGNORECASE)
_DETERMINED = re.compile(
    r"^(?:(?P<a>an?|one|two|three|four|five|six|another|several|some)|(?P<owned>his|her|their|its|my)|the)\s",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Actor:
    """One who is named or acts: ``statement.page.text[start:end]``; `about` is what it is compared by."""

    statement: Statement
    start: int
    end: int
    about: str
    worth: float


def people(every: Sequence[Statement]) -> Iterator[Actor]:
    """The people of a story by name; a name that nothing shows to be a person's counts less."""
    mentions = list(_mentions(every))
    bearing = _bearing(mentions)
    for statement, mention in mentions:
        if _is_taken_for_person(mention, bearing):
            given = person_parts(mention.text).given
            start = mention.start if given or mention.title is None else min(mention.title.start, mention.start)
            worth = 1.0 if bearing[_surname(mention)] > 0 else 0.0
            full = 0.1 if given else 0.0
            acts = _ACTS if _verb_after(statement, mention.end) is not None else 0.0
            yield Actor(statement, start, mention.end, mention.text, worth + full + acts)


def same_person(one: Actor, other: Actor) -> bool:
    """Whether two names are one person's."""
    return same_name(one.about, other.about)


def _mentions(every: Sequence[Statement]) -> Iterator[tuple[Statement, Mention]]:
    others = {fold(statement.outlet) for statement in every} | used_as_places(every)
    for statement in every:
        for mention in statement.page.names:
            if statement.start <= mention.start and mention.end <= statement.end and fold(mention.text) not in others:
                yield statement, mention


def _surname(mention: Mention) -> str:
    return fold(person_parts(mention.text).surname)


def _bearing(mentions: Sequence[tuple[Statement, Mention]]) -> Counter[str]:
    """By surname, how much tells that a person bears it (above 0) or something else does (below)."""
    bearing: Counter[str] = Counter()
    for statement, mention in mentions:
        if not may_be_person(mention):
            continue
        text = statement.page.text
        before = text[max(statement.start, mention.start - 24) : mention.start]
        shown = (
            tells_person(text, mention)
            or _PERSONAL.match(text, mention.end) is not None
            or _is_with_trade(statement, mention)
        )
        bearing[_surname(mention)] += 2 * shown - (_LOCATED.search(before) is not None)
    return bearing


def _is_with_trade(statement: Statement, mention: Mention) -> bool:
    """Whether what a person is stands right before the name: "the caretaker Bo Marsh"."""
    trade = _TRADE.search(statement.page.text, max(statement.start, mention.start - 24), mention.start)
    return trade is not None and _is_person_noun(trade["word"])


def _is_taken_for_person(mention: Mention, bearing: Counter[str]) -> bool:
    """Whether the name is a person's as far as it is known; what only stands where places and things do is none."""
    whole = bool(person_parts(mention.text).given) or mention.title is not None
    return whole and may_be_person(mention) and bearing[_surname(mention)] >= 0


def others(every: Sequence[Statement]) -> Iterator[Actor]:
    """Who acts without being a person with a name: organisations and lands, and people by what they are."""
    mentions = list(_mentions(every))
    bearing = _bearing(mentions)
    persons = {word for _, m in mentions if _is_taken_for_person(m, bearing) for word in fold(m.text).split()}
    for statement, mention in mentions:
        if _is_taken_for_person(mention, bearing) or fold(mention.text.split()[-1]) in persons:
            continue
        land, single = bool(country_codes(mention.text)), " " not in mention.text
        if is_demonym(mention.text.split()[-1]) or (is_place(mention.text) and not land):
            continue
        if single and not land and (mention.start == statement.start or _is_with_trade(statement, mention)):
            continue  # a word that opens a sentence; "her brother Facundo" is told with the brother
        if not _acts(statement, mention.start, mention.end):
            continue
        worth = -0.4 if land else 0.0
        yield Actor(statement, mention.start, mention.end, fold(mention.text), worth)
    for statement in every:
        yield from _unnamed(statement)


def same_other(one: Actor, other: Actor) -> bool:
    """Whether two that act are one: the same name, or people of the same sort."""
    return one.about == other.about


def _acts(statement: Statement, start: int, end: int) -> bool:
    """Whether what stands there does something: a verb follows it, or it is the "by whom" of one."""
    agent = _AGENT.search(statement.page.text, max(statement.start, start - 8), start)
    return agent is not None or _verb_after(statement, end) is not None


def _verb_after(statement: Statement, end: int) -> str | None:
    """The verb of what ends there, whose subject it is."""
    following = _ASIDE.match(statement.page.text, end, statement.end)
    word = following["verb"] if following else ""
    return word if word in verbs.AUXILIARIES or verbs.is_finite(word) or verbs.is_past(word) else None


def _is_person_noun(word: str) -> bool:
    return nouns.is_person(word.lower()) or fold(word).removesuffix("s") in _TRADES


def _unnamed(statement: Statement) -> Iterator[Actor]:
    """People by what they are, and bodies, that do something: "a guard", "her brother Facundo", "the police"."""
    text = statement.page.text
    for match in _WORD.finditer(text, statement.start, statement.end):
        word, at, end = match.group(), match.start(), match.end()
        body = fold(word) in _BODIES
        if (
            is_demonym(word)
            or fold(word) in _COUNTED
            or not (body or _is_person_noun(word))
            or (word[0].isupper() and at != statement.start)
        ):
            continue
        start = statement.start + phrase_start(text[statement.start : at], at - statement.start)
        determined = _DETERMINED.match(text[start:end])
        bare = determined is None and start == statement.start and word.endswith(("s", "men", "women"))
        owned = "’s " in text[start:end] or "'s " in text[start:end] or bool(determined and determined["owned"])
        if determined is None and not bare and not owned:
            continue
        named = _NAME_AFTER.match(text, end, statement.end)
        if named and not (owned and " " not in named["name"]):
            continue  # the name tells it
        last = named.end() if named else end
        agent = bool(_AGENT.search(text, max(statement.start, start - 8), start))
        verb = _verb_after(statement, last)
        if verb is None and not agent:
            continue
        definite = determined is not None and not determined["a"] and not determined["owned"]
        if definite and any(
            m.title is not None and stem(m.title.text.split()[-1]) == stem(word) for m in statement.page.names
        ):
            continue  # "the minister", who has a name
        # "the girls" are mostly told before, by number.
        known = 0.0 if not definite else -0.3 if body or agent else -0.8
        worth = (0.0 if agent else -0.3 if stem(verb or "") in SAY else -0.2) + known
        yield Actor(statement, start, last, f"*{stem(word)}", worth)
