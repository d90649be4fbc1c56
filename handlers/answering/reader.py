"""Reads texts with a question-answering network in ONNX: the one that ships, or any local folder in the same form.

A span's score is (start logit + end logit) - (the same sum at the first token, which stands for "no answer") - the null
threshold of the model, as in SQuAD 2.0 (Devlin et al. 2019, section 4.3). Every window is run on its own: int8 dynamic
quantisation takes its scale from the whole input, so in a batch a text's score would depend on its neighbours.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from handlers.answering.reading import Reading, Span
from handlers.answering.windows import Window, Windows
from store.errors import CopydeskError

# From 1.29 on the library's own builds for Linux report each use to their maker unless told not to before they load.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime as ort  # type: ignore[import-untyped]

Floats = NDArray[np.float32]
MODEL = Path(__file__).parent / "model"
THREADS = 2
CANDIDATES = 20  # best starts and best ends paired up in each window, as in the SQuAD reference implementation
SPAN_TOKENS = 96  # evidence sentences are answers too; the longest sentence of the written passages has 87 tokens


class ReaderUnavailable(CopydeskError):
    """The reader's files are missing, damaged or of another make; `public` names the folder and what to do."""


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """What a model says about itself: `length` and `overlap` in tokens; `threshold` is the score at which an answer is
    as likely as none; `sha256` of the weights, None when the folder does not say."""

    length: int = 384
    overlap: int = 96
    threshold: float = 0.0
    sha256: str | None = None

    @classmethod
    def of(cls, folder: Path) -> ReaderConfig:
        """The config of a folder: ours, or the defaults for a Hugging Face export."""
        try:
            written = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            if not isinstance(written, dict) or "max_length" not in written:
                return cls()
            return cls(
                int(written["max_length"]),
                int(written["overlap"]),
                float(written["null_threshold"]),
                str(written["sha256"]),
            )
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ReaderUnavailable(
                f"The reader's config.json in {folder} cannot be read; install it again."
            ) from error


class Logits(NamedTuple):
    """What the network gives for a window: start, end [sequence]; polarity [2] (no, yes), answered, if it has them."""

    start: Floats
    end: Floats
    polarity: Floats | None
    answered: float | None


class OnnxReader:
    """A `Reader` over an ONNX network with start_logits, end_logits and perhaps polarity_logits and answered_logits."""

    def __init__(
        self, session: ort.InferenceSession, tokenizer: Tokenizer, config: ReaderConfig, spans: int = 5
    ) -> None:
        self._session = session
        self._windows = Windows(tokenizer, config.length, config.overlap)
        self._config = config
        self._spans = spans
        self._inputs = {i.name for i in session.get_inputs()}
        self._outputs = [o.name for o in session.get_outputs()]
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="reader")

    @classmethod
    def open(cls, folder: Path = MODEL, *, spans: int = 5, threads: int = THREADS) -> OnnxReader:
        """The reader of a folder holding `reader.onnx` or `model.onnx`, `tokenizer.json` and perhaps `config.json`.

        Raises ReaderUnavailable when a file is missing, damaged, or has not the inputs and outputs of such a network.
        """
        config = ReaderConfig.of(folder)
        weights = _weights(folder)
        if config.sha256 is not None and hashlib.sha256(weights.read_bytes()).hexdigest() != config.sha256:
            raise ReaderUnavailable(
                f"The reader's weights {weights} are damaged or not those of its config.json; install them again."
            )
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # a thread that waits leaves the core
        try:
            session = ort.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # both libraries raise their own kinds, some of them bare Exception
            raise ReaderUnavailable(f"The reader in {folder} cannot be loaded; install it again.") from error
        inputs, outputs = {i.name for i in session.get_inputs()}, {o.name for o in session.get_outputs()}
        known = {"input_ids", "attention_mask", "token_type_ids"}
        if "input_ids" not in inputs or inputs - known or not {"start_logits", "end_logits"} <= outputs:
            raise ReaderUnavailable(
                f"{weights} is not a question-answering network: it needs input_ids, and start_logits and end_logits."
            )
        return cls(session, tokenizer, config, spans)

    async def read(self, question: str, texts: Sequence[str]) -> Sequence[Reading]:
        """One reading per text, in order, computed in the reader's own thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, self.read_now, question, tuple(texts))

    async def close(self) -> None:
        """Waits for a reading under way and ends the thread."""
        await asyncio.to_thread(self._worker.shutdown, True, cancel_futures=True)

    def read_now(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """The same, in the caller's thread."""
        found: list[list[Span]] = [[] for _ in texts]
        best: list[tuple[float, float | None, float | None]] = [(-np.inf, None, None) for _ in texts]
        if not question.strip():
            return [Reading(()) for _ in texts]
        for window in self._windows.cut(question, texts):
            logits = self._run(window)
            spans = best_spans(logits.start, logits.end, window, self._config.threshold, self._spans)
            found[window.text].extend(spans)
            # the window that answers best is the one whose other heads count
            if spans and spans[0].score > best[window.text][0]:
                best[window.text] = (spans[0].score, _probability(logits.polarity), logits.answered)
        return [Reading(tuple(apart(spans, self._spans)), *heads[1:]) for spans, heads in zip(found, best, strict=True)]

    def logits(self, question: str, text: str) -> list[Logits]:
        """What the network gives for every window of a text."""
        return [self._run(window) for window in self._windows.cut(question, [text])]

    def _run(self, window: Window) -> Logits:
        feeds = {"input_ids": window.ids, "attention_mask": window.mask, "token_type_ids": window.segments}
        values = self._session.run(self._outputs, {k: v[None] for k, v in feeds.items() if k in self._inputs})
        named = {name: value[0] for name, value in zip(self._outputs, values, strict=True)}
        answered = named.get("answered_logits")
        return Logits(
            named["start_logits"],
            named["end_logits"],
            named.get("polarity_logits"),
            None if answered is None else float(answered),
        )


def _weights(folder: Path) -> Path:
    for name in ("reader.onnx", "model.onnx", "onnx/model.onnx"):
        if (folder / name).is_file():
            return folder / name
    raise ReaderUnavailable(f"No reader in {folder}: it holds neither reader.onnx nor model.onnx.")


def _probability(polarity: Floats | None) -> float | None:
    """P(yes) from the logits (no, yes)."""
    return None if polarity is None else float(1.0 / (1.0 + np.exp(np.float64(polarity[0]) - np.float64(polarity[1]))))


def best_spans(start: Floats, end: Floats, window: Window, threshold: float, count: int) -> list[Span]:
    """The best spans of one window that do not overlap, best first."""
    null = float(start[0]) + float(end[0]) + threshold
    starts, ends = start[window.first : window.last + 1], end[window.first : window.last + 1]
    likely_starts = np.argsort(-starts, kind="stable")[:CANDIDATES]
    likely_ends = np.argsort(-ends, kind="stable")[:CANDIDATES]
    spans = []
    for a in likely_starts:
        for b in likely_ends:
            if a <= b < a + SPAN_TOKENS and window.starts[a] < window.ends[b]:
                score = float(starts[a]) + float(ends[b]) - null
                spans.append(Span(int(window.starts[a]), int(window.ends[b]), score))
    return apart(spans, count)


def apart(spans: Sequence[Span], count: int) -> list[Span]:
    """The best `count` spans of which no two overlap, best first; equal scores go by place."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (-s.score, s.start, s.end)):
        if len(kept) == count:
            break
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return kept
