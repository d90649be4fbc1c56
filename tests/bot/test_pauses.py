"""Collections look at what is new; what is set aside is freed all the same, and circles of it in the end."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot import pauses
from bot.pauses import short_pauses


class Circle:
    """Something that only the collector can free."""

    def __init__(self, holds: bytes = b"") -> None:
        self.itself = self
        self.holds = holds


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = (gc.get_threshold(), len(gc.callbacks))
    yield
    assert (gc.get_threshold(), len(gc.callbacks)) == before
    assert gc.get_freeze_count() == 0


def test_what_survives_a_full_collection_is_not_looked_at_again() -> None:
    with short_pauses():
        gc.collect()
        kept: list[list[object]] = [[] for _ in range(1000)]
        gc.collect()
        assert gc.get_freeze_count() > len(kept)
        assert len(gc.get_objects()) < len(kept)


def test_a_circle_that_is_new_is_freed() -> None:
    with short_pauses():
        circle = weakref.ref(Circle())
        gc.collect()
        assert circle() is None


def test_a_circle_that_was_set_aside_is_freed_once_much_more_is() -> None:
    with short_pauses():
        circle = Circle()
        known = weakref.ref(circle)
        gc.collect()
        del circle
        gc.collect()
        assert known() is not None
        more: list[list[object]] = [[] for _ in range(3 * gc.get_freeze_count())]
        for _ in range(30):
            gc.collect()
        assert known() is None
        assert more


@pytest.mark.skipif(not pauses.own_memory(), reason="the system does not say how much memory a process holds")
def test_circles_that_hold_much_are_freed_though_they_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pauses, "_HEAVIER", 8_000_000)
    known = []
    with short_pauses():
        for _ in range(20):
            circle = Circle(b"x" * 16_000_000)
            known.append(weakref.ref(circle))
            gc.collect()  # it is set aside while it is in use
            del circle
        # What is freed may stay with the process for a while, to be filled again.
        assert sum(each() is not None for each in known) <= 5


def test_an_error_inside_leaves_the_collector_as_it_was() -> None:
    with pytest.raises(ValueError, match="inside"), short_pauses():
        raise ValueError("inside")
