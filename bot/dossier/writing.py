"""A dossier's object as a file. Every file carries the object itself, so that it can be proved.

Invariant: what is written depends on the object alone: the same object gives the same file, letter for letter.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.display import harmless
from handlers.filed import Filed
from handlers.links import link

Record = Mapping[str, Any]

FORMATS = ("markdown", "html", "json")
_EMBEDDED = re.compile(r"<!-- copydesk-dossier (?P<object>\{.*\}) -->", re.DOTALL)
_STANCES = {
    "says": Filed.SAYS,
    "unsure": Filed.UNSURE,
    "silent": Filed.SILENT,
    "cut_short": Filed.CUT_SHORT,
}
_STYLE = (
    "body{font:16px/1.5 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
    "h1,h2,h3{font-family:system-ui,sans-serif;line-height:1.2}blockquote{border-left:3px solid #bbb;margin:1rem 0;"
    "padding:.2rem 0 .2rem 1rem}mark{background:#ffe08a}small,code{color:#555;font:13px/1.4 system-ui,sans-serif}"
    "code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}li{margin:.2rem 0}"
)


def written(record: Record, form: str) -> str:
    """The file in a form of `FORMATS`."""
    if form == "json":
        return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    lines = _markdown(record) if form == "markdown" else _html(record)
    return "\n".join((*lines, f"<!-- copydesk-dossier {_embedded(record)} -->", ""))


def read(text: str) -> tuple[Record, str] | None:
    """The object a file carries and the form it is in; None if it carries none."""
    found = _EMBEDDED.search(text)
    try:
        record = json.loads(found["object"] if found else text)
    except ValueError:
        return None
    if not isinstance(record, dict) or "dossier" not in record or not isinstance(record.get("quotes"), list):
        return None
    if found is None:
        return record, "json"
    return record, "html" if text.lstrip().startswith("<!doctype html>") else "markdown"


def _embedded(record: Record) -> str:
    """The object in a comment: "--" may not stand in one, and only strings can hold it."""
    return json.dumps(record, ensure_ascii=True).replace("--", "\\u002d\\u002d")


def _subject(record: Record) -> str:
    return str(record["sections"][0]["read_as"])


def _where(quote: Record) -> str:
    return (
        f"article {quote['article']} ({quote['source']}), revision sha256 {quote['sha256']}, "
        f"code points {quote['start']}–{quote['end']}"
    )


def _facts(quote: Record) -> list[str]:
    told = [
        quote["outlet"],
        quote["title"],
        quote["byline"],
        f"credit: {quote['credit']}" if quote["credit"] else None,
        f"by way of {quote['distributor']}" if quote["distributor"] else None,
        f"published {quote['published_at'] or 'at an unknown time'}",
        f"read {quote['read_at']}",
        "cut short" if quote["cut_short"] else None,
    ]
    return [str(each) for each in told if each]


def _parts(quote: Record) -> tuple[str, str, str]:
    """The words before the marked ones, those, and the rest."""
    text, start = str(quote["text"]), int(quote["start"])
    if quote["answer_start"] is None or (quote["answer_start"], quote["answer_end"]) == (start, quote["end"]):
        return text, "", ""
    first, last = quote["answer_start"] - start, quote["answer_end"] - start
    return text[:first], text[first:last], text[last:]


def _markdown(record: Record) -> Iterator[str]:
    yield f"# Dossier: {_md(_subject(record))}"
    yield ""
    yield f"Made {record['made_at']} from {len(record['quotes'])} quotes. `copydesk dossier --check FILE` proves each."
    by_number = {quote["number"]: quote for quote in record["quotes"]}
    for section in record["sections"]:
        yield from ("", f"## {_md(section['read_as'])}", "")
        answer = section["answer"]
        yield f"Answer: **{_md(answer)}**" if answer else _verdict(section)
        for account in section["outlets"]:
            own = ", ".join(f"[{number}]" for number in account["quotes"])
            said = f": {_md(account['answer'])}" if account["answer"] else ""
            yield f"- **{_md(account['outlet'])}** {_STANCES[account['stance']].value}{said} {own}".rstrip()
        if section["differences"]:
            yield from ("", f"### {Filed.DIFFERENCES.value}", "")
        for difference in section["differences"]:
            yield f"- {_difference(difference, _md, '**{}**')}"
    yield from ("", "## Quotes")
    for quote in by_number.values():
        before, marked, after = _parts(quote)
        words = f"{_md(before)}**{_md(marked)}**{_md(after)}" if marked.strip() == marked != "" else _md(quote["text"])
        yield from ("", f"> [{quote['number']}] {words}", "", f"{_md(' · '.join(_facts(quote)))}  ")
        address = link(quote["url"])
        if address is not None:
            yield f"<{address.url}>  "
        yield f"{_md(_where(quote))}"
    yield ""


def _verdict(section: Record) -> str:
    if section["verdict"] != "not_found":
        return ""
    told = Filed.NONE if section["nearest"] else Filed.NOTHING
    return told.value


def _difference(difference: Record, safe: Any, strong: str) -> str:
    values = " / ".join(
        f"{strong.format(safe(words))} ({safe(', '.join(outlets))})" for words, outlets in difference["values"].items()
    )
    numbers = " ".join(f"[{number}]" for number in dict.fromkeys(difference["quotes"]))
    sort = f"{difference['kind']}, they disagree" if difference["disagrees"] else str(difference["kind"])
    return f"{sort}: {values} {numbers}".rstrip()


_MARKUP = re.compile(r"([\\`*_\[\]<>#|~&])")


def _md(words: str) -> str:
    """Words in which Markdown reads nothing; on one line."""
    return _MARKUP.sub(r"\\\1", harmless(words))


def _html(record: Record) -> Iterator[str]:
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    yield f"<title>Dossier: {_safe(_subject(record))}</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>Dossier: {_safe(_subject(record))}</h1>"
    count = len(record["quotes"])
    yield f"<p><small>Made {_safe(record['made_at'])} from {count} quotes. "
    yield "<code>copydesk dossier --check FILE</code> proves each.</small></p>"
    for section in record["sections"]:
        yield f"<h2>{_safe(section['read_as'])}</h2>"
        if section["answer"]:
            yield f"<p>Answer: <strong>{_safe(section['answer'])}</strong></p>"
        elif told := _verdict(section):
            yield f"<p>{_safe(told)}</p>"
        yield "<ul>"
        for account in section["outlets"]:
            said = f": {_safe(account['answer'])}" if account["answer"] else ""
            stance = _safe(_STANCES[account["stance"]].value)
            yield f"<li><strong>{_safe(account['outlet'])}</strong> {stance}{said} {_numbers(account['quotes'])}</li>"
        yield "</ul>"
        if section["differences"]:
            yield f"<h3>{Filed.DIFFERENCES.value}</h3><ul>"
            for difference in section["differences"]:
                yield f"<li>{_difference(difference, _safe, '<strong>{}</strong>')}</li>"
            yield "</ul>"
    yield "<h2>Quotes</h2>"
    for quote in record["quotes"]:
        yield from _html_quote(quote)
    yield "</body></html>"


def _html_quote(quote: Record) -> Iterator[str]:
    before, marked, after = (_safe(part) for part in _parts(quote))
    words = f"{before}<mark>{marked}</mark>{after}" if marked else before
    number = quote["number"]
    yield f'<blockquote id="q{number}"><p>[{number}] {words}</p>'
    yield f"<small>{_safe(' · '.join(_facts(quote)))}"
    address = link(quote["url"])
    if address is not None:
        yield f'<br><a href="{_safe(address.url)}">{_safe(address.url)}</a>'
    yield f"<br><code>{_safe(_where(quote))}</code></small></blockquote>"


def _numbers(numbers: Sequence[int]) -> str:
    return " ".join(f'<a href="#q{number}">[{number}]</a>' for number in numbers)


def _safe(words: object) -> str:
    return html.escape(harmless(str(words)))
