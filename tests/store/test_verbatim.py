"""Invariant: whatever the text, a hit's offsets cut the very words that were indexed, and reading gives them back."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable, Coroutine, Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from store.search import Query, TermGroup
from store.store import Store
from tests.store.drafts import draft
from tests.store.engines import ENGINES

# Letters beside everything that has ever moved an offset: astral, combining, joined, right-to-left, invisible.
HOSTILE = st.sampled_from(
    [
        "👩‍👩‍👧‍👦",
        "🇺🇦",
        "𝔘𝔫𝔦",
        "\U0010ffff",
        "e\N{COMBINING ACUTE ACCENT}",
        "q\N{COMBINING DOT BELOW}\N{COMBINING DOT ABOVE}",
        "ﬁ",
        "ß",
        "İ",
        "שלום",
        "\N{RIGHT-TO-LEFT OVERRIDE}",
        "مرحبا",
        "\N{NO-BREAK SPACE}",
        "\N{ZERO WIDTH NO-BREAK SPACE}",
        "\N{LINE SEPARATOR}",
        "\N{NEXT LINE}",
        "\x0b",
        "\x7f",
        "\t",
        "한국어",
        "中文",
        "\N{SOFT HYPHEN}",
        "'",
        '"',
        "%",
        "\\",
        "\n",
        "\r\n",
        " ",
    ]
)
TEXTS = st.lists(st.one_of(HOSTILE, st.text(st.characters(exclude_categories=["Cs"]), max_size=8)), max_size=30)


def canonical(words: str) -> str:
    plain = words.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", plain)


@pytest.fixture(scope="module")
def run() -> Iterator[Callable[[Coroutine[object, object, None]], None]]:
    """A loop that outlives the examples, so that they share one archive."""
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture(scope="module")
def archive(run: Callable[..., object], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One archive for all examples: each is a revision of the one before, which must leave nothing behind."""
    store = run(Store.open(ENGINES["sqlite"](tmp_path_factory.mktemp("archive"))))
    assert isinstance(store, Store)
    yield store
    run(store.close())


@settings(max_examples=100)
@given(before=TEXTS, after=TEXTS)
@example(before=["👩‍👩‍👧‍👦" * 3], after=["e\N{COMBINING ACUTE ACCENT}", "\r\n"])
def test_a_hit_cuts_the_very_words(
    run: Callable[..., object], archive: Store, before: list[str], after: list[str]
) -> None:
    text = canonical(f"{''.join(before)} zebrafish {''.join(after)} kingfisher end")
    middle, last = text.index("zebrafish"), text.index("kingfisher")
    passages = tuple(pair for pair in ((0, middle), (middle, last), (last, len(text))) if pair[0] < pair[1])

    async def scenario() -> None:
        (added,) = await archive.add([draft("s", text, passages=passages)])
        article = await archive.article(added.article)
        assert article is not None
        assert article.text == text
        for word, start, end in (("zebrafish", middle, last), ("kingfisher", last, len(text))):
            (hit,) = await archive.search(Query((TermGroup((word,)),)))
            assert (hit.article, hit.start, hit.end) == (added.article, start, end)
            assert article.text[hit.start : hit.end].startswith(word)
        assert await cut_by_the_engine(archive) == [text[start:end] for start, end in passages]

    run(scenario())


async def cut_by_the_engine(store: Store) -> list[str]:
    """The words the engine cuts by offsets on its own: they must be those Python cuts."""
    rows = await store.backend.read(
        lambda connection: connection.exec_driver_sql(
            "SELECT text FROM passage_text WHERE title = 'zzs' ORDER BY id"
        ).all()
    )
    return [row[0] for row in rows]


@settings(max_examples=100)
@given(term=st.text(st.characters(), max_size=20), title=st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_no_term_and_no_title_is_an_error(run: Callable[..., object], archive: Store, term: str, title: str) -> None:
    async def scenario() -> None:
        await archive.add([draft("t", "The ferry sank.", title=title.replace("\0", "").strip() or "T")])
        await archive.search(Query((TermGroup((term, f'{term}"{term}')),)))
        await archive.document_frequency([term])

    run(scenario())


def test_nothing_was_left_behind_by_all_those_revisions(run: Callable[..., object], archive: Store) -> None:
    async def scenario() -> None:
        assert await archive.check() == ()

    run(scenario())


@pytest.mark.parametrize("words", ["Zelenskyy", "Dolmabahçe", "İstanbul", "naïve", "Türkiye", "𝐁old", "Ⅷ", "५"])
async def test_a_word_is_found_as_it_is_written(store: Store, words: str) -> None:
    await store.add([draft("s", f"Before. Here is {words}, after.")])
    (hit,) = await store.search(Query((TermGroup((words,)),)))
    assert hit.start == 8
