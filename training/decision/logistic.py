"""Logistic regression with an L2 penalty, by Newton's method; small enough to need no library of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fitted:
    """Weights over standardised features; `names` gives their order."""

    names: tuple[str, ...]
    bias: float
    weights: Floats
    mean: Floats
    scale: Floats

    def probability(self, rows: Floats) -> Floats:
        """Probabilities for rows of shape [n, features]."""
        z = self.bias + ((rows - self.mean) / self.scale) @ self.weights
        return np.asarray(1 / (1 + np.exp(-np.clip(z, -30, 30))))

    def as_json(self) -> dict[str, object]:
        """The form `handlers.answering.decision` reads."""
        return {
            "features": list(self.names),
            "bias": round(float(self.bias), 5),
            "weights": [round(float(w), 5) for w in self.weights],
            "mean": [round(float(m), 5) for m in self.mean],
            "scale": [round(float(s), 5) for s in self.scale],
        }


def fit(names: Sequence[str], rows: Floats, labels: Floats, counts: Floats, penalty: float) -> Fitted:
    """Fit by Newton's method. `rows` [n, f], `labels` [n] in {0, 1}, `counts` [n] the weight of each row.

    `penalty` is the L2 strength on standardised weights (not on the bias).
    """
    mean = np.average(rows, axis=0, weights=counts)
    scale = np.sqrt(np.average((rows - mean) ** 2, axis=0, weights=counts))
    scale[scale < 1e-3] = 1.0
    x = np.hstack([np.ones((len(rows), 1)), (rows - mean) / scale])
    w = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], penalty)
    ridge[0] = 1e-6
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (counts * (p - labels)) + ridge * w
        curve = (x * (counts * p * (1 - p) + 1e-9)[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(curve, gradient)
        w -= step
        if float(np.abs(step).max()) < 1e-6:
            break
    return Fitted(tuple(names), float(w[0]), w[1:], mean, scale)
