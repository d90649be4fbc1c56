"""What differs between texts of one story, by kind; and what only looks as if it did."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.answering.page import Page
from handlers.comparing.alone import alone
from handlers.comparing.contrasts import Contrast, Kind
from handlers.comparing.differing import differing
from handlers.comparing.facts import facts
from handlers.comparing.statements import Statement, statements
from store.article import Article, Outlet

AT = datetime(2025, 5, 16, tzinfo=UTC)
# Sentences on other matters, so that the words of the story tell its sentences apart.
REST = (
    "Snow fell on the northern hills. The museum opened a new wing for children. Buses ran late in the old town. "
    "A bakery on Mill Street won a prize. The river carried logs to the sea. Schools closed early for the fair."
)


def told(*texts: str, rest: str = REST) -> list[Statement]:
    out: list[Statement] = []
    for number, text in enumerate(texts):
        name = "ABCDEFGH"[number]
        article = Article(number, Outlet(number, name), f"{name}.txt", "Title", f"{text}\n\n{rest}", "", AT)
        out.extend(statements(name, Page(article)))
    return out


def kinds(*texts: str) -> dict[Kind, Contrast]:
    return {contrast.kind: contrast for contrast in differing(told(*texts))}


def words(contrast: Contrast) -> set[tuple[str, str]]:
    return {(side.outlet, side.words) for side in contrast.sides}


def test_two_figures_for_one_thing_disagree() -> None:
    found = kinds(
        "Police say 27 people were injured in the collision.",
        "The collision injured people; 25 people were injured, police say.",
    )
    assert words(found[Kind.FIGURE]) == {("A", "27"), ("B", "25")}
    assert found[Kind.FIGURE].disagrees


@pytest.mark.parametrize(
    "other",
    [
        "Police say 27 people were injured in the collision.",
        "Police say 3 ships were held after the collision.",
        "Police say 25 of the people injured in the collision went home, of 27 in all.",
        "Police say that four people with serious injuries were taken from the collision.",
    ],
)
def test_figures_of_other_things_do_not(other: str) -> None:
    assert Kind.FIGURE not in kinds("Police say 27 people were injured in the collision.", other)


def test_one_figure_in_two_wordings_is_a_wording_and_no_disagreement() -> None:
    found = kinds(
        "Norland troops occupy nearly 20% of the territory of Sudland.",
        "Norland troops occupy roughly a fifth of the territory of Sudland.",
    )
    assert words(found[Kind.WORDING]) == {("A", "nearly 20%"), ("B", "roughly a fifth")}
    assert not found[Kind.WORDING].disagrees


def test_times_are_compared_in_their_zones() -> None:
    first = "The delegations were expected to meet at 10am (07:00 GMT) with officials present."
    assert Kind.TIME not in kinds(first, "The delegations were expected to meet at 0700 GMT with officials present.")
    found = kinds(first, "The delegations were expected to meet at 0930 GMT with officials present.")
    assert found[Kind.TIME].disagrees


def test_a_name_in_two_spellings_is_told_apart_from_another_person() -> None:
    found = kinds("The team was led by Vladimir Medinsky.", "The team was led by Vladimir Medinski.")
    assert words(found[Kind.SPELLING]) == {("A", "Medinsky"), ("B", "Medinski")}
    assert not found[Kind.SPELLING].disagrees
    assert Kind.SPELLING not in kinds("The team was led by Vladimir Medinsky.", "The team was led by Vladimir Putin.")


def test_a_president_is_not_a_former_one() -> None:
    found = kinds("The summit was held by President Ann Lee.", "The summit was held by former President Ann Lee.")
    assert found[Kind.TITLE].disagrees
    assert not any(
        c.disagrees
        for c in differing(
            told("The summit was held by ousted president Ann Lee.", "Former President Ann Lee held it.")
        )
    )


def test_one_remark_under_two_names_disagrees() -> None:
    found = kinds(
        "“The bridge will be rebuilt before the end of the coming year,” Ann Lee said.",
        "“The bridge will be rebuilt before the end of the coming year,” Bo Marsh said.",
    )
    assert words(found[Kind.SPEAKER]) == {("A", "Ann Lee"), ("B", "Bo Marsh")}
    assert found[Kind.SPEAKER].disagrees


def test_a_remark_in_two_wordings_is_shown_and_not_claimed() -> None:
    found = kinds(
        "“We do not have high hopes for what will happen tomorrow,” Ann Lee said.",
        "“We do not have great hopes of what will happen tomorrow,” Ann Lee said.",
    )
    assert not found[Kind.REMARK].disagrees


def test_a_word_at_the_end_of_a_remark_stays_with_it() -> None:
    found = kinds(
        "“Nothing's going to happen today,” Ann Lee said.", "“Nothing is going to happen today,” Ann Lee said."
    )
    assert words(found[Kind.REMARK]) == {
        ("A", "Nothing's going to happen today"),
        ("B", "Nothing is going to happen today"),
    }


def test_what_one_says_and_another_denies_is_found() -> None:
    found = kinds(
        "The captured fighters were released for the girls on Thursday.",
        "No captured fighters were released for the girls on Thursday.",
    )
    assert {side.outlet for side in found[Kind.POLARITY].sides} == {"A", "B"}


@pytest.mark.parametrize(
    "other",
    [
        "If no fighters were released for the girls, the deal would fail.",
        "In March 2012 no captured fighters were released for the girls.",
        "The captured fighters were released for the girls on Thursday, it is said.",
    ],
)
def test_a_condition_or_another_time_is_no_denial(other: str) -> None:
    found = differing(told("The captured fighters were released for the girls on Thursday.", other))
    assert not [contrast for contrast in found if contrast.kind is Kind.POLARITY and contrast.disagrees]


def test_the_verbs_chosen_for_one_refusal_are_set_side_by_side() -> None:
    found = kinds(
        "Ann Lee did not attend the meeting.",
        "Ann Lee spurned the meeting.",
        "Ann Lee chose not to attend the meeting.",
    )
    assert words(found[Kind.VERB]) == {("A", "did not attend"), ("B", "spurned"), ("C", "chose not to attend")}


def test_two_oceans_disagree_and_a_city_in_its_country_does_not() -> None:
    found = kinds(
        "The core will land on a drone ship stationed in the Pacific Ocean.",
        "The core will land on a drone ship stationed in the Atlantic Ocean.",
    )
    assert found[Kind.PLACE].disagrees
    assert Kind.PLACE not in kinds("The teams met in Istanbul on the shore.", "The teams met in Turkey on the shore.")


def test_every_side_is_a_stretch_of_its_sentence() -> None:
    for contrast in differing(told("Police say 27 people were injured.", "Police say 25 people were injured.")):
        for side in contrast.sides:
            assert side.statement.start <= side.start < side.end <= side.statement.end


def test_texts_that_say_the_same_do_not_differ() -> None:
    same = "Police say 27 people were injured in the collision. “It was loud,” Ann Lee said."
    assert differing(told(same, same)) == ()
    assert differing([]) == ()


def test_that_nobody_was_hurt_stands_beside_the_count_of_the_hurt_and_is_no_claim() -> None:
    found = kinds(
        "Thousands of visitors fled and two were injured when the barge burned.",
        "The barge burned in the harbour. “No one was injured,” the organiser said.",
    )
    assert words(found[Kind.FIGURE]) == {("A", "two"), ("B", "No one was injured")}
    assert not found[Kind.FIGURE].disagrees


@pytest.mark.parametrize(
    "other", ["No one else was injured.", "No one was seriously injured.", "No one would have been injured, he said."]
)
def test_that_nobody_else_was_hurt_denies_nothing(other: str) -> None:
    assert Kind.FIGURE not in kinds("Two people were injured when the barge burned.", f"The barge burned. {other}")


def test_what_is_foreseen_and_what_is_unlikely_stand_side_by_side() -> None:
    found = kinds(
        "He is expected to shake hands with Prime Minister Theresa May and to meet the queen.",
        "His visit is no state visit, so he is unlikely to meet Queen Elizabeth.",
    )
    assert words(found[Kind.POLARITY]) == {("A", "meet"), ("B", "unlikely to meet")}
    assert not found[Kind.POLARITY].disagrees


def test_a_name_and_a_longer_one_in_its_place_are_two_names() -> None:
    found = kinds(
        "The research was published in The Astrophysical Journal.",
        "The research was published in Astrophysical Journal Letters on Friday.",
    )
    assert words(found[Kind.NAME]) == {("A", "The Astrophysical Journal"), ("B", "Astrophysical Journal Letters")}
    assert Kind.NAME not in kinds(
        "The research was published in The Astrophysical Journal.",
        "The research was published in the Astrophysical Journal letters on Friday.",
    )


def test_what_only_one_outlet_has_is_found() -> None:
    both = "The delegations met at the palace on Friday for three hours."
    only = "White minibuses with curtained windows brought the delegations along the shore."
    found = alone(told(f"{both} {only}", both))
    assert [statement.text for statement in found["A"]] == [only]
    assert "B" not in found


def test_who_when_where_and_how_many_are_each_outlets_own_words() -> None:
    found = facts(
        told(
            "Ann Lee met reporters in Istanbul on Friday. About 300 people came.",
            "Ann Lee spoke in Istanbul on Friday morning. Nearly 300 people came.",
        )
    )
    assert [fact.words for fact in found["A"].who] == ["Ann Lee"]
    assert [fact.words for fact in found["B"].when] == ["Friday morning"]
    assert found["A"].where[0].words == "Istanbul"
    assert [fact.words for fact in found["B"].how_many] == ["Nearly 300 people"]


def test_an_outlet_with_another_figure_has_it_in_the_table_and_what_only_it_counts_too() -> None:
    found = facts(
        told(
            "Police say 27 people were injured in the collision. The ship was worth 4 million euros.",
            "The collision injured people; 25 people were injured, police say.",
        )
    )
    assert [fact.words for fact in found["A"].how_many] == ["27 people", "4 million euros"]
    assert [fact.words for fact in found["B"].how_many] == ["25 people"]


def test_a_place_that_no_list_knows_is_one_by_its_use_and_a_place_without_a_name_is_one_too() -> None:
    found = facts(
        told(
            "The fire began in Grabova on Monday. Tom Varga said nobody slept in the village of Grabova.",
            "The fire began at a petrol station near the town. Varga, who owns it, was asleep.",
            rest="",
        )
    )
    assert {fact.words for fact in found["A"].where} & {"Grabova", "the village of Grabova"}
    assert "a petrol station" in [fact.words for fact in found["B"].where]
    assert not any("Varga" in fact.words for outlet in found for fact in found[outlet].where)
    assert found["A"].who[0].words == "Tom Varga"


def test_a_day_and_its_hour_are_one_moment() -> None:
    found = facts(told("The bridge fell on Sunday at ten past six.", "The bridge fell early on Sunday, in March 2031."))
    assert [fact.words for fact in found["A"].when] == ["Sunday at ten past six"]
    assert found["B"].when[0].words == "early on Sunday"


def test_a_remark_that_a_paper_reports_of_its_speaker_has_one_speaker() -> None:
    found = kinds(
        "The Harbour Post reports that Mary Moss said the bill made her eyes pop out of her head.",
        "Mary Moss told the radio that the bill made her eyes pop out of her head.",
    )
    assert Kind.SPEAKER not in found


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee, Bo Marsh, and an assistant coach left.",
        "Ann Lee, is scheduled to fine Mr. Marsh.",
        "Ann Lee, coach Bo Marsh left.",
    ],
)
def test_what_follows_a_comma_is_not_always_a_title(text: str) -> None:
    assert Kind.TITLE not in kinds(text, "Mayor Ann Lee left.")


def test_a_longer_name_of_a_city_is_no_other_spelling() -> None:
    assert Kind.SPELLING not in kinds("It rained in New York.", "It rained in New York City.")


def test_a_title_may_follow_the_name() -> None:
    found = kinds(
        "The team was led by Vlad Medin, a hawkish aide and former minister.",
        "The team was headed by presidential adviser Vlad Medin.",
    )
    assert words(found[Kind.TITLE]) == {("A", "hawkish aide"), ("B", "presidential adviser")}


def test_the_differences_near_an_answer_are_told_by_the_words_of_the_whole_story() -> None:
    every = told("The storm hurt 27 people in Harbour Town.", "The storm hurt 25 people in Harbour Town.")
    near = [s for s in every if "storm" in s.text]
    assert {c.kind for c in differing(near, every)} == {Kind.FIGURE}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The patient spoke to Doctor Ann Lee.", "The patient had not spoken to Doctor Ann Lee for six years."),
        ("Ann Lee said the rebels would leave Grabova.", "Ann Lee did not say whether the rebels would leave Grabova."),
        ("The director agreed with the decision on the stool.", "The director had opposed the decision on the stool."),
        ("The court found the minister guilty of bribery.", "The court found another minister not guilty of bribery."),
        ("The biscuit firm opened a factory in 2028.", "The biscuit firm will close a factory in Scotland."),
    ],
)
def test_what_is_so_of_another_time_or_person_or_only_untold_is_no_denial(one: str, other: str) -> None:
    assert Kind.POLARITY not in kinds(one, other)


def test_a_refusal_to_sign_is_told_in_the_verbs_chosen_for_it() -> None:
    found = kinds("Minister Bo Marsh refused to sign the treaty.", "Minister Bo Marsh did not sign the treaty.")
    assert words(found[Kind.VERB]) == {("A", "refused"), ("B", "did not sign")}
    assert not found[Kind.VERB].disagrees
    assert Kind.VERB not in kinds("Bo Marsh refused to sign the treaty.", "Bo Marsh did not visit the school.")
    assert Kind.VERB not in kinds("Bo Marsh would not sign the treaty.", "Bo Marsh did not sign the treaty.")


def test_a_title_in_two_spellings_is_told_as_a_spelling() -> None:
    found = kinds("Defence Minister Ann Lee came on Friday.", "Defense Minister Ann Lee left on Friday.")
    assert words(found[Kind.SPELLING]) == {("A", "Defence Minister"), ("B", "Defense Minister")}
    assert Kind.TITLE not in found
    assert Kind.SPELLING not in kinds("Defence Minister Ann Lee came.", "Finance Minister Ann Lee left.")


def test_an_apposition_that_is_all_quotation_is_no_title() -> None:
    assert Kind.TITLE not in kinds("Ann Lee, the “captain”, left on Friday.", "Ann Lee, the mayor, left on Friday.")
