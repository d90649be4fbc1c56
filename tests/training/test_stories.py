"""Every generated question is answered by words of its story, or by nothing."""

from __future__ import annotations

import random
import re

import pytest

from training.invented import Builder, Story, story_examples
from training.stories import BUILDERS


@pytest.mark.parametrize("build", BUILDERS, ids=lambda build: str(build.__name__))
def test_a_story_is_true_to_itself(build: Builder) -> None:
    for seed in range(150):
        examples = build(random.Random(seed)).examples()
        assert len({e.passage for e in examples}) == 1
        assert any(e.answered for e in examples)
        assert any(not e.answered for e in examples)
        for e in examples:
            assert "{" not in e.question + e.passage
            assert not re.search(r"\bNone\b(?! of)", e.question + e.passage)
            assert "  " not in e.passage
            assert e.question[0].isupper()
            assert e.polarity < 0 or e.kind == "yesno"
            if e.answered:
                assert e.accepted == (e.answer,)


def test_no_question_is_both_answered_and_not_in_one_story() -> None:
    for seed in range(300):
        rng = random.Random(seed)
        examples = rng.choice(BUILDERS)(rng).examples()
        answered = {e.question for e in examples if e.answered}
        assert not answered & {e.question for e in examples if not e.answered}


def test_yes_and_no_are_both_common() -> None:
    examples = story_examples(random.Random(1), 6000)
    yes, no = (sum(e.polarity == p for e in examples) for p in (1, 0))
    assert 0.5 < yes / no < 1.5
    assert 0.2 < sum(not e.answered for e in examples) / len(examples) < 0.4


def test_the_same_seed_tells_the_same_stories() -> None:
    assert story_examples(random.Random(5), 50) == story_examples(random.Random(5), 50)


def test_a_template_that_answers_with_words_it_did_not_say_is_a_mistake() -> None:
    story = Story(random.Random(1))
    n = story.say("Ada won.")
    with pytest.raises(ValueError, match="is not in"):
        story.ask(n, "Bo", "who won?")
