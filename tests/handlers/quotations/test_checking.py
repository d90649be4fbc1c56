"""Words looked for in an archive: found, altered, stitched, not found; each verdict shown by a quote."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.answering.cite import verify
from handlers.answering.retriever import PageShelf
from handlers.quotations.alignment import words_of
from handlers.quotations.changes import ChangeKind, kind_of
from handlers.quotations.checking import Checked, Verdict, check_all
from handlers.quotations.claims import Claim, claims
from handlers.quotations.credits import Credit, credit
from handlers.quotations.stitches import stitches
from store.article import Draft
from store.store import Store

HARBOUR = (
    "The water rose all night. “We expect the dam to hold for thirty days and we are not leaving the valley,” "
    "Interior Minister Ann Lee said on Friday.\n\n"
    "Bo Marsh, who farms below it, was less sure. “Nobody has asked the people who live here what they want,” Marsh said.\n\n"
    "The ministry counted 240 houses under the wall, and [Ann] Lee’s office sent four engineers."
)
LAGOON = (
    "“We expect the dam to hold for thirty days and we are not leaving the valley,” Ms Lee told Harbour Radio.\n\n"
    "Engineers found a crack on the northern side of the wall that was longer than a bus."
)


def draft(source: str, outlet: str, text: str) -> Draft:
    return Draft(source=source, outlet=outlet, title=f"The dam, by {outlet}", text=text, passages=((0, len(text)),))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as opened:
        await opened.add([draft("h.txt", "The Harbour Post", HARBOUR), draft("l.txt", "The Lagoon Standard", LAGOON)])
        yield opened


async def checked(store: Store, words: str) -> tuple[Checked, ...]:
    found = await check_all(store, claims(words), PageShelf())
    for each in found:
        for held in (*each.holdings, *each.others):
            verify(held.quote, await store.article(held.quote.article))
    return found


async def only(store: Store, words: str) -> Checked:
    [found] = await checked(store, words)
    return found


async def test_words_that_stand_are_found_with_everyone_who_has_them(store: Store) -> None:
    found = await only(store, '"We expect the dam to hold for thirty days"')
    assert found.verdict is Verdict.FOUND
    assert {held.quote.outlet for held in found.holdings} == {"The Harbour Post", "The Lagoon Standard"}


@pytest.mark.parametrize(
    "words",
    [
        "we expect the dam to hold for thirty days",
        "“WE EXPECT THE DAM TO HOLD, FOR THIRTY DAYS”",
        "We expect the dam to hold for thirty days … we are not leaving the valley",
        "We expect [this] dam to hold for thirty days".replace("[this]", "[Ann] the"),
        "Lee’s office sent four engineers",
        "Lee's office sent four engineers",
        "and Lee’s office sent four engineers",
    ],
)
async def test_case_marks_ellipses_and_insertions_alter_nothing(store: Store, words: str) -> None:
    assert (await only(store, words)).verdict is Verdict.FOUND


@pytest.mark.parametrize(
    ("words", "kind", "yours", "theirs"),
    [
        ("We expect the dam to hold for forty days", ChangeKind.FIGURE, "forty", "thirty"),
        ("The ministry counted 250 houses under the wall", ChangeKind.FIGURE, "250", "240"),
        ("for thirty days and we are leaving the valley", ChangeKind.DENIAL, "", "not"),
        ("Nobody has asked the folk who live here what they want", ChangeKind.WORD, "folk", "people"),
        ("We expect the old dam to hold for thirty days", ChangeKind.PUT_IN, "old", ""),
    ],
)
async def test_one_word_changed_is_an_alteration_and_named(
    store: Store, words: str, kind: ChangeKind, yours: str, theirs: str
) -> None:
    found = await only(store, f'"{words}"')
    assert found.verdict is Verdict.ALTERED
    held = found.holdings[0]
    text = held.quote.text
    differing = [
        (found.claim.text[slice(*c.yours)], text[c.theirs[0] - held.quote.start : c.theirs[1] - held.quote.start])
        for c in held.changes
    ]
    assert (yours, theirs) in differing
    assert kind_of(yours, theirs) is kind


async def test_words_of_two_places_are_stitched(store: Store) -> None:
    found = await only(store, '"We expect the dam to hold for thirty days a crack on the northern side of the wall"')
    assert found.verdict is Verdict.STITCHED
    assert [held.quote.outlet for held in found.holdings] == ["The Harbour Post", "The Lagoon Standard"] or len(
        found.holdings
    ) == 2


def test_a_piece_of_small_words_counts_where_it_is_long() -> None:
    texts = ("The sign went early. It had been removed because it had faded.", "They came to steal the silver spoons.")
    sources = dict(enumerate(map(words_of, texts)))
    long, short = (
        "It had been removed because it had to steal the silver spoons",
        "It had been removed to steal the silver spoons",
    )
    made = {words: stitches(Claim(0, len(words), words, quoted=True), sources) for words in (long, short)}
    assert [(each.article, each.length) for each in made[long]] == [(0, 7), (1, 5)]
    assert made[short] == ()


async def test_an_ellipsis_does_not_reach_from_one_remark_to_another(store: Store) -> None:
    away = "The water rose all night ... longer than a bus"
    assert (await only(store, away)).verdict is not Verdict.FOUND


async def test_words_that_nobody_wrote_are_not_found(store: Store) -> None:
    assert (await only(store, '"The moon is a harsh mistress, said the baker"')).verdict is Verdict.NOT_FOUND


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ('"We expect the dam to hold for thirty days" – Ann Lee', Credit.RIGHT),
        ('Lee: "We expect the dam to hold for thirty days"', Credit.RIGHT),
        ('"We expect the dam to hold for thirty days," said Interior Minister Ann Lee', Credit.RIGHT),
        ('"We expect the dam to hold for thirty days" – Bo Marsh', Credit.WRONG),
        ('"We expect the dam to hold for thirty days" – Carla Stone', Credit.WRONG),
        ('"Nobody has asked the people who live here what they want" – Ann Lee', Credit.WRONG),
        ('"We expect the dam to hold for thirty days"', Credit.UNASKED),
    ],
)
async def test_the_speaker_is_checked(store: Store, words: str, verdict: Credit) -> None:
    found = (await checked(store, words))[0]
    assert found.verdict is Verdict.FOUND
    assert credit(found) is verdict


async def test_the_outlets_own_words_are_nobodys(store: Store) -> None:
    found = await only(store, "The ministry counted 240 houses under the wall")
    assert found.holdings[0].remark is None
    assert found.verdict is Verdict.FOUND


async def test_a_paragraph_is_judged_sentence_by_sentence(store: Store) -> None:
    words = (
        "The water rose all night. The ministry counted 340 houses under the wall. "
        "Marsh said that “nobody has asked the people who live here what they want”. Cheese is made of milk."
    )
    found = await checked(store, words)
    assert [each.verdict for each in found] == [
        Verdict.FOUND,
        Verdict.ALTERED,
        Verdict.FOUND,
        Verdict.NOT_FOUND,
    ]
    assert credit(found[2]) is Credit.RIGHT


async def test_words_that_a_newer_revision_has_no_more_are_found_in_the_older(store: Store) -> None:
    changed = HARBOUR.replace("for thirty days", "for ten days").replace("and we are not leaving the valley", "we hope")
    await store.add([draft("h.txt", "The Harbour Post", changed)])
    words = '"what they want," Marsh said. The ministry counted'
    assert words
    found = await only(store, '"We expect the dam to hold for thirty days and we are not leaving the valley"')
    assert [held.quote.outlet for held in found.holdings] == ["The Lagoon Standard"]
    await store.add([draft("l.txt", "The Lagoon Standard", LAGOON.replace("thirty", "ten"))])
    found = await only(store, '"We expect the dam to hold for thirty days and we are not leaving the valley"')
    assert found.verdict is Verdict.FOUND
    assert all(held.gone for held in found.holdings)


async def test_the_first_revision_that_has_the_words_is_named(store: Store) -> None:
    await store.add([draft("h.txt", "The Harbour Post", HARBOUR + " A siren was tested at noon that day.")])
    [held] = (await only(store, '"A siren was tested at noon that day"')).holdings
    assert held.since is not None
    assert held.since.supersedes is not None


async def test_a_message_quoted_as_a_whole_is_read_without_its_outer_marks(store: Store) -> None:
    found = await checked(
        store, '"The water rose all night. “Nobody has asked the people who live here what they want”"'
    )
    assert [each.verdict for each in found] == [Verdict.FOUND, Verdict.FOUND]


async def test_an_empty_archive_has_no_words(tmp_path: Path) -> None:
    async with Store.opened(f"sqlite:///{tmp_path / 'empty.db'}") as empty:
        assert (await only(empty, "We expect the dam to hold")).verdict is Verdict.NOT_FOUND


@pytest.mark.parametrize(
    ("yours", "theirs", "kind"),
    [
        ("Defence", "Defense", ChangeKind.SPELLING),
        ("Zelensky", "Zelenskyy", ChangeKind.SPELLING),
        ("Putin", "Trump", ChangeKind.NAME),
        ("2022", "2023", ChangeKind.FIGURE),
        ("will", "will not", ChangeKind.DENIAL),
        ("expect", "except", ChangeKind.WORD),
        ("", "very", ChangeKind.LEFT_OUT),
    ],
)
def test_a_change_is_named_for_what_it_is(yours: str, theirs: str, kind: ChangeKind) -> None:
    assert kind_of(yours, theirs) is kind
