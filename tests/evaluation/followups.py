"""How well follow-ups are read: rewrites of CANARD and of the newsdesk threads, beside two baselines.

Run ``python -m tests.evaluation.followups [--misses N]``. For each rewrite by a person it asks how much of it is in
`read_as`: *names* is the share of the rewrite's names found, *words* the share of its content words, *whole* the share
of questions whose names and content words are all found, and *F1* compares all words both ways (what is added counts
against it). The baselines are the follow-up left as it was, and the previous question put before it.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean

from handlers.answering.followup import resolve
from handlers.answering.language.fold import fold
from handlers.answering.language.names import find_names
from handlers.answering.language.words import STOPWORDS, stem
from handlers.message import Turn
from tests.shared import SHARED

CANARD = SHARED / "data" / "followups" / "canard-dev-half.json"
NEWSDESK = SHARED / "data" / "newsdesk" / "dev.jsonl"


@dataclass(frozen=True, slots=True)
class Case:
    """A follow-up, the turns before it (oldest first) and a person's stand-alone rewrite."""

    text: str
    turns: tuple[Turn, ...]
    gold: str


@dataclass(frozen=True, slots=True)
class Score:
    """What of the person's rewrite is found in a reading."""

    names: float | None
    words: float
    whole: bool
    f1: float


def _tokens(text: str) -> list[str]:
    return [stem(word) for word in re.findall(r"[^\W_]+", re.sub(r"['’]s\b", "", fold(text)))]


def _content(text: str) -> frozenset[str]:
    words = re.findall(r"[^\W_]+", re.sub(r"['’]s\b", "", fold(text)))
    return frozenset(stem(word) for word in words if word not in STOPWORDS)


def score(reading: str, gold: str) -> Score:
    """Compare a reading with a person's rewrite, by stems."""
    have, want = Counter(_tokens(reading)), Counter(_tokens(gold))
    shared = sum((have & want).values())
    f1 = 2 * shared / (sum(have.values()) + sum(want.values())) if have and want else 0.0
    held, wanted = _content(reading), _content(gold)
    words = len(held & wanted) / len(wanted) if wanted else 1.0
    named = [frozenset(_tokens(mention.text)) for mention in find_names(gold)]
    names = sum(name <= held for name in named) / len(named) if named else None
    return Score(names, words, wanted <= held, f1)


def canard(*, answers: bool) -> Iterator[Case]:
    """The CANARD half: the page's title stands as the first turn, as if somebody had asked about it."""
    rows = json.loads(CANARD.read_text(encoding="utf-8"))
    for _, group in groupby(rows, key=lambda row: row["QuAC_dialog_id"]):
        turns: list[Turn] = []
        for row in group:
            history = row["History"]
            if not turns:
                turns.append(Turn(asked=f"What about {history[0]}?", read_as=f"What about {history[0]}?"))
            elif len(history) > 3:
                told = history[-1] if answers and history[-1] != "I don't know." else None
                turns[-1] = Turn(asked=turns[-1].asked, read_as=turns[-1].read_as, answer=told)
            yield Case(row["Question"], tuple(turns), row["Rewrite"])
            turns.append(Turn(asked=row["Question"], read_as=_reading(row["Question"], turns)))


def newsdesk(*, answers: bool) -> Iterator[Case]:
    """The threads of the newsdesk set; an earlier question's accepted answer is told where the set has it."""
    for line in NEWSDESK.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        told = {fold(q["q"]): q["overall"][0] for q in event["questions"] if q["overall"]}
        for question in event["questions"]:
            if not question["thread"]:
                continue
            turns: list[Turn] = []
            for asked in question["thread"]:
                answer = told.get(fold(asked)) if answers else None
                turns.append(Turn(asked=asked, read_as=_reading(asked, turns), answer=answer))
            yield Case(question["q"], tuple(turns), question["rewrite"])


def _reading(text: str, turns: Sequence[Turn]) -> str:
    return resolve(text, turns).read_as


def _with_context(case: Case) -> str:
    question = resolve(case.text, case.turns)
    return " ".join((question.read_as, *question.context))


READINGS: dict[str, Callable[[Case], str]] = {
    "left as it was": lambda case: case.text,
    "previous + text": lambda case: f"{case.turns[-1].read_as} {case.text}",
    "read in its thread": lambda case: _reading(case.text, case.turns),
    "… with its context": lambda case: _with_context(case),
}


def measure(cases: Iterable[Case]) -> dict[str, tuple[int, float, float, float, float]]:
    """For each way of reading: cases, and the means of names, words, whole and F1 over those that need rewriting."""
    kept = [case for case in cases if _tokens(case.text) != _tokens(case.gold)]
    out: dict[str, tuple[int, float, float, float, float]] = {}
    for name, reading in READINGS.items():
        scores = [score(reading(case), case.gold) for case in kept]
        names = [each.names for each in scores if each.names is not None]
        out[name] = (
            len(scores),
            fmean(names) if names else 0.0,
            fmean(each.words for each in scores),
            fmean(each.whole for each in scores),
            fmean(each.f1 for each in scores),
        )
    return out


def left_alone(cases: Iterable[Case]) -> tuple[int, float]:
    """Questions that a person left as they were, and the share of them that is left as it was here too."""
    kept = [case for case in cases if _tokens(case.text) == _tokens(case.gold)]
    same = [_tokens(_reading(case.text, case.turns)) == _tokens(case.text) for case in kept]
    return len(kept), fmean(same) if same else 1.0


def main() -> None:
    """Print the table; with --misses, also some rewrites that are not wholly found."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--misses", type=int, default=0, help="print this many rewrites that are not wholly found")
    arguments.add_argument("--set", choices=["canard", "newsdesk", "both"], default="both")
    chosen = arguments.parse_args()
    for name, cases in (("canard", canard), ("newsdesk", newsdesk)):
        if chosen.set not in (name, "both"):
            continue
        for answers in (True, False):
            found = list(cases(answers=answers))
            print(f"\n{name}, answers {'told' if answers else 'not told'}")
            print(f"{'':22}{'n':>6}{'names':>8}{'words':>8}{'whole':>8}{'F1':>8}")
            for reading, (count, names, words, whole, f1) in measure(found).items():
                print(f"{reading:22}{count:6d}{names:8.3f}{words:8.3f}{whole:8.3f}{f1:8.3f}")
            count, share = left_alone(found)
            print(f"need no rewriting: {count}, left alone {share:.3f}")
            if chosen.misses and answers:
                _print_misses(found, chosen.misses)


def _print_misses(cases: Sequence[Case], limit: int) -> None:
    missed = [case for case in cases if not score(_reading(case.text, case.turns), case.gold).whole]
    for case in missed[:: max(1, len(missed) // limit)][:limit]:
        latest = case.turns[-1]
        print(f"  [{latest.read_as} | {(latest.answer or '')[:80]}] {case.text}")
        print(f"      read: {_reading(case.text, case.turns)}\n      gold: {case.gold}")


if __name__ == "__main__":
    main()
