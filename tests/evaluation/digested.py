"""``python -m tests.evaluation.digested`` makes the digests of the labelled days and counts how their stories are told apart.

Each day's articles come into one archive through the program's own ingest, in the order of their time; at the end of the
day the digest is made as the clock makes it, knowing what the days before told. The labels say which articles tell one
story. ``--pictures FOLDER`` draws the fullest day, or those named, as Slack and Matrix show it; what is drawn are
publishers' words, so the folder is not to lie in the repository.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path

from bot.digesting import Digesting
from handlers.context import Desk
from handlers.edition import Rules
from handlers.gathering.ingest import ingest
from handlers.reply import Reply
from store.destination import Destination
from store.outbox import Outgoing
from store.store import Store
from store.subscriptions import Subscription, Subscriptions
from tests.bot.places import Places
from tests.evaluation.stories import Record, records
from tests.newsroom import ScriptedEngine
from tests.pictures.drawing import draw_matrix, draw_slack, posted, said
from tests.shared import ROOT, SHARED

PLACE = Destination("slack", "C1", workspace="T1/")
# The last minute of a day.
AT = 24 * 60 - 1
RULES = Rules()


@dataclass(frozen=True)
class Digest:
    """A day's digest: what was posted, and the labels of the articles of each story it shows.

    `due` are the labelled stories that so many outlets told that day as make a story.
    """

    on: date
    articles: int
    posts: Sequence[Reply]
    stories: Sequence[Counter[str]]
    due: frozenset[str]

    @property
    def split(self) -> int:
        """How many stories are shown though another one shown tells mostly the same labelled story."""
        return sum(times - 1 for times in Counter(each.most_common(1)[0][0] for each in self.stories).values())

    @property
    def joined(self) -> int:
        """How many stories shown hold articles of more than one labelled story."""
        return sum(len(each) > 1 for each in self.stories)

    @property
    def left_out(self) -> int:
        """How many labelled stories that were due are in none shown."""
        return len(self.due - {label for each in self.stories for label in each})


class Shown(Places):
    """A platform that keeps the replies."""

    def __init__(self) -> None:
        super().__init__()
        self.replies: dict[str, Reply] = {}

    def posts(self, key: str, to: Destination, reply: Reply) -> tuple[Outgoing, ...]:
        self.replies[key] = reply
        return super().posts(key, to, reply)

    def taken(self) -> Mapping[str, Reply]:
        """What came since the last time this was asked."""
        taken, self.replies = self.replies, {}
        return taken


async def digests(articles: Sequence[Record], folder: Path) -> list[Digest]:
    """The digest of each day that has articles; a day without stories has none."""
    labels = {article["id"]: article["story"] for article in articles}
    shown, made, now = Shown(), [], datetime.now(UTC)
    async with Store.opened(f"sqlite:///{folder / 'archive.db'}") as store:
        desk = Desk(store, ScriptedEngine(), now=lambda: now, digest=RULES)
        for day, group in groupby(articles, key=lambda article: article["published"][:10]):
            today, on = list(group), date.fromisoformat(day)
            if not made:
                begun = datetime.combine(on, datetime.min.time(), UTC)
                daily = Subscription(PLACE, AT, frozenset(range(1, 8)), "UTC", begun, "test")
                await Subscriptions(store).subscribe(daily)
            lines = folder / f"{day}.jsonl"
            lines.write_text("".join(json.dumps(_told(article)) + "\n" for article in today), encoding="utf-8")
            await ingest([lines], store)
            now = datetime.combine(on + timedelta(days=1), datetime.min.time(), UTC)
            await Digesting(desk, {"slack": shown}).run_due()
            posts = shown.taken()
            stories = [int(key.rpartition(":")[2]) for key in posts if ":story:" in key]
            members = await store.story_articles(stories)
            sources = {each.id: each.source for each in await store.find_articles()}
            found = [Counter(labels[sources[article]] for article in members[story]) for story in stories]
            made.append(Digest(on, len(today), tuple(posts.values()), found, _due(today, RULES.outlets)))
    return made


def _told(article: Record) -> Record:
    return {key: article[key] for key in ("id", "outlet", "title", "url", "published", "text") if article.get(key)}


def _due(articles: Sequence[Record], outlets: int) -> frozenset[str]:
    told = Counter(story for story, _ in {(article["story"], article["outlet"]) for article in articles})
    return frozenset(story for story, times in told.items() if times >= outlets)


def draw(digest: Digest, folder: Path) -> Sequence[Path]:
    """The digest as Slack and Matrix show it."""
    at = datetime.combine(digest.on, datetime.min.time(), UTC) + timedelta(minutes=AT)
    slack = [message for post in digest.posts for message in posted(post, at)]
    matrix = [message for post in digest.posts for message in said(post)]
    return [
        *draw_slack({f"slack-{digest.on}": slack}, folder),
        draw_matrix(f"matrix-{digest.on}", matrix, folder),
    ]


def main() -> None:
    """Print a line for each day and the sum."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.digested", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "data")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="outside of the repository")
    parser.add_argument("--on", type=date.fromisoformat, nargs="*", default=(), help="the days to draw: 2017-12-27")
    args = parser.parse_args()
    if args.pictures is not None and args.pictures.absolute().is_relative_to(ROOT):
        parser.error(f"--pictures: {args.pictures} lies in the repository, and what is drawn are publishers' words")
    with tempfile.TemporaryDirectory() as folder:
        made = asyncio.run(digests(records(args.data / "stories" / "dev.jsonl"), Path(folder)))
    for each in made:
        if each.stories or each.due:
            print(each.on, _figures([each]))
    print(f"{len(made)} days:  {_figures(made)}")
    if args.pictures is not None:
        for each in _chosen(made, args.on):
            for path in draw(each, args.pictures):
                print(path)


def _figures(made: Sequence[Digest]) -> str:
    sums = {
        "articles": sum(each.articles for each in made),
        "stories shown": sum(len(each.stories) for each in made),
        "shown twice": sum(each.split for each in made),
        "two as one": sum(each.joined for each in made),
        "due": sum(len(each.due) for each in made),
        "left out": sum(each.left_out for each in made),
    }
    return ", ".join(f"{count} {name}" for name, count in sums.items())


def _chosen(made: Sequence[Digest], on: Collection[date]) -> Sequence[Digest]:
    fullest = max(made, key=lambda each: (len(each.stories), each.articles))
    return [each for each in made if each.on in on] or [fullest]


if __name__ == "__main__":
    main()
