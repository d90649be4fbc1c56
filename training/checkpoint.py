"""A run on disk: one file, replaced whole, so that a killed run goes on from its last five minutes."""

from __future__ import annotations

import os
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
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    torch.save({"weights": weights, "optimiser": optimiser, "progress": asdict(progress)}, draft)
    os.replace(draft, path)


def load(path: Path) -> tuple[dict[str, Any], dict[str, Any], Progress]:
    kept = torch.load(path, map_location="cpu", weights_only=True)
    return kept["weights"], kept["optimiser"], Progress(**kept["progress"])
