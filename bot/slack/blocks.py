"""A reply as Slack messages: the answer first, the outlets in a table, then sources, freshness and buttons.

Everything of a source or a person is rich text or plain text, which Slack does not parse. What does not fit into one
message goes on in the next, so nothing of an answer is lost; each message also has its plain text, which is posted in
its place if Slack refuses the blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.display import harmless
from bot.slack import limits
from bot.slack.limits import Block, Content
from bot.slack.rich import cut, elements, plain, quotation, rich_text, section, text
from handlers.links import link
from handlers.phrases import Phrase, fill
from handlers.pieces import Piece, Pieces, Style
from handlers.reply import SECTIONS, Buttons, Hint, Line, Picture, Quoted, Reply, Source, SourceList, Table
from handlers.reply import Block as ReplyBlock

ACTION = "copydesk_command"
FEEDBACK = "copydesk_feedback"

# A message's text repeats its blocks, so a message ends where its text would be too long; this leaves a line of room.
_TEXT = limits.TEXT - 100
# A table is one block: half a message of cells still leaves room for the lines around it.
_TABLE = 9_000
_TABLE_TEXT = 3_000
# What is added to a message later: who shared it, a button to share it.
_ROOM = 500
_ROOM_BLOCKS = 2
_LONGEST_TITLE = 600
_LONGEST_URL = 1_500
_HEADED = (
    Phrase.ANSWER,
    Phrase.ANSWER_LONE,
    Phrase.DISPUTED,
    Phrase.NOT_FOUND,
    Phrase.REMARKS,
    Phrase.STORY,
    Phrase.FOUND_WORDS,
    Phrase.FOUND_WRONG,
    Phrase.FOUND_GONE,
    Phrase.ALTERED_WORDS,
    Phrase.STITCHED_WORDS,
    Phrase.NO_SUCH_WORDS,
)


@dataclass(frozen=True, slots=True)
class _Atom:
    """What must stay together: one block, or one of the rows that become a table."""

    block: Block
    text: str
    picture: Picture | None = None


def render(reply: Reply, *, feedback: str | None = None) -> tuple[Content, ...]:
    """The messages of a reply, at least one, each within Slack's limits; the later ones belong under the first.

    `feedback` is what the buttons "helpful" and "not helpful" report about; None: the reply has no such buttons.
    """
    atoms = [atom for block in reply.blocks for atom in _atoms(block)]
    if feedback is not None and reply.quotes:
        atoms.append(_Atom(_feedback(feedback), ""))
    return tuple(_packed(atoms))


def _packed(atoms: Iterable[_Atom]) -> Iterator[Content]:
    """Atoms in order, as many to a message as it takes."""
    blocks: list[Block] = []
    lines: list[str] = []
    taken = length = 0
    has_table = False
    picture: Picture | None = None
    for atom in atoms:
        table = atom.block["type"] == "table"
        more = limits.size(atom.block) + 1
        said = len(_escaped(atom.text))
        full = (
            len(blocks) >= limits.BLOCKS - _ROOM_BLOCKS
            or taken + more > limits.CHARACTERS - _ROOM
            or (table and has_table)
            or (atom.picture is not None and picture is not None)
        )
        if blocks and (full or (length + said + 1 > _TEXT and atom.text)):
            yield _content(blocks, lines, picture)
            blocks, lines, taken, length, has_table, picture = [], [], 0, 0, False, None
        blocks.append(atom.block)
        taken += more
        if atom.text:
            lines.append(atom.text)
            length += said + 1
        has_table = has_table or table
        picture = atom.picture or picture
    yield _content(blocks, lines, picture)


def _content(blocks: Sequence[Block], lines: Sequence[str], picture: Picture | None) -> Content:
    words = "\n".join(lines) or Phrase.ELLIPSIS.value
    return Content(tuple(blocks), escaped(words, limits.TEXT), picture)


def escaped(words: str, longest: int) -> str:
    """Words for a `text` field, where Slack reads ``&``, ``<`` and ``>``; cut so that no entity is broken."""
    safe = _escaped(words)
    while len(safe) > longest:
        words = words[: len(words) - max((len(safe) - longest) // 5, 2)] + Phrase.ELLIPSIS.value
        safe = _escaped(words)
    return safe


def short(words: str, longest: int) -> str:
    """The words, cut with an ellipsis of ours where they are longer."""
    return words if len(words) <= longest else words[: longest - 1] + Phrase.ELLIPSIS.value


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _atoms(block: ReplyBlock) -> Iterator[_Atom]:
    match block:
        case Line():
            yield from _line(block)
        case Hint():
            yield from _context(plain(block.pieces))
        case Quoted():
            yield from _quoted(harmless(block.quote.outlet), block.pieces)
        case Table():
            yield from _table(block)
        case SourceList():
            yield from _sources(block.sources)
        case Buttons():
            yield from _buttons(block)
        case Picture():
            words = short(plain(block.alt), limits.ALT_TEXT)
            yield _Atom({"type": "image", "alt_text": words}, words, block)
        case _:
            assert_never(block)


def _line(block: Line) -> Iterator[_Atom]:
    """A line; the answer at the head of a reply is set as a header with its counts beneath, an aside as context."""
    if block.phrase is Phrase.READ_AS:
        yield from _context(plain(block.pieces))
        return
    if block.phrase in SECTIONS:
        yield _Atom({"type": "divider"}, "")
    lead, rest = _lead(block.pieces)
    if block.phrase in _HEADED and 0 < len(lead) <= limits.HEADER:
        yield _Atom({"type": "header", "text": {"type": "plain_text", "text": lead, "emoji": False}}, lead)
        if rest:
            yield from _rich(elements(rest), plain(rest))
        return
    yield from _rich(elements(block.pieces), plain(block.pieces))


def _lead(pieces: Pieces) -> tuple[str, Pieces]:
    """The strong pieces at the head of a line, and what follows the dot after them."""
    strong = [piece for piece in pieces if piece.style is Style.STRONG]
    if not strong or pieces[0].style is not Style.STRONG:
        return "", pieces
    end = next((at for at, piece in enumerate(pieces) if piece.style is not Style.STRONG), len(pieces))
    rest = pieces[end:]
    if rest:
        first = Piece(rest[0].text.removeprefix(Phrase.DOT.value), rest[0].style, rest[0].origin)
        rest = (first, *rest[1:]) if first.text else rest[1:]
    return plain(pieces[:end]).strip(), rest


def _rich(inner: list[Block], words: str) -> Iterator[_Atom]:
    for run in cut(inner, limits.SECTION):
        yield _Atom(rich_text(section(run)), "".join(each["text"] for each in run) if words else "")


def _context(words: str) -> Iterator[_Atom]:
    for start in range(0, len(words), limits.CONTEXT_TEXT):
        part = words[start : start + limits.CONTEXT_TEXT]
        if part.strip():
            yield _Atom({"type": "context", "elements": [{"type": "plain_text", "text": part, "emoji": False}]}, part)


def _quoted(who: str, pieces: Pieces) -> Iterator[_Atom]:
    head = section([text(who or "–", Style.STRONG)])
    for index, run in enumerate(cut(elements(pieces), limits.SECTION - len(who))):
        words = "".join(each["text"] for each in run)
        if index == 0:
            yield _Atom(rich_text(head, quotation(run)), f"{who}: {words}")
        else:
            yield _Atom(rich_text(quotation(run)), words)


def _table(table: Table) -> Iterator[_Atom]:
    """The rows, in as many tables as they need; a row that fits into none is set as lines."""
    rows: list[tuple[list[Block], str]] = []
    for row in table.rows:
        cells = [elements(cell.pieces if isinstance(cell, Quoted) else cell) for cell in row]
        made = [rich_text(section(cell)) for cell in cells]
        words = " · ".join("".join(each["text"] for each in cell) for cell in cells)
        if limits.size(made) > _TABLE or len(words) > _TABLE_TEXT:
            yield from _set(table, rows)
            rows = []
            who, *others = row
            yield from _quoted(
                plain(who.pieces if isinstance(who, Quoted) else who),
                tuple(p for cell in others for p in (*(cell.pieces if isinstance(cell, Quoted) else cell), Piece(" "))),
            )
            continue
        if rows and (
            len(rows) + 1 >= limits.TABLE_ROWS
            or limits.size([cells for cells, _ in rows] + [made]) > _TABLE
            or sum(len(said) + 1 for _, said in rows) + len(words) > _TABLE_TEXT
        ):
            yield from _set(table, rows)
            rows = []
        rows.append((made, words))
    yield from _set(table, rows)


def _set(table: Table, rows: Sequence[tuple[list[Block], str]]) -> Iterator[_Atom]:
    if not rows:
        return
    head = [{"type": "raw_text", "text": phrase.value} for phrase in table.head]
    wrapped = [{"is_wrapped": True} for _ in table.head]
    block: Block = {"type": "table", "column_settings": wrapped, "rows": [head, *(cells for cells, _ in rows)]}
    yield _Atom(block, "\n".join(words for _, words in rows))


def _sources(sources: Iterable[Source]) -> Iterator[_Atom]:
    """The sources apart from the answer, a line each, as many to a block as it takes."""
    made: list[Block] = []
    words: list[str] = []
    taken = 0
    for index, source in enumerate(sources):
        if index == 0:
            yield _Atom({"type": "divider"}, "")
        line, said = _source(source)
        if taken + len(said) > limits.SECTION and made:
            yield _Atom(rich_text(section(made)), "\n".join(words))
            made, words, taken = [], [], 0
        # One section with line ends in it: between sections each client sets the space as it likes.
        made += ([text("\n")] if made else []) + line
        words.append(said)
        taken += len(said) + 1
    if made:
        yield _Atom(rich_text(section(made)), "\n".join(words))


def _source(source: Source) -> tuple[list[Block], str]:
    """A headline, its outlet and date, and a link that says where it leads."""
    number = plain(fill(Phrase.NUMBER, number=source.number))
    title = harmless(source.title)[:_LONGEST_TITLE] or "–"
    below = f"{Phrase.DOT.value}{harmless(source.outlet)[:_LONGEST_TITLE]}{Phrase.DOT.value}{plain(source.published)}"
    line = [text(f"{number} "), text(title, Style.STRONG), text(below)]
    said = f"{number} {title}{below}"
    address = link(source.url)
    if address is None or len(address.url) > _LONGEST_URL:
        return line, said
    url = address.url.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E")
    line += [text(Phrase.DOT.value), {"type": "link", "url": url, "text": address.host}]
    return line, f"{said}{Phrase.DOT.value}{url}"


def _buttons(block: Buttons) -> Iterator[_Atom]:
    made = [
        {
            "type": "button",
            "action_id": f"{ACTION}_{index}",
            "text": {"type": "plain_text", "text": button.label.value, "emoji": False},
            "value": harmless(button.command),
        }
        for index, button in enumerate(block.buttons[: limits.BUTTONS])
        if len(button.command) <= limits.BUTTON_VALUE
    ]
    if made:
        yield _Atom({"type": "actions", "elements": made}, "")


def _feedback(about: str) -> Block:
    def button(label: Phrase, verdict: str) -> Block:
        return {
            "text": {"type": "plain_text", "text": label.value, "emoji": False},
            "value": f"{verdict} {about}"[: limits.BUTTON_VALUE],
        }

    good, bad = button(Phrase.BUTTON_HELPFUL, "helpful"), button(Phrase.BUTTON_NOT_HELPFUL, "unhelpful")
    buttons = {"type": "feedback_buttons", "action_id": FEEDBACK, "positive_button": good, "negative_button": bad}
    return {"type": "context_actions", "elements": [buttons]}
