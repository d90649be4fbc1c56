"""What came of everything: what a platform shows at the end, held against what the bot's archive says it posted."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from store.store import Store


@dataclass(frozen=True, slots=True)
class Shown:
    """A post of the bot's that people see; its text is None if nobody can read it.

    Two with one `mark` are one post made twice. `thread` is the id of the thread's first message.
    """

    id: str
    mark: str
    text: str | None
    thread: str | None = None
    picture: bool = False  # alone: the pictures of two digests may be the same in words


@dataclass
class Findings:
    """What was counted. All but the first six must be empty or 0.

    `died` and `stuck` are lives of the bot that ended by themselves or did not get on, each with the end of its log.
    """

    kills: int = 0
    acknowledged: int = 0
    posts: int = 0
    articles: int = 0
    digests: int = 0
    seconds: int = 0
    died: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    lost_events: list[str] = field(default_factory=list)
    answered_twice: list[str] = field(default_factory=list)
    lost_articles: list[str] = field(default_factory=list)
    posted_twice: list[str] = field(default_factory=list)
    missing_posts: list[str] = field(default_factory=list)
    outside_thread: list[str] = field(default_factory=list)
    unreadable: int = 0
    unknown: int = 0
    damage: list[str] = field(default_factory=list)

    @property
    def spotless(self) -> bool:
        """Nobody died alone; nothing lost, nothing twice, nothing missing, nothing damaged."""
        wrong = (self.lost_events, self.answered_twice, self.lost_articles, self.posted_twice, self.missing_posts)
        return not any((*wrong, self.died, self.stuck, self.outside_thread, self.damage, self.unreadable, self.unknown))

    def report(self) -> str:
        """One JSON object: long lists as how many they are."""
        return json.dumps(
            {key: len(value) if isinstance(value, list) else value for key, value in asdict(self).items()}
        )

    async def count(
        self, database: Path, shown: Sequence[Shown], acknowledged: Collection[str], stored: Collection[str]
    ) -> None:
        """Count what became of the questions that were acknowledged, the articles that were stored, and every post."""
        answers = Counter(name for each in shown for name in _named(each.text or ""))
        self.unreadable = sum(each.text is None for each in shown)
        marks = Counter(each.mark for each in shown if not each.picture)
        self.acknowledged, self.posts = len(acknowledged), len(shown)
        self.lost_events = sorted(name for name in acknowledged if not answers[name])
        self.answered_twice = sorted(name for name, times in answers.items() if times > 1)
        self.posted_twice = sorted(mark for mark, times in marks.items() if times > 1)
        self._compare(database, {each.id: each for each in shown})
        async with Store.opened(f"sqlite:///{database}") as store:
            kept = {article.source for article in await store.find_articles()}
            self.articles = len(kept)
            self.lost_articles = [n for n in sorted(stored) if {f"{n}/0", f"{n}/1"} - kept]
            self.damage = [f"{each.where}: {each.what}" for each in await store.check()]

    def _compare(self, database: Path, shown: dict[str, Shown]) -> None:
        connection = sqlite3.connect(database)
        rows = connection.execute("SELECT key, under, state, remote_id FROM outbox").fetchall()
        (self.digests,) = connection.execute("SELECT count(*) FROM digest WHERE state = 'made'").fetchone()
        connection.close()
        self.unknown = sum(state in ("unknown", "failed") for _, _, state, _ in rows)
        sent = {key: remote for key, _, state, remote in rows if state == "sent"}
        known = set(sent.values())
        self.posted_twice += sorted(each.mark for each in shown.values() if each.picture and each.id not in known)
        self.missing_posts = [key for key, remote in sent.items() if remote not in shown]
        self.outside_thread = [
            key
            for key, under, _, _ in rows
            if sent.get(key) in shown and under in sent and shown[sent[key]].thread != sent[under]
        ]


def answer_to(name: str) -> str:
    """The words by which an answer is known."""
    return f"Q {name} Q"


def _named(text: str) -> set[str]:
    """The questions that a post answers."""
    return {word for before, word, after in zip(*(text.split()[n:] for n in range(3)), strict=False)
            if before.endswith("Q") and after == "Q"}  # fmt: skip
