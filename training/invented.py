"""Stories about invented people, firms and places, with questions that only careful binding answers.

Each story holds contrast pairs (two sides, two roles, two figures, two times, planned and happened), several wordings
of every fact and of every question, and questions about what is near but not there.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from training.example import Example


@dataclass
class Story:
    """A passage in the making: sentences in order, and what may be asked of them."""

    rng: random.Random
    sentences: list[str] = field(default_factory=list)
    asked: list[tuple[str, int, str, int, str]] = field(
        default_factory=list
    )  # question, sentence, answer, polarity, kind

    def any(self, *options: str) -> str:
        """One of the options."""
        return self.rng.choice(options)

    def say(self, *options: str) -> int:
        """Adds one of the wordings as the next sentence and returns its number."""
        text = self.rng.choice(options)
        text = text.replace("..", ".")  # "a.m." at the end of a sentence
        self.sentences.append(text[0].upper() + text[1:])
        return len(self.sentences) - 1

    def ask(self, sentence: int, answer: str, *questions: str, kind: str = "") -> None:
        """A question answered by words of a sentence; an answer that is not in it is a mistake of the template."""
        if answer not in self.sentences[sentence]:
            raise ValueError(f"{answer!r} is not in {self.sentences[sentence]!r}")
        self.asked.append((self.rng.choice(questions), sentence, answer, -1, kind))

    def whole(self, sentence: int, *questions: str, kind: str = "why", part: str = "") -> None:
        """A question answered by a sentence, or by a clause of it."""
        self.asked.append((self.rng.choice(questions), sentence, part, -1, kind))

    def yes(self, sentence: int, *questions: str) -> None:
        """A question to which the sentence says yes."""
        self.asked.append((self.rng.choice(questions), sentence, "", 1, "yesno"))

    def no(self, sentence: int, *questions: str) -> None:
        """A question to which the sentence says no."""
        self.asked.append((self.rng.choice(questions), sentence, "", 0, "yesno"))

    def deny(self, *questions: str, kind: str = "") -> None:
        """Questions the passage does not answer; one of them is kept."""
        self.asked.append((self.rng.choice(questions), -1, "", -1, kind))

    def examples(self) -> list[Example]:
        """Every question of the story, put to the whole passage."""
        places, passage = [], ""
        for sentence in self.sentences:
            passage += " " if passage else ""
            places.append(len(passage))
            passage += sentence
        out = []
        for question, n, answer, polarity, kind in self.asked:
            question = question[0].upper() + question[1:]
            if n < 0:
                out.append(Example(question, passage, kind=kind, group="invented"))
                continue
            sentence = self.sentences[n]
            offset = sentence.find(answer) if answer else 0
            text = answer or sentence
            start = places[n] + offset
            out.append(Example(question, passage, start, start + len(text), polarity, kind, "invented", (text,)))
        return out


Builder = Callable[[random.Random], Story]


def story_examples(rng: random.Random, count: int) -> list[Example]:
    """`count` examples, a handful from each story, so that many stories are seen."""
    from training.stories import BUILDERS

    out: list[Example] = []
    while len(out) < count:
        examples = rng.choice(BUILDERS)(rng).examples()
        out.extend(rng.sample(examples, min(len(examples), 4)))
    return out[:count]
