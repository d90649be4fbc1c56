"""``python -m tests.evaluation.verifying`` measures `verify` on 500 quotes: a confusion table, and its misses on request.

The archive holds the newsdesk events without two of them and without one outlet of each other event; what stands only in
what was left out is "invented". Quotes are altered by a fixed seed, so that two runs measure the same.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from handlers.answering.page import Page
from handlers.answering.retriever import PageShelf
from handlers.quotations.alignment import words_of
from handlers.quotations.checking import Verdict, check
from handlers.quotations.claims import Claim
from handlers.quotations.credits import Credit, credit, is_person
from handlers.quotations.remarks import Manner, Remark, remarks
from store.article import Article
from tests.evaluation.archive import archive_of
from tests.evaluation.newsdesk import Event, events
from tests.shared import SHARED

EACH = 100
SEED = 8
SHORTEST = 6  # words: a shorter quote with one word changed is half another one
DUE = {
    "exact": Verdict.FOUND,
    "one word altered": Verdict.ALTERED,
    "a number changed": Verdict.ALTERED,
    "two stitched": Verdict.STITCHED,
    "invented": Verdict.NOT_FOUND,
}


@dataclass(frozen=True)
class Case:
    """A claim of one sort, with the article it was made from."""

    sort: str
    claim: Claim
    source: str = ""


@dataclass
class Confusion:
    """What was concluded of the claims of each sort, and of their speakers; the misses one by one."""

    table: dict[str, Counter[str]] = field(default_factory=dict)
    speakers: dict[str, Counter[str]] = field(default_factory=dict)
    misses: list[tuple[Case, str, str]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def right(self, sort: str) -> tuple[int, int]:
        """(concluded as due, all) of a sort."""
        counts = self.table.get(sort, Counter())
        return counts[DUE[sort]], counts.total()


def _said(page: Page) -> list[Remark]:
    return [
        remark
        for remark in remarks(page)
        if remark.manner is Manner.DIRECT and len(words_of(page.text[remark.start : remark.end])) >= SHORTEST
    ]


def _claim(text: str, speaker: str | None = None) -> Claim:
    return Claim(0, len(text), text, quoted=True, speaker=speaker)


def cases(inside: Sequence[Article], outside: Sequence[Article], chance: random.Random) -> Iterator[Case]:
    """A hundred cases of each sort, drawn from the quotes and sentences of the articles."""
    pages = [Page(article) for article in inside]
    quotes = [(page, page.text[r.start : r.end].strip(" ,.")) for page in pages for r in _said(page)]
    prose = [
        (page, page.text[start:end])
        for page in pages
        for start, end in page.sentences
        if 8 <= len(words_of(page.text[start:end])) <= 40
    ]
    everything = "\n".join(" ".join(w.plain for w in words_of(page.text)) for page in pages)
    vocabulary = sorted(
        {w.plain for page in pages for w in words_of(page.text) if w.plain.isalpha() and len(w.plain) > 4}
    )
    for page, text in _drawn(quotes + prose, chance):
        yield Case("exact", _claim(text), page.article.source)
    for page, text in _drawn(quotes + prose, chance):
        yield Case("one word altered", _claim(_reworded(text, vocabulary, chance)), page.article.source)
    numbered = [(page, text) for page, text in quotes + prose if re.search(r"\d", text)]
    for page, text in _drawn(numbered, chance):
        yield Case("a number changed", _claim(_renumbered(text, chance)), page.article.source)
    halves = [(page, text) for page, text in quotes + prose if len(words_of(text)) >= 14]
    for (page, one), (other, two) in zip(_drawn(halves, chance), _drawn(halves, chance), strict=True):
        if page.article.source != other.article.source:
            yield Case(
                "two stitched", _claim(f"{_half(one, first=True)} {_half(two, first=False)}"), page.article.source
            )
    made = []
    for article in outside:
        page = Page(article)
        for remark in _said(page):
            text = page.text[remark.start : remark.end]
            plain = [w.plain for w in words_of(text)]
            shared = any(" ".join(plain[i : i + 5]) in everything for i in range(max(1, len(plain) - 4)))
            if not shared:
                made.append((page, text))
    for page, text in _drawn(made, chance):
        yield Case("invented", _claim(text), page.article.source)


def _drawn(pool: Sequence[tuple[Page, str]], chance: random.Random) -> list[tuple[Page, str]]:
    distinct = list({text: (page, text) for page, text in pool}.values())
    return chance.sample(distinct, min(EACH, len(distinct)))


def _reworded(text: str, vocabulary: Sequence[str], chance: random.Random) -> str:
    words = [w for w in words_of(text) if w.plain.isalpha() and len(w.plain) > 3] or list(words_of(text))
    word = chance.choice(words)
    other = chance.choice([each for each in vocabulary if each != word.plain])
    return text[: word.start] + other + text[word.end :]


def _renumbered(text: str, chance: random.Random) -> str:
    digit = chance.choice(list(re.finditer(r"\d", text)))
    other = chance.choice([d for d in "123456789" if d != digit.group()])
    return text[: digit.start()] + other + text[digit.end() :]


def _half(text: str, *, first: bool) -> str:
    words = words_of(text)
    middle = words[len(words) // 2]
    return text[: middle.start].strip() if first else text[middle.start :]


async def measure(every: Sequence[Event], folder: Path) -> Confusion:
    """Check every case against the archive."""
    chance = random.Random(SEED)
    away = every[-2:]
    kept = [record for event in every[:-2] for record in event.records[:-1]]
    left = [event.records[-1] for event in every[:-2]] + [record for event in away for record in event.records]
    found = Confusion()
    async with archive_of(left, folder / "outside") as store:
        outside = await store.find_articles()
    async with archive_of(kept, folder / "inside") as store:
        inside = await store.find_articles()
        pages = PageShelf()
        for case in cases(inside, outside, chance):
            began = time.perf_counter()
            checked = await check(store, case.claim, pages)
            found.seconds.append(time.perf_counter() - began)
            found.table.setdefault(case.sort, Counter())[checked.verdict] += 1
            if checked.verdict is not DUE[case.sort]:
                near = checked.holdings[0].quote.text if checked.holdings else ""
                found.misses.append((case, checked.verdict, near))
        speakers = [(page, r) for page in map(Page, inside) for r in _said(page) if r.speaker and r.speaker.named]
        people = sorted(
            {r.speaker.who for _, r in speakers if r.speaker and " " in r.speaker.who and is_person(r.speaker.who)}
        )
        for page, remark in chance.sample(speakers, min(EACH, len(speakers))):
            assert remark.speaker is not None
            text, own = page.text[remark.start : remark.end], remark.speaker
            wrong = chance.choice([p for p in people if p.split()[-1] != own.who.split()[-1]])
            for sort, who in (("right speaker", own.who), ("speaker swapped", wrong)):
                checked = await check(store, _claim(text, who), pages)
                verdict = credit(checked)
                found.speakers.setdefault(sort, Counter())[verdict] += 1
                due = Credit.RIGHT if sort == "right speaker" else Credit.WRONG
                if verdict is not due:
                    found.misses.append(
                        (Case(sort, _claim(text, who)), verdict, own.who + ("" if own.sure else " (unsure)"))
                    )
    return found


def report(found: Confusion) -> None:
    """Print the confusion table."""
    print(f"{'':20}" + "".join(f"{verdict.value:>12}" for verdict in Verdict))
    for sort, counts in found.table.items():
        print(f"{sort:20}" + "".join(f"{counts[verdict]:12}" for verdict in Verdict))
    print(f"\n{'':20}" + "".join(f"{verdict.value:>12}" for verdict in Credit))
    for sort, counts in found.speakers.items():
        print(f"{sort:20}" + "".join(f"{counts[verdict]:12}" for verdict in Credit))
    ordered = sorted(found.seconds)
    print(f"\nseconds a claim: p50 {ordered[len(ordered) // 2]:.3f}, max {ordered[-1]:.3f}")


async def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.verifying", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "data")
    parser.add_argument("--errors", action="store_true", help="list every miss")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = await measure(events(args.data / "newsdesk" / "dev.jsonl"), Path(folder))
    report(found)
    if args.errors:
        for case, verdict, near in found.misses:
            print(
                f"\n[{case.sort}] concluded {verdict}: {case.claim.text}  ({case.claim.speaker or '-'})\n   near: {near[:300]}"
            )


if __name__ == "__main__":
    asyncio.run(main())
