"""A reply on a screen: all of it is there, at every width, and nothing in it can do anything."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from rich.console import Console

from bot.terminal.render import show
from handlers.answering.answer import Account, Answered, Group, NotFound, Stance
from handlers.phrases import Phrase, fill
from handlers.pieces import source
from handlers.reply import Reply, Table
from handlers.respond import respond
from tests.newsroom import DRAFTS, Newsroom, did_putin_attend, message, newsroom, nobody_says, who_led
from tests.newsroom import who_spoke_for_russia as russia

LED = "Who led Ukraine's delegation?"
ESCAPE = re.compile(r"\x1b(?:\[[0-9;]*m|\]8;[^\x1b]*\x1b\\)")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as made:
        for make in (who_led, russia, did_putin_attend, nobody_says):
            answer = await make(made)
            made.script[answer.question] = answer
        yield made


async def reply_to(room: Newsroom, text: str) -> Reply:
    reply = await respond(room.desk, message(text))
    assert reply is not None
    return reply


def shown(reply: Reply, width: int = 80, *, colour: bool = False, no_colour: bool = False) -> str:
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
        no_color=no_colour or None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    show(console, reply)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def flowing(text: str) -> str:
    """The words without line breaks, bars and blanks."""
    return " ".join(re.sub(r"[▏─│|]", " ", ESCAPE.sub("", text)).split())


async def test_at_eighty_columns_the_answer_its_outlets_and_their_words_stand_one_under_the_other(
    room: Newsroom,
) -> None:
    assert shown(await reply_to(room, LED)) == (
        "Rustem Umerov · 3 of 5 outlets (2 independent), 1 does not say, 1 is cut short\n"
        "\n"
        "The Harbour Post · Rustem Umerov\n"
        " ▏ “Kyiv sent Rustem Umerov to lead its team, aides said.” [1]\n"
        "\n"
        "The Lagoon Standard · Rustem Umerov\n"
        " ▏ “Ukraine’s delegation was led by Rustem Umerov.” [2]\n"
        "\n"
        "Civic Ledger · Rustem Umerov\n"
        " ▏ “Ukraine’s delegation was led by Rustem Umerov.” [3]\n"
        "\n"
        "Does not say: Northfield Times\n"
        "Cut short, unknown: unknown outlet (cut.txt)\n"
        "\n"
        "[1] Talks open in Istanbul\n"
        "    The Harbour Post · 09:05\n"
        "    https://harbour.example/talks?id=7\n"
        "[2] Delegations meet\n"
        "    The Lagoon Standard · 14:02\n"
        "[3] A first meeting in three years\n"
        "    Civic Ledger · no date\n"
        "\n"
        "Newest article 14:02 · 5 outlets · 5 articles\n"
        "Next: compare Who led Ukraine's delegation? · sources\n"
    )


async def test_at_a_hundred_and_twenty_columns_it_is_a_table(room: Newsroom) -> None:
    lines = shown(await reply_to(room, LED), 120).splitlines()
    assert re.fullmatch(r"Outlet +Says +In its words", lines[2])
    assert re.fullmatch(r"The Harbour Post +Rustem Umerov +“Kyiv sent Rustem Umerov .* said\.” \[1\]", lines[4])


async def test_no_name_is_cut_and_no_column_runs_off_the_screen() -> None:
    name = fill(Phrase.CELL_OUTLET, outlet=source("unknown outlet (003_d74e7215896823cf.txt)"))
    cell = fill(Phrase.CELL_ANSWER, answer=source("Vladimir Medinski, Volodymyr Zelensky, Vladimir Putin, Moscow"))
    head = (Phrase.HEAD_OUTLET, Phrase.HEAD_WHO, Phrase.HEAD_WHEN, Phrase.HEAD_WHERE, Phrase.HEAD_HOW_MANY)
    page = shown(Reply((Table(head, ((name, cell, cell, cell, cell),)),)), 110)
    assert "(003_d74e7215896823cf.txt)" in page
    assert flowing(page).count("Moscow") == 4
    assert max(map(len, page.splitlines())) <= 110


QUESTIONS = [LED, "and Russia's?", "did Putin attend?", "who led China's delegation?", f"compare {LED}"]


async def test_no_line_is_wider_than_the_screen_or_ends_in_blanks(room: Newsroom) -> None:
    for text in [*QUESTIONS, "sources", "help", "/nothing"]:
        reply = await reply_to(room, text)
        for width in (20, 40, 79, 80, 99, 100, 120, 200):
            for line in shown(reply, width).splitlines():
                assert line == line.rstrip()
                # Off a screen an address stays in one piece, to be copied.
                assert len(line) <= min(width, 120) or "https://" in line
            for line in ESCAPE.sub("", shown(reply, width, colour=True)).splitlines():
                assert len(line) <= min(width, 120)


async def test_every_quote_is_there_word_for_word_with_its_source(room: Newsroom) -> None:
    for text in QUESTIONS:
        reply = await reply_to(room, text)
        assert reply.quotes
        for width in (40, 80):
            page = flowing(shown(reply, width))
            for quote in reply.quotes:
                assert f"“{quote.text}”" in page
                assert quote.title in page


async def test_an_outlet_with_two_sentences_is_named_once(room: Newsroom) -> None:
    said = ("It asked for a ceasefire.", "Putin chose not to come.")
    quotes = tuple(room.quote("ledger.txt", sentence) for sentence in said)
    account = Account("Civic Ledger", Stance.SAYS, quotes[0].text, 0.9, quotes)
    group = Group(quotes[0].text, ("Civic Ledger",), 1)
    room.script["what?"] = Answered(
        "what?", "what?", quotes[0].text, (group,), (account,), (), await room.freshness(), elapsed_ms=5
    )
    reply = await reply_to(room, "what?")
    for width in (80, 120):
        before_sources = shown(reply, width).split("[1] A first")[0]
        assert before_sources.count("Civic Ledger") == 1
        assert before_sources.count("”") == 2


async def test_off_a_screen_there_is_not_one_escape(room: Newsroom) -> None:
    for text in QUESTIONS:
        assert "\x1b" not in shown(await reply_to(room, text))


async def test_without_colour_no_colour_is_sent_but_the_answer_is_still_bold(room: Newsroom) -> None:
    page = shown(await reply_to(room, LED), colour=True, no_colour=True)
    assert "\x1b[1mRustem Umerov" in page
    for codes in re.findall(r"\x1b\[([0-9;]*)m", page):
        assert not {int(code or 0) for code in codes.split(";")} & {*range(30, 50), *range(90, 108)}


async def test_on_a_screen_the_answer_is_marked_in_its_sentence(room: Newsroom) -> None:
    page = shown(await reply_to(room, LED), colour=True)
    assert re.search(r"sent \x1b\[1;30;43mRustem Umerov\x1b\[0m to lead", page)


HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J\x1b[31m",
    "\u202egnp.exe",
    "[bold red]markup[/bold red]",
    "[link=https://evil.example]click[/link]",
    ":smile: **bold** `code`",
    "\r\roverwritten",
    "\x9b31m \x85next",
    "<!channel> @room",
)


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_a_hostile_headline_outlet_or_text_stays_words(tmp_path: Path, hostile: str) -> None:
    hostile_url = f"https://a.example/{hostile}"
    words = " ".join(hostile.split("\r"))  # a stored text has no carriage return
    draft = replace(
        DRAFTS[0], text=f"Umerov {words} led.", title=f"T {hostile}", outlet=f"O {hostile}", url=hostile_url
    )
    async with newsroom(tmp_path, [draft]) as room:
        held = room.articles["harbour.txt"]
        nearest = (room.quote("harbour.txt", held.text),)
        room.script["q?"] = NotFound("q?", "q?", (), nearest, await room.freshness(), elapsed_ms=1)
        reply = await reply_to(room, "q?")
        for width in (80, 120):
            page = shown(reply, width, colour=True)
            assert not set(ESCAPE.sub("", page)) & set("\x1b\x07\x9b\x85\u202e\r")
            assert {urlsplit(url).hostname for url in re.findall(r"\x1b\]8;[^;]*;([^\x1b]+)\x1b", page)} <= {
                "a.example"
            }
            if hostile.isprintable():
                assert f"Umerov {hostile} led." in flowing(page)
