"""The language of a text, by py3langid's 97-language model (naive Bayes over byte n-grams, 0.1 ms a text)."""

from __future__ import annotations

from handlers.gathering.passages import count_words

# Under this many words the model guesses: of one-line texts it gets about one in ten wrong.
_LEAST_WORDS = 12
_SAMPLE = 400


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language most likely; None for a text too short to tell."""
    sample = text[:_SAMPLE]
    if count_words(sample) < _LEAST_WORDS:
        return None
    from py3langid import classify  # its model takes 0.7 s to load, once, when the first article comes

    return str(classify(sample)[0])
