"""`dossier`: of a question, a story or a thread, and nothing in it that does not stand in a named revision."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from bot.dossier.checking import check
from bot.dossier.writing import FORMATS, read, written
from handlers.context import Outcome, Refused, Request
from handlers.dossier import dossier
from handlers.message import Turn
from store.errors import UsageError
from tests.newsroom import Newsroom, message, newsroom, nobody_says, who_led, who_spoke_for_russia


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as made:
        yield made


async def made(room: Newsroom, words: str, *turns: Turn) -> Outcome:
    return await dossier(room.desk, Request(message(words), words, turns))


def quotes(outcome: Outcome) -> list[Mapping[str, Any]]:
    return cast("list[Mapping[str, Any]]", outcome.record["quotes"])


async def test_every_quote_names_the_revision_it_stands_in(room: Newsroom) -> None:
    room.script["who led?"] = await who_led(room, "who led?")
    outcome = await made(room, "who led?")
    assert outcome.found
    for quote in quotes(outcome):
        article = await room.store.article(quote["article"])
        assert article is not None
        assert article.sha256 == quote["sha256"]
        assert article.text[quote["start"] : quote["end"]] == quote["text"]


async def test_a_dossier_alone_is_of_all_that_the_thread_asked(room: Newsroom) -> None:
    room.script["who led?"] = await who_led(room, "who led?")
    room.script["who spoke?"] = await who_spoke_for_russia(room, "who spoke?")
    outcome = await made(room, "", Turn("who led?", "who led?"), Turn("and?", "who spoke?"))
    sections = cast("list[Mapping[str, Any]]", outcome.record["sections"])
    assert [section["answer"] for section in sections] == ["Rustem Umerov", "Vladimir Medinsky"]
    assert sections[1]["differences"][0]["kind"] == "spelling"


async def test_a_question_that_nobody_answers_has_its_nearest_passages(room: Newsroom) -> None:
    room.script["who led China?"] = await nobody_says(room, "who led China?")
    outcome = await made(room, "who led China?")
    assert not outcome.found
    assert cast("list[Mapping[str, Any]]", outcome.record["sections"])[0]["nearest"]


async def test_a_dossier_of_nothing_is_refused(room: Newsroom) -> None:
    with pytest.raises(Refused, match="A dossier of what"):
        await made(room, "")


@pytest.mark.parametrize("form", FORMATS)
async def test_a_file_is_proved_as_it_was_made(room: Newsroom, tmp_path: Path, form: str) -> None:
    outcome = await made(room, "Ukraine’s delegation")
    file = tmp_path / "dossier"
    file.write_text(written(outcome.record, form), "utf-8")
    count, problems = await check(room.store, file)
    assert count == len(outcome.quotes) > 0
    assert problems == ()


@pytest.mark.parametrize("form", FORMATS)
async def test_a_file_with_a_letter_changed_is_not_proved(room: Newsroom, tmp_path: Path, form: str) -> None:
    outcome = await made(room, "Ukraine’s delegation")
    file = tmp_path / "dossier"
    text = written(outcome.record, form)
    assert "Umerov" in text
    file.write_text(text.replace("Umerov", "Umarov", 1), "utf-8")
    _, problems = await check(room.store, file)
    assert problems


async def test_a_file_is_proved_in_another_archive_that_has_the_revision(room: Newsroom, tmp_path: Path) -> None:
    outcome = await made(room, "Ukraine’s delegation")
    file = tmp_path / "dossier.md"
    file.write_text(written(outcome.record, "markdown"), "utf-8")
    (tmp_path / "other").mkdir()
    from tests.newsroom import DRAFTS

    async with newsroom(tmp_path / "other", tuple(reversed(DRAFTS))) as other:
        assert (await check(other.store, file))[1] == ()
    (tmp_path / "third").mkdir()
    async with newsroom(tmp_path / "third", DRAFTS[3:]) as third:
        assert any("no article of the archive" in problem for problem in (await check(third.store, file))[1])


@pytest.mark.parametrize(
    "text", ["", "{}", "# A page", '{"dossier": 1, "quotes": [{}]}', "<!-- copydesk-dossier {x} -->"]
)
async def test_what_is_no_dossier_is_refused_in_a_line(room: Newsroom, tmp_path: Path, text: str) -> None:
    file = tmp_path / "page"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError, match="dossier"):
        await check(room.store, file)


async def test_words_of_a_source_are_no_markup_in_a_file(room: Newsroom) -> None:
    outcome = await made(room, "Ukraine’s delegation")
    record = dict(outcome.record)
    quote = dict(quotes(outcome)[0])
    quote |= {"title": "<script>*bold* --> [x](y)", "answer_start": None, "answer_end": None}
    record["quotes"] = [quote]
    for form in ("html", "markdown"):
        text = written(record, form)
        assert "<script>" not in text.partition("<!-- copydesk")[0].replace("\\<script\\>", "")
        assert read(text) == (record, form)
