"""The lines between headline and body: who wrote it, and when."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.gathering.headmatter import byline_of, date_of, is_date_line, is_role


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Roe", "Jane Roe"),
        ("By Jane Roe and John Doe", "Jane Roe and John Doe"),
        ("by Jane van der Roe, political correspondent", "Jane van der Roe"),
        ("Written by Jane Roe", "Jane Roe"),
        ("By Jane Roe in Northfield", "Jane Roe in Northfield"),
    ],
)
def test_a_byline_names_who_wrote_it(line: str, names: str) -> None:
    assert byline_of(line) == names


@pytest.mark.parametrize(
    "line", ["By Friday", "By the time they came it was over.", "By 16 May 2025", "Jane Roe", "", "B" * 300]
)
def test_a_line_that_only_begins_so_is_none(line: str) -> None:
    assert byline_of(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Published 1 day ago3 minute read",
        "May 16, 2025",
        "Updated: 16 May 2025, 14:02 GMT",
        "2 days ago",
        "Fri 16 May 2025 09.05 BST",
    ],
)
def test_a_line_of_dates_is_known(line: str) -> None:
    assert is_date_line(line)


@pytest.mark.parametrize("line", ["They met in May 2025", "1945", "May", "In 2022 the talks failed.", ""])
def test_a_line_that_only_holds_a_date_is_none(line: str) -> None:
    assert not is_date_line(line)


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("Published: May 16, 2025", datetime(2025, 5, 16, tzinfo=UTC)),
        ("Published 16 May 2025 14:02 UTC | Updated 17 May 2025", datetime(2025, 5, 16, 14, 2, tzinfo=UTC)),
        ("Published 1 day ago", None),
        ("May 16", None),
    ],
)
def test_a_date_is_taken_only_if_it_is_whole(line: str, when: datetime | None) -> None:
    assert date_of(line) == when


def test_a_reporters_job_may_stand_under_the_byline() -> None:
    assert is_role("Diplomatic correspondent")
    assert is_role("Senior political editor, Northfield")
    assert not is_role("The talks opened in the palace")
