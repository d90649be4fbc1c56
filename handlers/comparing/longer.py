"""One name and a longer one where two texts tell the same: Astrophysical Journal, Astrophysical Journal Letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from handlers.answering.language.fold import fold
from handlers.answering.language.names import Mention
from handlers.answering.language.people import is_acronym, person_parts
from handlers.answering.language.places import is_demonym, is_place
from handlers.comparing.contrasts import Contrast, Kind, Side
from handlers.comparing.statements import Statement, Telling, sense

_BEFORE = 4  # words before a name, one of which both must have: "published"
_FEWEST = 2
_ACRONYM = 4  # letters


def longer_names(every: Sequence[Statement], telling: Telling) -> Iterator[Contrast]:  # noqa: ARG001  (one shape for all)
    """Names of which one holds the other and a word more, where neither text has the other's form."""
    found = [pair for statement in every for pair in _names(statement)]
    seen: set[tuple[str, str]] = set()
    for (one, first), (other, second) in combinations(found, 2):
        if one.outlet == other.outlet:
            continue
        brief, full = sorted((_words(first), _words(second)), key=len)
        if len(full) - len(brief) != 1 or full[: len(brief)] != brief or not _led_alike(one, first, other, second):
            continue
        if (full in _forms(one) and full in _forms(other)) or (brief in _forms(one) and brief in _forms(other)):
            continue
        if is_place(full[-1]) or is_demonym(full[-1]) or (is_acronym(full[-1].upper()) and len(full[-1]) < _ACRONYM):
            continue  # a branch: Amnesty International UK
        if any(_goes_on(statement, mention, full[-1]) for statement, mention in ((one, first), (other, second))):
            continue  # "the Chandra X-ray observatory", written small
        key = (" ".join(brief), " ".join(full))
        if key not in seen:
            seen.add(key)
            yield Contrast(Kind.NAME, (_side(one, first), _side(other, second)), False)


def _goes_on(statement: Statement, mention: Mention, word: str) -> bool:
    return fold(statement.page.text[mention.end : mention.end + len(word) + 1]).strip() == word


def _names(statement: Statement) -> Iterator[tuple[Statement, Mention]]:
    for mention in statement.page.names:
        if statement.start <= mention.start and mention.end <= statement.end and len(_words(mention)) >= _FEWEST:
            titled = mention.title is not None and bool(person_parts(mention.text).given)
            if not titled and not is_place(mention.text):
                yield statement, mention


def _words(mention: Mention) -> tuple[str, ...]:
    return tuple(fold(mention.text).removeprefix("the ").split())


def _forms(statement: Statement) -> frozenset[tuple[str, ...]]:
    return frozenset(_words(mention) for mention in statement.page.names)


def _led_alike(one: Statement, first: Mention, other: Statement, second: Mention) -> bool:
    """Whether the same telling word, and then the same small one, lead to both names."""
    lead, beside = _lead(one, first), _lead(other, second)
    return bool(lead and beside and lead[-1] == beside[-1]) and any(
        (of := sense(word)) is not None and of in {sense(w) for w in beside} for word in lead
    )


def _lead(statement: Statement, mention: Mention) -> list[str]:
    text = statement.page.text
    before = statement.page.tokens_in(statement.start, mention.start)[-_BEFORE - 2 :]
    words = [text[token.start : token.end] for token in before]
    return words[:-1] if words and words[-1].lower() == "the" else words


def _side(statement: Statement, mention: Mention) -> Side:
    return Side(statement, mention.start, mention.end)
