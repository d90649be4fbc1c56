"""Questions as reporters type them: no question mark, contractions, terse, a slip of the finger.

The tokenizer lower-cases, so letter case is no part of it.
"""

from __future__ import annotations

import random
import re

_CONTRACTED = (
    (r"^who is\b", ("who's", "whos")),
    (r"^what is\b", ("what's", "whats")),
    (r"^when is\b", ("when's", "whens")),
    (r"^where is\b", ("where's", "wheres")),
    (r"^how is\b", ("how's",)),
    (r"^who was\b", ("who was",)),
    (r"^what was\b", ("what was",)),
    (r"\bdid not\b", ("didn't", "didnt")),
    (r"\bdoes not\b", ("doesn't", "doesnt")),
    (r"\bis not\b", ("isn't", "isnt")),
    (r"\bdo you know\b", ("do u know",)),
    (r"\bgoing to\b", ("gonna",)),
    (r"\bpercent\b", ("%",)),
    (r"\bpeople\b", ("ppl", "people")),
)
_TERSE = (
    (r"^(?:who|what) (?:is|was|are|were) (the .+)$", r"\1"),
    (r"^(?:who|what) (?:is|was|are|were) the (.+)$", r"\1"),
    (r"^what is the name of (.+)$", r"name of \1"),
    (r"^how old is (.+)$", r"\1's age"),
    (r"^how old is (.+)$", r"\1 age"),
    (r"^how many people (?:died|were killed) in (.+)$", r"death toll in \1"),
    (r"^when (?:is|was) (the .+)$", r"date of \1"),
    (r"^where (?:is|was) (the .+)$", r"location of \1"),
    (r"^why did (.+)$", r"how come \1"),
    (r"^who (?:won) (.+)$", r"winner of \1"),
    (r"^what is (.+)$", r"tell me \1"),
    (r"^how much (?:did|does) (.+) cost$", r"price of \1"),
    (r"^according to ([\w .]+), (.+)$", r"\2 according to \1"),
)
_LEADS = ("so ", "and ", "ok ", "hey ", "btw ", "do we know ", "any idea ", "pls: ", "quick one: ", "remind me ")
_TAILS = (" again", " btw", " then", " exactly", " pls", "??", " anyone know", " thx")


def chat(question: str, rng: random.Random) -> str:
    """The question as it might be typed in a hurry; it asks the same thing."""
    text = question.strip().rstrip("?").strip()
    if not text:
        return question
    text = text[0].lower() + text[1:]
    draw = rng.random()
    if draw < 0.2:
        for pattern, into in rng.sample(_TERSE, len(_TERSE)):
            changed = re.sub(pattern, into, text)
            if changed != text:
                return changed
    for pattern, options in _CONTRACTED:
        if rng.random() < 0.6:
            text = re.sub(pattern, rng.choice(options), text)
    if rng.random() < 0.12:
        text = rng.choice(_LEADS) + text
    if rng.random() < 0.12:
        text += rng.choice(_TAILS)
    if rng.random() < 0.08:
        text = _slip(text, rng)
    return text + ("?" if rng.random() < 0.25 else "")


def _slip(text: str, rng: random.Random) -> str:
    """Two letters of one longer, lower-case word change places."""
    words = list(re.finditer(r"\b[a-z]{5,}\b", text))
    if not words:
        return text
    word = rng.choice(words)
    at = rng.randint(word.start() + 1, word.end() - 3)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
