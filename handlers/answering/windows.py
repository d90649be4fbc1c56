"""Cuts a question and a text into the windows a network reads, and knows where each token stands in the text.

Offsets are code points into the text given. A long text becomes overlapping windows; a long question is cut so that
the text always has room.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

Ints = NDArray[np.int64]
QUESTION_TOKENS = 64  # the longest question of the corpora has 44


@dataclass(frozen=True, slots=True)
class Window:
    """One sequence for the network and the places of its text tokens.

    `ids`, `mask`, `segments`: [sequence]. `first`/`last`: token positions of the text, both inclusive. `starts`/`ends`:
    for each of those tokens the code points of the whole word it belongs to, half-open.
    """

    text: int
    ids: Ints
    mask: Ints
    segments: Ints
    first: int
    last: int
    starts: Ints
    ends: Ints


class Windows:
    """Makes windows of at most `length` tokens, neighbours sharing `overlap` tokens of the text."""

    def __init__(self, tokenizer: Tokenizer, length: int, overlap: int) -> None:
        if length < QUESTION_TOKENS + overlap + 32:
            raise ValueError(f"a window of {length} tokens is too short for a question and an overlap of {overlap}")
        self._plain = Tokenizer.from_str(tokenizer.to_str())
        self._plain.no_truncation()
        self._plain.no_padding()
        self._pairs = Tokenizer.from_str(tokenizer.to_str())
        self._pairs.no_padding()
        self._pairs.enable_truncation(length, stride=overlap, strategy="only_second")

    def cut(self, question: str, texts: Sequence[str]) -> list[Window]:
        """Every window of every text, in order; a text without words gives none."""
        asked = self._shortened(question)
        kept = [n for n, text in enumerate(texts) if text.strip()]
        encodings = self._pairs.encode_batch([(asked, texts[n]) for n in kept])
        windows = []
        for n, encoding in zip(kept, encodings, strict=True):
            for part in (encoding, *encoding.overflowing):
                window = _window(n, texts[n], part)
                if window is not None:
                    windows.append(window)
        return windows

    def _shortened(self, question: str) -> str:
        encoding = self._plain.encode(question, add_special_tokens=False)
        if len(encoding.ids) <= QUESTION_TOKENS:
            return question
        return question[: encoding.offsets[QUESTION_TOKENS - 1][1]]


def _whole(text: str, end: int) -> int:
    """`end` moved behind the accents that belong to the letter before it; the tokenizer drops them."""
    while end < len(text) and unicodedata.category(text[end]).startswith("M"):
        end += 1
    return end


def _window(number: int, text: str, encoding: Encoding) -> Window | None:
    places = [n for n, sequence in enumerate(encoding.sequence_ids) if sequence == 1]
    if not places:
        return None
    first, last = places[0], places[-1]
    offsets, words = encoding.offsets, encoding.word_ids
    starts = [offsets[n][0] for n in places]
    ends = [_whole(text, offsets[n][1]) for n in places]
    # a word cut into pieces is answered whole: "Kuus|anen" must never be quoted as "Kuus"
    for n in range(1, len(places)):
        if words[places[n]] is not None and words[places[n]] == words[places[n - 1]]:
            starts[n] = starts[n - 1]
    for n in range(len(places) - 2, -1, -1):
        if words[places[n]] is not None and words[places[n]] == words[places[n + 1]]:
            ends[n] = ends[n + 1]
    return Window(
        number,
        np.array(encoding.ids, dtype=np.int64),
        np.array(encoding.attention_mask, dtype=np.int64),
        np.array(encoding.type_ids, dtype=np.int64),
        first,
        last,
        np.array(starts, dtype=np.int64),
        np.array(ends, dtype=np.int64),
    )
