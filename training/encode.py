"""Turns examples into token ids, and token positions back into code points."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from training.example import Example

CLS, SEP = 101, 102
QUESTION_TOKENS = 48  # a longer question is cut; the longest of the corpora has 44 tokens


@dataclass(frozen=True)
class Encoded:
    """`[CLS] question [SEP] passage [SEP]`; start/end are token positions (inclusive), 0/0 for no answer."""

    ids: list[int]
    passage_at: int
    start: int
    end: int
    polarity: int
    null: bool


def load_tokenizer(folder: Path) -> Tokenizer:
    """The published tokenizer without its truncation and padding (windows are made by the caller)."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def encode(examples: list[Example], tokenizer: Tokenizer, limit: int, rng: random.Random) -> list[Encoded]:
    """One window of at most `limit` tokens per example; a long passage is cut at random, its answer kept."""
    questions = tokenizer.encode_batch_fast([e.question for e in examples], add_special_tokens=False)
    passages = tokenizer.encode_batch([e.passage for e in examples], add_special_tokens=False)
    out = []
    for example, q, p in zip(examples, questions, passages, strict=True):
        asked = q.ids[:QUESTION_TOKENS]
        room = limit - len(asked) - 3
        first, last = -1, -1
        if example.answered:
            for n, (a, b) in enumerate(p.offsets):
                if b > example.start and a < example.end:
                    first, last = (n if first < 0 else first), n
            if first < 0 or last - first >= room:
                continue
        begin = 0
        if len(p.ids) > room:
            lowest, highest = 0, len(p.ids) - room
            if first >= 0:
                lowest, highest = max(0, last - room + 1), min(first, highest)
            begin = rng.randint(lowest, highest)
        ids = [CLS, *asked, SEP, *p.ids[begin : begin + room], SEP]
        at = len(asked) + 2
        start, end = (0, 0) if first < 0 else (at + first - begin, at + last - begin)
        out.append(Encoded(ids, at, start, end, example.polarity, first < 0))
    return out


@dataclass(frozen=True)
class Batch:
    """Arrays of shape [batch, seq] (ids, mask, segments) and [batch] (start, end, polarity)."""

    ids: np.ndarray
    mask: np.ndarray
    segments: np.ndarray
    start: np.ndarray
    end: np.ndarray
    polarity: np.ndarray


def collate(rows: list[Encoded], multiple: int = 8) -> Batch:
    """Rows padded to the longest of them, rounded up to a multiple of `multiple` tokens."""
    length = -(-max(len(r.ids) for r in rows) // multiple) * multiple
    ids = np.zeros((len(rows), length), dtype=np.int64)
    mask, segments = np.zeros_like(ids), np.zeros_like(ids)
    for n, row in enumerate(rows):
        ids[n, : len(row.ids)] = row.ids
        mask[n, : len(row.ids)] = 1
        segments[n, row.passage_at : len(row.ids)] = 1
    return Batch(
        ids,
        mask,
        segments,
        np.array([r.start for r in rows]),
        np.array([r.end for r in rows]),
        np.array([r.polarity for r in rows]),
    )
