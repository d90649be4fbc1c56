"""How tests run here: the same examples on every build server, and a loud word when the shared data is not there."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from tests.shared import SHARED

# A slow machine is not a wrong answer: no deadline. On a build server the examples are the same every time.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("desk"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_report_header() -> str:
    """Say before the first test whether the tests on real articles will run."""
    if SHARED.is_dir():
        return f"shared articles and data: {SHARED}"
    return f"shared articles and data: NOT HERE ({SHARED}); the tests on them are skipped, and say so"
