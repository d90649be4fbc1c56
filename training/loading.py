"""Deals batches: a chunk of the mixture drawn, encoded and cut into batches, ahead of time by processes of its own.

A GPU takes examples faster than one process makes them; on a CPU the making is a hundredth of the work, and is done
where it is needed.
"""

from __future__ import annotations

import multiprocessing
import os
import random
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass

from tokenizers import Tokenizer

from training.encode import Batch, collate, encode
from training.mixture import PHASES, Mixture

_AHEAD = 3  # chunks begun for each process


@dataclass(frozen=True)
class Deal:
    """What batches are made of: the mixture, how many examples a batch has, and which part of each is this process's.

    The batches of a chunk are a pure function of the seed, the phase and the number, as the mixture's chunks are.
    """

    mixture: Mixture
    tokenizer: Tokenizer
    batch: int
    seed: int
    rank: int = 0
    of: int = 1

    def batches(self, phase: int, number: int) -> list[Batch]:
        """The batches of one chunk, rows of like length together, in a random order."""
        rng = random.Random(f"{self.seed}/{phase}/{number}/order")
        rows = encode(self.mixture.chunk(phase, number), self.tokenizer, PHASES[phase].limit, rng)
        rng.shuffle(rows)
        rows.sort(key=lambda r: len(r.ids) // 8)
        cut = [rows[n : n + self.batch] for n in range(0, len(rows) - self.batch + 1, self.batch)]
        rng.shuffle(cut)
        return [collate(whole[self.rank :: self.of]) for whole in cut]


class Loader:
    """Gives the chunks of a deal in order; with `processes`, the next ones are made while one is trained on."""

    def __init__(self, deal: Deal, processes: int = 0) -> None:
        self._deal = deal
        self._processes = processes
        self._begun: dict[tuple[int, int], Future[list[Batch]]] = {}
        self._pool = (
            # forked, so that what was read once is everyone's; before CUDA is first used, which a fork does not survive
            ProcessPoolExecutor(processes, multiprocessing.get_context("fork"), _receive, (deal,))
            if processes
            else None
        )
        if self._pool:
            self._pool.submit(os.getpid).result()  # all processes start with the first task

    def chunk(self, phase: int, number: int) -> list[Batch]:
        """The batches of one chunk."""
        if self._pool is None:
            return self._deal.batches(phase, number)
        for n in range(number, number + self._processes * _AHEAD):
            if (phase, n) not in self._begun:
                self._begun[phase, n] = self._pool.submit(_batches, phase, n)
        for place in [place for place in self._begun if place[0] != phase]:
            self._begun.pop(place).cancel()
        return self._begun.pop((phase, number)).result()

    def close(self) -> None:
        """Ends the processes."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)


_received: list[Deal] = []


def _receive(deal: Deal) -> None:
    _received[:] = [deal]


def _batches(phase: int, number: int) -> list[Batch]:
    return _received[0].batches(phase, number)
