"""What only one outlet has: its sentences of which no other text of the story speaks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from handlers.comparing.statements import Statement, Telling
from handlers.quotations.marks import quotations

MOST = 2
# Share of a sentence's weight that stands in one sentence of another text: above it the other has it too.
_TOLD = 0.45
_FEWEST = 6  # senses: a shorter sentence tells little


def alone(every: Sequence[Statement], most: int = MOST) -> dict[str, tuple[Statement, ...]]:
    """For each outlet up to `most` sentences that no other has, those that tell most first."""
    telling = Telling(every)
    found: dict[str, list[tuple[float, Statement]]] = defaultdict(list)
    by_sense: dict[str, list[Statement]] = defaultdict(list)
    for statement in every:
        for of in statement.senses:
            by_sense[of].append(statement)
    for statement in every:
        if len(statement.senses) < _FEWEST:
            continue
        whole = telling.weigh(statement.senses)
        beside = {id(o): o for of in statement.senses for o in by_sense[of] if o.outlet != statement.outlet}
        shared = max((telling.weigh(statement.senses & other.senses) / whole for other in beside.values()), default=0.0)
        if shared < _TOLD:
            found[statement.outlet].append((_worth(statement, telling, by_sense, shared), statement))
    return {
        outlet: tuple(s for _, s in sorted(ranked, key=lambda pair: (-pair[0], pair[1].start))[:most])
        for outlet, ranked in found.items()
    }


def _worth(statement: Statement, telling: Telling, by_sense: dict[str, list[Statement]], shared: float) -> float:
    """How much the sentence tells that no other text does; what is quoted and what comes early counts more."""
    own = [of for of in statement.senses if len({s.outlet for s in by_sense[of]}) == 1]
    inside = (statement.start, statement.end)
    quoted = any(inside[0] <= q.opened and q.closed <= inside[1] for q in quotations(statement.page.text))
    bound = len(own) < len(statement.senses)  # a sentence that speaks of nothing else in the story is beside it
    told: float = telling.weigh(own) / len(statement.senses) ** 0.5 * (1 - shared) * (1.0 if quoted else 0.8)
    return told * (0.7 + 0.3 / (1 + statement.number / 20)) * bound
