"""The working data that lies beside a developer's checkout, and the mark that skips loudly where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(),
    reason=f"NOT RUN: the real articles and data are not at {SHARED}; they belong to others, so the project has none",
)
