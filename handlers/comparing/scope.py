"""The texts of a story: the one place that says which articles are compared.

Today the story is what the engine's retriever takes for one; an archive that knows its stories answers here instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.answering.archive import Archive
from handlers.answering.concepts import Bound, Concept, concepts
from handlers.answering.expansion import expand
from handlers.answering.page import Page
from handlers.answering.question import analyse
from handlers.answering.retriever import PageShelf, retrieve

PAGES = 3
"""Articles of one outlet that are compared: older versions of its own text add nothing."""


@dataclass(frozen=True)
class Told:
    """What one outlet has of a story: its pages, the one that tells most of it first."""

    outlet: str
    pages: tuple[Page, ...]


async def story(archive: Archive, topic: str, pages: PageShelf, thread: Sequence[int] = ()) -> tuple[Told, ...]:
    """The outlets that tell the story of a topic, each with its articles; `thread` are articles it was spoken of in.

    None where the likest story is another one: "the talks on Mars" are not those in Istanbul.
    """
    question = analyse(topic)
    asked = concepts(question)
    retrieved = await retrieve(archive, question, expand(question), asked, pages, thread)
    if not thread and not _is_told(asked, [bound for sheet in retrieved.sheets for bound in sheet.bounds.values()]):
        return ()
    told: list[Told] = []
    for sheet in retrieved.sheets:
        share = {key: sum(score for passage, score in sheet.passages if passage.article == key) for key in sheet.bounds}
        ranked = sorted(sheet.bounds, key=lambda key: (-share.get(key, 0.0), key))
        told.append(Told(sheet.outlet.name, tuple(sheet.bounds[key].page for key in ranked)))
    return tuple(told)


def _is_told(asked: Sequence[Concept], bounds: Sequence[Bound]) -> bool:
    """Whether the texts speak of half of a topic's names, where it has any, and of half of all that it names."""
    found = [any(bound.places[at] for bound in bounds) for at in range(len(asked))]
    names = [held for concept, held in zip(asked, found, strict=True) if concept.name]
    return bool(found) and all(2 * sum(each) >= len(each) for each in (names, found))
