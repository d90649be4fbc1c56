"""Drafts for tests: whole sentences as passages, so that offsets are easy to follow."""

from __future__ import annotations

import re
from typing import Any

from store.article import Draft
from store.search import Query, TermGroup

SENTENCE = re.compile(r"[^.\n]+[.\n]?")


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The offsets of each sentence, without the space around it."""
    found = []
    for match in SENTENCE.finditer(text):
        words = match.group()
        start = match.start() + len(words) - len(words.lstrip())
        end = match.end() - (len(words) - len(words.rstrip()))
        if start < end:
            found.append((start, end))
    return tuple(found)


def draft(source: str, text: str, **told: Any) -> Draft:
    """A draft whose passages are its sentences; its title holds no word of any test."""
    return Draft(source, text, told.pop("passages", sentences(text)), told.pop("title", f"zz{source}"), **told)


def terms(*words: str) -> Query:
    """A query with one group for each word."""
    return Query(tuple(TermGroup((word,)) for word in words))
