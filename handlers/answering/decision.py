"""One calibrated decision: from features to the probability that a candidate is what its outlet says.

A logistic model in two stages: the second also knows what the other outlets' candidates are worth. Its weights are
learnt by `training/decision`, kept in `model/decision.json` with the measurement of each threshold, never set by hand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp

from handlers.answering.features import BESIDE, NAMES
from store.errors import CopydeskError


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model over standardised features: ``p = 1 / (1 + exp(-(bias + w · (x − mean) / scale)))``."""

    bias: float
    weights: tuple[float, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]

    def probability(self, values: Sequence[float]) -> float:
        """The probability for one row of features."""
        total = self.bias
        for value, weight, mean, scale in zip(values, self.weights, self.mean, self.scale, strict=True):
            total += weight * (value - mean) / scale
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class Decision:
    """The models for spans and for sentences, the polarity model, and the two thresholds of the three bands."""

    span: Logistic
    span_with_others: Logistic
    sentence: Logistic
    sentence_with_others: Logistic
    polarity: Logistic
    says: float
    unsure: float


def _logistic(data: dict[str, object], names: Sequence[str]) -> Logistic:
    if tuple(data["features"]) != tuple(names):  # type: ignore[arg-type]
        raise CopydeskError("The decision weights do not fit this version of Copydesk; reinstall it.")
    columns = {key: tuple(float(v) for v in data[key]) for key in ("weights", "mean", "scale")}  # type: ignore[attr-defined]
    return Logistic(float(data["bias"]), columns["weights"], columns["mean"], columns["scale"])  # type: ignore[arg-type]


def parse(text: str) -> Decision:
    """Read a decision from its JSON; raises `CopydeskError` if it was learnt for other features."""
    from handlers.answering.polarity import CUES

    data = json.loads(text)
    both = (*NAMES, *BESIDE)
    return Decision(
        span=_logistic(data["span"], NAMES),
        span_with_others=_logistic(data["span_with_others"], both),
        sentence=_logistic(data["sentence"], NAMES),
        sentence_with_others=_logistic(data["sentence_with_others"], both),
        polarity=_logistic(data["polarity"], CUES),
        says=float(data["thresholds"]["says"]["value"]),
        unsure=float(data["thresholds"]["unsure"]["value"]),
    )


@lru_cache(maxsize=1)
def shipped() -> Decision:
    """The decision that ships with Copydesk."""
    return parse((files("handlers.answering") / "model" / "decision.json").read_text("utf-8"))
