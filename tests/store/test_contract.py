"""What every engine must do. Invariant: a hit's offsets cut, from the stored text, words that hold the term."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from store.article import Added, Draft, Outcome
from store.errors import InputRefused, UsageError
from store.search import Query, Scope, TermGroup
from store.store import Store
from tests.store.drafts import draft, terms
from tests.store.engines import ENGINES, TANTIVY, archive

NOON = datetime(2026, 5, 16, 12, 0, tzinfo=UTC)
FERRY = "The ferry sank at dawn. Forty people were saved. The captain was questioned."


@pytest.fixture(params=[f"{engine}{beside}" for engine in sorted(ENGINES) for beside in ("", TANTIVY)])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every engine, each also with a search index beside it."""
    return archive(str(request.param), tmp_path, monkeypatch)


async def words(store: Store, *asked: str, scope: Scope | None = None, **bounds: int | None) -> list[str]:
    hits = await store.search(terms(*asked), scope or Scope(), **bounds)  # type: ignore[arg-type]
    found = await store.articles(hit.article for hit in hits)
    return [found[hit.article].text[hit.start : hit.end] for hit in hits]


async def one(store: Store, given: Draft) -> Added:
    (added,) = await store.add([given])
    return added


# ── adding ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_article_comes_back_as_it_went_in(store: Store) -> None:
    given = draft(
        "ferry.txt",
        FERRY,
        title="Ferry sinks",
        title_made=True,
        outlet="The Daily",
        distributor="Aggregator",
        credit="AP",
        byline="A. Writer",
        url="https://example.org/ferry",
        published_at=datetime(2026, 5, 16, 14, 30, 15, 123456, tzinfo=timezone(timedelta(hours=3))),
        language="en",
        section="World",
        cut_short=True,
    )
    added = await one(store, given)
    assert added.outcome is Outcome.STORED
    article = await store.article(added.article)
    assert article is not None
    assert article.text == FERRY
    assert (article.outlet.name, article.outlet.known) == ("The Daily", True)
    for name in (
        "source",
        "title",
        "title_made",
        "distributor",
        "credit",
        "byline",
        "url",
        "language",
        "section",
        "cut_short",
    ):
        assert getattr(article, name) == getattr(given, name), name
    assert article.published_at == given.published_at
    assert article.published_at.tzinfo is UTC
    assert article.added_at.tzinfo is UTC
    assert (article.supersedes, article.superseded_by) == (None, None)


async def test_passages_come_back_by_article_and_start(store: Store) -> None:
    added = await store.add([draft("a", "One. Two. Three."), draft("b", "Four. Five.")])
    found = await store.passages([added[1].article, added[0].article])
    assert [(passage.article, passage.start, passage.end) for passage in found] == [
        (added[0].article, 0, 4),
        (added[0].article, 5, 9),
        (added[0].article, 10, 16),
        (added[1].article, 0, 5),
        (added[1].article, 6, 11),
    ]


async def test_the_same_text_again_changes_nothing(store: Store) -> None:
    given = draft("ferry.txt", FERRY, outlet="The Daily", published_at=NOON)
    first = await one(store, given)
    before = await store.article(first.article)
    assert await one(store, given) == Added(first.article, Outcome.UNCHANGED)
    assert await store.article(first.article) == before
    assert (await store.counts()).passages == 3


async def test_a_changed_text_is_a_new_revision_and_the_old_one_stays(store: Store) -> None:
    first = await one(store, draft("ferry.txt", FERRY, outlet="The Daily"))
    second = await one(store, draft("ferry.txt", FERRY.replace("Forty", "Fifty"), outlet="The Daily"))
    assert second.outcome is Outcome.REVISED
    old, new = await store.revisions(second.article)
    assert (old.id, old.superseded_by, old.text) == (first.article, new.id, FERRY)
    assert (new.id, new.supersedes, new.superseded_by) == (second.article, old.id, None)
    assert await store.revisions(first.article) == (old, new)
    assert await store.passages([old.id]) == ()


async def test_only_current_revisions_are_found(store: Store) -> None:
    await store.add([draft("ferry.txt", FERRY)])
    await store.add([draft("ferry.txt", FERRY.replace("Forty", "Fifty"))])
    assert await words(store, "forty") == []
    assert await words(store, "fifty") == ["Fifty people were saved."]
    assert (await store.counts()).articles == 1


async def test_a_text_that_goes_back_to_what_it_was_is_a_revision_too(store: Store) -> None:
    for text in (FERRY, "Withdrawn by its editor.", FERRY):
        added = await one(store, draft("ferry.txt", text))
    assert added.outcome is Outcome.REVISED
    assert [article.text for article in await store.revisions(added.article)] == [
        FERRY,
        "Withdrawn by its editor.",
        FERRY,
    ]
    assert len(await words(store, "ferry")) == 1


async def test_several_revisions_in_one_call_are_taken_in_order(store: Store) -> None:
    added = await store.add([draft("a", f"Version {n} of it.") for n in (1, 2, 2, 3)])
    assert [each.outcome for each in added] == [Outcome.STORED, Outcome.REVISED, Outcome.UNCHANGED, Outcome.REVISED]
    assert [article.text for article in await store.revisions(added[0].article)] == [
        f"Version {n} of it." for n in (1, 2, 3)
    ]
    assert await words(store, "version") == ["Version 3 of it."]
    assert await store.check() == ()


async def test_what_is_told_about_a_text_is_amended_in_place_and_audited(store: Store) -> None:
    first = await one(store, draft("ferry.txt", FERRY, title="The ferry sank", title_made=True))
    told = draft(
        "ferry.txt", FERRY, title="Disaster", outlet="The Daily", url="https://example.org/1", published_at=NOON
    )
    assert await one(store, told) == Added(first.article, Outcome.AMENDED)
    article = await store.article(first.article)
    assert article is not None
    assert (article.title, article.title_made, article.url, article.published_at) == (
        "Disaster",
        False,
        "https://example.org/1",
        NOON,
    )
    assert article.outlet.name == "The Daily"
    (entry,) = await store.audit(f"article:{first.article}")
    # A headline goes when its article is taken down: the audit, which is for ever, says only that there was another.
    assert entry.detail["title"] == [None, None]
    assert await one(store, told) == Added(first.article, Outcome.UNCHANGED)


async def test_a_draft_that_tells_less_takes_nothing_back(store: Store) -> None:
    given = draft("ferry.txt", FERRY, title="Disaster", outlet="The Daily", url="https://example.org/1", byline="A.")
    first = await one(store, given)
    before = await store.article(first.article)
    less = draft("ferry.txt", FERRY, title="The ferry sank at dawn", title_made=True)
    assert await one(store, less) == Added(first.article, Outcome.UNCHANGED)
    assert await store.article(first.article) == before


async def test_an_amended_title_is_found_and_the_old_one_is_not(store: Store) -> None:
    await store.add([draft("ferry.txt", FERRY, title="Shipwreck")])
    await store.add([draft("ferry.txt", FERRY, title="Calamity")])
    assert await words(store, "shipwreck") == []
    assert len(await words(store, "calamity", per_outlet=None)) == 3
    assert await store.check() == ()


async def test_new_passages_of_the_same_text_replace_the_old(store: Store) -> None:
    first = await one(store, draft("ferry.txt", FERRY))
    again = await one(store, draft("ferry.txt", FERRY, passages=((0, len(FERRY)),)))
    assert again == Added(first.article, Outcome.AMENDED)
    assert await words(store, "forty") == [FERRY]
    assert await store.check() == ()


async def test_the_same_text_of_the_same_outlet_under_another_source_is_the_same_article(store: Store) -> None:
    first = await one(store, draft("a.txt", FERRY, title="Ferry", outlet="The Daily"))
    assert await one(store, draft("b.txt", FERRY, title="Ferry", outlet="the daily")) == Added(
        first.article, Outcome.UNCHANGED
    )
    assert await one(store, draft("c.txt", FERRY, title="Ferry")) == Added(first.article, Outcome.UNCHANGED)


@pytest.mark.parametrize(
    "told",
    [
        {"title": "Ferry", "outlet": "The Weekly"},
        {"title": "Other", "outlet": "The Daily"},
        {"title": "Ferry", "outlet": "The Daily", "url": "https://example.org/2"},
    ],
)
async def test_the_same_text_told_differently_is_an_article_of_its_own(store: Store, told: dict[str, str]) -> None:
    await store.add([draft("a.txt", FERRY, title="Ferry", outlet="The Daily")])
    assert (await one(store, draft("b.txt", FERRY, **told))).outcome is Outcome.STORED


async def test_a_batch_with_a_draft_that_is_refused_stores_nothing(store: Store) -> None:
    with pytest.raises(InputRefused, match="second"):
        await store.add([draft("first", "Fine."), draft("second", "Not\r\nfine.")])
    assert (await store.counts()).articles == 0


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (draft("a", "Cafe\N{COMBINING ACUTE ACCENT}."), "NFC"),
        (draft("a", "A\0b."), "NUL"),
        (draft("a", "One.\r\nTwo."), "line ends"),
        (draft("a", "One.\rTwo."), "line ends"),
        (draft("a", "Half \ud83d."), "surrogate"),
        (draft("a", ""), "no text"),
        (draft("a", " \n "), "no text"),
        (draft(" ", "One."), "no source"),
        (draft("a", "One.", title=" "), "no title"),
        (draft("a", "One.", title="A\0b"), "NUL"),
        (draft("a", "One.", url="https://\udc00"), "surrogate"),
        (draft("a", "One.", published_at=datetime(2026, 5, 16)), "time zone"),  # noqa: DTZ001
        (draft("a", "One. Two.", passages=()), "no passage"),
        (draft("a", "One. Two.", passages=((0, 10),)), "past the end"),
        (draft("a", "One. Two.", passages=((-1, 4),)), "before the text"),
        (draft("a", "One. Two.", passages=((2, 2),)), "empty"),
        (draft("a", "One. Two.", passages=((4, 2),)), "empty"),
        (draft("a", "One. Two.", passages=((0, 5), (4, 9))), "overlaps"),
        (draft("a", "One. Two.", passages=((5, 9), (0, 4))), "overlaps"),
    ],
)
async def test_what_could_not_be_quoted_for_ever_is_refused_in_one_line(
    store: Store, given: Draft, reason: str
) -> None:
    with pytest.raises(InputRefused, match=reason) as refused:
        await store.add([given])
    assert "\n" not in refused.value.public
    assert (await store.counts()).articles == 0


async def test_nothing_to_add_adds_nothing(store: Store) -> None:
    assert await store.add([]) == ()


# ── outlets ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_each_text_of_unknown_publisher_is_an_outlet_of_its_own(store: Store) -> None:
    await store.add([draft("a.txt", "One."), draft("A.txt", "Two."), draft("b.txt", "Three.", outlet=" ")])
    assert [(each.outlet.name, each.outlet.known) for each in await store.outlets()] == [
        ("unknown outlet (A.txt)", False),
        ("unknown outlet (a.txt)", False),
        ("unknown outlet (b.txt)", False),
    ]


async def test_outlets_tell_how_much_they_have_and_how_new(store: Store) -> None:
    await store.add(
        [
            draft("a", "One.", outlet="The Daily", published_at=NOON),
            draft("b", "Two.", outlet="THE  DAILY", published_at=NOON + timedelta(days=1), cut_short=True),
            draft("c", "Three.", outlet="The Weekly"),
        ]
    )
    daily, weekly = await store.outlets()
    assert (daily.outlet.name, daily.articles, daily.newest_at, daily.cut_short) == (
        "The Daily",
        2,
        NOON + timedelta(days=1),
        1,
    )
    assert (weekly.articles, weekly.newest_at, weekly.cut_short) == (1, None, 0)


@pytest.mark.parametrize("by", ["source", "article"])
async def test_a_person_says_who_published_a_text_and_all_its_revisions_move(store: Store, by: str) -> None:
    await store.add([draft("a.txt", "One.")])
    added = await one(store, draft("a.txt", "Two."))
    which: dict[str, object] = {"source": "a.txt"} if by == "source" else {"article": added.article}
    assert await store.set_outlet("The Daily", **which) == 2  # type: ignore[arg-type]
    assert {article.outlet.name for article in await store.revisions(added.article)} == {"The Daily"}
    assert [each.outlet.name for each in await store.outlets()] == ["The Daily"]
    assert await store.set_outlet("The Daily", **which) == 0  # type: ignore[arg-type]
    assert await store.check() == ()


async def test_what_a_person_said_stands_against_later_drafts(store: Store) -> None:
    await store.add([draft("a.txt", "One.", outlet="Wrong")])
    await store.set_outlet("Right", source="a.txt")
    assert (await one(store, draft("a.txt", "One.", outlet="Wrong"))).outcome is Outcome.UNCHANGED
    await store.add([draft("a.txt", "Two.", outlet="Wrong")])
    assert [each.outlet.name for each in await store.outlets()] == ["Right"]


async def test_a_revision_that_names_no_outlet_keeps_the_one_there_was(store: Store) -> None:
    await store.add([draft("a.txt", "One.", outlet="The Daily")])
    await store.add([draft("a.txt", "Two.")])
    assert [each.outlet.name for each in await store.outlets()] == ["The Daily"]


async def test_an_unknown_outlet_disappears_when_its_text_moves(store: Store) -> None:
    await store.add([draft("a.txt", "One.")])
    await store.set_outlet("The Daily", source="a.txt")
    with pytest.raises(UsageError):
        await store.rename_outlet("unknown outlet (a.txt)", "Anything")


async def test_a_renamed_outlet_still_takes_drafts_with_its_old_name(store: Store) -> None:
    await store.add([draft("a", "One.", outlet="The Daly")])
    await store.rename_outlet("the daly", "The Daily")
    await store.add([draft("b", "Two.", outlet="The Daly"), draft("c", "Three.", outlet="The Daily")])
    assert [(each.outlet.name, each.articles) for each in await store.outlets()] == [("The Daily", 3)]
    assert await store.check() == ()


async def test_renaming_to_a_name_that_is_taken_joins_the_two(store: Store) -> None:
    await store.add([draft("a", "One.", outlet="Daily"), draft("b", "Two.", outlet="The Daily"), draft("c", "Three.")])
    await store.rename_outlet("Daily", "The Daily")
    await store.rename_outlet("unknown outlet (c)", "the daily")
    await store.add([draft("d", "Four.", outlet="Daily")])
    assert [(each.outlet.name, each.articles) for each in await store.outlets()] == [("The Daily", 4)]
    assert await store.check() == ()


async def test_an_unknown_outlet_that_is_given_a_name_is_known(store: Store) -> None:
    await store.add([draft("a", "One.")])
    await store.rename_outlet("unknown outlet (a)", "The Daily")
    assert [(each.outlet.name, each.outlet.known) for each in await store.outlets()] == [("The Daily", True)]


async def test_an_outlet_may_change_the_case_of_its_name(store: Store) -> None:
    await store.add([draft("a", "One.", outlet="the daily")])
    await store.rename_outlet("The Daily", "The Daily")
    assert [each.outlet.name for each in await store.outlets()] == ["The Daily"]


@pytest.mark.parametrize(
    ("name", "which"),
    [
        ("X", {}),
        ("X", {"source": "a", "article": 1}),
        ("X", {"source": "nowhere"}),
        ("X", {"article": 99}),
        (" ", {"source": "a"}),
    ],
)
async def test_setting_an_outlet_says_what_is_wrong(store: Store, name: str, which: dict[str, object]) -> None:
    await store.add([draft("a", "One.")])
    with pytest.raises(UsageError):
        await store.set_outlet(name, **which)  # type: ignore[arg-type]
    assert [each.outlet.name for each in await store.outlets()] == ["unknown outlet (a)"]


async def test_renaming_says_what_is_wrong(store: Store) -> None:
    await store.add([draft("a", "One.", outlet="The Daily")])
    with pytest.raises(UsageError):
        await store.rename_outlet("Nobody", "Somebody")
    with pytest.raises(UsageError):
        await store.rename_outlet("The Daily", "  ")


async def test_what_a_person_did_is_in_the_audit(store: Store) -> None:
    await store.add([draft("a", "One.", outlet="Old")])
    await store.rename_outlet("Old", "New", actor="slack:U1")
    await store.set_outlet("Other", source="a", actor="slack:U2")
    assert [(entry.actor, entry.action, entry.subject) for entry in await store.audit()] == [
        ("slack:U2", "set outlet", "source:a"),
        ("slack:U1", "rename outlet", "outlet:Old"),
    ]


# ── finding ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_passage_is_found_by_any_form_of_its_words(store: Store) -> None:
    await store.add([draft("a", "The CAPTAINS were questioned in Dolmabahçe. Nothing else."), draft("b", "Else.")])
    for term in ("captain", "Questioning", "dolmabahce", "captains were"):
        assert await words(store, term) == ["The CAPTAINS were questioned in Dolmabahçe."], term


async def test_several_words_in_one_term_are_a_phrase(store: Store) -> None:
    await store.add([draft("a", "The prime minister spoke. The minister of prime things did not.")])
    assert await words(store, "prime minister") == ["The prime minister spoke."]


async def test_more_and_rarer_concepts_come_first(store: Store) -> None:
    await store.add([draft(f"m{n}", f"The minister spoke on day {n}.", outlet="A") for n in range(10)])
    await store.add([draft(f"n{n}", f"Nothing happened on day {n} at all.", outlet="A") for n in range(20)])
    await store.add([draft("x", "The minister mentioned a ferry.", outlet="B"), draft("y", "A ferry.", outlet="C")])
    assert (await words(store, "minister", "ferry"))[:2] == ["The minister mentioned a ferry.", "A ferry."]


async def test_alternatives_of_a_concept_are_found_alike(store: Store) -> None:
    await store.add([draft("a", "He led the team. He ate lunch."), draft("b", "She chaired the meeting.")])
    hits = await store.search(Query((TermGroup(("led", "headed", "chaired")),)))
    assert {hit.article for hit in hits} == {1, 2}
    assert len(hits) == 2


async def test_no_outlet_crowds_out_another(store: Store) -> None:
    await store.add([draft(f"big{n}", "Ferry ferry ferry.", outlet="Big") for n in range(30)])
    await store.add([draft("small", "A very long sentence that mentions a ferry only in passing.", outlet="Small")])
    hits = await store.search(terms("ferry"), per_outlet=3)
    assert len(hits) == 4
    assert len(await store.search(terms("ferry"), per_outlet=None)) == 31
    assert len(await store.search(terms("ferry"), per_outlet=None, limit=7)) == 7


async def test_equals_come_in_the_same_order_every_time(store: Store) -> None:
    await store.add([draft(f"s{n}", "The ferry sank.", outlet=f"O{n % 3}") for n in range(12)])
    hits = await store.search(terms("ferry"), per_outlet=2)
    assert [hit.passage for hit in hits] == sorted(hit.passage for hit in hits)
    assert [hit.article for hit in hits] == [1, 2, 3, 4, 5, 6]
    assert await store.search(terms("ferry"), per_outlet=2) == hits


async def test_better_hits_have_higher_scores(store: Store) -> None:
    await store.add([draft("a", "Ferry. Ferry captain. " + "Nothing here. " * 20)])
    hits = await store.search(terms("ferry", "captain"))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].score > hits[1].score > 0


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (Scope(), "abcd"),
        (Scope(outlets=frozenset({1})), "ab"),
        (Scope(outlets=frozenset()), ""),
        (Scope(articles=frozenset({2, 3})), "bc"),
        (Scope(articles=frozenset()), ""),
        (Scope(outlets=frozenset({1}), articles=frozenset({2, 3})), "b"),
        (Scope(since=NOON), "bcd"),
        (Scope(until=NOON), "ad"),
        (Scope(since=NOON, until=NOON + timedelta(seconds=1)), "bd"),
        (Scope(since=NOON.astimezone(timezone(timedelta(hours=-7)))), "bcd"),
    ],
)
async def test_a_scope_is_honoured_and_the_undated_stay_in(store: Store, scope: Scope, found: str) -> None:
    await store.add(
        [
            draft("a", "Ferry a.", outlet="One", published_at=NOON - timedelta(microseconds=1)),
            draft("b", "Ferry b.", outlet="One", published_at=NOON),
            draft("c", "Ferry c.", outlet="Two", published_at=NOON + timedelta(days=1)),
            draft("d", "Ferry d.", outlet="Two"),
        ]
    )
    assert sorted(await words(store, "ferry", scope=scope)) == [f"Ferry {letter}." for letter in found]


@pytest.mark.parametrize(
    "nothing",
    ["", " ", "?!", "\0", '"', '""""', "*", "()", "-", "\N{COMBINING ACUTE ACCENT}", "—", "\N{RIGHT-TO-LEFT OVERRIDE}"],
)
async def test_a_term_with_nothing_to_look_for_finds_nothing(store: Store, nothing: str) -> None:
    await store.add([draft("a", FERRY)])
    assert await words(store, nothing) == []
    assert await words(store, nothing, "ferry") == ["The ferry sank at dawn."]
    assert await store.document_frequency([nothing]) == {nothing: 0}


async def test_a_query_without_groups_finds_nothing(store: Store) -> None:
    await store.add([draft("a", FERRY)])
    assert await store.search(Query(())) == ()
    assert await store.search(Query((TermGroup(()),))) == ()
    assert await store.search(terms("ferry"), limit=0) == ()


@pytest.mark.parametrize(
    "term",
    [
        'ferry"',
        "ferry*",
        "NOT ferry",
        "ferry AND",
        "title:ferry",
        "{text}:ferry",
        "^ferry",
        "ferry)",
        "NEAR(ferry",
        "fer\0ry",
    ],
)
async def test_what_looks_like_index_syntax_is_plain_text(store: Store, term: str) -> None:
    await store.add([draft("a", FERRY, title="Report")])
    await words(store, term)
    await store.document_frequency([term])


async def test_five_hundred_terms_are_no_trouble(store: Store) -> None:
    await store.add([draft("a", FERRY)])
    assert await words(store, *(f"word{n}" for n in range(500)), "ferry") == ["The ferry sank at dawn."]


async def test_frequencies_count_passages(store: Store) -> None:
    await store.add([draft("a", "The ferry sank. A ferry, another ferry. Dawn."), draft("b", "Ferries sail at dawn.")])
    assert await store.document_frequency(["ferry", "dawn", "at dawn", "whale"]) == {
        "ferry": 3,
        "dawn": 2,
        "at dawn": 1,
        "whale": 0,
    }


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_articles_are_found_by_source_and_outlet(store: Store) -> None:
    await store.add([draft("a", "One.", outlet="X"), draft("b", "Two.", outlet="X"), draft("c", "Three.", outlet="Y")])
    await store.add([draft("a", "One more.", outlet="X")])
    x = (await store.outlets())[0].outlet.id
    assert [article.text for article in await store.find_articles()] == ["Two.", "Three.", "One more."]
    assert [article.text for article in await store.find_articles(source="a")] == ["One more."]
    assert [article.text for article in await store.find_articles(source="a", current_only=False)] == [
        "One.",
        "One more.",
    ]
    assert [article.text for article in await store.find_articles(outlet=x)] == ["Two.", "One more."]
    assert [article.text for article in await store.find_articles(limit=1)] == ["Two."]


async def test_articles_that_are_not_there_are_left_out(store: Store) -> None:
    added = await one(store, draft("a", "One."))
    assert list(await store.articles([99, added.article, 98, added.article])) == [added.article]
    assert await store.article(99) is None
    assert await store.revisions(99) == ()
    assert await store.articles([]) == {}


async def test_an_empty_archive_is_empty(store: Store) -> None:
    freshness = await store.freshness()
    assert (freshness.articles, freshness.outlets, freshness.newest_at, freshness.indexed_at) == (0, 0, None, None)
    assert await store.outlets() == ()
    assert await words(store, "anything") == []
    assert await store.check() == ()


async def test_freshness_tells_how_much_and_how_new(store: Store) -> None:
    before = datetime.now(UTC)
    await store.add([draft("a", "One.", outlet="X", published_at=NOON), draft("b", "Two.")])
    await store.add([draft("a", "Changed.", outlet="X", published_at=NOON)])
    freshness = await store.freshness()
    assert (freshness.articles, freshness.outlets, freshness.newest_at) == (2, 2, NOON)
    assert freshness.indexed_at is not None
    assert before <= freshness.indexed_at <= datetime.now(UTC)
    counts = await store.counts()
    assert (counts.articles, counts.passages, counts.outlets) == (2, 2, 2)


# ── conversation ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_thread_keeps_its_turns_in_order(store: Store) -> None:
    for n in range(5):
        await store.add_turn("slack/C1/1.2", {"asked": f"q{n}", "é": ["ü", None, 1.5]}, NOON + timedelta(minutes=n))
    await store.add_turn("slack/C1/9.9", {"asked": "elsewhere"}, NOON)
    turns = await store.turns("slack/C1/1.2", limit=3)
    assert [turn.payload["asked"] for turn in turns] == ["q2", "q3", "q4"]
    assert turns[0].payload["é"] == ["ü", None, 1.5]
    assert turns[0].asked_at == NOON + timedelta(minutes=2)
    assert await store.turns("nowhere") == ()


async def test_a_turn_that_is_not_json_is_refused(store: Store) -> None:
    with pytest.raises(TypeError):
        await store.add_turn("t", {"at": NOON}, NOON)
    with pytest.raises(ValueError, match="JSON"):
        await store.add_turn("t", {"score": float("nan")}, NOON)
    assert await store.turns("t") == ()


# ── opening, together ─────────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_was_added_is_there_after_opening_again(url: str) -> None:
    async with Store.opened(url) as store:
        await store.add([draft("a", FERRY)])
    async with Store.opened(url) as store:
        assert await words(store, "ferry") == ["The ferry sank at dawn."]


async def test_several_stores_share_an_archive(url: str) -> None:
    stores = await asyncio.gather(*(Store.open(url) for _ in range(4)))
    try:
        await asyncio.gather(*(each.add([draft(f"s{n}", f"Ferry {n}.")]) for n, each in enumerate(stores)))
        assert {len(await words(each, "ferry")) for each in stores} == {4}
    finally:
        for each in stores:
            await each.close()


async def test_fifty_readers_beside_a_writer_see_whole_batches(store: Store) -> None:
    async def write() -> None:
        for n in range(20):
            await store.add([draft(f"{n}/{k}", f"Ferry {n} {k}.", outlet=f"O{n}") for k in range(10)])

    async def read() -> None:
        for _ in range(10):
            hits, counts = await asyncio.gather(
                store.search(terms("ferry"), per_outlet=None, limit=1000), store.counts()
            )
            assert len(hits) % 10 == 0
            assert counts.articles % 10 == 0

    await asyncio.gather(write(), *(read() for _ in range(50)))
    assert (await store.counts()).articles == 200


async def test_a_cancelled_call_is_done_or_not_begun_and_blocks_nothing(store: Store) -> None:
    calls = [asyncio.create_task(store.add([draft(f"{n}/{k}", "Ferry.") for k in range(20)])) for n in range(5)]
    await asyncio.sleep(0.01)
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    await store.add([draft("after", "Ferry.")])
    assert ((await store.counts()).articles - 1) % 20 == 0
    assert await store.check() == ()


async def test_nothing_of_sql_runs_in_the_event_loop(url: str) -> None:
    threads: list[str] = []

    def note(*_: object) -> None:
        threads.append(threading.current_thread().name)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        async with Store.opened(url) as store:
            await store.add([draft("a", FERRY)])
            await words(store, "ferry")
            await store.set_outlet("The Daily", source="a")
            await store.rename_outlet("The Daily", "The Weekly")
            await asyncio.gather(store.outlets(), store.freshness(), store.counts(), store.find_articles())
            await store.document_frequency(["ferry"])
            await store.add_turn("t", {}, NOON)
            await store.turns("t")
            await store.check()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(threads) > 50
    assert threading.main_thread().name not in threads
