"""The stream of examples is a function of its seed: what a resumed run sees is what an unbroken one would have seen."""

from __future__ import annotations

import pytest

from tests.shared import SHARED, needs_shared
from training import corpora
from training.mixture import CHUNK, PHASES, Mixture

pytestmark = needs_shared


@pytest.fixture(scope="module")
def mixture() -> Mixture:
    return Mixture(SHARED / "data", 20)


def test_a_chunk_is_the_same_whenever_it_is_dealt(mixture: Mixture) -> None:
    later = Mixture(SHARED / "data", 20)
    assert later.chunk(1, 7) == mixture.chunk(1, 7)
    assert mixture.chunk(0, 2) != mixture.chunk(0, 3)


@pytest.mark.parametrize("phase", range(len(PHASES)))
def test_a_third_of_a_chunk_is_unanswerable(mixture: Mixture, phase: int) -> None:
    chunk = mixture.chunk(phase, 0)
    assert abs(len(chunk) - CHUNK) < 10
    assert 0.27 < sum(not e.answered for e in chunk) / len(chunk) < 0.4


def test_what_is_measured_or_tuned_on_is_never_dealt(mixture: Mixture) -> None:
    kept = {e.passage for e in corpora.written()[1]} | {e.passage for e in corpora.squad2(SHARED / "data")[1]}
    for phase in range(len(PHASES)):
        for number in range(3):
            passages = {e.passage for e in mixture.chunk(phase, number) if e.group.startswith(("written", "squad2"))}
            assert passages
            assert not passages & kept
            whole = {e.passage for name in ("written", "squad2", "polar") for e in mixture.sources[name]}
            assert not any(corpora.tunes(p) for p in whole)


def test_every_answer_of_a_chunk_stands_in_its_passage(mixture: Mixture) -> None:
    for example in mixture.chunk(0, 1):
        assert example.question.strip()
        if example.answered:
            assert 0 <= example.start < example.end <= len(example.passage)
            assert example.answer.strip()
