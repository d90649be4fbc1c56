"""Whom "he", "she" or "the minister" means.

Invariant: a pronoun or a description is given a name only where the rules below leave one choice; otherwise the answer
is None, and its speaker stays without a name.

The rules: names inside quotations and owners ("Lee's aide") are nobody's antecedent. A pronoun goes on to mean who
spoke last, if nobody else whom it fits is named since. Failing that it means the only one whom it fits in its paragraph
and the one before, or who opens the sentence before, if that sentence and its own name no other. "The minister" is
the only one in the text who has that office.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from handlers.answering import nouns
from handlers.answering.language.fold import fold
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.names import Mention, person_parts, same_name
from handlers.answering.language.people import HEADS, ORGANISATIONS, is_acronym, is_organisation
from handlers.answering.language.places import country_codes, is_demonym, is_place
from handlers.answering.language.words import stem
from handlers.answering.page import Page
from handlers.quotations.marks import quotations
from handlers.quotations.speakers import PRONOUNS, Saying, phrase_start, sayings

_GIVEN = {"he": vocabulary("given", "he"), "she": vocabulary("given", "she")}
_APPOSITION = re.compile(r",\s(?P<words>[^.;:“”\"\n]{3,90}?)(?:,|\.|;|\swho\b|\ssaid\b)")
_APPOSED = re.compile(r",\s(?:(?:a|an|the|who|whose|his|her|its|their|one)\s|\d{1,2}[,.])|\s\(\d{1,2}\)")
_BESIDE = re.compile(r",?\s|,\s[^,.;:“”\"\n]{3,70},\s")  # what may stand between a name and its "who"
_OWNS = re.compile(r"['’]s?(?![^\W_])")
_SINGULAR = ("he", "she")
_BACK = 2  # paragraphs


def meant(page: Page, saying: Saying, around: Sequence[Saying]) -> Mention | Saying | None:
    """Whom the pronoun of a saying means: a name, or who spoke before without one; None where it is not certain.

    `around` are the sayings of its sentence.
    """
    word = page.text[slice(*saying.speaker)].casefold()
    if word == "who":
        left = page.text[: saying.speaker[0]]
        owners = [m for m in page.names if m.end <= len(left) and _BESIDE.fullmatch(left, m.end)]
        return owners[-1] if owners and _can_be(page.text, owners[-1]) else None
    if word not in _SINGULAR:
        return _plural(page, saying, around)
    before = _fitting(page, _spoke_before(page, saying, around), word)
    begin = _window(page.text, saying.start)
    if before is not None:
        begin = before.hearer[1] if before.hearer is not None else before.end
    named = _named(page, begin, saying, word)
    if before is not None and not any(_is_someone(page, m) or _opens(page, m) for m in named):
        own = page.text[slice(*before.speaker)].casefold()
        if before.name is not None:
            return before.name if _may_be(page, before.name, word) and _is_someone(page, before.name) else None
        if own in PRONOUNS:
            return meant(page, before, _beside(page, before)) if own == word else None
        return before if _is_single(own) else None
    if before is not None:
        named = _named(page, _window(page.text, saying.start), saying, word)
    if len(named) == 1:
        certain = _is_someone(page, named[0]) and _opens(page, named[0]) and not _owned(page, saying, named[0])
        return named[0] if certain else None
    return _opener(page, saying, word)


def _plural(page: Page, saying: Saying, around: Sequence[Saying]) -> Mention | Saying | None:
    """Whom "they" or "it" means: those who spoke last in the paragraph, if they are no one person."""
    before = next(iter(_spoke_before(page, saying, around)), None)
    if before is None or "\n" in page.text[before.end : saying.start].strip("\n"):
        return None
    if before.name is not None:
        return None if _is_someone(page, before.name) else before.name
    own = page.text[slice(*before.speaker)].casefold()
    if own in PRONOUNS:
        return meant(page, before, _beside(page, before)) if own not in _SINGULAR else None
    return before


def described(page: Page, saying: Saying) -> Mention | None:
    """The name of whom a description means ("the minister"): the only one in the text with that office."""
    words = page.text[slice(*saying.speaker)].split()
    if len(words) < 2 or words[0].casefold() != "the":
        return None
    head = stem(words[-1])
    if fold(words[-1]) not in HEADS and fold(words[-1]) not in _GIVEN["he"] | _GIVEN["she"]:
        return None
    wanted = {stem(w) for w in words[1:-1] if not (is_demonym(w) or is_place(w))}
    land = {code for w in words[1:-1] for code in country_codes(w)}
    fitting: list[Mention] = []
    for mention, office in _offices(page):
        held = [stem(word) for word in office.split()]
        lands = {code for word in office.split() for code in country_codes(word)}
        if head in held and wanted <= set(held) and not (land and lands and not land & lands):
            fitting.append(mention)
    found = _distinct(fitting)
    if len(found) == 1:
        return found[0]
    begin = _window(page.text, saying.start)
    near = _distinct(m for m in fitting if begin <= m.start < saying.start)
    return near[0] if len(near) == 1 else None


def _offices(page: Page) -> Iterator[tuple[Mention, str]]:
    """Each name that stands with an office: before it, or after it between commas."""
    quoted = quotations(page.text)
    for mention in page.names:
        if any(q.opened <= mention.start < q.closed for q in quoted) or not _can_be(page.text, mention):
            continue
        line = page.text.rfind("\n", 0, mention.start) + 1
        start = mention.title.start if mention.title is not None else mention.start
        if mention.title is not None:
            begin = line + phrase_start(page.text[line:start], start - line)
            yield mention, page.text[begin : mention.title.end].strip()
        after = _APPOSITION.match(page.text, mention.end)
        if after and len(after["words"].split()) <= _LONGEST_OFFICE and _is_someone(page, mention):
            yield mention, _office(after["words"])


_LONGEST_OFFICE = 12


def _office(words: str) -> str:
    """The office itself: "the minister of information and culture" up to where another clause begins."""
    return re.split(r"\s(?:to|in|at|from|with|on|as|who|which|and\sthe)\s", words)[0].replace(",", " ")


def _fitting(page: Page, said: Sequence[Saying], pronoun: str) -> Saying | None:
    """The last of these sayings whose speaker the pronoun can mean; of "Lee said the guards told her" it is Lee's."""
    for each in said:
        own = page.text[slice(*each.speaker)].casefold()
        if _may_be(page, each.name, pronoun) if each.name is not None else own in PRONOUNS or _is_single(own):
            return each
    return said[0] if said else None


def _spoke_before(page: Page, saying: Saying, around: Sequence[Saying]) -> tuple[Saying, ...]:
    """Who spoke before it, the last first: in its sentence, or in the nearest before it, up to one paragraph back."""
    inside = [each for each in around if each.end <= saying.start and each.speaker != saying.speaker]
    if inside:
        return tuple(reversed(inside))
    quoted = quotations(page.text)
    begin = _window(page.text, saying.start)
    for number in range(page.sentence_at(saying.start) - 1, -1, -1):
        start, end = page.sentences[number]
        if start < begin:
            break
        if found := sayings(page, start, end, quoted):
            return tuple(reversed(found))
    return ()


def _beside(page: Page, saying: Saying) -> tuple[Saying, ...]:
    start, end = page.sentences[page.sentence_at(saying.start)]
    return sayings(page, start, end, quotations(page.text))


def _window(text: str, at: int) -> int:
    """Where the paragraph before that of `at` begins."""
    start = at
    for _ in range(_BACK):
        while start > 0 and text[start - 1] == "\n":
            start -= 1
        start = text.rfind("\n", 0, start) + 1
    return start


def _free(page: Page, start: int, end: int) -> Iterator[Mention]:
    """The names between two offsets that stand outside quotations and own nothing."""
    quoted = quotations(page.text)
    for mention in page.names:
        if not start <= mention.start < end or any(q.opened <= mention.start < q.closed for q in quoted):
            continue
        if not _OWNS.match(page.text, mention.end) and not mention.text.endswith(("'s", "’s")):
            yield mention


def _named(page: Page, begin: int, saying: Saying, word: str) -> list[Mention]:
    """Who is named from `begin` to the saying and can be meant; not who follows a "he" in its sentence.

    Of "before he meets Lee, he said" Lee is not he.
    """
    start, _ = page.sentences[page.sentence_at(saying.start)]
    own = page.text[start : saying.start]
    for quotation in quotations(page.text):
        first, last = max(0, quotation.opened - start), min(len(own), quotation.closed - start)
        if first < last:
            own = own[:first] + " " * (last - first) + own[last:]
    spoken = re.search(rf"(?i)\b{word}\b", own)
    until = start + spoken.start() if spoken else saying.start
    return _distinct(m for m in _free(page, begin, until) if _may_be(page, m, word))


def _owned(page: Page, saying: Saying, name: Mention) -> bool:
    """Whether the sentence names an owner whom the pronoun may mean as well: "on Khan's words, when he said"."""
    start, _ = page.sentences[page.sentence_at(saying.start)]
    owners = (m for m in page.names if start <= m.start < saying.start and _OWNS.match(page.text, m.end))
    return any(_is_someone(page, m) and not same_name(m.text, name.text) for m in owners)


def _distinct(mentions: Iterator[Mention] | Sequence[Mention]) -> list[Mention]:
    """One mention of each who is named, the last of them; "Trump" and "Donald Trump" are one."""
    found: list[Mention] = []
    for mention in mentions:
        found = [other for other in found if not same_name(other.text, mention.text)]
        found.append(mention)
    return found


def _opener(page: Page, saying: Saying, word: str) -> Mention | None:
    """Who opens the sentence before, or its own, if the two name no other one whom the pronoun fits."""
    number = page.sentence_at(saying.start)
    begin = page.sentences[max(0, number - 1)][0]
    if "\n" in page.text[begin : saying.start].strip("\n") and number == 0:
        return None
    named = _named(page, begin, saying, word)
    if len(named) != 1 or not _is_someone(page, named[0]):
        return None
    return named[0] if _opens(page, named[0]) else None


def _opens(page: Page, mention: Mention) -> bool:
    """Whether the name, its titles aside, opens its sentence or the clause after a comma: it is what is spoken of."""
    start = mention.title.start if mention.title is not None else mention.start
    before = page.text[page.sentences[page.sentence_at(start)][0] : start]
    opening = before[before.rfind(", ") + 1 :].split()
    return len(opening) <= 1 or all(word[:1].isupper() for word in opening)


def _is_single(words: str) -> bool:
    """Whether a noun phrase speaks of one person: "a source", "the chief justice", no "officials", no "party"."""
    last = fold(words.split()[-1])
    return last in HEADS or (not last.endswith("s") and last != "people" and nouns.is_person(last))


def _may_be(page: Page, mention: Mention, pronoun: str) -> bool:
    """Whether the pronoun can mean the name, as far as name, title and form tell."""
    if not _can_be(page.text, mention):
        return False
    other = "she" if pronoun == "he" else "he"
    telling = _sexes(page).get(_key(mention))
    return telling != other


def _can_be(text: str, mention: Mention) -> bool:
    name = mention.text
    if is_demonym(name.split()[-1]) or is_place(name) or is_organisation(name) or is_acronym(name):
        return False
    if fold(name.split()[-1]) in ORGANISATIONS or any(map(str.isdigit, name)):
        return False
    return mention.title is not None or not re.search(r"(?i)\bthe\s$", text[max(0, mention.start - 4) : mention.start])


def _key(mention: Mention) -> str:
    return fold(person_parts(mention.text).surname or mention.text).split()[-1]


def _is_someone(page: Page, mention: Mention) -> bool:
    """Whether the text or the name itself shows that a person is named."""
    return _key(mention) in _people(page)


@lru_cache(maxsize=64)
def _people(page: Page) -> frozenset[str]:
    """The surnames of those who are surely persons: by a title, a given name, what is told beside or of them."""
    found: set[str] = set()
    shorts = {m.text for m in page.names if " " not in m.text}
    for mention in page.names:
        if not _can_be(page.text, mention):
            continue
        words = mention.text.split()
        given = len(words) > 1 and fold(words[0]) in _GIVEN["he"] | _GIVEN["she"]
        told = len(words) > 1 and _APPOSED.match(page.text, mention.end)
        if (
            mention.title is not None
            or given
            or told
            or (len(words) > 1 and words[-1] in shorts and not is_place(words[-1]))
        ):
            found.add(_key(mention))
    return frozenset(found)


@lru_cache(maxsize=64)
def _sexes(page: Page) -> dict[str, str]:
    """ "he" or "she" for the surnames of which the text tells: by a form of address, a title or a given name."""
    found: dict[str, set[str]] = {}
    for mention in page.names:
        titles = mention.title.text.split() if mention.title is not None else []
        words = mention.text.split()
        telling = [*titles, *(words[:1] if len(words) > 1 else [])]
        for word in telling:
            for sex, known in _GIVEN.items():
                if fold(word).strip(".") in known:
                    found.setdefault(_key(mention), set()).add(sex)
    return {key: next(iter(sexes)) for key, sexes in found.items() if len(sexes) == 1}
