"""A reply as Matrix messages: a `body` that reads well alone, and a `formatted_body` of our own template.

Only the elements of `ELEMENTS` are ever written, with the attributes named there; every word is escaped. A source's
words may hold what clients make a mention of (`@ada:example.org`, `#room:example.org`, an address at matrix.to): such a
sign is set in a `span` of its own, where no client finds it, and copied it is still the source's very words.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import assert_never

from bot.display import harmless
from handlers.links import Link, link
from handlers.phrases import Phrase, fill
from handlers.pieces import Origin, Piece, Style
from handlers.reply import SECTIONS, Block, Buttons, Cell, Hint, Line, Picture, Quoted, Reply, Source, SourceList, Table

# https://spec.matrix.org/v1.15/client-server-api/#mroommessage-msgtypes lists what clients show; these we write.
ELEMENTS: dict[str, frozenset[str]] = {
    "p": frozenset(),
    "br": frozenset(),
    "strong": frozenset(),
    "em": frozenset(),
    "code": frozenset(),
    "span": frozenset(),
    "blockquote": frozenset(),
    "ul": frozenset(),
    "li": frozenset(),
    "table": frozenset(),
    "thead": frozenset(),
    "tbody": frozenset(),
    "tr": frozenset(),
    "th": frozenset(),
    "td": frozenset(),
    "a": frozenset({"href"}),
}

# An event may have 65,536 bytes (https://spec.matrix.org/v1.15/client-server-api/#size-limits); encrypted, what is said
# takes a third more, so 36,000 bytes of JSON leave room for everything around it.
LONGEST = 36_000
# What of one block is still shown; only an error, or a headline nobody wrote by hand, is longer.
_LONGEST_TEXT = 4_000
_LONGEST_URL = 1_500

# Columns about a quote, set beneath it: beside it they leave the other columns so little that names are broken.
_BENEATH = frozenset({Phrase.HEAD_PUBLISHED, Phrase.HEAD_TEXT})

_TAGS = {Style.STRONG: "strong", Style.EMPHASIS: "em", Style.CODE: "code"}
_CALLS = re.compile(r"[@#!](?=\S)|(?<=matrix)[.:](?=\S)", re.IGNORECASE)
_NO_LINK = frozenset({"matrix.to", "www.matrix.to"})


@dataclass(frozen=True, slots=True)
class Content:
    """One message, in both forms."""

    body: str
    formatted_body: str


@dataclass(frozen=True, slots=True)
class _Atom:
    """What must stay together, in both forms; `around` opens and closes the table or list that it is a row of."""

    text: str
    html: str
    around: tuple[str, str] = ("", "")


def render(reply: Reply) -> tuple[Content, ...]:
    """The messages of a reply, at least one, each of a size that every homeserver takes."""
    messages: list[Content] = []
    held: list[_Atom] = []
    size = 0
    for atom in (atom for block in reply.blocks for atom in _atoms(block)):
        more = _size(atom.text) + _size(atom.html) + 200
        if held and size + more > LONGEST:
            messages.append(_content(held))
            held, size = [], 0
        held.append(atom)
        size += more
    messages.append(_content(held))
    return tuple(messages)


def _content(atoms: Sequence[_Atom]) -> Content:
    """The atoms as one message; rows that follow one another become one table, or one list."""
    lines: list[str] = []
    marks: list[str] = []
    before = ""
    for around, run in groupby(atoms, key=lambda atom: atom.around):
        together = list(run)
        opening, closing = around
        if before.startswith("<table") and opening:
            marks.append("<br>")  # a table keeps no distance from a table or a list
        marks += [opening, *(atom.html for atom in together), closing]
        before = opening
        lines += ["\n".join(atom.text for atom in together)] if opening else [atom.text for atom in together]
    ellipsis = Phrase.ELLIPSIS.value
    return Content("\n\n".join(each for each in lines if each) or ellipsis, "".join(marks) or f"<p>{ellipsis}</p>")


def _atoms(block: Block) -> Iterator[_Atom]:
    match block:
        case Line():
            tag = "h4" if block.phrase in SECTIONS else "p"
            yield _Atom(plain(block.pieces), f"<{tag}>{marked(block.pieces)}</{tag}>")
        case Hint():
            quiet = tuple(Piece(piece.text, _calm(piece.style), piece.origin) for piece in block.pieces)
            yield _Atom(plain(block.pieces), f"<p><em>{marked(quiet)}</em></p>")
        case Quoted():
            outlet = _cut(harmless(block.quote.outlet)) or Phrase.CELL_NOTHING.value
            yield _Atom(
                f"{outlet}:\n{plain(block.pieces)}",
                f"<p><strong>{_inert(outlet)}</strong></p><blockquote><p>{marked(block.pieces)}</p></blockquote>",
            )
        case Table():
            beneath = _beneath(block)
            head = "".join(f"<th>{html.escape(h.value)}</th>" for at, h in enumerate(block.head) if at not in beneath)
            around = (f"<table><thead><tr>{head}</tr></thead><tbody>", "</tbody></table>")
            yield from (_row(row, around, beneath) for row in block.rows)
        case SourceList():
            yield from _sources(block.sources)
        case Buttons():
            yield from _commands(block)
        case Picture():
            return  # a message of its own
        case _:
            assert_never(block)


def _beneath(table: Table) -> frozenset[int]:
    """The columns that stand beneath the quote of their row; none where a row has no quote."""
    if not all(any(isinstance(cell, Quoted) for cell in row) for row in table.rows):
        return frozenset()
    return frozenset(at for at, phrase in enumerate(table.head) if phrase in _BENEATH)


def _row(row: Sequence[Cell], around: tuple[str, str], beneath: frozenset[int]) -> _Atom:
    cells = [cell.pieces if isinstance(cell, Quoted) else cell for cell in row]
    first, *others = (plain(cell) for cell in cells)
    said = Phrase.DOT.value.join(others)
    below = Phrase.DOT.value.join(marked(cells[at]) for at in sorted(beneath))
    made = ""
    for at, cell in enumerate(row):
        if at not in beneath:
            under = f"<br><em>{below}</em>" if below and isinstance(cell, Quoted) else ""
            made += f"<td>{marked(cells[at])}{under}</td>"
    return _Atom(f"{first}: {said}" if others else first, f"<tr>{made}</tr>", around)


def _sources(sources: Iterable[Source]) -> Iterator[_Atom]:
    """A headline; beneath it outlet, date, and a link that says where it leads."""
    for source in sources:
        number = plain(fill(Phrase.NUMBER, number=source.number))
        title = _cut(harmless(source.title)) or Phrase.CELL_NOTHING.value
        below = f"{_cut(harmless(source.outlet))}{Phrase.DOT.value}{plain(source.published)}"
        text = f"{number} {title}\n{below}"
        line = f"<li>{number} <strong>{_inert(title)}</strong><br>{_inert(below)}"
        address = link(source.url)
        if address is not None and len(address.url) <= _LONGEST_URL:
            text += f"{Phrase.DOT.value}{address.url}"
            line += Phrase.DOT.value + _anchor(address)
        yield _Atom(text, f"{line}</li>", ("<ul>", "</ul>"))


def _anchor(address: Link) -> str:
    """A link that says the host it leads to; clients make a mention of one to matrix.to, so that is only said."""
    if address.host in _NO_LINK:
        return _inert(address.url)
    return f'<a href="{html.escape(address.url, quote=True)}">{_inert(address.host)}</a>'


def _commands(block: Buttons) -> Iterator[_Atom]:
    """Where nothing can be pressed, what a person may write next."""
    commands: list[Piece] = []
    for button in block.buttons:
        if commands:
            commands.extend(fill(Phrase.COMMA))
        commands.append(Piece(_as_command(button.command), Style.CODE, Origin.PERSON))
    if commands:
        yield from _atoms(Hint(Phrase.NEXT, fill(Phrase.NEXT, commands=tuple(commands))))


def _as_command(command: str) -> str:
    """A command as it is written here: three have names of their own, the others follow `!desk`."""
    own = command.partition(" ")[0] in ("ask", "compare", "verify")
    return f"!{command}" if own else f"!desk {command}"


def plain(pieces: Iterable[Piece]) -> str:
    """The words alone, as they may be shown."""
    return "".join(_shown(piece) for piece in pieces)


def marked(pieces: Iterable[Piece]) -> str:
    """The words with their styles, escaped; never empty."""
    made = []
    for piece in pieces:
        words = _shown(piece)
        if not words:
            continue
        safe = html.escape(words, quote=False) if piece.origin is Origin.OURS else _inert(words)
        tag = _TAGS.get(piece.style)
        made.append(f"<{tag}>{safe}</{tag}>" if tag else safe)
    return "".join(made) or Phrase.CELL_NOTHING.value


def _shown(piece: Piece) -> str:
    return _cut(_here(piece.text) if piece.origin is Origin.OURS else harmless(piece.text))


def _here(words: str) -> str:
    """Our words as they are said in Matrix, where a place is a room."""
    return words.replace("this channel", "this room").replace("This channel", "This room")


def _inert(words: str) -> str:
    """Escaped words in which no client finds anybody to mention, nor a room to link."""
    parts: list[str] = []
    at = 0
    for found in _CALLS.finditer(words):
        parts += [html.escape(words[at : found.start()], quote=False), f"<span>{found.group()}</span>"]
        at = found.end()
    return "".join([*parts, html.escape(words[at:], quote=False)])


def _calm(style: Style) -> Style:
    """A hint is set in italics as a whole, so nothing in it is set so once more."""
    return Style.PLAIN if style is Style.EMPHASIS else style


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST_TEXT else words[: _LONGEST_TEXT - 1] + Phrase.ELLIPSIS.value


def _size(words: str) -> int:
    return len(json.dumps(words, ensure_ascii=False).encode("utf-8", "replace"))
