"""Pictures of the archive, as PNG: what was published when. The style is one for all of them.

Drawing takes half a second and more, and matplotlib is loaded with the first picture: call it in a thread of its own.
Names are data: they are set as they stand, without control characters and never as formulas.
"""

from __future__ import annotations

import io
import textwrap
import warnings
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from handlers.parse import clean
from handlers.pieces import is_day
from store.errors import UsageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Chosen to stand out on white for people who do not tell red from green, too.
INK, FAINT, MAIN, PAPER = "#1f2933", "#7b8794", "#2b6cb0", "#ffffff"
# Inches and dots an inch: 1,800 pixels wide, which a chat shows sharp on every screen.
WIDE, DENSITY = 9.0, 200
# Names longer than this would leave no room for the bars.
_NAME = 26
# Whatever is there of these, in this order, where the first has no such letter.
_FONTS = (
    "DejaVu Sans",
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans CJK SC",
)


_FEWEST = 7
# A row's name in a grid takes two lines of this length; a column's name, slanted, so many inches a letter.
_ROW, _SLANTED = 46, 0.052
# Inches: what stands above and below a grid, and a row of it.
_GRID_TOP, _GRID_BOTTOM, _GRID_ROW = 0.6, 0.5, 0.5
# Where a grid's columns begin and how much of the width they take.
_GRID_LEFT, _GRID_WIDE = 0.4, 0.51


class NoPictures(UsageError):
    """Pictures cannot be drawn here; the line says what to install."""


class Step(StrEnum):
    """How much time one bar stands for."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Dot(StrEnum):
    """What a row has in a column of a grid."""

    NEW = "new"
    TOLD = "told"
    NONE = "none"


_ABOUT = {
    Step.HOUR: timedelta(hours=1),
    Step.DAY: timedelta(days=1),
    Step.WEEK: timedelta(days=7),
    Step.MONTH: timedelta(days=30),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a chart: its name, and when each of its articles was published (aware)."""

    name: str
    times: tuple[datetime, ...]


def step_of(moments: Sequence[datetime]) -> Step:
    """The bars that show these moments, at most some sixty. Days without a clock are not told apart by hours."""
    spent = max(moments) - min(moments)
    if spent <= timedelta(days=2) and not any(is_day(at) for at in moments):
        return Step.HOUR
    if spent <= timedelta(days=62):
        return Step.DAY
    return Step.WEEK if spent <= timedelta(days=400) else Step.MONTH


def over_time(rows: Sequence[Row], *, title: str, below: str, zone: tzinfo) -> bytes:
    """How many articles came when, a row an outlet over one scale of time: a PNG.

    `title` and `below` are set above and under the chart. Bars are hours, days, weeks or months of `zone`, as
    `step_of` says. Raises `NoPictures` where matplotlib is missing, ValueError where no row has a time.
    """
    moments = [at for row in rows for at in row.times]
    if not moments:
        raise ValueError("a chart of no articles")
    step = step_of(moments)
    local = [_local(at, zone) for at in moments]
    edges = list(_edges(min(local, key=datetime.timestamp), max(local, key=datetime.timestamp), step))
    starts = [edge.timestamp() for edge in edges]
    counts = [_counted([_local(at, zone) for at in row.times], starts) for row in rows]
    figure = paper(title, below, height=1.5 + 0.48 * len(rows))
    room = figure.add_gridspec(len(rows), 1, left=0.26, right=0.93, hspace=0.35, **_inside(figure))
    highest = max(max(each) for each in counts)
    for at, (row, counted) in enumerate(zip(rows, counts, strict=True)):
        axes = figure.add_subplot(room[at, 0])
        widths = [after - start for start, after in pairwise(starts)]
        middles = [start + width / 2 for start, width in zip(starts[:-1], widths, strict=True)]
        axes.bar(middles, counted, width=[width * 0.84 for width in widths], color=MAIN)
        if max(counted) == highest and all(max(each) < highest for each in counts[:at]):  # the scale, told once
            top = middles[counted.index(highest)]
            axes.text(top, highest * 1.04, f"{highest:,}", ha="center", va="bottom", size=7, color=FAINT)
        _plain(axes)
        axes.set_xlim(starts[0], starts[-1])
        axes.set_ylim(0, highest * 1.05)
        _words(axes, -0.015, row.name, align="right")
        _words(axes, 1.015, f"{sum(counted):,}", align="left", color=FAINT)
        if at == len(rows) - 1:
            _dated(axes, edges, step)
    return png(figure)


def dots(rows: Sequence[tuple[str, Sequence[Dot]]], columns: Sequence[str], *, title: str, below: str) -> bytes:
    """A grid of rows by columns, a dot where a row has a column: a PNG. Each row has one value a column.

    `title` and `below` are set above and under the grid. Raises `NoPictures` where matplotlib is missing.
    """
    words = [_in_two(name) for name, _ in rows]
    span = max(len(columns), _FEWEST)
    # The names end where the picture does.
    room = [WIDE * (1 - _GRID_LEFT - _GRID_WIDE * (at + 0.5) / span) for at in range(len(columns))]
    names = [_cut(name, min(_NAME, int(room[at] / _SLANTED))) for at, name in enumerate(columns)]
    above = _SLANTED * max(map(len, names)) + 0.1
    figure = paper(title, below, height=_GRID_TOP + above + _GRID_ROW * len(rows) + _GRID_BOTTOM)
    height = float(figure.get_figheight())
    axes = figure.add_axes((_GRID_LEFT, _GRID_BOTTOM / height, _GRID_WIDE, _GRID_ROW * len(rows) / height))
    _plain(axes)
    axes.spines["bottom"].set_visible(False)
    axes.set_xlim(-0.5, span - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    style: dict[str, Any] = {"family": _fonts(), "parse_math": False, "color": INK}
    for down, (_, values) in enumerate(rows):
        axes.plot((0, len(columns) - 1), (down, down), color="#e4e7eb", linewidth=0.8, zorder=0)
        at = _GRID_BOTTOM + _GRID_ROW * (len(rows) - down - 0.5)
        figure.text(0.03, at / height, words[down], va="center", size=9, **style)
        for column, dot in enumerate(values):
            if dot is not Dot.NONE:
                face = MAIN if dot is Dot.NEW else PAPER
                axes.plot(column, down, "o", markersize=11, color=face, markeredgecolor=MAIN, markeredgewidth=1.6)
    style |= {"rotation": 45, "rotation_mode": "anchor", "ha": "left", "va": "bottom"}
    for column, name in enumerate(names):
        axes.text(column, -0.62, name, size=8, **style)
    return png(figure)


def paper(title: str, below: str, *, height: float) -> Figure:
    """An empty picture of the common style, so many inches high. Raises `NoPictures` where matplotlib is missing."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise NoPictures("Pictures need matplotlib. Install it: pip install 'copydesk[charts]'.") from error
    figure = Figure(figsize=(WIDE, height), dpi=DENSITY, facecolor=PAPER)
    style: dict[str, Any] = {"family": _fonts(), "parse_math": False}
    figure.text(0.03, 1 - 0.2 / height, clean(title), va="top", size=13, weight="bold", color=INK, **style)
    figure.text(0.03, 0.14 / height, clean(below), va="bottom", size=8, color=FAINT, **style)
    return figure


def png(figure: Figure) -> bytes:
    """The picture as a file. A letter that no font here has is drawn as a box."""
    written = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        figure.savefig(written, format="png", facecolor=PAPER)
    return written.getvalue()


def _inside(figure: Figure) -> dict[str, float]:
    """The part of the picture between the words above and those below."""
    height = float(figure.get_figheight())
    return {"top": 1 - 0.62 / height, "bottom": 0.72 / height}


def _edges(first: datetime, last: datetime, step: Step) -> Iterator[datetime]:
    """The limits of the bars, from that at or before the first moment to that after the last, on the local clock.

    There are some bars even for a single moment: before it there was nothing.
    """
    early = last - _FEWEST * _ABOUT[step]
    at = min(first, early, key=datetime.timestamp).replace(minute=0, second=0, microsecond=0)
    if step is not Step.HOUR:
        at = at.replace(hour=0)
    if step is Step.WEEK:
        at -= timedelta(days=at.weekday())
    if step is Step.MONTH:
        at = at.replace(day=1)
    yield at
    while at <= last:
        at = _after(at, step)
        yield at


def _after(at: datetime, step: Step) -> datetime:
    if step is Step.HOUR:
        return datetime.fromtimestamp(at.timestamp() + 3600, at.tzinfo)  # a clock that is put back repeats an hour
    if step is Step.MONTH:
        return at.replace(year=at.year + at.month // 12, month=at.month % 12 + 1)
    return at + timedelta(days=1 if step is Step.DAY else 7)


def _local(at: datetime, zone: tzinfo) -> datetime:
    """The moment on the local clock; a day without a time is that day, in any zone."""
    return at.replace(hour=12, tzinfo=zone) if is_day(at) else at.astimezone(zone)


def _counted(moments: Sequence[datetime], starts: Sequence[float]) -> list[int]:
    counts = [0] * (len(starts) - 1)
    for at in moments:
        counts[bisect_right(starts, at.timestamp()) - 1] += 1
    return counts


def _plain(axes: Axes) -> None:
    """Nothing but the bars and a ground line."""
    axes.set_facecolor(PAPER)
    axes.set_yticks([])
    axes.set_xticks([])
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#cbd2d9")


def _words(axes: Axes, across: float, text: str, *, align: str, color: str = INK) -> None:
    style: dict[str, Any] = {"ha": align, "va": "bottom", "color": color, "family": _fonts(), "parse_math": False}
    axes.text(across, 0.08, _cut(text, _NAME), transform=axes.transAxes, size=9, **style)


def _cut(text: str, longest: int) -> str:
    shown = clean(text)
    return shown if len(shown) <= longest else f"{shown[: longest - 1].rstrip()}…"


def _in_two(text: str) -> str:
    """A row's name on one line or two."""
    lines = textwrap.wrap(clean(text), _ROW, max_lines=2, placeholder=" …")
    return "\n".join(lines)


def _dated(axes: Axes, edges: Sequence[datetime], step: Step) -> None:
    """At most eight dates under the last row, each at the start of its bar."""
    every = -(-(len(edges) - 1) // 8)
    shown = edges[:-1:every]
    form = {Step.HOUR: "%H:%M", Step.MONTH: "%b %Y"}.get(step, "%b")
    labels = [f"{edge:{form}}" if step in (Step.HOUR, Step.MONTH) else f"{edge.day} {edge:{form}}" for edge in shown]
    if step is Step.HOUR:
        days = [at == 0 or edge.date() != shown[at - 1].date() for at, edge in enumerate(shown)]
        labels = [
            f"{one}\n{edge.day} {edge:%b}" if day else one for one, edge, day in zip(labels, shown, days, strict=True)
        ]
    axes.set_xticks([edge.timestamp() for edge in shown], labels, family=_fonts(), size=8, color=FAINT, ha="left")
    axes.tick_params(axis="x", length=3, color="#cbd2d9")


def _fonts() -> list[str]:
    from matplotlib.font_manager import fontManager

    there = set(fontManager.get_font_names())
    return [name for name in _FONTS if name in there]
