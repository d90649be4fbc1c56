"""What the store demands of a draft before it becomes an article; a text is refused, never repaired."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from store.article import Draft
from store.errors import InputRefused


def demand_canonical(draft: Draft) -> None:
    """Raise `InputRefused` unless the draft can be stored and quoted for ever.

    The text must be NFC (UAX #15), without NUL and with ``\\n`` line ends, and its passages must lie inside it, in
    order, none empty, none overlapping. An article without a passage could never be found, so it is refused too.
    """
    for reason in _reasons(draft):
        raise InputRefused(f"{_name(draft.source)}: {reason}")


def _name(source: str) -> str:
    shown = "".join(character if character.isprintable() else "�" for character in source).strip()
    return shown[:200] or "a text without a source"


def _reasons(draft: Draft) -> Iterator[str]:
    if not draft.source.strip():
        yield "it has no source, so it could not be found again."
    if not draft.title.strip():
        yield "it has no title."
    if not draft.text.strip():
        yield "it has no text."
    told = (draft.outlet, draft.distributor, draft.credit, draft.byline, draft.url, draft.language, draft.section)
    words = "\n".join((draft.source, draft.title, draft.text, *filter(None, told)))
    if "\0" in words:
        yield "it holds a NUL character; save it as plain text."
    if not _encodable(words):
        yield "it holds half a character (a lone surrogate); save it as UTF-8."
    if "\r" in draft.text:
        yield "its line ends are not plain newlines."
    if not draft.text.isascii() and not unicodedata.is_normalized("NFC", draft.text):
        yield "its text is not in Unicode's NFC form."
    if draft.published_at is not None and draft.published_at.tzinfo is None:
        yield "its time of publication has no time zone."
    yield from _passage_reasons(draft)


def _passage_reasons(draft: Draft) -> Iterator[str]:
    if not draft.passages:
        yield "it has no passage, so nothing in it could be found."
    reached = 0
    for start, end in draft.passages:
        if start < reached:
            yield f"its passage {start}-{end} overlaps the one before it or begins before the text."
        if end <= start:
            yield f"its passage {start}-{end} is empty."
        if end > len(draft.text):
            yield f"its passage {start}-{end} reaches past the end of the text at {len(draft.text)}."
        reached = end


def _encodable(words: str) -> bool:
    if words.isascii():
        return True
    try:
        words.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
