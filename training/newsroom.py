"""Reads the invented events of `training/events/`: several outlets' articles on one event, a verdict for each outlet.

``python -m training.newsroom FILE...`` checks files and counts what is in them; `events/README.md` tells the format.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from handlers.answering.language.sentences import sentences
from tests.evaluation.newsdesk import Asked, Cell, Event, accepts

FOLDER = Path(__file__).parent / "events"
TYPES = frozenset(
    ("who", "when", "where", "how_many", "how_much", "which", "what", "why", "said", "yesno", "unanswerable")
)
_BY_EVIDENCE = frozenset({"why", "said", "yesno"})


class Misfit(Exception):
    """A line of an events file that does not fit the format; says which and why."""


@dataclass
class _Draft:
    name: str
    topic: str
    articles: list[tuple[str, str, str, list[str]]]
    questions: list[tuple[list[str], dict[str, Cell]]]


def read(path: Path) -> tuple[Event, ...]:
    """The events of one file; raises `Misfit` with the file and the line."""
    drafts: list[_Draft] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            _line(line.rstrip(), drafts)
        except Misfit as misfit:
            raise Misfit(f"{path.name}:{number}: {misfit}") from None
    names = [draft.name for draft in drafts]
    if len(set(names)) != len(names):
        raise Misfit(f"{path.name}: an event's name stands twice")
    return tuple(_event(path, draft) for draft in drafts)


def all_events(folder: Path = FOLDER) -> tuple[Event, ...]:
    """Every event of every file, by file name and place."""
    return tuple(event for path in sorted(folder.glob("*.txt")) for event in read(path))


def _line(line: str, drafts: list[_Draft]) -> None:
    if line.startswith("# event:"):
        name, _, topic = line.removeprefix("# event:").partition("| topic:")
        if not re.fullmatch(r"[a-z0-9-]+", name.strip()) or not topic.strip():
            raise Misfit("an event is '# event: some-name | topic: word'")
        drafts.append(_Draft(name.strip(), topic.strip(), [], []))
        return
    if not line.strip():
        return
    if not drafts:
        raise Misfit("the first line must be an event")
    event = drafts[-1]
    if line.startswith("## "):
        cells = [cell.strip() for cell in line[3:].split("|")]
        if len(cells) != 3 or not all(cells) or not re.fullmatch(r"\d{4}-\d\d-\d\d", cells[1]):
            raise Misfit("an article is '## Outlet | 2031-05-06 | Title'")
        if cells[0] in {article[0] for article in event.articles}:
            raise Misfit(f"{cells[0]} has an article in this event already")
        if event.questions:
            raise Misfit("articles stand before the questions")
        event.articles.append((cells[0], cells[1], cells[2], []))
    elif line.startswith("? "):
        cells = [cell.strip() for cell in line[2:].split("|")]
        if len(cells) not in (2, 4) or not all(cells):
            raise Misfit("a question is '? type | question' or '? type | question | rewrite | turn // turn'")
        if cells[0] not in TYPES:
            raise Misfit(f"no type is called {cells[0]!r}; there are {', '.join(sorted(TYPES))}")
        event.questions.append((cells, {}))
    elif line.startswith("  ") and event.questions:
        _verdict(line.strip(), event)
    elif event.questions or not event.articles:
        raise Misfit("neither an article, a question nor a verdict (two spaces before it)")
    else:
        event.articles[-1][3].append(" ".join(line.split()))


def _verdict(line: str, event: _Draft) -> None:
    cells, verdicts = event.questions[-1]
    outlet, given, rest = (part.strip() for part in line.partition(" = "))
    answers, told, evidence = (part.strip() for part in rest.partition("::"))
    article = next((a for a in event.articles if a[0] == outlet), None)
    if not given or not told or article is None:
        raise Misfit(f"a verdict is '  Outlet = answer / other wording :: evidence'; no article of {outlet!r}?")
    if cells[0] == "unanswerable":
        raise Misfit("an unanswerable question has no verdicts")
    if outlet in verdicts:
        raise Misfit(f"{outlet} has a verdict already")
    text = "\n".join(article[3])
    if text.count(evidence) != 1:
        raise Misfit(f"the evidence stands {text.count(evidence)} times in the article of {outlet}: {evidence!r}")
    accepted = tuple(answer.strip() for answer in answers.split(" / "))
    if cells[0] == "yesno" and not (len(accepted) == 1 and accepted[0] in ("yes", "no")):
        raise Misfit("yes/no is answered by yes or no")
    if cells[0] not in _BY_EVIDENCE and not any(_stands(answer, evidence) for answer in accepted):
        raise Misfit(f"no accepted answer stands word for word in the evidence of {outlet}: {accepted}")
    verdicts[outlet] = Cell(accepted, (_sentences(text, evidence),))


def _stands(answer: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", text, re.IGNORECASE) is not None


def _sentences(text: str, part: str) -> str:
    """The sentence, or sentences, that hold the part of a text."""
    start = text.index(part)
    held = [(a, b) for a, b in sentences(text) if a < start + len(part) and start < b]
    return text[held[0][0] : held[-1][1]] if held else part


def _event(path: Path, draft: _Draft) -> Event:
    name = f"{path.stem}/{draft.name}"
    if len(draft.articles) < 2:
        raise Misfit(f"{name}: fewer than two articles")
    records = tuple(
        {"id": f"{name}/{n}", "outlet": outlet, "title": title, "published": published, "text": "\n".join(body)}
        for n, (outlet, published, title, body) in enumerate(draft.articles)
    )
    questions = []
    for number, (cells, verdicts) in enumerate(draft.questions):
        type_, asked, rewrite, turns = cells if len(cells) == 4 else (*cells, cells[1], "")
        if type_ != "unanswerable" and not verdicts:
            raise Misfit(f"{name}: nobody answers {asked!r}; call it unanswerable")
        thread = tuple(turn.strip() for turn in turns.split("//") if turn.strip())
        if asked in thread:
            raise Misfit(f"{name}: {asked!r} stands in its own thread; name the questions before it")
        each = {record["outlet"]: verdicts.get(record["outlet"], Cell((), ())) for record in records}
        questions.append(Asked(name, number, asked, type_, thread, rewrite, each, overall(verdicts.values())))
    return Event(name, records, tuple(questions))


def overall(cells: Iterable[Cell]) -> tuple[str, ...]:
    """What most outlets that answer say, in every accepted wording."""
    groups: list[list[Cell]] = []
    for cell in cells:
        group = next((g for g in groups if any(accepts(g[0].answers, answer) for answer in cell.answers)), None)
        if group is None:
            groups.append([cell])
        else:
            group.append(cell)
    best = max(groups, key=len, default=[])
    return tuple(dict.fromkeys(answer for cell in best for answer in cell.answers))


def main(paths: Sequence[str]) -> int:
    """Check the files named, or all of them; print a line each."""
    failed = 0
    for path in [Path(p) for p in paths] or sorted(FOLDER.glob("*.txt")):
        try:
            found = read(path)
        except Misfit as misfit:
            print(misfit)
            failed = 1
            continue
        cells = [cell for event in found for asked in event.questions for cell in asked.cells.values()]
        questions = [asked for event in found for asked in event.questions]
        print(
            f"{path.name}: {len(found)} events, {sum(len(e.records) for e in found)} articles, "
            f"{len(questions)} questions ({sum(bool(q.thread) for q in questions)} in threads), "
            f"{len(cells)} cells, {sum(c.says for c in cells)} say;",
            ", ".join(f"{t} {sum(q.type == t for q in questions)}" for t in sorted(TYPES)),
        )
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
