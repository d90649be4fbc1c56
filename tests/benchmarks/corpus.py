"""Archives of any size from a few thousand real texts: their sentences put together anew, the same for the same seed.

Words stay as frequent as in the news; a rare name comes back as often as its sentence does, so an archive ten times
as large has no rarer words. Growth is therefore measured at its worst.
"""

from __future__ import annotations

import csv
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from store.article import Draft
from store.search import Query, TermGroup

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]+")
_WORD = re.compile(r"[^\W_]+")
_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
# As gathering cuts them.
SHORT, LONG = 80, 125
PASSAGES_AN_ARTICLE = 5
OUTLETS = 40


@dataclass(frozen=True)
class Corpus:
    """Sentences, and headlines, to be put together."""

    sentences: tuple[str, ...]
    headlines: tuple[str, ...]

    @classmethod
    def read(cls, folder: Path) -> Corpus:
        """Read the `.csv` files of a folder: bodies from their longest column, headlines from one of a few words."""
        sentences: list[str] = []
        headlines: list[str] = []
        csv.field_size_limit(10_000_000)
        for path in sorted(folder.glob("*.csv")):
            with path.open(encoding="utf-8", errors="replace", newline="") as file:
                for row in csv.reader(file):
                    for cell in row:
                        text = unicodedata.normalize("NFC", cell.replace("\0", " ").replace("\r", ""))
                        found = [each.strip() for each in _SENTENCE.findall(text) if 5 <= len(each.split()) <= 60]
                        sentences += found
                        if not found and 4 <= len(text.split()) <= 15 and "\n" not in text:
                            headlines.append(text.strip())
        return cls(tuple(dict.fromkeys(sentences)), tuple(dict.fromkeys(headlines)) or ("A headline of its own",))

    def drafts(self, passages: int, seed: int = 1) -> Iterator[Draft]:
        """Articles of five passages each, until there are so many passages."""
        chance = random.Random(seed)
        for number in range(-(-passages // PASSAGES_AN_ARTICLE)):
            text, offsets = "", []
            for _ in range(min(PASSAGES_AN_ARTICLE, passages - number * PASSAGES_AN_ARTICLE)):
                chosen: list[str] = []
                words = 0
                while words < SHORT:
                    sentence = chance.choice(self.sentences)
                    if words + len(sentence.split()) <= LONG:
                        chosen.append(sentence)
                        words += len(sentence.split())
                paragraph = " ".join(chosen)
                offsets.append((len(text), len(text) + len(paragraph)))
                text += paragraph + "\n\n"
            yield Draft(
                source=f"{seed}/{number}",
                text=text,
                passages=tuple(offsets),
                title=chance.choice(self.headlines),
                outlet=f"Outlet {chance.randrange(OUTLETS)}",
                published_at=_NOON + timedelta(minutes=number),
            )

    def questions(self, count: int, seed: int = 2) -> Iterator[Query]:
        """Questions of 3 to 14 terms, each from one sentence: common words and rare ones as they come."""
        chance = random.Random(seed)
        while count:
            words = list(dict.fromkeys(word.lower() for word in _WORD.findall(chance.choice(self.sentences))))
            if len(words) >= 3:
                chosen = chance.sample(words, min(len(words), chance.randint(3, 14)))
                yield Query(tuple(TermGroup((word,)) for word in chosen))
                count -= 1
