"""From what was gathered to a draft of an article: pure functions on text, no files and no network.

What is known of a text is taken in this order: what a person or record says (`Told`), then what the page says of
itself, then what the text shows. `from_text` and `from_page` store the body alone; `from_record` stores the given text
as it is, so that offsets into it hold, and leaves what is no body out of the passages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.answering.language.sentences import sentences
from handlers.gathering.canonical import canonical
from handlers.gathering.credits import byline_credit, closing_credit, credit_line, dateline_credit
from handlers.gathering.endings import stops_short, strip_mark
from handlers.gathering.headmatter import byline_of, date_of
from handlers.gathering.language import language_of
from handlers.gathering.layout import Layout, read_layout
from handlers.gathering.marks import TERMINAL, Part
from handlers.gathering.outlets import publisher, split_headline
from handlers.gathering.paragraphs import paragraphs
from handlers.gathering.passages import count_words, passages
from handlers.gathering.told import Told
from store.article import Draft, Status
from store.errors import InputRefused

# A headline made from the lede is cut here, between words; headlines in the measured archives average 60 characters.
_MADE = 100
# The shortest news text met that was one is a flash of one sentence; below this it is a label.
_LEAST_WORDS = 5
_LEAST_UNSTOPPED = 12  # without a full stop


def from_text(text: str, told: Told, *, source: str) -> Draft:
    """A draft of a text pasted from a web page, furniture and all; its text is the body, with blank lines between.

    Raises `InputRefused` when there is no sentence of body in it.
    """
    return from_lines(_lines(canonical(text)), told, source=source)


def from_lines(lines: Sequence[str], told: Told, *, source: str, walled: bool = False) -> Draft:
    """A draft of the paragraphs of a page in order; `walled` says that a wall is known to cut it short.

    Raises `InputRefused` when none of them is body.
    """
    layout = read_layout(lines, title=told.title, pasted=True)
    body = [lines[at] for at in _body(layout)]
    marked = False
    if body:
        last, marked = strip_mark(body[-1])
        body = [*body[:-1], last] if last.strip() else body[:-1]
    _demand_article(body, any(line.strip() for line in lines))
    text = "\n\n".join(body)
    spans = []
    at = 0
    for paragraph in body:
        spans.append((at, at + len(paragraph)))
        at += len(paragraph) + 2
    short = walled or marked or layout.walled or stops_short(body, pasted=True)
    return _draft(lines, layout, body, told, source, text, tuple(spans), cut_short=short)


def from_record(told: Told, *, source: str) -> Draft:
    """A draft of a record that gives its text: the text is stored as given (canonical), and indexed by its body.

    Raises `InputRefused` when there is no text or no sentence in it.
    """
    text = told.text or ""
    spans = paragraphs(text)
    lines = [text[start:end] for start, end in spans]
    layout = read_layout(lines, title=told.title, pasted=False)
    kept = _body(layout)
    body = [lines[at] for at in kept]
    _demand_article(body, bool(lines))
    marked = strip_mark(body[-1])[1]
    short = marked or layout.walled or stops_short(body, pasted=False)
    return _draft(lines, layout, body, told, source, text, tuple(spans[at] for at in kept), cut_short=short)


def _body(layout: Layout) -> tuple[int, ...]:
    """The paragraphs of the body; of a gallery, which has none, its captions."""
    return layout.of(Part.BODY) or layout.of(Part.CAPTION)


def _lines(text: str) -> list[str]:
    """The paragraphs of a pasted text; the line breaks of one wrapped by hand become spaces."""
    return [text[start:end].replace("\n", " ") for start, end in paragraphs(text)]


def _demand_article(body: Sequence[str], anything: bool) -> None:
    if not anything:
        raise InputRefused("it is empty; there is no text in it.")
    if not body:
        raise InputRefused("no article was found in it, only page furniture, headlines or captions.")
    if any(count_words(paragraph) >= _LEAST_WORDS and TERMINAL.search(paragraph) for paragraph in body):
        return
    if sum(count_words(paragraph) for paragraph in body) < _LEAST_UNSTOPPED:
        raise InputRefused("its text is too short to be an article; at least one whole sentence is needed.")


def _draft(
    lines: Sequence[str],
    layout: Layout,
    body: Sequence[str],
    told: Told,
    source: str,
    text: str,
    spans: tuple[tuple[int, int], ...],
    *,
    cut_short: bool,
) -> Draft:
    told = told.over(_shown(lines, layout, body, told.url))
    title = told.title or _made_title(body[0])
    return Draft(
        source=source,
        text=text,
        passages=passages(text, spans),
        title=title,
        title_made=told.title is None,
        outlet=told.outlet,
        distributor=told.distributor,
        credit=told.credit,
        byline=told.byline,
        url=told.url,
        published_at=told.published,
        language=told.language or language_of(" ".join(body[:6])),
        cut_short=cut_short,
        status=told.status or (Status.EMBARGOED if told.embargoed_until else None),
        embargoed_until=told.embargoed_until if told.status in (None, Status.EMBARGOED) else None,
        note=told.note,
    )


def _shown(lines: Sequence[str], layout: Layout, body: Sequence[str], url: str | None) -> Told:
    """What the page itself shows: headline, publisher, carrier, credit, byline, date."""
    title: str | None = None
    behind: tuple[str, ...] = ()
    if layout.headline is not None:
        title, behind = split_headline(" ".join(lines[layout.headline].split()))
    above = [lines[at] for at in range(layout.headline or 0) if layout.parts[at] is not Part.BODY]
    others = [line for line, part in zip(lines, layout.parts, strict=True) if part is not Part.BODY]
    found = publisher(behind, above, others, "\n".join(body) if behind else "", url)
    byline = next((name for at in layout.of(Part.BYLINE) if (name := byline_of(lines[at]))), None)
    dates = (date_of(lines[at]) for at in layout.of(Part.DATE))
    return Told(
        title=title,
        outlet=found.outlet,
        distributor=found.distributor,
        credit=_credit(lines, layout, body),
        byline=byline,
        published=next((when for when in dates if when is not None), None),
    )


def _credit(lines: Sequence[str], layout: Layout, body: Sequence[str]) -> str | None:
    """The agencies credited in byline, dateline, credit lines and behind the last sentence, each once, in order."""
    said = [byline_credit(lines[at]) for at in layout.of(Part.BYLINE)]
    said.append(dateline_credit(body[0]))
    said.extend(credit_line(lines[at]) for at in layout.of(Part.CREDIT))
    said.append(closing_credit(body[-1]))
    names = [name for credit in said if credit for name in credit.split(", ")]
    return ", ".join(dict.fromkeys(names)) or None


def _made_title(paragraph: str) -> str:
    """The first sentence of the lede, cut between words where it is long."""
    flat = " ".join(paragraph.split())
    found = sentences(flat)
    sentence = flat[found[0][0] : found[0][1]] if found else flat
    if len(sentence) <= _MADE:
        return sentence
    cut = sentence[: _MADE + 1].rsplit(" ", 1)[0] if " " in sentence[:_MADE] else sentence[:_MADE]
    return cut.rstrip(" ,;:–—-") + "…"


def with_outlet(told: Told, outlet: str | None) -> Told:
    """The fields with the publisher that a person named, which goes before all else."""
    return replace(told, outlet=outlet) if outlet else told
