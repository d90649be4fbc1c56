"""The thread before a follow-up: who and what was spoken of in its turns, latest first.

Invariant: every candidate is a run of words of a turn's question or answer, or a noun phrase rebuilt from its question
("the people who were hurt ..."); nothing is looked up elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from handlers.answering import nouns, verbs
from handlers.answering.asking import bare
from handlers.answering.classify import kind_of
from handlers.answering.clauses import Clause, parse
from handlers.answering.kinds import Kind
from handlers.answering.language.fold import fold
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.names import find_names, same_name
from handlers.answering.language.people import INSTITUTIONS, ORGANISATIONS, is_acronym, person_parts
from handlers.answering.language.places import is_demonym, is_place
from handlers.answering.mentions import names_in
from handlers.answering.patterns import PREPOSITION
from handlers.answering.rewording import described, event
from handlers.message import Turn


class Sort(StrEnum):
    """What a name can be the name of, as far as the name and its article tell."""

    PERSON = "person"
    PLACE = "place"
    PEOPLE = "people"
    THING = "thing"
    UNKNOWN = "unknown"  # one capitalised word: a person's surname or a thing


@dataclass(frozen=True, slots=True)
class Noun:
    """A name or noun phrase of a turn; offsets are in the turn's bare question, -1 in answers."""

    text: str
    sort: Sort
    start: int = -1
    end: int = -1
    plural: bool = False
    subject: bool = False
    part: bool = False  # it owns or modifies a noun: the phrase around it is what is spoken of

    @property
    def acts(self) -> bool:
        """Whether it can do something: a person, a people, an organisation; of things only those that have a name."""
        if self.sort is Sort.THING and self.text[:1].islower() and not self.text.lower().startswith("the "):
            return False
        last = nouns.head(re.split(_GOES_ON, self.text, maxsplit=1)[0])
        named = self.text.removeprefix("the ")[:1].isupper()
        return self.sort is not Sort.THING or named or nouns.is_a("group", last) or nouns.is_a("gathering", last)

    def can_be(self, *sorts: Sort) -> bool:
        """Whether it can be one of these; what is unknown can be a person or a thing."""
        return self.sort in sorts or (self.sort is Sort.UNKNOWN and (Sort.PERSON in sorts or Sort.THING in sorts))


@dataclass(frozen=True, slots=True)
class View:
    """One turn as a follow-up sees it."""

    turn: Turn
    asking: str
    kind: Kind
    focus: str | None
    clause: Clause | None
    names: tuple[Noun, ...]
    phrases: tuple[Noun, ...]
    answers: tuple[Noun, ...]

    @property
    def happening(self) -> str | None:
        """What the turn's question says happened, as a noun phrase."""
        return event(self.clause) if self.clause else None

    @property
    def asked_for(self) -> str | None:
        """What the turn's question asks for, as a noun phrase."""
        return described(self.clause) if self.clause else None

    def subject_names(self) -> tuple[Noun, ...]:
        """The names of the question, those in its subject first."""
        return tuple(sorted(self.names, key=lambda noun: not noun.subject))


_NOMINAL = frozenset({Kind.WHO, Kind.WHICH, Kind.WHAT, Kind.WHERE, Kind.ROLE, Kind.ABOUT})
_ORDINARY = vocabulary("common")
_DETERMINED = re.compile(r"(?i)\b(?:the|a|an|his|her|its|their|these|those|this|that)\s+(?=[\w'\"$€£])")
_GOES_ON = re.compile(r"(?i)\s+(?:of|outside|inside|against|between|over|behind|near|at|in|on|for)\s+(?=\S)")
_AND = re.compile(r"\s*(?:,|;|\band\b|&)\s*")


def sort_of(name: str, *, article: bool = False) -> Sort:
    """The sort of a name; `article` says that "the" stands before it, as before no person's."""
    words = name.split()
    if is_place(name):
        return Sort.PLACE
    if is_demonym(name):
        return Sort.PEOPLE
    plain = [fold(word).strip(".,'\"") for word in words]
    person = person_parts(name)
    if person.title and person.surname:
        return Sort.PERSON
    organised = plain[-1] in ORGANISATIONS or plain[0] in INSTITUTIONS or "of" in plain or "&" in plain
    if article or is_acronym(name) or organised or any(c.isdigit() for c in name):
        return Sort.THING
    if len(words) == 1:
        return Sort.UNKNOWN
    ordinary = any(
        word in _ORDINARY or is_demonym(word) or is_place(word) or verbs.base_of(word) is not None for word in plain
    )
    return Sort.THING if ordinary else Sort.PERSON


def view(turn: Turn, known_names: frozenset[str] = frozenset()) -> View:
    """Read a turn."""
    asking = bare(turn.read_as or turn.asked)
    mentions = names_in(asking, known_names)
    kind, focus = kind_of(asking, tuple(asking[m.start : m.end] for m in mentions))
    clause = parse(asking)
    subject = _subject_span(asking, clause)
    named = []
    for mention in mentions:
        article = asking[: mention.start].lower().endswith("the ")
        sort = sort_of(mention.text, article=article)
        plural = sort is Sort.PEOPLE and mention.text.endswith("s")
        modifies = _modifies(asking, mention.end)
        part = modifies or _owns(asking, mention.end)
        inside = subject[0] <= mention.start < subject[1] and not part
        typed = asking[mention.start : mention.end]
        text = mention.text if typed == typed.lower() else typed
        whole = article and not modifies
        text = f"the {text}" if whole else text
        start = mention.start - 4 if whole else mention.start
        named.append(Noun(text, sort, start, mention.end, plural, inside, part))
    phrases = (*_phrases(asking, named, subject), *_bare_object(asking, clause))
    return View(turn, asking, kind, focus, clause, tuple(named), phrases, _answers(turn, kind))


def _owns(text: str, end: int) -> bool:
    return re.match(r"['’]s?\s", text[end:]) is not None


def _modifies(text: str, end: int) -> bool:
    """Whether a noun follows the name: "the US delegation"."""
    match = re.match(r"\s+([a-z][\w-]*)", text[end:])
    if not match:
        return False
    word = match.group(1)
    ends = vocabulary("nouns", "ends") | verbs.AUXILIARIES
    return word not in ends and (verbs.base_of(word) is None or nouns.is_person(word)) and not word.endswith("ly")


def _subject_span(asking: str, clause: Clause | None) -> tuple[int, int]:
    if clause is None or not clause.subject:
        return (-1, -1)
    at = asking.find(clause.subject)
    return at, at + len(clause.subject)


def _phrases(asking: str, named: Sequence[Noun], subject: tuple[int, int]) -> tuple[Noun, ...]:
    """The noun phrases of a question that a determiner or a possessive opens, with what prepositions hang on them."""
    found: list[Noun] = []
    openings = [(match.start(), match.end()) for match in _DETERMINED.finditer(asking)]
    openings += [(noun.start, noun.end + 3) for noun in named if _owns(asking, noun.end)]
    for start, inner in sorted(openings):
        if found and start < found[-1].end:
            continue
        end = _phrase_end(asking, inner)
        if end is None:
            continue
        if subject[0] <= start < subject[1]:
            end = min(end, subject[1])
        core = nouns.phrase_at_start(asking[inner:end], longest=6)
        while (link := _GOES_ON.match(asking, end)) and not (subject[0] <= start < subject[1] <= link.end()):
            after = link.end()
            determiner = _DETERMINED.match(asking, after)
            longer = _phrase_end(asking, determiner.end() if determiner else after)
            if longer is None:
                break
            end = longer
        text = asking[start:end]
        last = nouns.head(core)
        plural = (last.endswith("s") and not last.endswith("ss")) or last in {
            "people",
            "men",
            "women",
            "children",
            "police",
        }
        person = nouns.is_person(core)
        inside = subject[0] <= start < subject[1]
        found.append(Noun(text, Sort.PERSON if person else Sort.THING, start, end, plural, inside))
    return tuple(found)


def _bare_object(asking: str, clause: Clause | None) -> tuple[Noun, ...]:
    """A plural object without a determiner: "hold talks" speaks of the talks."""
    if clause is None or not clause.predicate:
        return ()
    verb, _, rest = clause.predicate.partition(" ")
    phrase = nouns.phrase_at_start(rest, longest=3)
    last = nouns.head(phrase)
    if not phrase or rest.find(phrase) != 0 or verbs.base_of(verb) is None or not phrase[0].islower():
        return ()
    if not last.endswith("s") or last.endswith("ss"):
        return ()
    start = asking.find(f"{verb} {phrase}") + len(verb) + 1
    return (Noun(f"the {phrase}", Sort.THING, start, start + len(phrase), plural=True),)


def _phrase_end(text: str, start: int) -> int | None:
    phrase = nouns.phrase_at_start(text[start:], longest=6)
    if not phrase:
        return None
    at = text.find(phrase, start)
    return at + len(phrase) if at >= 0 else None


def _answers(turn: Turn, kind: Kind) -> tuple[Noun, ...]:
    """The names that answered a turn, each on its own; () for figures, times, sentences and yes or no."""
    answer = (turn.answer or "").strip().rstrip(".")
    if not answer or kind not in _NOMINAL or len(answer.split()) > 12 or len(answer) > 100:
        return ()
    mentions = find_names(f"It was {answer}")
    if not mentions:
        words = answer.split()
        return (Noun(answer, Sort.THING, plural=words[-1].endswith("s")),) if len(words) < 7 else ()
    parts = [part for part in _AND.split(answer) if part]
    found = []
    for mention in mentions:
        start = mention.start - len("It was ")
        article = answer[:start].lower().endswith("the ")
        alone = len(mentions) == 1 and len(parts) == 1
        text = _whole(answer, mention.text, kind) if alone else mention.text
        sort = Sort.PERSON if mention.title else sort_of(mention.text, article=article)
        if kind in (Kind.WHICH, Kind.WHAT, Kind.WHERE) and sort in (Sort.PERSON, Sort.UNKNOWN):
            sort = Sort.THING  # it answered "which ship", not "who"
        found.append(Noun(text, sort))
    return tuple(found)


def _whole(answer: str, name: str, kind: Kind) -> str:
    """A single name's answer: a person without title, a thing with its article and nouns."""
    if kind is Kind.WHO and sort_of(name) in (Sort.PERSON, Sort.UNKNOWN):
        return name
    return answer


def views(turns: Sequence[Turn], known_names: frozenset[str] = frozenset()) -> tuple[View, ...]:
    """The turns of a thread, the latest first; only the last twenty are looked back upon."""
    return tuple(view(turn, known_names) for turn in reversed(turns[-20:]))


def names_of(turns: Sequence[Turn]) -> frozenset[str]:
    """Every name that the thread holds: of its questions, answers, and those the turns list."""
    found: set[str] = set()
    for turn in turns:
        found.update(turn.names)
        for text in (turn.read_as, turn.answer or ""):
            if text:
                found.update(mention.text for mention in find_names(text))
    return frozenset(found)


def fullest(name: str, thread: Sequence[View]) -> str:
    """The longest form in which the thread has a person's name: "Umerov" → "Rustem Umerov"."""
    best = name
    words = fold(name).split()
    for known in names_of([view.turn for view in thread]):
        other = fold(known).split()
        longer = len(words) < len(other) < 5 and sort_of(known) is Sort.PERSON
        alike = other[: len(words)] == words or (other[-len(words) :] == words and same_name(name, known))
        if longer and alike and len(other) > len(best.split()):
            best = known
    return best


def joined(names: Sequence[str]) -> str:
    """Names as a list in running text: "A", "A and B", "A, B and C"."""
    unique = list(dict.fromkeys(names))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}"


def with_preposition(text: str) -> bool:
    """Whether the text opens with a preposition."""
    return re.match(rf"(?i){PREPOSITION}", text) is not None
