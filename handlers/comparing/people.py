"""Names and titles in a story: one name in several spellings, one person under several titles."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from rapidfuzz import fuzz

from handlers.answering.language.capitals import COMMON
from handlers.answering.language.fold import fold
from handlers.answering.language.names import Mention, person_parts, same_name
from handlers.answering.language.people import is_acronym, is_organisation, similar_surname
from handlers.answering.language.places import is_demonym, is_place, same_place_name
from handlers.comparing.contrasts import Contrast, Kind, Side
from handlers.comparing.offices import after_name, office
from handlers.comparing.statements import Statement, Telling

# Two names of an organisation that differ so little are one: "Penelac" / "Penelec" 86; "Iran" / "Iraq" are too short.
_SPELLING = 85
_LONG = 6
_PAST = frozenset(
    {"former", "ex", "then", "late", "acting", "interim", "outgoing", "incoming", "deputy", "vice", "elect"}
)


@dataclass
class _Person:
    """One name with every place where it stands."""

    fullest: str
    places: list[tuple[Statement, Mention]] = field(default_factory=list)


def spellings(every: Sequence[Statement], telling: Telling) -> Iterator[Contrast]:  # noqa: ARG001  (one shape for all)
    """The names that the texts spell otherwise; what one text itself spells in two ways is none between them."""
    for person in _people(every):
        forms: dict[str, dict[str, Side]] = defaultdict(dict)
        for statement, mention in person.places:
            surname = person_parts(mention.text).surname or mention.text
            spelled = surname.split()[-1]
            at = mention.start + mention.text.rfind(spelled)
            alike = similar_surname(spelled, (person_parts(person.fullest).surname or person.fullest).split()[-1])
            if alike and len(spelled) > 2 and spelled == statement.page.text[at : at + len(spelled)]:
                forms[fold(spelled)].setdefault(statement.outlet, Side(statement, at, at + len(spelled)))
        kept = {form: sides for form, sides in forms.items() if sides}
        if len(kept) > 1 and _differ_between_outlets(kept):
            yield Contrast(Kind.SPELLING, _sides(kept), False)
    yield from _other_names(every, [person.fullest for person in _people(every)])


def _differ_between_outlets(forms: dict[str, dict[str, Side]]) -> bool:
    outlets = [set(sides) for sides in forms.values()]
    return any(one - other and other - one for one in outlets for other in outlets if one is not other)


def _other_names(every: Sequence[Statement], people: Sequence[str]) -> Iterator[Contrast]:
    """Places, and firms and the like of one word, in two spellings."""
    names: dict[str, dict[str, Side]] = defaultdict(dict)
    shown: dict[str, str] = {}
    for statement in every:
        for mention in _names_in(statement):
            words = mention.text.split()
            if len(words) > 3 or is_acronym(mention.text) or is_demonym(mention.text) or len(mention.text) < _LONG:
                continue
            if len(words) == 1 and fold(mention.text) in COMMON:
                continue
            if any(same_name(mention.text, person) for person in people):
                continue
            key = fold(mention.text)
            shown.setdefault(key, mention.text)
            names[key].setdefault(statement.outlet, Side(statement, mention.start, mention.end))
    keys = sorted(names)
    for at, one in enumerate(keys):
        for other in keys[at + 1 :]:
            if not _one_name(shown[one], shown[other]) or set(names[one]) & set(names[other]):
                continue
            yield Contrast(Kind.SPELLING, _sides({one: names[one], other: names[other]}), False)


def _one_name(one: str, other: str) -> bool:
    if is_place(one) or is_place(other):
        same = is_place(one) and is_place(other) and same_place_name(one, other) and fold(one)[:3] == fold(other)[:3]
        return same and len(one.split()) == len(other.split())  # "New York" is no spelling of "New York City"
    if person_parts(one).given or person_parts(other).given or one[0] != other[0]:
        return False
    plain = (fold(one), fold(other))
    if plain[0].rstrip("s") == plain[1].rstrip("s") or min(map(len, plain)) < _LONG:
        return False
    return fuzz.ratio(*plain) >= _SPELLING and plain[0][:3] == plain[1][:3] and abs(len(one) - len(other)) < 2


def titles(every: Sequence[Statement], telling: Telling) -> Iterator[Contrast]:  # noqa: ARG001  (one shape for all)
    """The titles that the texts give one person; they disagree where one says "former" of what another gives."""
    for person in _people(every):
        forms: dict[str, dict[str, Side]] = defaultdict(dict)
        for statement, mention in person.places:
            place = _title(statement, mention)
            if place is None:
                continue
            start = _with_former(statement, place[0])
            held = office(statement.page.text[start : place[1]])
            if statement.page.text[start : place[1]].endswith(held):
                start = place[1] - len(held)
            if _GONE.search(statement.page.text, max(statement.start, start - 32), start):
                continue  # "the ousted president": neither in office nor called former
            if held and fold(held).strip(".") not in _ADDRESSES:
                side = Side(statement, start, place[1])
                forms[fold(held)].setdefault(statement.outlet, side)
        for one in sorted(forms):
            for other in sorted(forms):
                if _denies_office(one, other):
                    sides = _sides({one: forms[one], other: forms[other]})
                    yield Contrast(Kind.TITLE, sides, True)
        plain = {form: sides for form, sides in forms.items() if not _qualified(form)}
        if len(plain) > 1 and _differ_between_outlets(plain) and len({f.split()[-1] for f in plain}) > 1:
            yield Contrast(Kind.TITLE, _sides(plain), False)
        yield from _titles_spelled(forms)


def _titles_spelled(forms: dict[str, dict[str, Side]]) -> Iterator[Contrast]:
    """One title in two spellings, where no text has both: Defence Minister, Defense Minister."""
    for one, other in combinations(sorted(forms), 2):
        first, second = one.split(), other.split()
        unlike = [pair for pair in zip(first, second, strict=False) if pair[0] != pair[1]]
        if len(first) != len(second) or len(unlike) != 1 or set(forms[one]) & set(forms[other]):
            continue
        if _is_one_word(*unlike[0]):
            yield Contrast(Kind.SPELLING, _sides({one: forms[one], other: forms[other]}), False)


def _is_one_word(one: str, other: str) -> bool:
    return (
        one.rstrip("s") != other.rstrip("s")
        and min(len(one), len(other)) >= _LONG
        and one[:3] == other[:3]
        and fuzz.ratio(one, other) >= _SPELLING
    )


def _title(statement: Statement, mention: Mention) -> tuple[int, int] | None:
    """Where the title of a name stands: before it, or after it between commas."""
    if mention.title is not None:
        return mention.title.start, mention.title.end
    place = after_name(statement.page.text, mention.end)
    return place if place is not None and place[1] <= statement.end else None


_ADDRESSES = frozenset(
    [
        "rep",
        "sen",
        "gov",
        "prof",
        "professor",
        "dr",
        "gen",
        "col",
        "lt",
        "sgt",
        "capt",
        "judge",
        "author",
        "representative",
    ]
)
_FORMER = re.compile(
    r"(?<![^\W_])(?:former|ex|then|acting|late|outgoing|incoming)[\s-](?:[A-Z][\w.’'-]*\s){0,3}$", re.IGNORECASE
)


_GONE = re.compile(
    r"\b(?:ousted|deposed|resigned|one-?time|erstwhile|disgraced|jailed|retired|late|sacked|fired|suspended)\s(?:[\w.’'-]+\s){0,2}$",
    re.IGNORECASE,
)


def _with_former(statement: Statement, start: int) -> int:
    """Where the title begins with the "former" before it."""
    match = _FORMER.search(statement.page.text, max(statement.start, start - 48), start)
    return match.start() if match else start


def _qualified(title: str) -> bool:
    return bool(_PAST & set(title.replace("-", " ").split()))


def _denies_office(one: str, other: str) -> bool:
    """Whether `one` says "former" (or the like) of the very office that `other` gives without it."""
    if not _qualified(one) or _qualified(other) or " of " in one:
        return False
    rest = [word for word in one.replace("-", " ").split() if word not in _PAST]
    return rest[-1:] == other.split()[-1:] and bool({"former", "ex"} & set(one.replace("-", " ").split()))


def _people(every: Sequence[Statement]) -> list[_Person]:
    """The people of a story, each with the places where the name stands, given name or not."""
    people: list[_Person] = []
    mentions = [(statement, mention) for statement in every for mention in _names_in(statement)]
    mentions = [pair for pair in mentions if _is_person(pair[1])]
    for statement, mention in sorted(mentions, key=lambda pair: -len(pair[1].text.split())):
        for person in people:
            if same_name(person.fullest, mention.text):
                person.places.append((statement, mention))
                break
        else:
            people.append(_Person(mention.text, [(statement, mention)]))
    named = [person for person in people if person_parts(person.fullest).given]
    for person in named:
        order = {id(s): n for n, s in enumerate(every)}
        person.places.sort(key=lambda pair: (order[id(pair[0])], pair[1].start))
    return named


def _names_in(statement: Statement) -> list[Mention]:
    return [m for m in statement.page.names if statement.start <= m.start and m.end <= statement.end]


def _is_person(mention: Mention) -> bool:
    words = mention.text.split()
    return not (
        is_place(mention.text) or is_demonym(words[-1]) or is_organisation(mention.text) or is_acronym(mention.text)
    )


def _sides(forms: dict[str, dict[str, Side]]) -> tuple[Side, ...]:
    """One side for each form and outlet, the commonest form first."""
    counts = Counter({form: len(sides) for form, sides in forms.items()})
    return tuple(side for form, _ in counts.most_common() for side in forms[form].values())
