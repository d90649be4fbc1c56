"""From files to drafts: every file read once, with limits, and what cannot be read told apart from what can."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from handlers.gathering.canonical import canonical
from handlers.gathering.decode import decode
from handlers.gathering.extract import from_lines, from_record, from_text
from handlers.gathering.frontmatter import split_front_matter
from handlers.gathering.manifest import read_manifest
from handlers.gathering.markdown import markdown_lines
from handlers.gathering.page import looks_like_page, read_page
from handlers.gathering.records import parse_record, parse_records, size, stream_lines
from handlers.gathering.told import Told, read_fields
from handlers.gathering.walk import FORMS, MANIFEST, Form, Found, Refusal, because
from handlers.gathering.wire.item import WireItem
from handlers.gathering.wire.newsml import read_newsml
from handlers.gathering.wire.ninjs import is_ninjs, read_ninjs
from handlers.gathering.wire.versions import Beside, Waiting, look_beside
from store.article import Draft
from store.canonical import demand_canonical
from store.errors import InputRefused

# The longest articles of the measured archives are 60 kB, with their pages 3 MB.
LIMIT = 5_000_000


@dataclass(frozen=True, slots=True)
class Read:
    """A draft and what to tell about it; `named` is what the file or line is called in a warning."""

    draft: Draft
    named: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What an agency takes back: the item's id, what its file or line is called, by which word and in which version."""

    item: str
    source: str
    word: str
    version: int


Outcome = Read | Refusal | Withdrawn

STDIN = "standard input"
_BLANK = " \t\r\n\f\v\0\ufeff\u00a0\u200b"
_TOO_LARGE = ", which no article is."
_INSTEAD = {Form.RECORD: "; write it as .jsonl, one article a line."}


def read_files(
    files: Iterable[Found],
    *,
    outlet: str | None = None,
    limit: int = LIMIT,
    wires: Beside | None = None,
) -> Iterator[Outcome]:
    """What each file and each line holds, in order; one that cannot be read is a `Refusal` and stops no other.

    `outlet` goes before what files, manifests and pages say; `limit` is in bytes, a file or a line of records. Of a
    wire item in several versions only the newest is read, and of items that evolved from one another the last: by
    `wires`, or by looking at the files. Where that cannot be read the one before it is, at the end.
    """
    given = Told(outlet=outlet)
    files = list(files)
    waiting = Waiting[Outcome](look_beside(files, limit) if wires is None else wires)
    manifests: dict[Path, Mapping[str, Told] | None] = {}
    for found in files:
        folder = found.path.parent
        if folder not in manifests:
            manifests[folder] = None
            try:
                manifests[folder] = read_manifest(folder)
            except InputRefused as error:
                yield Refusal(str(folder / MANIFEST), f"{error.public} The files beside it were not read.")
        manifest = manifests[folder]
        if manifest is None:
            continue
        try:
            beside = manifest.get(found.path.name, Told())
            with closing(_open(found.path, None if found.form is Form.RECORDS else limit)) as stream:
                yield from read_stream(
                    stream, found.form, name=found.name, given=given, beside=beside, limit=limit, waiting=waiting
                )
        except InputRefused as error:
            yield Refusal(found.name, error.public)
        except OSError as error:
            yield Refusal(found.name, because(error))
    yield from waiting.settled()


def read_stream(
    stream: BinaryIO,
    form: Form,
    *,
    name: str,
    given: Told,
    beside: Told,
    limit: int = LIMIT,
    waiting: Waiting[Outcome] | None = None,
) -> Iterator[Outcome]:
    """What a stream of a known form holds. `given` goes before what the text says of itself, `beside` after it.

    What others may stand for is kept in `waiting`. `name` is the source of what names no id itself; an empty name
    stands for the text's digest. Raises `InputRefused` when the stream as a whole cannot be read.
    """
    waiting = waiting or Waiting(Beside())
    if form is Form.RECORDS:
        count = 0
        for at, line in stream_lines(stream, limit):
            count += 1
            yield from _record(line, f"{name or STDIN}:{at}", name, given, beside, waiting)
        if not count:
            raise InputRefused("it is empty; there is no article in it.")
        return
    raw = stream.read(limit + 1)
    if len(raw) > limit:
        raise InputRefused(f"it is larger than {size(limit)}{_INSTEAD.get(form, _TOO_LARGE)}")
    if form is Form.WIRE and raw.strip():
        for place, item in enumerate(read_newsml(raw), 1):
            yield from _wired(item, f"{name or STDIN}:{place}", given, beside, waiting)
        return
    text = decode(raw)
    if not text.strip(_BLANK):
        raise InputRefused("it is empty; there is no text in it.")
    if form is Form.RECORD:
        for number, record in parse_records(text):
            called = name or STDIN if number is None else f"{name or STDIN}:{number}"
            yield from _record(record, called, name, given, beside, waiting)
    else:
        yield _article(text, form, name, given, beside)


def distinct(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """The outcomes, with a source of its own for an article whose id belongs to another article read before.

    The same id with the same address, or without one the same headline, is another version of the same article. An
    agency's item is always the one that its id says, whatever its headline is now.
    """
    seen: dict[int, int] = {}
    for one in outcomes:
        if not isinstance(one, Read):
            yield one
            continue
        draft = one.draft
        if draft.version is not None:
            yield one
            continue
        about = hash(draft.url or draft.title)
        if seen.setdefault(hash(draft.source), about) == about or draft.source == one.named:
            yield one
        else:
            warning = f"its id {draft.source!r} is that of another article; it is known as {one.named!r}."
            yield Read(replace(draft, source=one.named), one.named, (*one.warnings, warning))


def read_stdin(
    stream: BinaryIO, form: Form | None = None, *, outlet: str | None = None, limit: int = LIMIT
) -> Iterator[Outcome]:
    """What standard input holds; without a `form` it is guessed from the first characters.

    A text that names no id is known by its digest, so two texts piped one after the other are two articles.
    """
    buffered = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
    try:
        if form is None:
            head = buffered.peek(4096)[:4096] if isinstance(buffered, io.BufferedReader) else buffered.read(limit + 1)
            form = guess_form(head[:4096])
            if not isinstance(buffered, io.BufferedReader):
                buffered = io.BytesIO(head)
        yield from read_stream(buffered, form, name="", given=Told(outlet=outlet), beside=Told(), limit=limit)
    except InputRefused as error:
        yield Refusal(STDIN, error.public)
    except OSError as error:
        yield Refusal(STDIN, because(error))


def guess_form(head: bytes) -> Form:
    """The form of a text by its first bytes: JSON lines, a JSON list, a page, or a text (front matter and all)."""
    start = head.decode("utf-8-sig", "replace").lstrip()
    if start.startswith("{"):
        first, _, more = start.partition("\n")
        return Form.RECORDS if first.rstrip().endswith("}") or not more else Form.RECORD
    if start.startswith("["):
        return Form.RECORD if start[1:].lstrip()[:1] in ("{", "]") else Form.TEXT
    return Form.PAGE if looks_like_page(start) else Form.TEXT


def _open(path: Path, limit: int | None) -> BinaryIO:
    """A regular file opened for reading; a pipe or device would hang or never end, so it is not opened."""
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise InputRefused("it is not a regular file.")
    if limit is not None and about.st_size > limit:
        raise InputRefused(f"it is larger than {size(limit)}{_INSTEAD.get(FORMS[path.suffix.lower()], _TOO_LARGE)}")
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    return os.fdopen(descriptor, "rb")


def _record(
    read: Mapping[str, object] | str | InputRefused,
    called: str,
    name: str,
    given: Told,
    beside: Told,
    waiting: Waiting[Outcome],
) -> Iterator[Outcome]:
    try:
        if isinstance(read, InputRefused):
            raise read
        record = parse_record(read) if isinstance(read, str) else read
        if is_ninjs(record):
            yield from _wired(read_ninjs(record), called, given, beside, waiting)
            return
        told, warnings = read_fields(record)
        if told.text is None:
            raise InputRefused("it has no text; a record needs a field `text`.")
        told = given.over(told).over(beside)
        draft = from_record(told, source=told.id or _source(name and called, told.text or ""))
        yield _checked(draft, called, warnings)
    except InputRefused as error:
        yield Refusal(called, error.public)


def _wired(
    item: WireItem | InputRefused, called: str, given: Told, beside: Told, waiting: Waiting[Outcome]
) -> Iterator[Outcome]:
    """What an item is, and what becomes of those it stands for; nothing of it yet where another may stand for it."""
    if isinstance(item, InputRefused):
        yield Refusal(called, item.public)
        return
    try:
        read = _item(item, called, given, beside, waiting.beside)
    except InputRefused as error:
        waiting.lost(item)
        yield Refusal(called, error.public)
        return
    by = waiting.stands_for(item)
    if by is None:
        yield read
    else:
        newer = f"a newer version of it lies beside it ({by[1]}; this is {item.version})."
        why = newer if by[0] == item.id else f"an item that evolved from it lies beside it ({by[0]})."
        yield from waiting.hold(item, by, read, Refusal(called, why))
    yield from waiting.readable(item)


def _item(item: WireItem, called: str, given: Told, beside: Told, wires: Beside) -> Outcome:
    if item.withdrawn:
        return Withdrawn(item.id, called, item.withdrawn, item.version)
    item.demand_published()
    if item.told.text is None:
        raise InputRefused("it has no text in it.")
    draft = from_record(given.over(item.told).over(beside), source=item.id)
    return _checked(replace(draft, version=item.version, evolved_from=wires.before(item)), called, item.warnings)


def _article(text: str, form: Form, name: str, given: Told, beside: Told) -> Read:
    warnings: tuple[str, ...] = ()
    called = _source(name, text)
    if form is Form.PAGE:
        page = read_page(text)
        told = given.over(beside).over(page.told)
        return _checked(from_lines(page.lines, told, source=told.id or called, walled=page.walled), called, warnings)
    said, text, warnings = split_front_matter(text)
    told = given.over(said).over(beside)
    source = told.id or called
    if form is Form.MARKDOWN:
        lines, heading = markdown_lines(canonical(text))
        return _checked(from_lines(lines, told.over(Told(title=heading)), source=source), called, warnings)
    return _checked(from_text(text, told, source=source), called, warnings)


def _source(name: str, text: str) -> str:
    return name or f"text-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _checked(draft: Draft, named: str, warnings: tuple[str, ...]) -> Read:
    """What the store would refuse is refused here, alone, and not with the batch it would travel in."""
    demand_canonical(draft)
    return Read(draft, named, warnings)
