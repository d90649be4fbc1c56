"""The five real reports: what each says to the questions of the table the engine is held to.

The articles belong to their publishers and lie beside a developer's checkout; this table holds single answers only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from handlers.answering.answer import Stance
from handlers.answering.engine import Engine
from handlers.answering.reading import Reader
from handlers.gathering.ingest import ingest
from handlers.message import Turn
from handlers.thread import turn_of
from store.store import Store
from tests.evaluation.newsdesk import accepts

FILES = (
    "000_372cf5743bb52e4d.txt",
    "001_9f486ea33ae97183.txt",
    "002_f456413427868373.txt",
    "003_d74e7215896823cf.txt",
    "004_0d1da720548a8e4d.txt",
)


@dataclass(frozen=True)
class Due:
    """A question, the turns before it, and what each file answers (None: it does not say)."""

    question: str
    answers: tuple[tuple[str, ...] | None, ...]
    thread: tuple[str, ...] = ()


def _each(*answers: str | tuple[str, ...] | None) -> tuple[tuple[str, ...] | None, ...]:
    return tuple((a,) if isinstance(a, str) else a for a in answers)


_LEADERS = _each("Vladimir Medinsky", "Vladimir Medinski", "Vladimir Medinsky", None, "Vladimir Medinsky")
_PLACE = ("Istanbul", "Dolmabahce Palace", "Dolmabahçe Palace", "Turkey", "Turkiye")

TABLE = (
    Due(
        "Who led Ukraine's delegation?", _each("Rustem Umerov", "Rustem Umerov", "Rustem Umerov", None, "Rustem Umerov")
    ),
    Due("Who led Russia's delegation?", _LEADERS),
    Due("and Russia's?", _LEADERS, ("Who led Ukraine's delegation?",)),
    Due("What share of Ukraine does Russia control?", _each(None, None, None, "nearly 20%", "roughly a fifth")),
    Due('Who said it was "like a slap in the face"?', _each(None, None, "Margus Tsahkna", None, None)),
    Due("How long a ceasefire does Ukraine want?", _each("30-day", "at least 30 days", None, None, None)),
    Due("What time were the talks due to start?", _each(None, None, "10am local time (07:00 GMT)", "0930 GMT", None)),
    Due("Did Putin attend the talks?", _each("no", "no", "no", "no", "no")),
    Due("Where were the talks held?", (_PLACE,) * 5),
    Due("Who led China's delegation?", _each(None, None, None, None, None)),
)
"""From the issue "The main job"; a place is right at any depth its text names."""


async def run_five(articles: Path, reader: Reader, folder: Path) -> list[list[tuple[bool, str]]]:
    """Ask the table of the five files: for each question and file, whether it is right and what was shown."""
    folder.mkdir(parents=True, exist_ok=True)
    async with Store.opened(f"sqlite:///{folder / 'five.db'}") as store:
        await ingest([articles], store)
        engine = Engine(store, reader)
        return [await _row(engine, store, due) for due in TABLE]


async def _row(engine: Engine, store: Store, due: Due) -> list[tuple[bool, str]]:
    turns: list[Turn] = []
    for text in due.thread:
        turns.append(turn_of(await engine.answer(text, turns), datetime.now(UTC)))
    answer = await engine.answer(due.question, turns)
    accounts = {account.outlet: account for account in answer.accounts}
    row = []
    for file, accepted in zip(FILES, due.answers, strict=True):
        found = await store.find_articles(source=file)
        account = accounts.get(found[0].outlet.name) if found else None
        said = account.answer if account is not None and account.stance is Stance.SAYS else None
        good = said is None if accepted is None else said is not None and accepts(accepted, said)
        row.append((good, said or (account.stance.value if account else "-")))
    return row
