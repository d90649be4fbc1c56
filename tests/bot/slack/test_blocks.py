"""A reply in Slack is what Slack takes, keeps every word of its sources, and lets none of them act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.display import harmless
from bot.slack.blocks import render
from bot.slack.limits import BLOCKS, CHARACTERS, TEXT, Content, problems, size, texts
from handlers.phrases import Phrase
from handlers.pieces import Origin, Piece
from handlers.reply import Reply, Table, line
from tests.bot.slack.pieces import UMEROV, Told, answer_of, asked, nobody_says, set_side_by_side
from tests.bot.slack.validate import check

TYPES = {"rich_text", "table", "header", "context", "actions", "context_actions", "plain_text", "raw_text", "button",
         "feedback_buttons", "divider", "rich_text_section", "rich_text_quote", "text", "link"}  # fmt: skip


def every(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a message, however deep."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from every(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from every(inner)


def words(contents: tuple[Content, ...]) -> str:
    return " ".join(each for content in contents for each in texts(content.blocks))


def test_an_answer_leads_with_the_answer_and_ends_with_what_to_do_next() -> None:
    (content,) = render(asked(answer_of(UMEROV), UMEROV), feedback="post-1")
    check(content)
    kinds = [block["type"] for block in content.blocks]
    assert kinds[0] == "header"
    assert content.blocks[0]["text"]["text"] == "Rustem Umerov"
    assert texts(content.blocks[1]) == ["4 of 5 outlets (3 independent), 1 does not say"]
    assert kinds.count("table") == 1
    assert kinds[-2:] == ["actions", "context_actions"]
    assert [each["text"]["text"] for each in content.blocks[-2]["elements"]] == ["Compare", "Sources"]


def test_the_answer_is_marked_inside_its_quote() -> None:
    (content,) = render(asked(answer_of(UMEROV), UMEROV))
    (table,) = (block for block in content.blocks if block["type"] == "table")
    cell = table["rows"][1][2]["elements"][0]["elements"]
    assert [run["text"] for run in cell if run.get("style", {}).get("bold")] == ["Rustem Umerov"]
    assert "".join(run["text"] for run in cell).startswith("“Kyiv sent Defence Minister Rustem Umerov")


def test_a_source_says_where_its_link_leads() -> None:
    (content,) = render(asked(answer_of(UMEROV), UMEROV))
    links = [each for each in every(content.blocks) if each.get("type") == "link"]
    assert {(each["url"], each["text"]) for each in links} == {("https://news.example/talks", "news.example")}


def test_how_a_follow_up_was_read_stands_above_the_answer() -> None:
    (content,) = render(asked(answer_of(UMEROV, asked="and Ukraine's?"), UMEROV))
    assert content.blocks[0]["type"] == "context"
    assert texts(content.blocks[0]) == ["Read as: Who led Ukraine's delegation?"]


@pytest.mark.parametrize("reply", [set_side_by_side(answer_of(UMEROV), UMEROV), nobody_says(UMEROV[:3])])
def test_comparisons_and_absence_are_what_slack_takes(reply: Reply) -> None:
    for content in render(reply):
        check(content)


def test_the_plain_text_holds_what_the_blocks_hold() -> None:
    (content,) = render(asked(answer_of(UMEROV), UMEROV))
    for told in UMEROV:
        assert told.sentence in content.text
        assert told.outlet in content.text
    assert content.text.startswith("Rustem Umerov\n4 of 5 outlets")


def test_a_long_answer_goes_on_in_further_messages_and_loses_no_quote() -> None:
    told = tuple(
        Told(f"Outlet {n}", f"Number {n} says {'that the talks went on and on ' * 12}with Umerov.", "Umerov",
             title=f"Headline {n} " * 5)
        for n in range(60)
    )  # fmt: skip
    contents = render(asked(answer_of(told), told))
    assert len(contents) > 1
    for content in contents:
        check(content)
    shown = words(contents)
    assert all(f"Number {n} says" in shown for n in range(20))  # the handlers show twenty rows and name the rest
    assert all(f"Outlet {n}" in shown for n in range(60))


def test_one_sentence_longer_than_a_table_is_set_as_lines() -> None:
    told = (*UMEROV, Told("Long Standard", "word " * 3_000 + "Umerov.", "Umerov"))
    contents = render(asked(answer_of(told), told))
    for content in contents:
        check(content)
    assert words(contents).count("word ") >= 2_990


def test_nothing_is_said_of_limits_that_are_kept() -> None:
    """The checker of the limits must be able to fail."""
    one = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
    }
    empty = {"type": "table", "rows": [[{"type": "raw_text", "text": " "}]]}
    assert problems(Content((one,), "x")) == ()
    assert problems(Content((one,) * (BLOCKS + 1), "x"))
    assert problems(Content((one,), "x" * (TEXT + 1)))
    assert problems(Content((one,), ""))
    assert problems(Content((empty,), "x")) == ("an empty cell",)
    big = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "y" * 2_900}]}],
    }
    assert size([big] * 5) > CHARACTERS
    assert problems(Content((big,) * 5, "x")) == (f"{size([big] * 5)} characters of blocks",)
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "z"}]]}
    assert problems(Content((table, table), "x")) == ("more than one table",)


HOSTILE = (
    "<!channel>", "<!here|here>", "<!everyone>", "<@U123ABC>", "<#C123|general>", "<!subteam^S1|desk>", "@channel",
    "@here",
    "<https://evil.example|https://bank.example>", "[bank](https://evil.example)", "https://evil.example/a|b", "*bold*",
    "_it_", "~no~", "`code`", "```block```", ":smile:", "> quote", "&amp;lt;!channel&gt;", "&lt;!channel&gt;",
    "<mailto:a@b.example|bank>", "\u202egnp.exe", "\u2066left\u2069", "\u200b", "\x00\x1b[31m", "line\nbreak\r\nmore",
    "<script>alert(1)</script>", "{question}", "**strong**", "\u2028", "<!date^0^{date}|spoof>", "|", "\\", "’", "🔥",
)  # fmt: skip
hostile = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30)), min_size=1, max_size=6).map(" ".join)
urls = st.one_of(
    st.none(),
    st.sampled_from((
        "javascript:alert(1)", "https://bank.example@evil.example/", "https://bаnk.example/", "https://a.example/<|>", "ftp://a/b",
        "https://a.example/?q=<!channel>|x", "//evil.example", "data:text/html,x", "https://a.example:99999/",
    )),
    st.text(max_size=40).map("https://a.example/".__add__),
)  # fmt: skip


def assert_nothing_acts(content: Content) -> None:
    """No mention, no formatting of theirs, no link whose words are not its host; nothing unseen."""
    check(content)
    for each in every(content.blocks):
        if "type" in each:
            assert each["type"] in TYPES, each
        if each.get("type") == "link":
            assert each["url"].startswith(("https://", "http://"))
            assert not set("|<> \n").intersection(each["url"])
            host = re.match(r"https?://([^/:?#]+|\[[^\]]+\])", each["url"])
            assert host is not None
            assert host[1].strip("[]") == each["text"]
    assert not re.search(r"[<>]", content.text)
    assert not re.search(r"&(?!amp;|lt;|gt;)", content.text)
    for shown in [*texts(content.blocks), content.text]:
        assert shown.replace("\n", "") == harmless(shown.replace("\n", ""))


def hostile_titles_and_bodies(examples: int) -> None:
    """Render so many of them."""
    settings(max_examples=examples)(
        given(title=hostile, body=hostile, outlet=hostile, question=hostile, url=urls)(assert_hostile_acts_on_nothing)
    )()


def assert_hostile_acts_on_nothing(title: str, body: str, outlet: str, question: str, url: str | None) -> None:
    told = (
        Told(outlet.strip() or "x", f"{body} said Umerov.", "Umerov", title=title.strip() or "x", url=url),
        *UMEROV[:2],
    )
    for content in render(asked(answer_of(told, question, asked="and now?"), told), feedback=question):
        assert_nothing_acts(content)
    for content in render(nobody_says(told)):
        assert_nothing_acts(content)


def test_hostile_titles_and_bodies_act_on_nothing() -> None:
    """The short form; the long one is `python -m tests.benchmarks.slack hostile`."""
    hostile_titles_and_bodies(500)


@settings(max_examples=300)
@given(st.lists(st.lists(st.text(max_size=400), min_size=3, max_size=3), max_size=40))
def test_any_table_is_what_slack_takes(rows: list[list[str]]) -> None:
    head = (Phrase.HEAD_OUTLET, Phrase.HEAD_SAYS, Phrase.HEAD_WORDS)
    cells = tuple(tuple((Piece(cell, origin=Origin.SOURCE),) for cell in row) for row in rows)
    for content in render(Reply((line(Phrase.NEAREST), Table(head, cells)))):
        check(content)
