"""Batches are the same whoever makes them."""

from __future__ import annotations

import random
from typing import cast

import numpy as np
import pytest

from handlers.answering.reader import MODEL
from training.encode import Batch, load_tokenizer
from training.example import Example
from training.loading import Deal, Loader
from training.mixture import Mixture


class Dealt:
    """A mixture of lines that tell their place."""

    def chunk(self, phase: int, number: int) -> list[Example]:
        rng = random.Random(f"{phase}/{number}")
        passages = [f"Line {n} of {phase}/{number}." + " It rained." * rng.randint(0, 9) for n in range(22)]
        return [Example("Which line?", passage, 5, 6) for passage in passages]


@pytest.fixture
def deal() -> Deal:
    return Deal(cast(Mixture, Dealt()), load_tokenizer(MODEL), batch=4, seed=3)


def _ids(batches: list[Batch]) -> list[list[list[int]]]:
    return [batch.ids.tolist() for batch in batches]


def test_processes_make_the_batches_that_one_would_have_made(deal: Deal) -> None:
    loader = Loader(deal, processes=2)
    try:
        for place in ((0, 0), (0, 1), (0, 2), (2, 0), (0, 3)):  # also after a phase was left
            assert _ids(loader.chunk(*place)) == _ids(deal.batches(*place))
    finally:
        loader.close()


def test_only_whole_batches_are_dealt_and_every_chunk_is_another(deal: Deal) -> None:
    first, second = deal.batches(0, 0), deal.batches(0, 1)
    assert [len(batch.ids) for batch in first] == [4] * 5  # 22 rows: two are left for no batch
    assert _ids(first) != _ids(second)


def test_the_processes_of_a_run_share_each_batch(deal: Deal) -> None:
    parts = [Deal(deal.mixture, deal.tokenizer, deal.batch, deal.seed, rank, 2).batches(1, 4) for rank in (0, 1)]
    for whole, first, second in zip(deal.batches(1, 4), *parts, strict=True):
        rows = [[i for i in row if i] for batch in (first, second) for row in batch.ids.tolist()]
        assert sorted(rows) == sorted([i for i in row if i] for row in np.asarray(whole.ids).tolist())
