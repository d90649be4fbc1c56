"""Who of a story's names is a person. Invariant: a party, a bank, a rocket or a prize is never "who"."""

from __future__ import annotations

import pytest

from handlers.persons import who

TEXTS = (
    "SpaceX founder Elon Musk says the Falcon Heavy has a lot to prove. Musk said the launch at Cape Canaveral is a test.",
    "Goldman Sachs says it expects a hit. The Tea Party and some Roman Catholic leaders met President Barack Obama.",
    "Mary Horomanski of Erie, Pa., got a bill. Mr Obama laughed. Boko Haram freed 21 Chibok girls, said Garba Shehu.",
    "Chrissy Teigen was aboard. “Why?” Teigen tweeted. Some major Internet companies and the Rose Parade were named.",
    "Xinyu Dai, 41, found planets beyond the Milky Way. The World Series went to the Chicago Cubs of Kris Bryant, who smiled.",
)


@pytest.mark.parametrize(
    ("sentence", "people"),
    [
        ("SpaceX founder Elon Musk says the Falcon Heavy has a lot to prove.", {"Elon Musk"}),
        ("Goldman Sachs says it expects a hit.", set()),
        ("The Tea Party and some Roman Catholic leaders met Obama.", {"Obama"}),
        ("Mary Horomanski of Erie, Pa., got a bill.", {"Mary Horomanski"}),
        ("Boko Haram freed 21 Chibok girls, said Garba Shehu.", set()),  # nothing else shows who or what that is
        ("Chrissy Teigen and the Rose Parade were named by Internet companies.", {"Chrissy Teigen"}),
        ("Xinyu Dai found planets beyond the Milky Way.", {"Xinyu Dai"}),
        ("The World Series went to the Chicago Cubs of Kris Bryant.", {"Kris Bryant"}),
        ("Obama spoke; later Barack Obama left.", {"Barack Obama"}),
        ("", set()),
    ],
)
def test_only_who_is_surely_a_person_is_told(sentence: str, people: set[str]) -> None:
    assert set(who([sentence], TEXTS)) == people


def test_who_stands_in_most_texts_comes_first() -> None:
    assert who(["Elon Musk met Barack Obama and Mary Horomanski."], TEXTS)[0] == "Barack Obama"
