"""Pronouns and the like in a follow-up, put back to what the thread spoke of.

Invariant: only pronouns, "there", "that" and "the other one" are replaced, each by words of the thread; a pronoun
whose owner stands in the same sentence ("did Putin say he would come") is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.answering import nouns, verbs
from handlers.answering.kinds import Kind
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.names import find_names
from handlers.answering.mentions import Named
from handlers.answering.patterns import AUX
from handlers.answering.thread import Noun, Sort, View, fullest, joined, sort_of, with_preposition

_HE = frozenset(["he", "she", "him", "her", "his", "hers", "himself", "herself"])
_IT = frozenset(["it", "its", "itself"])
_THEY = frozenset(["they", "them", "their", "theirs", "themselves"])
_SUBJECTS = frozenset(["he", "she", "it", "they"])
_OWNERS = frozenset(["his", "its", "their", "theirs", "hers"])
_PRONOUN = re.compile(
    r"(?i)\b(he|she|him|her|hers|his|himself|herself|it|its|itself|they|them|their|theirs|themselves|there|that|this"
    r"|those|these)\b(?!['’]s\s+(?:say|true|right))"
)
_PLEONASTIC = re.compile(
    r"(?i)\bit\s+(?:(?:true|possible|likely|clear|known|safe|legal|normal|right|ok|fair)\s+(?:that|to|for)|raining|snowing)\b"
    r"|\bis\s+it\s+that\b|\bwhose\s+(?:\w+\s+){1,3}(?:is|was)\s+it\b|\b(?:take|took|taken)\s+it\s+|\bmake\s+it\s+to\b|\bit\s+take\s+(?:\w+\s+){0,4}to\s+\w+"
)
_EXISTENTIAL = re.compile(
    r"(?i)\b(?:is|are|was|were|has|have|will|be|been|would|can|could|did)\s+there\b"
    r"|\bthere\s+(?:is|are|was|were|be|has|have|will|a|any)\b"
)
_OPENS_CLAUSE = re.compile(
    rf"(?i)(?:^|\b(?:{AUX}|that|if|whether|when|where|why|because|before|after|while|as|and|but)\s+)$"
)
_SAID_IT = re.compile(r"(?i)\b(?:say|said|says|mean|means|meant|do|did|does|done|make)\s+it$")
_TOPICAL = re.compile(r"(?i)\b(?:about|after|before|behind|over|because\s+of|since|following|despite|during|from)\s+$")
_REACTED = re.compile(
    r"(?i)\b(?:(?:react|reacted|respond|responded|lead|led)\s+to|(?:work|worked|working|comment|commented)\s+on)\s+$"
)
_IDLE = vocabulary("questions", "idle")
_CLAUSE_OPENS = re.compile(
    r"(?i)\b(?:that|if|whether|because|when|before|after|while|as|since|who|which|say|says|said|think|thinks)\b"
)


@dataclass(frozen=True, slots=True)
class Replacement:
    """Words of the follow-up and what stands for them."""

    start: int
    end: int
    text: str


def resolved(asking: str, own: Sequence[Named], thread: Sequence[View]) -> str:
    """The follow-up with its references replaced; the same text when there are none."""
    done: list[Replacement] = []
    resolved_as: dict[frozenset[str], str] = {}  # pronouns of one kind → the word that was replaced first
    for match in _PRONOUN.finditer(asking):
        word = match.group().lower()
        if _left_alone(asking, match, own):
            continue
        kin = next((kin for kin in (_HE, _IT, _THEY) if word in kin), frozenset([word]))
        if kin in resolved_as and not (resolved_as[kin] in _SUBJECTS and _is_object(asking, match)):
            continue  # its owner stands in the sentence now
        taken = tuple(replacement.text for replacement in done)
        if replacement := _replacement(asking, match, word, thread, taken):
            done.append(replacement)
            resolved_as[kin] = word
    text = asking
    for replacement in reversed(done):
        text = text[: replacement.start] + replacement.text + text[replacement.end :]
    return text


def _is_object(asking: str, match: re.Match[str]) -> bool:
    """Whether a pronoun is the object of the same clause, which cannot be the clause's subject ("did he call him")."""
    word = match.group().lower()
    own = word == "her" and re.match(r"\s+[a-z]", asking[match.end() :]) is not None
    return word in {"him", "her", "it", "them"} and not own


def _left_alone(asking: str, match: re.Match[str], own: Sequence[Named]) -> bool:
    word, start = match.group().lower(), match.start()
    if any(named.start <= start < named.end for named in own):
        return True
    if word == "it" and _SAID_IT.search(asking[: match.end()]) and not asking[match.end() :].strip():
        return True
    if word == "it" and any(found.start() <= start < found.end() for found in _PLEONASTIC.finditer(asking)):
        return True
    if word == "there":
        return any(found.start() <= start < found.end() for found in _EXISTENTIAL.finditer(asking))
    if word in {"that", "this", "those", "these"}:
        return False
    before = [named for named in own if named.end <= start]
    if not before:
        return False
    between = asking[before[-1].end : start]
    if word in _SUBJECTS:
        return _CLAUSE_OPENS.search(between) is not None
    if word in _OWNERS or (word == "her" and re.match(r"\s+[a-z]", asking[match.end() :])):
        return not between.startswith("'s")
    return word.endswith(("self", "selves"))


def _replacement(
    asking: str, match: re.Match[str], word: str, thread: Sequence[View], taken: tuple[str, ...]
) -> Replacement | None:
    start, end = match.span()
    if word == "there":
        place = _place(thread)
        return Replacement(start, end, place) if place else None
    if word in {"that", "this", "those", "these"}:
        return _demonstrative(asking, match, thread)
    owner = word in {"his", "its", "their"} or (word == "her" and re.match(r"\s+[a-z]", asking[end:]) is not None)
    subject = word in {"he", "she", "they"} or (word == "it" and _OPENS_CLAUSE.search(asking[:start]) is not None)
    role = "owner" if owner else ("subject" if subject else "object")
    candidates = list(_candidates(asking, start, word, role, thread))
    if word == "they" and (actor := _takes_an_actor(asking, end)) is not None:
        candidates.sort(key=lambda found: _acts(found, thread) is not actor)
    for found in candidates:
        if not any(found in other or other in found for other in taken):
            full = fullest(found, thread)
            text = _possessive(full) if owner or word in {"hers", "theirs"} else full
            return Replacement(start, end, text)
    return None


def _takes_an_actor(asking: str, end: int) -> bool | None:
    """Whether "they" do what only people and organisations do; None where the verb ("be") does not tell."""
    match = re.match(r"\s+(?:also\s+|ever\s+|really\s+)?([a-z]+)", asking[end:])
    base = verbs.base_of(match.group(1)) if match else None
    return None if base in {None, "be", "have"} else base not in _IDLE


def _acts(text: str, thread: Sequence[View]) -> bool:
    """Whether the words are those of somebody who can act; what was rebuilt from a question about persons can."""
    for view in thread:
        for noun in (*view.answers, *view.names, *view.phrases):
            if noun.text == text:
                return noun.acts
    head = re.split(r"\s(?:who|that)\s", text, maxsplit=1)[0]
    return " and " in text or nouns.is_person(head) or nouns.is_a("group", nouns.head(head))


def _candidates(asking: str, start: int, word: str, role: str, thread: Sequence[View]) -> Iterator[str]:
    if word in _HE:
        for number, view in enumerate(thread):
            yield from _persons(view, role, latest=number == 0)
    elif word in _IT:
        for number, view in enumerate(thread):
            yield from _things(view, asking[:start], role, latest=number == 0)
    else:
        met = [noun.text for view in reversed(thread[:2]) for noun in view.answers if view.kind is Kind.WHO]
        if len(met) > 1 and len(thread[0].answers) == 1 and role != "object":
            yield joined(met)  # one found it, another helped: they
        if role == "object":
            yield from (noun.text for view in thread for noun in view.phrases if noun.plural)
        for view in thread:
            yield from _several(view, role)
        for view in thread:
            yield from (noun.text for noun in view.answers if noun.can_be(Sort.PERSON))
            yield from (noun.text for noun in view.subject_names() if noun.can_be(Sort.PERSON))
        for view in thread:
            yield from (noun.text for noun in view.subject_names() if noun.sort in (Sort.THING, Sort.PLACE))
            yield from (noun.text for noun in view.answers if noun.sort in (Sort.THING, Sort.PLACE))


def _persons(view: View, role: str, *, latest: bool) -> Iterator[str]:
    """Whom "he" or "she" can mean in a turn: the one who answered it, then its subject, then anyone it names."""
    clause = view.clause
    answers = [noun.text for noun in view.answers if noun.can_be(Sort.PERSON) and not _several_persons(noun.text)]
    subjects = [noun.text for noun in view.names if noun.subject and noun.can_be(Sort.PERSON)]
    # "who did Trump appoint?" – "why did he ...?" is Trump; "how old is he?" and "... him" are whom he appointed
    answered = view.kind is Kind.WHO
    if answered and subjects and clause and not clause.about_subject and role == "subject":
        yield from subjects
    if answered and len(answers) == 1:
        yield from answers
    elif answered and not answers and (named := _named_by_an_outlet(view)):
        yield named
    elif answered and latest and clause and (description := view.asked_for) and not answers:
        yield description
    yield from subjects
    yield from (noun.text for noun in view.names if noun.sort is Sort.PERSON)
    yield from (noun.text for noun in view.names if noun.can_be(Sort.PERSON))
    yield from (noun.text for noun in view.phrases if noun.sort is Sort.PERSON and not noun.plural)
    yield from answers


def _several_persons(text: str) -> bool:
    return text.endswith("s") and nouns.is_person(text)


def _named_by_an_outlet(view: View) -> str | None:
    """The person whom some outlet names where the overall answer is a description ("scientists")."""
    for _, answer in view.turn.answers:
        found = find_names(answer)
        if len(found) == 1 and (found[0].title or sort_of(found[0].text) is Sort.PERSON):
            return found[0].text
    return None


def _things(view: View, before: str, role: str, *, latest: bool) -> Iterator[str]:
    """What "it" can mean in a turn: the thing that answered it, what happened, its subject, what it names."""
    answered = view.kind in (Kind.WHICH, Kind.WHAT, Kind.WHERE) or (view.kind is Kind.WHO and view.answers)
    things = [
        noun
        for noun in view.answers
        if noun.can_be(Sort.THING, Sort.PLACE)
        and not (noun.plural or nouns.is_person(noun.text) or with_preposition(noun.text))
    ]
    if answered and len(view.answers) == 1 and things and view.kind is not Kind.WHO:
        yield _presented(things[0], view)
    elif view.kind is Kind.WHICH and view.asked_for:
        yield view.asked_for
    if latest and (_TOPICAL.search(before) or _REACTED.search(before)) and view.happening:
        yield view.happening
    named = [
        noun
        for noun in view.subject_names()
        if noun.can_be(Sort.THING, Sort.PLACE) and not noun.plural and not noun.part
    ]
    singular = [noun for noun in view.phrases if not noun.plural and noun.sort is Sort.THING]
    if role == "object":  # "who runs it?": an object goes on from an object
        yield from (noun.text for noun in singular if not noun.subject and noun.text[:4].lower() in ("the ", "this"))
    yield from (noun.text for noun in named if noun.subject)
    yield from (noun.text for noun in singular if noun.subject)
    if view.clause and not named and not singular and _bare_thing(view.clause.subject):
        yield view.clause.subject
    if things:
        yield _presented(things[0], view)
    yield from (noun.text for noun in named if noun.sort is Sort.THING)
    yield from (noun.text for noun in singular)
    yield from (noun.text for noun in named)
    if latest and view.happening:
        yield view.happening


def _bare_thing(subject: str) -> bool:
    """Whether a clause's subject is a thing without an article, one of its kind: "production"."""
    plain = bool(subject) and subject.islower() and nouns.phrase_at_start(subject, longest=3) == subject
    return plain and not subject.endswith("s") and not nouns.is_person(subject)


def _presented(noun: Noun, view: View) -> str:
    """A thing's name with what it was asked for as: "the ship Lighthouse Winmore", "the airline United"."""
    focus = view.focus or ""
    opens_small = noun.text.split()[0].lower() in {"the", "a", "an", "its", "his", "her", "their"}
    if opens_small or not focus or focus.lower() in noun.text.lower() or not noun.text[0].isupper():
        return noun.text
    if view.kind is not Kind.WHICH or focus.endswith("s") or not focus.islower() or len(focus.split()) > 2:
        return noun.text
    return f"the {focus} {noun.text}"


def _several(view: View, role: str) -> Iterator[str]:
    """Whom or what "they" can mean in a turn."""
    clause = view.clause
    people = [noun for noun in view.answers if noun.can_be(Sort.PERSON)]
    if len(view.answers) > 1 and view.kind is not Kind.WHERE:
        yield joined([noun.text for noun in view.answers])
    if clause and " and " in clause.subject and clause.subject[0].isupper():
        yield clause.subject
    if len(people) == 1 and len(view.answers) == 1 and view.kind is Kind.WHO and role != "object":
        others = [noun.text for noun in view.names if noun.sort is Sort.PERSON]
        if others:
            yield joined([*others, people[0].text])
    if view.answers and view.answers[0].plural:
        yield view.answers[0].text
    plural_phrases = [noun for noun in view.phrases if noun.plural]
    if role == "object":
        yield from (noun.text for noun in plural_phrases)
    if clause and (
        clause.phrase.lower().startswith("how many") or (clause.noun and nouns.head(clause.noun).endswith("s"))
    ):
        description = view.asked_for
        if description:
            yield description
    yield from (noun.text for noun in plural_phrases if noun.subject)
    yield from (noun.text for noun in view.names if noun.plural)
    yield from (noun.text for noun in plural_phrases)
    groups = [noun for noun in view.subject_names() if noun.sort in (Sort.THING, Sort.PLACE) and noun.subject]
    yield from (noun.text for noun in groups)
    bare_subject = clause.subject if clause else ""
    if bare_subject and bare_subject[0].islower() and nouns.head(bare_subject).endswith("s") and " " in bare_subject:
        yield bare_subject


def _place(thread: Sequence[View]) -> str | None:
    """Where "there" is: the place that answered, or that a question named, with its preposition."""
    for view in thread:
        if view.kind is Kind.WHERE and view.turn.answer and len(view.turn.answer.split()) < 8:
            answer = view.turn.answer.strip().rstrip(".")
            return answer if re.match(r"(?i)(?:in|at|on|near|outside|to|off)\s", answer) else f"in {answer}"
        for noun in reversed(view.names):
            if noun.sort is Sort.PLACE:
                before = view.asking[: noun.start].split()
                word = before[-1].lower() if before and before[-1].lower() in {"in", "at", "on", "near", "to"} else "in"
                return f"{word} {noun.text}"
    return None


def _demonstrative(asking: str, match: re.Match[str], thread: Sequence[View]) -> Replacement | None:
    """ "after that", and "that game" where the thread has a game."""
    start, end = match.span()
    rest = asking[end:]
    if not thread:
        return None
    if re.match(r"(?i)(?:and\s+)?(?:before|after)\s+(?:that|this)$", asking):
        return None
    if not rest.strip() and re.search(r"(?i)\b(?:say|said|tell\s+\w+|mean|think)\s+$", asking[:start]):
        topic = re.search(r"(?i)\babout\s+.+$", thread[0].asking)
        return Replacement(start, end, f"{match.group()} {topic.group()}") if topic else None
    if not rest.strip() and (_TOPICAL.search(asking[:start]) or _REACTED.search(asking[:start])):
        if happening := thread[0].happening:
            return Replacement(start, end, _without_subject(asking, happening, thread[0]))
        return None
    noun = nouns.phrase_at_start(rest.strip(), longest=3)
    if not noun or not re.match(r"\s+[a-z]", rest) or noun.split()[0].lower() in verbs.AUXILIARIES:
        return None
    last = nouns.head(noun)
    for view in thread:
        for phrase in (*view.phrases, *view.answers):
            if re.search(rf"(?i)\b{re.escape(last)}\b", phrase.text) and phrase.text.lower() != f"the {noun}".lower():
                stop = end + rest.find(noun) + len(noun)
                text = phrase.text if phrase.start >= 0 or phrase.text[0].isupper() else f"the {phrase.text}"
                return Replacement(start, stop, text)
    return None


def _without_subject(asking: str, happening: str, view: View) -> str:
    """What happened without its subject, where the follow-up has a subject already ("before visiting the UK")."""
    subject = view.clause.subject if view.clause else ""
    if subject and re.search(r"(?i)\b(?:before|after|since|while)\s+(?:that|this)\s*$", asking):
        return happening.removeprefix(subject).strip()
    return happening


def _possessive(name: str) -> str:
    plural = name.lower().startswith(("the ", "these ", "those ")) and name.endswith("s") and not name.endswith("ss")
    return f"{name}'" if plural else f"{name}'s"


def the_other(asking: str, thread: Sequence[View]) -> str | None:
    """The follow-up with "the other one" or "the other side" replaced by the thread's second name of that sort."""
    match = re.search(
        r"(?i)\bthe\s+other(?:\s+(?:one|side|team|party|country|man|woman|company|guy))?\b(['’]s)?", asking
    )
    if not match or not thread:
        return None
    latest = [noun for noun in (*thread[0].subject_names(), *thread[0].answers) if noun.text]
    if not latest:
        return None
    first = latest[0]
    seen = {noun.text.lower() for noun in latest[:1]}
    for view in thread:
        for noun in (*view.names, *view.answers):
            if noun.text.lower() not in seen and (
                noun.sort is first.sort or {noun.sort, first.sort} <= {Sort.PERSON, Sort.UNKNOWN}
            ):
                owner = match.group(1) or ""
                return f"{asking[: match.start()]}{noun.text}{owner}{asking[match.end() :]}"
    return None
