"""How fast to learn when: a function of the share of the budget spent, not of steps, which nobody knows beforehand."""

from __future__ import annotations


def rate_at(share: float, peak: float, warm_up: float) -> float:
    """The learning rate when `share` of the budget is spent: a straight rise to `peak`, then as straight a fall."""
    if share < warm_up:
        return peak * share / warm_up
    return peak * max(0.0, (1.0 - share) / (1.0 - warm_up))
