"""A story laid out: what each outlet has of who, what, when, where and how many, what differs, what only one has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from handlers.accounts import ROWS, Numbered, limited, outlet_names
from handlers.answering.answer import Quote
from handlers.answering.cite import cite
from handlers.answering.independence import independent, repeats
from handlers.comparing.alone import alone
from handlers.comparing.contrasts import Contrast, Kind
from handlers.comparing.differing import differing
from handlers.comparing.facts import Fact, Facts, facts
from handlers.comparing.scope import PAGES, Told
from handlers.comparing.statements import Statement, statements
from handlers.contrasted import contrast_blocks, quote
from handlers.freshness import outlet_count
from handlers.phrases import Phrase, fill, listed
from handlers.pieces import Pieces, source
from handlers.reply import Block, Cell, Table, line

_HEAD_FACTS = (Phrase.HEAD_OUTLET, Phrase.HEAD_WHO, Phrase.HEAD_WHEN, Phrase.HEAD_WHERE, Phrase.HEAD_HOW_MANY)
_HEAD_LEADS = (Phrase.HEAD_OUTLET, Phrase.HEAD_WHAT, Phrase.HEAD_PUBLISHED, Phrase.HEAD_TEXT)


@dataclass(frozen=True)
class Layout:
    """A story and what was found in it. `leads` are the first sentence of each outlet's own text."""

    told: tuple[Told, ...]
    leads: Mapping[str, Statement]
    facts: Mapping[str, Facts]
    contrasts: tuple[Contrast, ...]
    alone: Mapping[str, tuple[Statement, ...]]
    shared: Mapping[str, tuple[str, ...]]
    independent: int

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets of the story that have words to show."""
        return tuple(told.outlet for told in self.told if told.outlet in self.leads)


def lay_out(told: Sequence[Told]) -> Layout:
    """Read a story's texts and lay them side by side; takes a second for ten outlets, so it belongs in a thread."""
    pages = {each.outlet: each.pages[:PAGES] for each in told}
    every = [s for outlet, own in pages.items() for page in own for s in statements(outlet, page)]
    leads: dict[str, Statement] = {}
    for statement in every:
        leads.setdefault(statement.outlet, statement)
    texts = {outlet: own[0].text for outlet, own in pages.items() if own}
    wires = {outlet: own[0].article.credit for outlet, own in pages.items() if own}
    near = list(texts)[:ROWS]
    shared = {one: tuple(o for o in near if o != one and repeats(texts[one], texts[o])) for one in near}
    return Layout(tuple(told), leads, facts(every), differing(every), alone(every), shared, independent(texts, wires))


def sentence(statement: Statement) -> Quote:
    """The statement as a quote."""
    return cite(statement.page.article, statement.start, statement.end)


def quotes_of(layout: Layout) -> tuple[Quote, ...]:
    """Every quote of a layout, outlet by outlet: its lead, then what shows its differences, then what only it has."""
    out: list[Quote] = []
    for outlet in layout.outlets:
        out.extend(outlet_quotes(layout, outlet))
    return tuple(dict.fromkeys(out))


def outlet_quotes(layout: Layout, outlet: str) -> tuple[Quote, ...]:
    """One outlet's quotes in a layout."""
    found = [sentence(layout.leads[outlet])]
    found += [quote(side) for contrast in layout.contrasts for side in contrast.sides if side.outlet == outlet]
    found += [sentence(statement) for statement in layout.alone.get(outlet, ())]
    return tuple(dict.fromkeys(found))


def laid_out(layout: Layout, numbered: Numbered) -> Iterator[Block]:
    """The blocks of a story."""
    outlets = layout.outlets
    first = layout.told[0].pages[0].article
    headline = source(first.title, of=(first.id,))
    also = () if layout.independent == len(outlets) else fill(Phrase.ALSO_INDEPENDENT, independent=layout.independent)
    yield line(Phrase.STORY, headline=headline, outlets=outlet_count(len(outlets)), also=also)
    yield from limited(Table(_HEAD_LEADS, tuple(_lead(layout, outlet, numbered) for outlet in outlets)))
    yield Table(_HEAD_FACTS, tuple(_facts(layout, outlet) for outlet in outlets[:ROWS]))
    leads = [sentence(layout.leads[outlet]) for outlet in outlets[:ROWS]]
    yield from contrast_blocks(layout.contrasts, numbered, above=leads, evidence=(Kind.PLANNED,))
    if not layout.contrasts:
        yield line(Phrase.NO_CONTRASTS)
    told = {side.statement.text for contrast in layout.contrasts for side in contrast.sides}
    own = [[s for s in layout.alone.get(outlet, ()) if s.text not in told] for outlet in outlets[:ROWS]]
    only = [sentence(found[0]) for found in own if found]
    if only:
        yield line(Phrase.ONLY_ONE)
        yield from (numbered.quoted(each) for each in only)
    yield numbered.source_list(_shown(layout, outlets))


def _shown(layout: Layout, outlets: Iterable[str]) -> Iterator[Quote]:
    for outlet in outlets:
        yield from outlet_quotes(layout, outlet)


def _lead(layout: Layout, outlet: str, numbered: Numbered) -> tuple[Cell, ...]:
    lead = sentence(layout.leads[outlet])
    name = fill(Phrase.CELL_OUTLET, outlet=source(outlet))
    return name, numbered.quoted(lead), numbered.published(lead), _whose(layout, outlet)


def _whose(layout: Layout, outlet: str) -> Pieces:
    article = layout.leads[outlet].page.article
    parts: list[Pieces] = []
    if article.credit:
        parts.append(fill(Phrase.CELL_CREDIT, credit=source(article.credit)))
    if article.distributor:
        parts.append(fill(Phrase.CELL_VIA, distributor=source(article.distributor)))
    if shared := layout.shared.get(outlet):
        parts.append(fill(Phrase.CELL_SHARED, outlets=outlet_names(shared)))
    return listed(tuple(parts)) if parts else fill(Phrase.CELL_INDEPENDENT)


def _facts(layout: Layout, outlet: str) -> tuple[Cell, ...]:
    own = layout.facts[outlet]
    name = fill(Phrase.CELL_OUTLET, outlet=source(outlet))
    return name, _words(own.who), _words(own.when), _words(own.where), _words(own.how_many)


def _words(found: Sequence[Fact]) -> Pieces:
    shown = tuple(source(fact.words, of=(fact.statement.page.article.id,)) for fact in found)
    return listed(shown) if shown else fill(Phrase.CELL_NOTHING)
