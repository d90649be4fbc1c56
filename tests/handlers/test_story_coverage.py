"""The picture on a digest says in words what it shows, and costs the digest nothing where it cannot be drawn."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest

from handlers import story_coverage as module
from handlers.charts import Dot, dots
from handlers.edition import Item
from handlers.pieces import text_of
from handlers.story_coverage import OUTLETS, story_coverage
from store.article import Article, Outlet
from store.story import Story

NOON = datetime(2026, 5, 16, 12, 30, tzinfo=UTC)


def item(story: int, title: str, told: tuple[str, ...], fresh: tuple[str, ...]) -> Item:
    """A story that outlets told before, and some tell now."""
    names = (*told, *fresh)
    articles = tuple(
        Article(100 * story + n, Outlet(n, name), f"{n}.txt", title, "Text.", "0" * 64, NOON)
        for n, name in enumerate(names)
    )
    made = Story(
        story, title, articles[0].id, NOON, NOON, len(names), len({*names}), len({*names}), len(fresh), len(fresh)
    )
    ids = [article.id for article in articles]
    return Item(made, articles, frozenset(ids[len(told) :]), frozenset(ids[: len(told)]))


FERRY = item(1, "Ferry aground", ("The Post", "The Times"), ("The Times", "Radio"))
BUDGET = item(2, "Budget passed", (), ("The Post", "Radio"))


async def test_it_says_in_words_what_it_shows() -> None:
    picture = await story_coverage((FERRY, BUDGET), ("Silent", "Radio", "The Post", "The Times"))
    assert picture is not None
    assert text_of(picture.alt) == (
        "Who tells the day's stories. 1. Ferry aground: Radio, The Post, The Times. 2. Budget passed: Radio, The Post."
    )
    width, height = picture.size
    assert width == 1800
    assert height < width
    assert picture.articles == (100, 200)


def test_a_dot_is_full_where_there_is_news_and_a_ring_where_there_was() -> None:
    columns = module._columns((FERRY, BUDGET), ("Silent",))
    assert [name for name, _ in columns] == ["Radio", "The Post", "The Times", "Silent"]
    assert module._dots(FERRY, columns) == (Dot.NEW, Dot.TOLD, Dot.NEW, Dot.NONE)
    assert module._dots(BUDGET, columns) == (Dot.NEW, Dot.NEW, Dot.NONE, Dot.NONE)


def test_the_outlets_that_tell_least_share_a_column() -> None:
    many = tuple(f"Outlet {n:02}" for n in range(OUTLETS + 5))
    columns = module._columns((item(1, "All", (), many), BUDGET), ())
    assert len(columns) == OUTLETS
    name, outlets = columns[-1]
    assert (name, len(outlets)) == ("8 outlets more", 8)
    assert len(set().union(*(names for _, names in columns))) == OUTLETS + 7


async def test_without_the_extra_and_without_stories_there_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await story_coverage((), ("The Post",)) is None
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert await story_coverage((FERRY,), ()) is None


async def test_a_picture_that_fails_is_left_out_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise ArithmeticError("a headline")

    monkeypatch.setattr(module, "dots", broken)
    caplog.set_level("ERROR")  # a command of another test may have set what is logged
    assert await story_coverage((FERRY,), ()) is None
    assert "ArithmeticError" in caplog.text
    assert "a headline" not in caplog.text


def test_names_are_never_formulas_and_no_name_is_too_long() -> None:
    rows = [("$\\frac{1}{0$ " + "word " * 60, (Dot.NEW, Dot.NONE)), ("", (Dot.TOLD, Dot.NEW))]
    assert dots(rows, ["n" * 500, "朝日 $x_{$"], title="$x_{$", below="100 % {x} $").startswith(b"\x89PNG")
