"""Follow-ups that are one phrase: "and Russia's?", "what about the crew?", "in 2022?", "did Zelensky?".

Invariant: what is built is the previous question with one phrase exchanged or added; None where none is like it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from handlers.answering import nouns, verbs
from handlers.answering.asked import by_noun
from handlers.answering.kinds import Kind
from handlers.answering.language.countries import Role, countries, roles
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.places import is_demonym
from handlers.answering.mentions import names_in
from handlers.answering.patterns import PREPOSITION
from handlers.answering.periods import PERIOD
from handlers.answering.thread import Noun, Sort, View, sort_of

_DATE = re.compile(
    rf"(?i)^(?:(?:in|on|at|since|before|after|by|during|from|until)\s+)?(?:the\s+)?(?:{PERIOD}|next\s+(?:week|month|year|season|time|day|mon\w+|tues\w+|wed\w+|thu\w+|fri\w+|sat\w+|sun\w+)|tomorrow"
    r"|noon|midnight|\d{4}s?|\d{1,2}(?::\d\d)?\s*[ap]\.?m\.?)$"
)
_ONE = re.compile(r"(?i)\s+(?:ones?|side|version)$")
_LINKED = re.compile(r"(?i)\s*(?:,|and|or|&|of|the|,\s*and)?\s*(?:the\s+)?")
_OPEN = re.compile(
    r"(?i)(?:it|he|she|they|them|her|him|this|that|those|these|its|his|their|my|our|your|both|each|there|here|any\w*|"
    r"some\w*|no|and|thanks?)\b"
)
_QUESTION_WORDS = vocabulary("questions", "own_clause")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A follow-up that is one phrase: its words without possessive and "one", and what those said."""

    text: str
    owner: bool
    adjective: bool
    preposition: str
    sort: Sort | None
    aux: str = ""
    led: bool = False  # "and", "what about" stood before it

    @property
    def demonym(self) -> bool:
        """Whether it is a people's name."""
        return is_demonym(_bare(self.text))


def fragment_of(text: str, known_names: frozenset[str] = frozenset()) -> Fragment | None:
    """The follow-up as one phrase; None if it is more than that (a verb of its own, a question word)."""
    words = text.split()
    if not words or len(words) > 9:
        return None
    lowered = [word.lower().strip(",") for word in words]
    if any(word in _QUESTION_WORDS for word in lowered):
        return None
    # "did Zelensky?", "is Germany?": an auxiliary and a name
    if lowered[0] in verbs.AUXILIARIES and len(words) > 1:
        inner = fragment_of(" ".join(words[1:]), known_names)
        named = inner is not None and inner.sort is not None and not inner.preposition
        return replace(inner, aux=words[0]) if inner is not None and named else None
    if any(word in verbs.AUXILIARIES or word in verbs.NEGATED for word in lowered):
        return None
    preposition = ""
    if match := re.match(rf"(?i){PREPOSITION}", text):
        preposition = match.group().strip().lower()
        text = text[match.end() :]
    adjective = _ONE.search(text) is not None
    text = _ONE.sub("", text)
    owner = re.search(r"['’]s?$", text) is not None
    text = re.sub(r"['’]s?$", "", text) if owner else text
    if not text:
        return None
    names = names_in(text, known_names)
    sort: Sort | None = None
    if names:
        outside = len(text) - (names[-1].end - names[0].start)
        between = [text[one.end : other.start] for one, other in pairwise(names)]
        if outside <= 4 and all(_LINKED.fullmatch(gap) for gap in between):  # outside: "the "
            typed = text[names[0].start : names[-1].end]
            article = text.lower().startswith("the ") and not text.lower().startswith("the the")
            shown = names[0].text if len(names) == 1 and typed == typed.lower() else typed
            text = f"the {shown}" if article else shown
            sort = sort_of(shown, article=article)
    if sort is None and any(verbs.is_finite(w) and not nouns.is_person(w) for w in lowered[1:]) and len(lowered) > 3:
        return None
    return Fragment(text, owner, adjective, preposition, sort)


def substituted(fragment: Fragment, view: View) -> str | None:
    """The previous question with the phrase of the follow-up in the place of its like."""
    asking = view.asking
    whole = f"{fragment.preposition} {fragment.text}".strip()
    if _DATE.match(whole):
        return _dated(whole, asking)
    if fragment.sort is None:
        return _common(fragment, view)
    clause = view.clause
    if _describes(view) and fragment.preposition and (built := _after_preposition(view, fragment)):
        return built
    if fragment.aux and clause and clause.subject and clause.adverbial and fragment.aux.lower() == clause.aux.lower():
        return f"{fragment.aux} {fragment.text} {clause.predicate}"
    slot = _slot(fragment, view)
    if slot is not None:
        return _exchanged(asking, slot, fragment)
    if fragment.preposition:
        return _after_preposition(view, fragment) or f"{asking} {whole}"
    if clause and clause.subject:
        return asking.replace(clause.subject, _shown(fragment), 1)
    if clause and clause.about_subject and view.kind is Kind.WHO and fragment.sort in (Sort.PERSON, Sort.UNKNOWN):
        verb, _, rest = clause.predicate.partition(" ")
        if clause.aux:
            return f"{clause.aux} {fragment.text} {clause.predicate}"
        base = verbs.base_of(verb)
        return f"Did {fragment.text} {base} {rest}".strip() if base else None
    if view.phrases:
        last = view.phrases[-1]
        return asking[: last.start] + _shown(fragment) + asking[last.end :]
    return None


def _core(phrase: str) -> str:
    """A phrase without determiner and without what prepositions hang on it."""
    return nouns.owned(nouns.phrase_at_start(phrase, longest=6))


def _after_preposition(view: View, fragment: Fragment) -> str | None:
    """What follows the same preposition, exchanged: "say about the strike" – "and about pensions?"."""
    asking = view.asking
    found = re.search(rf"(?i)(?<![\w-]){re.escape(fragment.preposition)}\s+(?P<old>\S.*)$", asking)
    if not found:
        return None
    old = nouns.phrase_at_start(found["old"], longest=6)
    if _describes(view):  # a name may follow a common noun: "the harbour regulator OSK"
        old = re.split(rf"(?i)\s+(?={PREPOSITION}|(?:who|that|which|where|when)\b)", found["old"], maxsplit=1)[0]
    start = found.start("old")
    end = asking.find(old, start) + len(old) if old else len(asking)
    return asking[:start] + _shown(fragment) + asking[end:]


def _shown(fragment: Fragment) -> str:
    return f"{fragment.text}'s" if fragment.owner else fragment.text


def _dated(when: str, asking: str) -> str:
    """The previous question for another time: its own time exchanged, or the new one added."""
    found = re.search(rf"(?i)\b(?:(?:in|on|since|before|after|by|during|from|until)\s+)?(?:{PERIOD})", asking)
    if not re.match(rf"(?i){PREPOSITION}", when) and re.match(r"\d{4}", when):
        when = f"in {when}"
    if found:
        return asking[: found.start()] + when + asking[found.end() :]
    return f"{asking} {when}"


def _slot(fragment: Fragment, view: View) -> Noun | None:
    """The name of the previous question that the follow-up's name takes the place of."""
    if not view.names:
        return None
    best: tuple[float, int, Noun] | None = None
    for order, noun in enumerate(view.names):
        after = view.asking[noun.end :]
        before = view.asking[: noun.start].split()
        score = 0.0
        if _bare(noun.text).lower() == _bare(fragment.text).lower():
            continue
        owned = re.match(r"['’]s?\s", after) is not None
        if fragment.owner:
            score += 3 if owned else 0
        if fragment.preposition:
            score += 3 if before and before[-1].lower() == fragment.preposition else -1
        countries_both = bool(roles(_bare(noun.text))) and bool(roles(_bare(fragment.text)))
        if countries_both:
            score += 3
        elif noun.sort is fragment.sort:
            score += 2
        elif {noun.sort, fragment.sort} <= {Sort.PERSON, Sort.UNKNOWN} or {noun.sort, fragment.sort} <= {
            Sort.THING,
            Sort.UNKNOWN,
        }:
            score += 1.5
        elif {noun.sort, fragment.sort} <= {Sort.PLACE, Sort.PEOPLE, Sort.THING}:
            score += 0.5
        elif not owned or not fragment.owner:
            score -= 2
        if score > 0 and noun.subject:
            score += 1
        if score > 0 and (best is None or score > best[0]):
            best = (score, order, noun)
    return best[2] if best else None


def _bare(name: str) -> str:
    return re.sub(r"(?i)^the\s+", "", name)


def _role(name: str) -> Role | None:
    found = roles(_bare(name))
    return found[0][1] if found else None


def _demonym_of(name: str) -> str | None:
    """The adjective of a country, None for what is no country."""
    for code, role in roles(_bare(name)):
        if role is Role.NAME and countries()[code].demonyms:
            return countries()[code].demonyms[0]
    return None


def _adjective_of(demonym: str) -> str:
    """The adjective of a people: "the Swede" → "Swedish"; an adjective is its own."""
    for code, role in roles(_bare(demonym)):
        if role is Role.DEMONYM:
            forms = countries()[code].demonyms
            return next((form for form in forms if not form.endswith("s")), demonym)
    return demonym


def _country_of(demonym: str) -> str | None:
    for code, role in roles(_bare(demonym)):
        if role is Role.DEMONYM and countries()[code].names:
            return countries()[code].names[0]
    return None


def _exchanged(asking: str, slot: Noun, fragment: Fragment) -> str:
    """The question with the slot's name exchanged, the possessive, article and adjective as the place demands."""
    start, end = slot.start, slot.end
    after = asking[end:]
    owned = re.match(r"['’]s?(?=\s)", after)
    new = fragment.text
    if owned:
        stop = end + owned.end()
        if fragment.demonym or fragment.adjective:
            demonym = new if re.match(r"(?i)the\s", new) else f"the {new}"
            return asking[:start] + demonym + asking[stop:]
        return asking[:start] + (new if fragment.demonym else _owner(new)) + asking[stop:]
    slot_adjective = slot.sort is Sort.PEOPLE or _before_noun(after)
    article = re.search(r"(?i)\b(?:the|a|an)\s+$", asking[:start])
    if slot_adjective and _before_noun(after):
        name = _bare(new)
        adjective = _adjective_of(name) if fragment.demonym else name if fragment.adjective else _demonym_of(name)
        if adjective is None and slot.sort is Sort.PEOPLE:
            begin = article.start() if article and article.group().strip().lower() == "the" else start
            return asking[:begin] + _owner(new) + asking[end:]
        return asking[:start] + _bare(adjective or name) + asking[end:]
    if fragment.demonym and slot.sort is Sort.PLACE and not fragment.text.endswith("s"):
        new = _country_of(new) or new
    if article and article.group().strip().lower() == "the":
        new = _bare(new)
        if slot.sort is Sort.PLACE and not fragment.text.lower().startswith("the "):
            start = article.start()
    return asking[:start] + new + asking[end:]


def _before_noun(after: str) -> bool:
    match = re.match(r"\s+([a-z][\w-]*)", after)
    if not match:
        return False
    word = match.group(1)
    if not nouns.phrase_at_start(after.strip(), longest=8):
        return False
    return verbs.base_of(word) is None or nouns.is_person(word) or nouns.is_a("gathering", word)


def _owner(name: str) -> str:
    return f"{name}'s"


def _describes(view: View) -> bool:
    """Whether the question before is a description and no clause: "price of the old ferry"."""
    return view.clause is None and view.kind not in (Kind.YESNO, Kind.ABOUT)


def _of_another(fragment: Fragment, view: View) -> str | None:
    """The same of something else, after a description: "price of the old ferry" – "and the new one?"."""
    if not _describes(view) or not (fragment.led or fragment.adjective):
        return None
    if fragment.preposition:
        return _after_preposition(view, fragment)
    found = re.match(r"(?i)(?P<head>\S.*\s(?:of|for))\s+(?P<old>\S.*)$", view.asking)
    if not found or _OPEN.match(fragment.text) or by_noun(_core(fragment.text), ""):
        return None
    noun = f" {nouns.head(_core(found['old']))}" if fragment.adjective else ""
    return f"{found['head']} {fragment.text}{noun}"


def _common(fragment: Fragment, view: View) -> str | None:
    """A common noun phrase in the place of its like: "how many passengers were aboard?" – "and crew?"."""
    clause, asking = view.clause, view.asking
    text = _shown(fragment)
    if clause is None:
        return _of_another(fragment, view)
    words = fragment.text.split()
    if len(words) == 1 and verbs.is_past(words[0]) and clause.predicate:
        first = clause.predicate.split()[0]
        if verbs.is_past(first):
            return asking.replace(clause.predicate, clause.predicate.replace(first, words[0], 1), 1)
    if fragment.preposition:
        return _after_preposition(view, fragment) or f"{asking} {fragment.preposition} {text}"
    topic = re.search(r"(?i)\b(?:about|on|regarding)\s+(?=\S+.*$)", asking)
    if view.kind is Kind.SAID and topic and not nouns.is_person(text):
        return f"{asking[: topic.end()]}{text}"
    for noun in view.phrases:
        if nouns.head(_core(noun.text)) == nouns.head(_core(text)) and noun.text.lower() != text.lower():
            return asking[: noun.start] + text + asking[noun.end :]
    attribute = by_noun(nouns.owned(nouns.phrase_at_start(text, longest=5)), "")
    determined = re.match(r"(?i)(?:the|his|her|its|their|a|an|[\w ]+['’]s)\s", text)
    if not determined and clause.noun and not attribute:
        bare_noun = re.sub(r"(?i)^(?:of\s+)?(?:the\s+)?", "", clause.noun)
        return asking.replace(bare_noun, text, 1)
    open_ended = re.match(r"(?i)(?:any|some|no)", text) is not None
    if open_ended and not clause.noun:
        return None
    if attribute and attribute[0] not in (Kind.WHERE, Kind.SAID) and view.names:
        owned = re.match(r"(?i)(?:his|her|its|their|[\w ]+['’]s)\s", text)
        phrase = text if determined else f"the {text}"
        return f"What is {phrase}" if owned else f"What is {phrase} of {view.subject_names()[0].text}"
    objects = [noun for noun in view.phrases if not noun.subject]
    acting = nouns.is_person(_core(text)) or nouns.is_a("group", nouns.head(_core(text)))
    if objects and clause.subject[:1].isupper() and not acting:
        return asking[: objects[-1].start] + text + asking[objects[-1].end :]
    if clause.subject and (determined or clause.subject[0].islower()):
        return asking.replace(clause.subject, text, 1)
    if view.phrases:
        last = view.phrases[-1]
        return asking[: last.start] + text + asking[last.end :]
    return None
