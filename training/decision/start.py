"""The decision before anything is learnt: a model that prefers what the reader prefers."""

from __future__ import annotations

import json
from collections.abc import Sequence

from handlers.answering.decision import Decision, parse
from handlers.answering.features import BESIDE, NAMES
from handlers.answering.polarity import CUES

BOTH = (*NAMES, *BESIDE)


def flat(names: Sequence[str]) -> dict[str, object]:
    """The JSON of one model that knows the first feature alone."""
    weights = [6.0, *[0.0] * (len(names) - 1)]
    plain = {"mean": [0.0] * len(names), "scale": [1.0] * len(names)}
    return {"features": list(names), "bias": -1.0, "weights": weights, **plain}


def start() -> Decision:
    """The decision with which the first questions are read."""
    thresholds = {"says": {"value": 0.5}, "unsure": {"value": 0.1}}
    models = {
        "span": NAMES,
        "sentence": NAMES,
        "span_with_others": BOTH,
        "sentence_with_others": BOTH,
        "polarity": CUES,
    }
    return parse(json.dumps({**{name: flat(each) for name, each in models.items()}, "thresholds": thresholds}))
