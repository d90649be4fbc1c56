"""Yes and no: one text says what another denies, or the opposite of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from handlers.answering import verbs
from handlers.answering.language.fold import fold
from handlers.answering.language.lexicon import rows
from handlers.answering.language.times import find_dates
from handlers.answering.language.words import STOPWORDS, stem
from handlers.answering.page import Token
from handlers.comparing.contrasts import Contrast, Kind, Side
from handlers.comparing.statements import Statement, Telling, sense
from handlers.quotations.alignment import is_denial
from handlers.quotations.speakers import SAY

_WORDS = 8
_REACH = 6  # words over which a denial reaches the verb after it, no other verb and no clause between
_RARE = 0.4  # weight of a sense that few sentences of the story speak of
_WEIGHT = 0.9
# Of 10 claims on the newsdesk events and 11 on stories held back, those below were all of two things.
_SAME_SENTENCE = 0.5
_SAME_CLAUSE = 0.4
_DENIES = frozenset({"unlikely", "unable", "denied", "denies", "hardly", "failed", "fails", "without", "too"})
_BREAK = re.compile(
    r"[,;:—–.]|\b(?:but|although|though|while|that|which|who|and|because|after|before)\b", re.IGNORECASE
)
# Denied of one time only: "had not won since 1908", "did not at first".
_FOR_A_TIME = re.compile(
    r"\b(?:since|until|till|yet|so\s+far|initially|at\s+first|before|often|always"
    r"|for\s+(?:\w+\s){0,2}(?:hours?|days|weeks|months|years|decades))\b",
    re.IGNORECASE,
)
# What was so once and is so no more: "had opposed it until last year".
_ONCE = re.compile(
    r"\b(?:until|till|initially|at\s+first|no\s+longer|once|previously|formerly|used\s+to)\b", re.IGNORECASE
)
_BEFORE_THAT = re.compile(r"\b(?:had|having)\s(?:\w+ly\s)?$", re.IGNORECASE)
# Of another than the one spoken of: "the other was found not guilty".
_ANOTHER = re.compile(r"\b(?:the\s+others?|another|others|neither|either|both)\b", re.IGNORECASE)
_BESIDE = 40  # characters
# What may be, or is denied by somebody, is not said to be so.
_HYPOTHETICAL = re.compile(
    r"\b(?:if|whether|unless|while|could|(?-i:may)|might|would|should|must|speculat\w+|alleg\w+|rumou?r\w*|suggest\w*|claim\w*|"
    r"deni(?:es|ed|al)|reject(?:s|ed)?\s+(?:claims?|reports?|that))\b",
    re.IGNORECASE,
)
_NOUN_BEFORE = re.compile(
    r"(?<![^\W_])(?:a|an|the|its|his|her|their|this|that|any|no|of|in|for|with|\w+['’]s?|state)\s$", re.IGNORECASE
)
_VERBAL = re.compile(
    r"(?:\b(?:to|will|would|did|does|do|not|can|could|may|might|should|must|has|have|had|be|been|is|are|was|were)|n['’]t)"
    r"\s+(?:\w+ly\s+)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Act:
    """Something said to be so, or not so: `about` names what, `says` whether; `left` and `right` stand beside it."""

    statement: Statement
    about: str
    says: bool
    start: int
    end: int
    left: tuple[str, ...]
    right: tuple[str, ...]


@cache
def _opposites() -> dict[str, tuple[str, bool]]:
    found: dict[str, tuple[str, bool]] = {}
    for number, row in enumerate(rows("opposites")):
        side = True
        for word in row:
            if word == "|":
                side = False
            else:
                found.setdefault(stem(word), (f"#{number}", side))
    return found


def denials(every: Sequence[Statement], telling: Telling) -> Iterator[Contrast]:
    """What one text says is so and another that it is not."""
    acts: dict[str, list[_Act]] = defaultdict(list)
    for statement in every:
        if "?" in statement.text:
            continue
        found = list(_acts(statement))
        for act in found:
            if not any(other.about == act.about and other.says != act.says for other in found):
                acts[act.about].append(act)
    best: dict[tuple[str, str], Contrast] = {}
    for group in acts.values():
        if len({act.says for act in group}) < 2:
            continue
        for one, other in combinations(group, 2):
            if one.says == other.says or one.statement.outlet == other.statement.outlet:
                continue
            score = _score(one, other, telling)
            if score == 0:
                continue
            says, denies = (one, other) if one.says else (other, one)
            sides = (Side(says.statement, says.start, says.end), Side(denies.statement, denies.start, denies.end))
            contrast = Contrast(Kind.POLARITY, sides, _is_claimed(says, denies, telling), score)
            key = (says.statement.outlet, denies.statement.outlet)
            if key not in best or best[key].score < contrast.score:
                best[key] = contrast
    yield from best.values()


def _is_claimed(one: _Act, other: _Act, telling: Telling) -> bool:
    """Whether both sentences speak of one thing at one time, so that they cannot both be right.

    Rising and falling, and what has a date of its own, may be true one after the other; stands ("willing", "rejects")
    are taken on more than one thing. Such sentences are shown side by side, and nothing is claimed.
    """
    if _dates(one.statement) != _dates(other.statement):
        return False
    whole = telling.alike(one.statement.senses, other.statement.senses)
    near = telling.alike((*one.left, *one.right), (*other.left, *other.right))
    if not _is_bound(one, other, telling):
        return False  # of the object alone it is known that it is one
    if one.about.startswith("#"):
        return whole >= _SAME_SENTENCE
    return near >= _SAME_CLAUSE


def _dates(statement: Statement) -> frozenset[str]:
    """The years, months and days that a sentence names."""
    return frozenset(d.normal for d in find_dates(statement.text) if d.year or d.month)


def _score(one: _Act, other: _Act, telling: Telling) -> float:
    """How surely both speak of one act: its subject before it and its object after it; 0 if they do not."""
    every = (set(one.left) | set(one.right)) & (set(other.left) | set(other.right))
    weight = telling.weigh(every)
    if one.about.startswith("#"):
        if _dates(one.statement) != _dates(other.statement):
            return 0.0  # opened in 1977, closed last year
        subject = set(one.left[:2]) & set(other.left[:2])
        rest = [of for of in every - subject if telling.weight(of) >= _RARE]
        return weight if subject and rest and weight >= _WEIGHT else 0.0
    if _is_bound(one, other, telling):
        return weight if weight >= _WEIGHT else 0.0
    # "is expected to meet the queen", "is unlikely to meet Queen Elizabeth": one act on one rare object
    objects = set(one.right[:1]) & set(other.right[:1])
    return weight if telling.weigh(objects) >= _OBJECT and _is_to_come(one) and _is_to_come(other) else 0.0


def _is_bound(one: _Act, other: _Act, telling: Telling) -> bool:
    """Whether both have one subject and one object, or much of the object in common."""
    right = set(one.right) & set(other.right)
    subject = set(one.left[:3]) & set(other.left[:3])
    return bool(subject and right) or (len(right) >= 2 and telling.weigh(right) >= _WEIGHT)


def _is_to_come(act: _Act) -> bool:
    """Whether the act is foreseen: "will meet", "unlikely to meet"."""
    text = act.statement.page.text
    return bool(_TO_COME.search(text, max(act.statement.start, act.start - 60), act.end))


_OBJECT = 0.55
_TO_COME = re.compile(r"\b(?:will|to|unlikely|going)\b", re.IGNORECASE)


def _acts(statement: Statement) -> Iterator[_Act]:
    tokens: Sequence[Token] = statement.page.tokens_in(statement.start, statement.end)
    text = statement.page.text
    senses = [sense(text[token.start : token.end]) for token in tokens]
    for at, token in enumerate(tokens):
        word = text[token.start : token.end]
        if not word[0].islower() or fold(word) in STOPWORDS or is_denial(fold(word)) or word in _DENIES:
            continue
        clause = max((text.rfind(mark, statement.start, token.start) for mark in ",;:—–"), default=-1)
        if _HYPOTHETICAL.search(text, max(clause, statement.start), token.start):
            continue
        opposite = _opposites().get(stem(word))
        if opposite is None and not _is_verb(text, statement.start, token, word):
            continue
        about, says = opposite or (sense(word) or stem(word), True)
        denied = _denied(text, statement.start, tokens, at)
        goes_on = min(
            (next_at for mark in ",;:—–" if (next_at := text.find(mark, token.end, statement.end)) >= 0), default=-1
        )
        own = text[max(clause, statement.start) : goes_on if goes_on >= 0 else statement.end]
        if denied is not None and (_FOR_A_TIME.search(own) or stem(word) in SAY):
            continue  # who did not say so has not denied it
        before = text[max(statement.start, token.start - _BESIDE) : token.start]
        if opposite is not None and (_ONCE.search(statement.text) or _BEFORE_THAT.search(before)):
            continue
        if _ANOTHER.search(before) or (opposite is not None and _is_noun(text, statement.start, token, word)):
            continue
        start = tokens[denied].start if denied is not None else token.start
        left = tuple(of for of in reversed(senses[:at]) if of is not None)[:_WORDS]
        right = tuple(of for of in senses[at + 1 :] if of is not None)[:_WORDS]
        yield _Act(statement, about, says != (denied is not None), start, token.end, left, right)


def _is_noun(text: str, begin: int, token: Token, word: str) -> bool:
    """Whether a verb's word is a noun here: "the largest fall", and not "fell"."""
    if not verbs.is_base(word):
        return False
    before = text[max(begin, token.start - _BESIDE) : token.start]
    return not _VERBAL.search(before) and bool(_ADJECTIVE.search(before) or _NOUN_BEFORE.search(before))


_ADJECTIVE = re.compile(r"\b(?:a|an|the|its|their|his|her)\s(?:[a-z]+\s){1,2}$", re.IGNORECASE)


def _is_verb(text: str, begin: int, token: Token, word: str) -> bool:
    """Whether the word is a verb here: after "to", "did" and the like, or inflected and no noun by what goes before."""
    before = text[max(begin, token.start - 24) : token.start]
    if _VERBAL.search(before):
        return bool(verbs.base_of(word)) or verbs.is_base(word)
    return verbs.is_past(word) and not _NOUN_BEFORE.search(before)


def _denied(text: str, begin: int, tokens: Sequence[Token], at: int) -> int | None:
    """The position of the denial that reaches the verb at `at`; None if none does."""
    for before in range(at - 1, max(-1, at - 1 - _REACH), -1):
        if _BREAK.search(text[tokens[before].end : tokens[before + 1].start]):
            return None
        word = text[tokens[before].start : tokens[before].end]
        if is_denial(fold(word)) or fold(word) in _DENIES:
            return before
        if _BREAK.fullmatch(word) or (word != "going" and _is_verb(text, begin, tokens[before], word)):
            return None
    return None
