"""A run on disk: one file, replaced whole, so that a killed run goes on from its last five minutes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch


@dataclass
class Progress:
    """Where a run stands: seconds of budget spent, chunks of the phase dealt, optimiser steps and examples done."""

    seconds: float = 0.0
    phase: int = 0
    chunk: int = 0
    steps: int = 0
    examples: int = 0


def save(path: Path, weights: dict[str, Any], optimiser: dict[str, Any], progress: Progress) -> None:
    """Writes a checkpoint beside its place and moves it there whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    torch.save({"weights": weights, "optimiser": optimiser, "progress": asdict(progress)}, draft)
    draft.replace(path)


def load(path: Path) -> tuple[dict[str, Any], dict[str, Any], Progress]:
    """The weights, the optimiser's state and the progress of a checkpoint."""
    kept = torch.load(path, map_location="cpu", weights_only=True)
    return kept["weights"], kept["optimiser"], Progress(**kept["progress"])
