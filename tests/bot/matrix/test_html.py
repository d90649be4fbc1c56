"""What a reply looks like in Matrix: it reads well as text alone, and nothing of an article becomes more than words."""

from __future__ import annotations

import html
import random
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from bot.display import harmless
from bot.matrix.html import ELEMENTS, LONGEST, Content, render
from handlers.phrases import Phrase, segments
from handlers.pieces import person
from handlers.reply import Button, Buttons, Quoted, Reply, Source, SourceList, line
from tests.bot.matrix.pieces import UMEROV, answer_of, asked, nobody_says, set_side_by_side, told

# What an article may hold that somebody's client could take for more than words.
HOSTILE = (
    "@room",
    "@ada:desk.test",
    "#newsroom:desk.test",
    "!room:desk.test",
    "https://matrix.to/#/@ada:desk.test",
    "matrix:u/ada:desk.test",
    '<a href="https://matrix.to/#/@ada:desk.test">Ada</a>',
    "<mx-reply>",
    "</blockquote></table>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<font color="#ff0000" data-mx-bg-color="#000">',
    "<details><summary>x</summary>",
    '"><h1>',
    "&lt;b&gt;",
    "&#64;room",
    "]]>",
    "**bold** _and_ `code`",
    "[a link](https://evil.example)",
    "\u202eright to left",
    "\u2066isolate",
    "\x00\x07\x1b[31m",
    "line\nbreak\r\u2028other",
    "javascript:alert(1)",
    "\ud7ff\ue000\U000e0041",
    "e\u0301\u200d\u200b",
    "Ukraine’s delegation was led by Rustem Umerov.",
)
ADDRESSES = (
    "https://news.example/talks?id=7&b=<c>",
    "https://matrix.to/#/@ada:desk.test",
    "HTTPS://MATRIX.TO/#/@ada:desk.test",
    "https://known.example@evil.example/",
    "javascript:alert(1)",
    "data:text/html,<script>",
    'https://news.example/"onmouseover="alert(1)',
    "https://nеws.example/",  # a Cyrillic letter
    "matrix:u/ada:desk.test",
    "//evil.example",
    None,
)


class Page(HTMLParser):
    """A page as a client reads it: its elements, what each text node says, and where links lead."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.nodes: list[str] = []
        self.links: list[str] = []
        self.seen: set[str] = set()
        self.feed(content)
        self.close()
        assert self.open == [], "something was left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, tag
        assert {name for name, _ in attrs} <= ELEMENTS[tag], attrs
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.seen.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.nodes.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment

    @property
    def words(self) -> str:
        return "".join(self.nodes)


def check(content: Content) -> Page:
    """What must be so of every message."""
    page = Page(content.formatted_body)
    for link in page.links:
        parts = urlsplit(link)
        assert parts.scheme in ("http", "https")
        assert parts.hostname not in ("matrix.to", None)
        assert link.isascii()
    for node in page.nodes:
        # No client finds a mention, an alias or an address of matrix.to inside one text node.
        assert not ({"@", "#"} & set(node[:-1].replace("\u202f", " "))) or all(
            not node[at + 1 :].strip() or node[at + 1].isspace()
            for at, sign in enumerate(node)
            if sign in "@#" and at + 1 < len(node)
        ), node
        assert "matrix.to" not in node.casefold()
    for words in (page.words, content.body.replace("\n", "")):
        assert harmless(words) == words
    assert content.body.strip()
    assert len(content.body.encode()) + len(content.formatted_body.encode()) < 2 * LONGEST
    return page


def test_an_answer_is_a_table_with_its_sources() -> None:
    (content,) = render(asked(answer_of(UMEROV), UMEROV))
    page = check(content)
    assert {"table", "thead", "tbody", "th", "td", "strong", "ul", "li", "a"} <= page.seen
    assert page.links == ["https://news.example/talks"] * 3
    assert "<td>The Harbour Post</td>" in content.formatted_body.replace("<strong>", "").replace("</strong>", "")
    assert "!compare Who led Ukraine's delegation?" in page.words
    assert "!desk sources" in page.words


def test_the_body_reads_well_alone() -> None:
    (content,) = render(asked(answer_of(UMEROV), UMEROV))
    assert content.body.startswith("Rustem Umerov · 4 of 5 outlets")
    assert "The Harbour Post: Rustem Umerov · “Kyiv sent Defence Minister Rustem Umerov to lead its team.” [1]" in (
        content.body
    )
    assert "[1] Talks open in Istanbul\nThe Harbour Post · 14:02 · https://news.example/talks" in content.body
    assert "<" not in content.body
    assert "&amp;" not in content.body


def test_a_comparison_and_an_answer_that_is_not_there_are_set_too() -> None:
    for reply in (set_side_by_side(answer_of(UMEROV), UMEROV), nobody_says(UMEROV)):
        for content in render(reply):
            check(content)
    assert "blockquote" in check(render(nobody_says(UMEROV))[0]).seen


def test_every_quote_stands_in_both_forms_word_for_word() -> None:
    reply = asked(answer_of(UMEROV), UMEROV)
    (content,) = render(reply)
    for quote in reply.quotes:
        assert quote.text in content.body
        assert quote.text in check(content).words


def test_a_long_reply_goes_on_in_further_messages_and_nothing_is_lost() -> None:
    lines = tuple(line(Phrase.READ_AS, question=person(f"{number} " + "é" * 900)) for number in range(80))
    messages = render(Reply(lines))
    assert len(messages) > 1
    pages = [check(content) for content in messages]
    assert [f"{number} " in "".join(page.words for page in pages) for number in range(80)] == [True] * 80


def test_a_table_that_takes_two_messages_has_its_head_in_both() -> None:
    many = tuple(told(f"Outlet {number}", f"It was {'long ' * 300}Umerov {number}.", "Umerov") for number in range(30))
    messages = render(asked(answer_of(many), many))
    tables = [content.formatted_body for content in messages if "<table>" in content.formatted_body]
    assert len(tables) > 1
    assert all("<thead><tr><th>Outlet</th>" in table for table in tables)


def test_a_reply_of_nothing_is_still_a_message() -> None:
    (content,) = render(Reply((Buttons(()),)))
    check(content)


@pytest.mark.parametrize("seed", range(4))
def test_hostile_titles_texts_and_addresses_are_only_words(seed: int) -> None:
    """500 each: whatever an article holds, its words are shown and nothing else happens."""
    chance = random.Random(seed)

    def words() -> str:
        return " ".join(chance.choice(HOSTILE) for _ in range(chance.randint(1, 5)))

    for _ in range(500):
        text, url = words(), chance.choice(ADDRESSES)
        article = told(words(), text, text[chance.randrange(len(text)) :], words(), url)
        reply = asked(answer_of((article,), question=words()), (article,))
        source = Source(1, 1, words(), words(), url, (person(words()),))
        buttons = Buttons((Button(Phrase.BUTTON_COMPARE, f"compare {words()}"),))
        for content in render(Reply((*reply.blocks, SourceList((source,)), buttons))):
            page = check(content)
            quoted = [block for block in reply.blocks if isinstance(block, Quoted)]
            assert all(harmless(each.quote.text) in page.words for each in quoted)
        assert harmless(text) in "".join(check(content).words for content in render(reply))
        assert all(harmless(text) in content.body for content in render(reply)[:1])


def test_the_check_catches_what_it_forbids() -> None:
    """A check that never fires is no check."""
    for bad in (
        "<p>@room</p>",
        "<p>see https://matrix.to/#/x</p>",
        '<a href="javascript:x">x</a>',
        "<h1>x</h1>",
        "<p>x",
        '<p style="x">x</p>',
        "<p>\u202ex</p>",
    ):
        with pytest.raises((AssertionError, IndexError)):
            check(Content("x", bad))
    check(Content("x", f"<p><span>@</span>room {html.escape('<b>')}</p>"))


@pytest.mark.parametrize("phrase", [each for each in Phrase if "this channel" in each.value.casefold()])
def test_our_words_call_a_place_a_room(phrase: Phrase) -> None:
    slots = [name for name, is_slot, _ in segments(phrase) if is_slot]
    (content,) = render(Reply((line(phrase, **dict.fromkeys(slots, person("what this channel said"))),)))
    for words in (content.body, content.formatted_body):
        assert "this room" in words.casefold()
        assert words.count("this channel") == len(slots)  # what others wrote stays as it is
