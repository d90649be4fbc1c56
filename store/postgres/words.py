"""From text to what PostgreSQL's index holds and is asked for.

Its own parser makes one token of an address, a path or a hyphenated name, and its dictionaries drop common words; so
it is given the words of `store.words`.
"""

from __future__ import annotations

from collections.abc import Iterable

from store.words import words

# PostgreSQL keeps no place past this one.
_LAST_PLACE = 16_383


def vector(title: str, text: str) -> tuple[str, int]:
    """Return the ``tsvector`` of a passage under its headline, as a literal, and how many words both have.

    A place is left free between the two: no phrase reaches from one into the other.
    """
    places: dict[str, list[int]] = {}
    heading, body = words(title), words(text)
    for first, found in ((1, heading), (len(heading) + 2, body)):
        for place, word in enumerate(found, first):
            places.setdefault(word, []).append(min(place, _LAST_PLACE))
    literal = " ".join(f"'{word}':{','.join(map(str, at))}" for word, at in places.items())
    return literal, len(heading) + len(body)


def phrase(term: str) -> str | None:
    """Return a term as a ``tsquery``, several words as a phrase, or None if there is nothing in it to look for."""
    found = words(term)
    return " <-> ".join(f"'{word}'" for word in found) if found else None


def any_of(phrases: Iterable[str]) -> str:
    """Return the ``tsquery`` that any of the phrases satisfies."""
    return " | ".join(f"({each})" for each in dict.fromkeys(phrases))
