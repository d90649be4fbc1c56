"""Asks every question and counts: cells right, words on the screen, false answers, follow-ups, calibration, seconds."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from handlers.answering.answer import Account, Answer, Answered, Stance
from handlers.answering.engine import Engine
from handlers.message import Turn
from handlers.thread import turn_of
from tests.evaluation.newsdesk import Asked, accepts, overlaps, right


@dataclass(frozen=True)
class Judged:
    """One cell with what was shown for it."""

    asked: Asked
    outlet: str
    account: Account | None
    right: bool


@dataclass
class Measured:
    """Everything counted over one set of questions."""

    cells: list[Judged] = field(default_factory=list)
    overall: list[tuple[Asked, bool]] = field(default_factory=list)
    followups: list[tuple[Asked, str, bool]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def share_right(self, keep: Callable[[Judged], bool] = lambda _: True) -> tuple[int, int]:
        """(right, all) of the cells that are kept."""
        kept = [cell.right for cell in self.cells if keep(cell)]
        return sum(kept), len(kept)

    def shown(self) -> tuple[int, int]:
        """Of the cells whose outlet says: those whose evidence sentence is among the quotes shown."""
        due = [c for c in self.cells if c.asked.cells[c.outlet].says]
        return sum(c.account is not None and overlaps(c.asked.cells[c.outlet], c.account) for c in due), len(due)

    def claimed_wrong(self) -> tuple[int, int]:
        """Of the cells where an answer is claimed: those that are wrong."""
        claimed = [c for c in self.cells if c.account is not None and c.account.stance is Stance.SAYS]
        return sum(not c.right for c in claimed), len(claimed)

    def unanswerable_answered(self) -> tuple[int, int]:
        """Of the unanswerable questions: those that any outlet answers."""
        answered: dict[tuple[str, int], bool] = {}
        for cell in self.cells:
            if not any(c.says for c in cell.asked.cells.values()):
                key = (cell.asked.event, cell.asked.number)
                claims = cell.account is not None and cell.account.stance is Stance.SAYS
                answered[key] = answered.get(key, False) or claims
        return sum(answered.values()), len(answered)

    def by_kind(self) -> dict[str, tuple[int, int]]:
        """Cells right by the question's type."""
        good, every = Counter[str](), Counter[str]()
        for cell in self.cells:
            every[cell.asked.type] += 1
            good[cell.asked.type] += cell.right
        return {kind: (good[kind], every[kind]) for kind in sorted(every)}

    def calibration(self, bins: int = 5) -> list[tuple[float, float, int]]:
        """(mean confidence, share right, cells) by bin of confidence, over cells with an account that claims or may."""
        rows: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
        for cell in self.cells:
            if cell.account is not None and cell.account.stance is Stance.SAYS:
                at = min(bins - 1, int(cell.account.confidence * bins))
                rows[at].append((cell.account.confidence, cell.right))
        return [(sum(c for c, _ in r) / len(r), sum(k for _, k in r) / len(r), len(r)) for r in rows if r]


async def ask(engine: Engine, asked: Asked) -> Answer:
    """Ask a question in its thread, the turns before it asked first."""
    turns: list[Turn] = []
    for text in asked.thread:
        turns.append(turn_of(await engine.answer(text, turns), datetime.now(UTC)))
    return await engine.answer(asked.text, turns)


def _accounts(answer: Answer) -> dict[str, Account]:
    return {account.outlet: account for account in answer.accounts}


def _overall_right(asked: Asked, answer: Answer) -> bool:
    if not asked.overall:
        return not isinstance(answer, Answered)
    if not isinstance(answer, Answered):
        return False
    if asked.type == "yesno":
        return answer.answer in asked.overall or (answer.answer == "disputed" and len(set(asked.overall)) > 1)
    return accepts(asked.overall, answer.answer) or any(
        overlaps(asked.cells[a.outlet], a)
        for a in answer.accounts
        if asked.type in ("why", "said") and a.outlet in asked.cells
    )


async def measure(engine: Engine, questions: Sequence[Asked], into: Measured) -> None:
    """Ask the questions of one archive and add what came back."""
    for asked in questions:
        began = time.perf_counter()
        answer = await ask(engine, asked)
        into.seconds.append(time.perf_counter() - began)
        accounts = _accounts(answer)
        for outlet, cell in asked.cells.items():
            account = accounts.get(outlet)
            into.cells.append(Judged(asked, outlet, account, right(asked.type, cell, account)))
        into.overall.append((asked, _overall_right(asked, answer)))
        if asked.thread:
            alone = _accounts(await engine.answer(asked.rewrite))
            same = all(_same(accounts.get(outlet), alone.get(outlet)) for outlet in asked.cells)
            into.followups.append((asked, answer.read_as, same))


def _same(a: Account | None, b: Account | None) -> bool:
    claims = [x.answer if x is not None and x.stance is Stance.SAYS else None for x in (a, b)]
    return claims[0] == claims[1]
