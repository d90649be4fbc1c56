"""Paragraphs that stand on a page more than once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.gathering.marks import Part, key

# Above this many paragraphs a text is no news report, and looking for each in all would take quadratic time.
_MOST_FOR_PULLED = 400


def drop_repeats(texts: Sequence[str], parts: list[Part], headline: int | None, title: str | None, first: int) -> None:
    """Keep each paragraph of the body once: a standfirst that the body repeats goes, else the later one."""
    seen: dict[str, int] = {
        key(words): -1 for words in ([texts[headline]] if headline is not None else []) + ([title] if title else [])
    }
    body = [at for at, part in enumerate(parts) if part is Part.BODY]
    keys = {at: key(texts[at]) for at in body}
    for at, folded in keys.items():
        if folded.count(" ") < 3 and seen.get(folded) != -1:
            continue
        earlier = seen.get(folded)
        if earlier is None:
            seen[folded] = at
        elif earlier == body[0] and earlier <= first:
            parts[earlier] = Part.REPEATED
            seen[folded] = at
        else:
            parts[at] = Part.REPEATED
    _drop_pulled(keys, parts)


def _drop_pulled(keys: Mapping[int, str], parts: list[Part]) -> None:
    """A pull quote is a short paragraph whose words stand again, all of them, inside a longer one."""
    kept = {at: folded for at, folded in keys.items() if parts[at] is Part.BODY}
    if len(kept) > _MOST_FOR_PULLED:
        return
    whole = "\n".join(f" {folded} " for folded in kept.values())
    for at, folded in kept.items():
        if 7 <= folded.count(" ") < 40 and whole.count(f" {folded} ") > 1:
            parts[at] = Part.REPEATED
