"""``python -m tests.evaluation.verifying`` measures `verify` on 1,250 quotes: two confusion tables, the misses on request.

The archive holds the newsdesk events without two of them and without one outlet of each other event; what stands only in
what was left out is "invented". Quotes are altered by a fixed seed, so that two runs measure the same.

Swapped speakers are drawn from these and from the stories of `stories/dev.jsonl`, a few of which tell the same events: 500 quotes
in their very words, given to another person. Half of those persons are named in the same text, half nowhere in it. Who
said a quote is what the text gives as read by the program; what it does not read is no case.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from handlers.answering.language.names import name_in, same_name
from handlers.answering.page import Page
from handlers.answering.retriever import PageShelf
from handlers.quotations.alignment import words_of
from handlers.quotations.checking import Verdict, check
from handlers.quotations.claims import Claim
from handlers.quotations.credits import Credit, credit, is_person
from handlers.quotations.remarks import Manner, Remark, Speaker, remarks
from store.article import Article
from store.store import Store
from tests.evaluation.archive import archive_of
from tests.evaluation.newsdesk import Event, events
from tests.shared import SHARED

EACH = 100
SWAPPED = 500
SEED = 8
SHORTEST = 6  # words: a shorter quote with one word changed is half another one
DUE = {
    "exact": Verdict.FOUND,
    "one word altered": Verdict.ALTERED,
    "a number changed": Verdict.ALTERED,
    "two stitched": Verdict.STITCHED,
    "invented": Verdict.NOT_FOUND,
}


SPEAKERS = {
    "right speaker": Credit.RIGHT,
    "swapped, in the text": Credit.WRONG,
    "swapped, not in the text": Credit.WRONG,
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
    for (page, one), (_, two) in _pairs(halves, chance):
        yield Case("two stitched", _claim(f"{_half(one, first=True)} {_half(two, first=False)}"), page.article.source)
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


def _pairs(
    pool: Sequence[tuple[Page, str]], chance: random.Random
) -> Iterator[tuple[tuple[Page, str], tuple[Page, str]]]:
    """Two texts' words each, as many pairs as there are cases of a sort."""
    for _ in range(min(EACH, len(pool))):
        one = chance.choice(pool)
        yield one, chance.choice([other for other in pool if other[0].article.source != one[0].article.source])


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


async def measure(every: Sequence[Event], folder: Path, stories: Sequence[Mapping[str, object]] = ()) -> Confusion:
    """Check every case against the archive; `stories` are the articles that speakers are drawn from as well."""
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
    async with archive_of([*kept, *stories], folder / "speakers") as store:
        await _speakers(store, found, chance)
    return found


async def _speakers(store: Store, found: Confusion, chance: random.Random) -> None:
    """Give quotes to those who said them, and to others."""
    pages = PageShelf()
    for sort, claim, own in swaps(await store.find_articles(), chance):
        verdict = credit(await check(store, claim, pages))
        found.speakers.setdefault(sort, Counter())[verdict] += 1
        if verdict is not SPEAKERS[sort]:
            found.misses.append((Case(sort, claim), verdict, f"{own.who}{'' if own.sure else ' (unsure)'}"))


def swaps(inside: Sequence[Article], chance: random.Random) -> Iterator[tuple[str, Claim, Speaker]]:
    """Quotes with their own speaker, with another whom the text names, and with one whom it does not name."""
    said = [(page, r, r.speaker) for page in map(Page, inside) for r in _said(page) if r.speaker and r.speaker.named]
    people = sorted({own.who for _, _, own in said if " " in own.who and is_person(own.who)})
    distinct = list({page.text[r.start : r.end]: (page, r, own) for page, r, own in said}.values())
    left = SWAPPED
    for page, remark, own in chance.sample(distinct, len(distinct)):
        if left <= 0:
            return
        text = page.text[remark.start : remark.end].strip(" ,.")
        others = [who for who in people if not same_name(who, own.who) and not name_in(own.who, who)]
        named = [who for who in others if name_in(who, page.text)]
        strangers = [who for who in others if not name_in(who, page.text)]
        yield "right speaker", _claim(text, own.who), own
        if named:
            yield "swapped, in the text", _claim(text, chance.choice(named)), own
        yield "swapped, not in the text", _claim(text, chance.choice(strangers)), own
        left -= 1 + bool(named)


def report(found: Confusion) -> None:
    """Print the confusion table."""
    print(f"{'':26}" + "".join(f"{verdict.value:>12}" for verdict in Verdict))
    for sort, counts in found.table.items():
        print(f"{sort:26}" + "".join(f"{counts[verdict]:12}" for verdict in Verdict))
    print(f"\n{'':26}" + "".join(f"{verdict.value:>12}" for verdict in Credit))
    for sort, counts in found.speakers.items():
        print(f"{sort:26}" + "".join(f"{counts[verdict]:12}" for verdict in Credit))
    ordered = sorted(found.seconds)
    print(f"\nseconds a claim: p50 {ordered[len(ordered) // 2]:.3f}, max {ordered[-1]:.3f}")


async def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.verifying", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "data")
    parser.add_argument("--errors", action="store_true", help="list every miss")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stories = [json.loads(line) for line in (args.data / "stories" / "dev.jsonl").read_text("utf-8").splitlines()]
        found = await measure(events(args.data / "newsdesk" / "dev.jsonl"), Path(folder), stories)
    report(found)
    if args.errors:
        for case, verdict, near in found.misses:
            print(
                f"\n[{case.sort}] concluded {verdict}: {case.claim.text}  ({case.claim.speaker or '-'})\n   near: {near[:300]}"
            )


if __name__ == "__main__":
    asyncio.run(main())
