"""A reply on a screen: the answer first, then every outlet with its words, the answer marked as with a pen.

Nothing of a source or a person is ever markup here: pieces become `rich.text.Text`, never a string to parse, and
pass through `harmless`. Colours are the terminal's own sixteen, so that they fit light and dark screens.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import assert_never

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table as Grid
from rich.text import Text

from bot.display import harmless
from handlers.links import link
from handlers.phrases import Phrase, fill, listed
from handlers.pieces import Origin, Piece, Pieces, Style
from handlers.reply import SECTIONS, Block, Buttons, Hint, Line, Picture, Quoted, Reply, Source, SourceList, Table

# Below this many columns three columns of words are slivers; the rows are stacked instead.
WIDE = 100
# Longer lines than this the eye loses on its way back.
WIDEST = 120

_STYLES = {Style.PLAIN: "", Style.STRONG: "bold", Style.EMPHASIS: "italic", Style.CODE: "cyan"}
_MARKER = "bold black on yellow"


def show(console: Console, reply: Reply, *, buttons: bool = True) -> None:
    """Print a reply; without its buttons where there is nothing to press or type."""
    # Only what may be wider than the screen is: see `_source`.
    console.print(Screen(reply, buttons=buttons), crop=False)


class Screen:
    """A reply as something rich can print at any width."""

    def __init__(self, reply: Reply, *, buttons: bool = True) -> None:
        self._reply = reply
        self._buttons = buttons

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, WIDEST)
        blocks = [block for block in self._reply.blocks if self._buttons or not isinstance(block, Buttons)]
        for block, following in pairwise([*blocks, None]):
            if block is None:
                continue
            for part in _block(block, width, plain=not console.is_terminal):
                if isinstance(part, Text) and part.no_wrap:
                    yield Segment(f"{part.plain}\n")
                    continue
                for each in console.render_lines(part, options.update(width=width), pad=False):
                    yield from _trimmed(each)
                    yield Segment.line()
            if following is not None and _apart(block, following):
                yield Text()


def _trimmed(segments: list[Segment]) -> list[Segment]:
    """A line of the screen without the blanks that fill it up to its width."""
    kept = list(segments)
    while kept and not kept[-1].text.strip() and not kept[-1].control:
        kept.pop()
    if kept:
        kept[-1] = Segment(kept[-1].text.rstrip(), kept[-1].style, kept[-1].control)
    return kept


def _apart(block: Block, following: Block) -> bool:
    """Whether a blank line stands between two blocks: always, but within a run of lines or of quiet lines."""
    quiet = (Hint, Buttons)
    if isinstance(block, Line) and block.phrase is Phrase.READ_AS:
        return False
    if isinstance(block, Line) and isinstance(following, Line):
        return following.phrase in SECTIONS
    return not (isinstance(block, quiet) and isinstance(following, quiet))


def _block(block: Block, width: int, *, plain: bool) -> Iterator[RenderableType]:
    match block:
        case Line():
            yield _line(block)
        case Hint():
            yield _text(block.pieces, "dim")
        case Quoted():
            yield Text(harmless(block.quote.outlet), "bold")
            yield _Words(block)
        case Table():
            yield from _table(block, width)
        case SourceList():
            for source in block.sources:
                yield from _source(source, width, plain=plain)
        case Buttons():
            commands = listed(
                tuple(fill(Phrase.COMMAND, command=Piece(b.command, origin=Origin.PERSON)) for b in block.buttons),
                between=Phrase.DOT,
            )
            yield _text(fill(Phrase.NEXT, commands=commands), "dim")
        case Picture():
            yield _text(block.alt)
        case _:
            assert_never(block)


def _line(block: Line) -> Text:
    """A line; the answer at the head of a reply is set as a title, how a question was read as an aside."""
    match block.phrase:
        case Phrase.READ_AS:
            return _text(block.pieces, "dim")
        case (
            Phrase.ANSWER
            | Phrase.ANSWER_LONE
            | Phrase.DISPUTED
            | Phrase.REMARKS
            | Phrase.STORY
            | Phrase.FOUND_WORDS
            | Phrase.ALL_FOUND
        ):
            return _text(block.pieces, strong="bold green")
        case Phrase.NOT_FOUND | Phrase.FOUND_WRONG | Phrase.FOUND_GONE | Phrase.NO_SUCH_WORDS:
            return _text(block.pieces, strong="bold yellow")
        case Phrase.ALTERED_WORDS | Phrase.STITCHED_WORDS | Phrase.SOME_FOUND:
            return _text(block.pieces, strong="bold yellow")
        case _:
            return _text(block.pieces)


def _text(pieces: Pieces, style: str = "", *, strong: str = "bold") -> Text:
    text = Text(style=style)
    for piece in pieces:
        shown = piece.text if piece.origin is Origin.OURS else harmless(piece.text)
        text.append(shown, strong if piece.style is Style.STRONG else _STYLES[piece.style])
    return text


class _Words:
    """A source's words behind a bar, as a quotation is set."""

    def __init__(self, quoted: Quoted) -> None:
        self._text = _text(quoted.pieces, strong=_MARKER)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bar = " | " if options.ascii_only else " ▏ "
        for each in self._text.wrap(console, max(options.max_width - len(bar), 1)):
            each.rstrip()
            yield Text.assemble((bar, "dim"), each)


def _table(table: Table, width: int) -> Iterator[RenderableType]:
    quotes = any(isinstance(cell, Quoted) for row in table.rows for cell in row)
    if quotes and width < WIDE:
        yield from _stacked(table)
        return
    grid = Grid(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    columns = [[_cell(row[index]) for row in table.rows] for index in range(len(table.head))]
    natural = [max((cell.cell_len for cell in column), default=0) for column in columns]
    wordy = [any(isinstance(row[index], Quoted) for row in table.rows) for index in range(len(table.head))]
    # What is said about the words leaves them two fifths of the screen, and no column more than a quarter of it.
    most = min(width // 4, width * 3 // 5 // max(1, wordy.count(False)))
    tight = sum(natural) + 2 * len(natural) > width
    for index, head in enumerate(table.head):
        set_width = (quotes and not wordy[index]) or (tight and not quotes and index == 0)
        # The longest word decides where it can: "(unsigned-talks.tx…" names no source.
        room = max(most, min(_longest_word(columns[index]), width * 3 // 10), len(head.value))
        grid.add_column(
            head.value,
            ratio=1 if wordy[index] else None,
            width=min(max(natural[index], len(head.value)), room) if set_width else None,
            overflow="fold",
        )
    named: Pieces | Quoted = ()
    for index, row in enumerate(table.rows):
        if quotes and index:
            grid.add_row()
        # A row that goes on about the outlet of the row above does not name it again.
        grid.add_row(*(Text() if at == 0 and cell == named else _cell(cell) for at, cell in enumerate(row)))
        named = row[0]
    yield grid


def _longest_word(cells: Sequence[Text]) -> int:
    """Its width on the screen."""
    return max((cell_len(word) for cell in cells for word in cell.plain.split()), default=0)


def _cell(cell: Pieces | Quoted) -> Text:
    return _text(cell.pieces, strong=_MARKER) if isinstance(cell, Quoted) else _text(cell)


def _stacked(table: Table) -> Iterator[RenderableType]:
    """Each row as a line of its short cells with its words beneath."""
    nothing = fill(Phrase.CELL_NOTHING)
    above: tuple[Pieces, ...] = ()
    for index, row in enumerate(table.rows):
        short = tuple(cell for cell in row if not isinstance(cell, Quoted) and cell != nothing)
        if short != above:
            yield from (Text() for _ in range(bool(index)))
            yield _text(listed(short, between=Phrase.DOT))
        above = short
        yield from (_Words(cell) for cell in row if isinstance(cell, Quoted))


def _source(source: Source, width: int, *, plain: bool) -> Iterator[RenderableType]:
    """A numbered source: its headline, and beneath it the outlet, the date, and where the link really leads."""
    number = Text("".join(piece.text for piece in fill(Phrase.NUMBER, number=source.number)), "dim")
    below = Text(harmless(source.outlet), "dim").append(Phrase.DOT.value)
    below.append_text(_text(source.published))
    address = link(source.url)
    if address is not None and not plain:
        room = width - below.cell_len - len(number) - len(Phrase.DOT.value) - 1
        shown = address.url if len(address.url) <= room else f"{address.host}/{Phrase.ELLIPSIS.value}"
        below.append(Phrase.DOT.value).append(shown, f"link {address.url}")
    grid = Grid.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(number, Text(harmless(source.title)))
    grid.add_row(Text(), below)
    yield grid
    if address is not None and plain:
        # Off a screen nothing can be clicked and much is copied: the address stands whole on a line of its own.
        yield Text(" " * (len(number) + 1) + address.url, no_wrap=True)


def console() -> Console:
    """The screen: coloured where it is one and NO_COLOR is not set, plain text without a single escape elsewhere."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter shows a question mark
    return Console(highlight=False, markup=False, emoji=False)
