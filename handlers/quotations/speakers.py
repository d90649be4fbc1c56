"""Who speaks in a sentence: the verbs and phrases of saying outside its quotations, each with the one who says.

Invariant: a speaker is named only where the words name one: a name, a pronoun, or a noun such as "officials" right
before the verb, right after it where the order is turned, or after "according to".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.answering.language.fold import fold
from handlers.answering.language.lexicon import vocabulary
from handlers.answering.language.names import Mention
from handlers.answering.language.people import HEADS, MODIFIERS, ORGANISATIONS
from handlers.answering.language.places import is_demonym, is_place
from handlers.answering.language.words import STOPWORDS, stem
from handlers.answering.page import Page
from handlers.quotations.marks import Quotation

SAY = frozenset(map(stem, vocabulary("speech", "say")))
FRAME = frozenset(map(stem, vocabulary("speech", "frame")))
PRONOUNS = frozenset({"he", "she", "they", "it", "who", "i", "we", "you"})
_WHO = vocabulary("speech", "who") | frozenset(word for word in HEADS if " " not in word)
_WHO_STEMS = frozenset(map(stem, _WHO))
_BETWEEN = vocabulary("speech", "between")
_HEARERS = vocabulary("speech", "hearer")
_TOKEN = re.compile(r"[^\W_](?:[\w.’'&-]*[\w])?")
_DETERMINERS = vocabulary("speech", "determiner")
_CONJUNCTIONS = vocabulary("speech", "conjunction")
# What a noun phrase does not hold: it ends before these, read from its noun to the left.
_STOPS = (STOPWORDS | _CONJUNCTIONS) - (
    _DETERMINERS | frozenset({"of", "for", "other", "own", "top", "same", "former"})
)
_NOUN_BEFORE = re.compile(r"(?<![^\W_])(?:a|an|the|its|his|her|their|this|any|no|of)\s+$", re.IGNORECASE)
_ACCOUNT = re.compile(r"(?<![\w.])@\w+$")
_ACCORDING = re.compile(r"(?i)(?<![^\W_])(?:according\s+to|in\s+the\s+words\s+of|as\s+told\s+by)\s+")
_TO_WHOM = re.compile(r"\s+(?:to\s+)?(?:(?:the|a|an|his|her|its|their)\s+)?")
_TOLD = re.compile(
    r"\s+((?:(?!that\b|in\b|on\b|at\b|last\b|he\b|she\b|it\b|they\b|how\b|about\b|to\b|of\b|his\b|her\b)[\w’'.&-]+\s?){1,5}?)"
    r"(?=\s(?:that|in|on|at|last|he|she|it|they|how|about|to|of|his|her|during|after|by)\b|\s?[,:;.]|\s?\x00)"
)
# "…, who led the team in Oslo, said", "…, director of Amnesty, said": the name at the end is not the speaker's.
_ADDRESS = r"\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bSen)(?<!\bRep)(?<!\bGen)(?<!\bGov)(?<!\bLt)(?<!\bCol)(?<!\b[A-Z]"
_DESCRIBES = frozenset({"who", "which", "a", "an", "the", "whose", "from", "of"})
_BELONGS = re.compile(r"(?i)\s+(?:of|from|at)\s+(?:(?:the|a|an|its|his|her|their)\s+)?$")
_OWNED_BY = frozenset({"of", "at", "for", "in", "from", "to", "on", "with", "by"})
_LONGEST_APPOSITION = 160
_LONGEST_PHRASE = 7
_LONGEST_TITLE = 90
_LONGEST_OFFICE = 3


@dataclass(frozen=True, slots=True)
class Saying:
    """A saying: where its verb or phrase stands, who says (offsets of the words), and to whom.

    `strong` verbs report speech by themselves; the others only beside quotation marks. `according`: "according to X".
    """

    start: int
    end: int
    verb: tuple[int, int]
    speaker: tuple[int, int]
    name: Mention | None
    strong: bool
    according: bool = False
    participle: bool = False
    hearer: tuple[int, int] | None = None


def sayings(page: Page, start: int, end: int, quoted: Sequence[Quotation]) -> tuple[Saying, ...]:
    """The sayings between two offsets (whole sentences), outside its quotations, in order."""
    text = _blanked(page.text, start, end, quoted)
    names = [m for m in page.names if start <= m.start and m.end <= end and not _inside(m.start, quoted)]
    found = [*_by_verb(page, text, start, names), *_by_phrase(text, start, names)]
    return tuple(sorted(found, key=lambda saying: saying.start))


def _blanked(text: str, start: int, end: int, quoted: Sequence[Quotation]) -> str:
    """The stretch with its quotations as blanks: nothing in them is taken for the report's own words."""
    out = text[start:end]
    for quotation in quoted:
        first, last = max(quotation.opened, start) - start, min(quotation.closed, end) - start
        if first < last:
            out = out[:first] + "\x00" * (last - first) + out[last:]
    return out


def _inside(at: int, quoted: Sequence[Quotation]) -> bool:
    return any(quotation.opened <= at < quotation.closed for quotation in quoted)


def _by_verb(page: Page, text: str, base: int, names: Sequence[Mention]) -> Iterator[Saying]:
    for token in _TOKEN.finditer(text):
        root = stem(token.group())
        if (root not in SAY and root not in FRAME) or token.group().endswith("ly"):
            continue
        if _is_noun(token.group().removesuffix("s")):
            continue  # "adviser" is no form of "advise", nor "allegation" one of "allege"
        if _NOUN_BEFORE.search(text[: token.start()]) or token.group()[0].isupper():
            continue
        verb = (base + token.start(), base + token.end())
        strong = root in SAY
        who = _before(text[: token.start()], base, names)
        participle = token.group().endswith("ing")
        if who is None and strong and not participle:
            who = _after(text, token.start(), token.end(), base, names)
        if who is None or not _agrees(token.group(), page.text[slice(*who[0])], text[: token.start()]):
            continue
        if participle and token.group() not in _PARTICIPLES:
            continue
        speaker, name = who
        hearer = _hearer(text, token.end(), base, names) if speaker[1] <= verb[0] else None
        titled = name.title.start if name is not None and name.title is not None else speaker[0]
        begin = base + phrase_start(text, titled - base)  # "Swiss foreign ministry spokesman", "the 58-year-old Lee"
        start, end = min(begin, verb[0]), max(speaker[1], verb[1])
        yield Saying(start, end, verb, speaker, name, strong, participle=participle, hearer=hearer)


def _is_noun(word: str) -> bool:
    return word not in _BASE and (word in _WHO or word.endswith(("ation", "ition", "ment", "ance", "sion")))


_BASE = vocabulary("speech", "say") | vocabulary("speech", "frame")
_PARTICIPLES = frozenset({"saying", "adding", "stating", "warning", "noting", "insisting", "telling", "claiming"})
_MODAL = re.compile(r"(?:would|will|did|does|do|to|could|can|may|might|should|must|not)\s+$", re.IGNORECASE)


def _agrees(verb: str, speaker: str, left: str) -> bool:
    """Whether the verb's form fits its subject: "state" is no verb of "Russian", nor "report" one of "Reuters"."""
    if is_demonym(speaker) and not speaker.endswith("s"):
        return False
    if verb not in _BASE or verb in ("wrote", "told") or _MODAL.search(left):
        return True
    last = speaker.split()[-1].casefold()
    return last in ("they", "we", "i", "police", "people") or (last.endswith("s") and speaker[:1].islower())


def _by_phrase(text: str, base: int, names: Sequence[Mention]) -> Iterator[Saying]:
    for match in _ACCORDING.finditer(text):
        who = _phrase_from(text, match.end(), base, names)
        if who is not None:
            speaker, name = who
            verb = (base + match.start(), base + match.end())
            yield Saying(verb[0], speaker[1], verb, speaker, name, strong=True, according=True)


Who = tuple[tuple[int, int], Mention | None]


def _before(left: str, base: int, names: Sequence[Mention]) -> Who | None:
    """The subject that ends right before the verb."""
    end = len(left)
    while True:
        stripped = left[:end].rstrip()
        word = re.search(r"[^\W_][\w’'-]*$", stripped)
        if word and (word.group().casefold() in _BETWEEN or word.group().casefold().endswith("ly")):
            if any(m.end == base + len(stripped) for m in names):
                break
            end = word.start()
            continue
        end = len(stripped)
        break
    if end and left[end - 1] in ",—–)-":
        return _in_apposition(left, end - 1, base, names)
    found = _ending_at(left, end, base, names)
    return found and (_belonging(left, found[0], base, names) or found)


def _belonging(left: str, whose: tuple[int, int], base: int, names: Sequence[Mention]) -> Who | None:
    """The person before "of the union": in "Ann Lee of the union said" not the union speaks, nor in "the head of the
    union said"; None where nobody belongs to it.
    """
    between = _BELONGS.search(left, 0, whose[0] - base)
    if between is None:
        return None
    person = next((m for m in names if m.end == base + between.start() and _is_person(m)), None)
    if person is not None:
        owned = _BELONGS.search(left, 0, person.start - base)  # "a friend of Ann Lee from the union"
        return None if owned else ((person.start, person.end), person)
    noun = re.search(r"[^\W_][\w’'-]*$", left[: between.start()])
    if noun is None or stem(noun.group().casefold()) not in _WHO_STEMS:
        return None
    return (base + phrase_start(left, noun.start()), whose[1]), None


def _ending_at(left: str, end: int, base: int, names: Sequence[Mention]) -> Who | None:
    """The name, pronoun or noun phrase whose last word ends at `end`."""
    for mention in names:
        dotted = left[:end].endswith(".") and mention.end + 1 == base + end  # "Roger Stone Jr."
        if base <= mention.start and (mention.end == base + end or dotted):
            return (mention.start, mention.end), mention
    account = _ACCOUNT.search(left[:end])
    if account is not None:
        return (base + account.start(), base + end), None
    word = re.search(r"[^\W_][\w’'-]*$", left[:end])
    if word is None:
        return None
    plain = word.group().casefold()
    if plain in PRONOUNS:
        return (base + word.start(), base + end), None
    if stem(plain) not in _WHO_STEMS or plain in STOPWORDS:
        return None
    start = phrase_start(left, word.start())
    return (base + start, base + end), None


def phrase_start(left: str, at: int) -> int:
    """Where the noun phrase begins whose noun, or whose title and name, begin at `at`."""
    for _ in range(_LONGEST_PHRASE):
        word = re.search(r"(?:^|(?<=[\s(—–]))[^\W_][\w’'.-]*[  ]$", left[:at])
        if word is None:
            return at
        plain = word.group().strip().casefold()
        if plain in _STOPS or stem(plain) in SAY:
            return at
        at = word.start()
        if plain in _DETERMINERS:
            return at
    return at


def _in_apposition(left: str, end: int, base: int, names: Sequence[Mention]) -> Who | None:
    """The subject before "…, a former minister, said" or "Mr Lee (left) said"; or the name after "His aide, "."""
    closing = _ending_at(left, end, base, names)
    opening = max(
        (left.rfind(mark, max(0, end - _LONGEST_APPOSITION), end) for mark in (",", "(", "—", "–")), default=-1
    )
    named = closing is not None and closing[1] is not None and _is_person(closing[1])
    if closing is not None and named and opening >= 0:
        words = left[opening + 1 : closing[0][0] - base].casefold().split()
        describes = bool(words) and (words[0] in _DESCRIBES or words[-1] in _OWNED_BY)
        if not describes:
            return closing
    while opening > 0:
        found = _ending_at(left, len(left[:opening].rstrip()), base, names)
        if found is not None and (found[1] is not None or stem(left[found[0][0] - base : opening]) not in PRONOUNS):
            return found
        opening = max((left.rfind(mark, max(0, end - _LONGEST_APPOSITION), opening) for mark in ",(—–"), default=-1)
    return closing


def _is_person(mention: Mention) -> bool:
    last = mention.text.split()[-1]
    return not (is_place(mention.text) or is_demonym(last) or fold(last) in ORGANISATIONS)


def _after(text: str, at: int, end: int, base: int, names: Sequence[Mention]) -> Who | None:
    """The subject after the verb, where a quotation or a comma before it shows that the order is turned."""
    before = text[:at].rstrip(" \u00a0")
    if before and before[-1] not in "\x00,?!—–":
        return None
    return _phrase_from(text, end, base, names)


def _phrase_from(text: str, at: int, base: int, names: Sequence[Mention]) -> Who | None:
    """The name with its title, or the noun phrase, that begins at `at`."""
    limit = min(len(text), at + _LONGEST_TITLE)
    stop = re.search(rf"[,;:()“”\"\x00—–]|(?<!{_ADDRESS})\.", text[at:limit])
    until = at + stop.start() if stop else limit
    for mention in names:
        if not base + at <= mention.start < base + until:
            continue
        between = text[at : mention.start - base].split()
        if all(_titular(word) for word in between) and len(between) <= _LONGEST_PHRASE:
            after = [m for m in names if mention.end < m.start < base + until]
            inner = text[mention.end - base : after[0].start - base].split() if after else []
            office = after[0].title if after else None
            titled = office is not None and not any(
                map(_ends_phrase, text[mention.end - base : office.start - base].split())
            )
            if inner and len(inner) <= _LONGEST_OFFICE and (titled or all(fold(w) in HEADS | MODIFIERS for w in inner)):
                return (after[0].start, after[0].end), after[0]  # "Swiss foreign ministry spokesman Ann Lee"
            owned = re.match(r"['’]s?\s", text[mention.end - base :])
            noun = _noun_after(text, mention.end - base, until) if not _is_person(mention) or owned else None
            start = base + at + len(text[at:]) - len(text[at:].lstrip())
            if noun is not None:
                return (start, base + noun), None
            return (mention.start, mention.end), mention
        break
    noun = _noun_after(text, at, until)
    if noun is None:
        pronoun = re.match(r"\s*(he|she|they)(?![\w’'])", text[at:])
        return ((base + at + pronoun.start(1), base + at + pronoun.end(1)), None) if pronoun else None
    start = at + len(text[at:]) - len(text[at:].lstrip())
    return (base + start, base + noun), None


def _ends_phrase(word: str) -> bool:
    return fold(word).strip("'") in _STOPS or word in ("'s", "’s")


def _titular(word: str) -> bool:
    plain = fold(word).strip(".,'").removesuffix("'s")
    return (
        plain in HEADS | MODIFIERS | _DETERMINERS | _WHO
        or plain in ("of", "for", "and", "mr", "mrs", "ms", "former")
        or is_demonym(plain)
        or is_place(word.strip("’'s"))
        or word[:1].isupper()
    )


def _noun_after(text: str, at: int, until: int) -> int | None:
    """Where the noun phrase that goes on from `at` ends: its last noun of those who speak."""
    last = None
    for number, token in enumerate(_TOKEN.finditer(text, at, until)):
        plain = token.group().casefold()
        if number > _LONGEST_PHRASE or (plain in _STOPS and plain not in _DETERMINERS):
            break
        if stem(plain) in _WHO_STEMS and plain not in STOPWORDS:
            last = token.end()
        elif last is not None:
            break
    return last


def _hearer(text: str, at: int, base: int, names: Sequence[Mention]) -> tuple[int, int] | None:
    """Whom it was told: "told reporters", "told Sky News"."""
    if told := _TOLD.match(text, at) if text[:at].endswith(("told", "tell", "tells")) else None:
        return base + told.start(1), base + told.end(1)
    gap = _TO_WHOM.match(text, at)
    if gap is None:
        return None
    for mention in names:
        start = mention.title.start if mention.title is not None else mention.start
        if start == base + gap.end() and (text[at : gap.end()].strip() or text[:at].endswith("asked")):
            return mention.start, mention.end
    word = _TOKEN.match(text, gap.end())
    if word and word.group().casefold() in _HEARERS:
        return base + word.start(), base + word.end()
    return None
