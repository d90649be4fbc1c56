"""A newsroom in miniature: a real archive of a few short texts, and an engine that answers as it is told.

The answers are made of real quotes (`cite`), so that everything behind the engine is tested as it runs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from handlers.answering.answer import Account, Answer, Answered, Group, NotFound, Quote, Stance
from handlers.answering.cite import cite
from handlers.context import Desk
from handlers.message import Message, Turn
from store.article import Article, Draft, Freshness
from store.store import Store

NOW = datetime(2025, 5, 16, 14, 30, tzinfo=UTC)

# Five texts on one delegation: two share their agency's words, one spells otherwise, one names no leader, one is cut.
DRAFTS = (
    Draft(
        source="harbour.txt",
        outlet="The Harbour Post",
        title="Talks open in Istanbul",
        url="https://harbour.example/talks?id=7",
        published_at=datetime(2025, 5, 16, 9, 5, tzinfo=UTC),
        text="They met late. Kyiv sent Rustem Umerov to lead its team, aides said. Vladimir Medinsky led Moscow’s.",
        passages=(),
    ),
    Draft(
        source="lagoon.txt",
        outlet="The Lagoon Standard",
        title="Delegations meet",
        credit="Concord Wire",
        published_at=datetime(2025, 5, 16, 14, 2, tzinfo=UTC),
        text="Ukraine’s delegation was led by Rustem Umerov. Mr Medinski spoke for Russia. Mr Putin did not attend.",
        passages=(),
    ),
    Draft(
        source="ledger.txt",
        outlet="Civic Ledger",
        title="A first meeting in three years",
        credit="Concord Wire",
        distributor="Newsrack",
        text="Ukraine’s delegation was led by Rustem Umerov. It asked for a ceasefire. Putin chose not to come.",
        passages=(),
    ),
    Draft(
        source="quiet.txt",
        outlet="Northfield Times",
        title="Minibuses at the palace",
        text="White minibuses brought the delegations. Nobody gave a name.",
        passages=(),
    ),
    Draft(
        source="cut.txt",
        title="Low hopes",
        title_made=True,
        cut_short=True,
        text="Few of those taking part expect much, and the negotiators were reporting at every",
        passages=(),
    ),
)


@dataclass
class ScriptedEngine:
    """Answers each question with what was written for it; remembers what it was asked."""

    script: Mapping[str, Answer | Exception] = field(default_factory=dict)
    asked: list[tuple[str, tuple[Turn, ...]]] = field(default_factory=list)

    async def answer(self, text: str, turns: Sequence[Turn] = ()) -> Answer:
        self.asked.append((text, tuple(turns)))
        answer = self.script[text]
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass(frozen=True)
class Newsroom:
    """The archive's articles by source, and everything to answer with."""

    desk: Desk
    store: Store
    engine: ScriptedEngine
    articles: Mapping[str, Article]
    script: dict[str, Answer | Exception]

    def quote(self, source: str, sentence: str, answer: str | None = None) -> Quote:
        """The sentence, quoted from that source, with the answer in it marked."""
        article = self.articles[source]
        start = article.text.index(sentence)
        marked = None
        if answer is not None:
            at = start + sentence.index(answer)
            marked = (at, at + len(answer))
        return cite(article, start, start + len(sentence), marked)

    def says(self, source: str, sentence: str, answer: str) -> Account:
        quote = self.quote(source, sentence, answer)
        return Account(quote.outlet, Stance.SAYS, answer, 0.93, (quote,))

    def denies(self, source: str, sentence: str) -> Account:
        quote = self.quote(source, sentence)
        return Account(quote.outlet, Stance.SAYS, "no", 0.9, (quote,))

    def unsure(self, source: str, sentence: str) -> Account:
        quote = self.quote(source, sentence)
        return Account(quote.outlet, Stance.UNSURE, None, 0.4, (quote,))

    def quiet(self, source: str, stance: Stance = Stance.SILENT) -> Account:
        return Account(self.articles[source].outlet.name, stance, None, 0.0)

    async def freshness(self) -> Freshness:
        return await self.store.freshness()


@asynccontextmanager
async def newsroom(folder: Path, drafts: Sequence[Draft] = DRAFTS) -> AsyncIterator[Newsroom]:
    """A newsroom over a new archive in the folder."""
    async with Store.opened(f"sqlite:///{folder / 'archive.db'}") as store:
        await store.add([replace(draft, passages=((0, len(draft.text)),)) for draft in drafts])
        articles = {article.source: article for article in await store.find_articles()}
        script: dict[str, Answer | Exception] = {}
        engine = ScriptedEngine(script)
        desk = Desk(store, engine, now=lambda: NOW)
        yield Newsroom(desk, store, engine, articles, script)


def message(text: str, *, event_id: str = "1", thread: str | None = None, addressed: bool = True) -> Message:
    return Message("terminal", "desk", "editor", text, event_id, thread, addressed=addressed)


async def who_led(room: Newsroom, question: str = "Who led Ukraine's delegation?", read_as: str = "") -> Answered:
    """Three say, two of them in one agency's words; one is silent, one cut short."""
    sentence = "Ukraine’s delegation was led by Rustem Umerov."
    accounts = (
        room.says("harbour.txt", "Kyiv sent Rustem Umerov to lead its team, aides said.", "Rustem Umerov"),
        room.says("lagoon.txt", sentence, "Rustem Umerov"),
        room.says("ledger.txt", sentence, "Rustem Umerov"),
        room.quiet("quiet.txt"),
        room.quiet("cut.txt", Stance.CUT_SHORT),
    )
    group = Group("Rustem Umerov", ("The Harbour Post", "The Lagoon Standard", "Civic Ledger"), 2)
    return Answered(
        question, read_as or question, "Rustem Umerov", (group,), accounts, (), await room.freshness(), elapsed_ms=41
    )


async def who_spoke_for_russia(room: Newsroom, question: str = "and Russia's?") -> Answered:
    """A follow-up; two spellings of one name; one outlet only comes near."""
    accounts = (
        room.says("harbour.txt", "Vladimir Medinsky led Moscow’s.", "Vladimir Medinsky"),
        room.says("lagoon.txt", "Mr Medinski spoke for Russia.", "Medinski"),
        room.unsure("quiet.txt", "Nobody gave a name."),
        room.quiet("ledger.txt"),
        room.quiet("cut.txt", Stance.CUT_SHORT),
    )
    group = Group("Vladimir Medinsky", ("The Harbour Post", "The Lagoon Standard"), 2)
    return Answered(
        question,
        "Who led Russia's delegation?",
        "Vladimir Medinsky",
        (group,),
        accounts,
        (),
        await room.freshness(),
        elapsed_ms=38,
    )


async def did_putin_attend(room: Newsroom, question: str = "did Putin attend?") -> Answered:
    accounts = (
        room.denies("lagoon.txt", "Mr Putin did not attend."),
        room.denies("ledger.txt", "Putin chose not to come."),
        room.quiet("harbour.txt"),
    )
    group = Group("no", ("The Lagoon Standard", "Civic Ledger"), 2)
    return Answered(
        question, "Did Putin attend the talks?", "no", (group,), accounts, (), await room.freshness(), elapsed_ms=9
    )


async def nobody_says(room: Newsroom, question: str = "who led China's delegation?") -> NotFound:
    nearest = (
        room.quote("quiet.txt", "White minibuses brought the delegations."),
        room.quote("lagoon.txt", "Ukraine’s delegation was led by Rustem Umerov."),
    )
    accounts = (room.quiet("quiet.txt"), room.quiet("lagoon.txt"), room.quiet("cut.txt", Stance.CUT_SHORT))
    return NotFound(question, question, accounts, nearest, await room.freshness(), elapsed_ms=12)
