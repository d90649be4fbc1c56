"""Whatever a document does to its parser, the program gets a value or a refusal, and the next document is read."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from handlers.gathering.told import Told
from handlers.gathering.web.errors import ParserStopped
from handlers.gathering.web.parser import Parser, Share
from store.errors import InputRefused
from tests.web import BODY, item, page, rss

pytestmark = pytest.mark.asyncio(loop_scope="module")
URL = "https://www.harbour.example/crane?utm_source=x"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def parser() -> AsyncIterator[Parser]:
    parser = Parser()
    yield parser
    await parser.close()


async def read(parser: Parser, markup: str | bytes, **given: str) -> object:
    raw = markup.encode() if isinstance(markup, str) else markup
    return await parser.page(raw, URL, None, Told(**given), Told())  # type: ignore[arg-type]


async def test_a_page_comes_back_as_a_draft(parser: Parser) -> None:
    draft = await parser.page(page().encode(), URL, None, Told(outlet="The Harbour Post"), Told(byline="Jane Roe"))
    assert draft.text == "\n\n".join(BODY)
    assert (draft.outlet, draft.byline) == ("The Harbour Post", "Jane Roe")
    assert draft.source == draft.url == "https://www.harbour.example/crane"
    assert draft.passages


@pytest.mark.parametrize(
    ("head", "outlet", "url"),
    [
        ('<meta property="og:site_name" content="The Harbour Post">', "The Harbour Post", "/crane"),
        ('<meta property="og:site_name" content="BBC News">', "harbour.example", "/crane"),
        ('<link rel="canonical" href="https://www.bbc.co.uk/news/1">', "harbour.example", "/crane"),
        (
            '<link rel="canonical" href="https://harbour.example/2026/crane">',
            "harbour.example",
            "https://harbour.example/2026/crane",
        ),
        ("", "harbour.example", "/crane"),
    ],
)
async def test_what_a_page_says_of_itself_is_believed_as_far_as_its_address_bears_it_out(
    parser: Parser, head: str, outlet: str, url: str
) -> None:
    draft = await parser.page(page(head=head).encode(), URL, None, Told(), Told())
    assert draft.outlet == outlet
    assert draft.url == (url if url.startswith("http") else f"https://www.harbour.example{url}")


BOMBS = {
    "deep": "<html><body>" + "<div>" * 200_000,
    "deep in a paragraph": "<html><body><p>" + "<b>" * 100_000,
    "wide": "<html><body>" + "<p>x" * 500_000,
    "one long attribute": f'<html><body><p title="{"x" * 4_000_000}">text</p>',
    "entities": '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    ) + "]><html><body><p>&j;</p></body></html>",
    "brackets": "<" * 2_000_000,
    "quotes": "<p a='" * 300_000,
    "comments": "<!--" * 500_000,
    "nothing": "",
    "nul": "\0" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
async def test_a_page_that_is_a_bomb_is_refused_and_the_next_is_read(parser: Parser, name: str) -> None:
    with pytest.raises(InputRefused) as refused:
        await read(parser, BOMBS[name])
    assert "\n" not in refused.value.public
    assert (await parser.page(page().encode(), URL, None, Told(), Told())).text


FEED_BOMBS = {
    "deep": "<rss version='2.0'><channel>" + "<a>" * 200_000,
    "items": rss(*[item(f"/{n}") for n in range(50_000)]),
    "entities": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    ) + "]><rss><channel><item><title>&j;</title></item></channel></rss>",
    "deep json": '{"items": ' + "[" * 200_000,
    "many json": '{"items": [' + ",".join(['{"url": "/x"}'] * 10_000) + "]}",
    "sitemap": "<urlset>" + "<url><loc>http://a.example/</loc></url>" * 60_000,
    "unclosed": "<rss><channel>" + "<item" * 300_000,
}  # fmt: skip


@pytest.mark.parametrize("name", FEED_BOMBS)
async def test_a_feed_that_is_a_bomb_ends_and_the_next_is_read(parser: Parser, name: str) -> None:
    try:
        document = await parser.feed(FEED_BOMBS[name].encode(), URL)
    except InputRefused:
        pass
    else:
        assert sum(len(each.title or "") + len(each.text or "") for each in document.entries) < 1_000_000
    assert (await parser.feed(rss(item("/x")).encode(), URL)).entries


async def test_no_file_and_no_address_is_read_by_a_feed(parser: Parser) -> None:
    for secret in ("/etc/passwd", "file:///etc/passwd", "http://127.0.0.1/x"):
        with pytest.raises(InputRefused):
            await parser.feed(secret.encode(), URL)
    xxe = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>{rss(item("/x", "&f;"))[21:]}'
    try:
        document = await parser.feed(xxe.encode(), URL)
    except InputRefused:
        return
    assert "root:" not in repr(document)


async def test_a_parser_that_is_killed_in_the_middle_refuses_one_document_only() -> None:
    parser = Parser()
    assert (await parser.feed(rss(item("/x")).encode(), URL)).entries
    pid = parser.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    outcomes = []
    for _ in range(2):
        try:
            outcomes.append(bool((await parser.feed(rss(item("/x")).encode(), URL)).entries))
        except ParserStopped:
            outcomes.append(False)
    assert outcomes[-1]
    await parser.close()


async def test_a_document_that_takes_too_long_is_stopped() -> None:
    parser = Parser(Share(wall=0.0, start=30.0))
    await parser.feed(rss(item("/x")).encode(), URL)
    with pytest.raises(ParserStopped, match="more time or memory"):
        await parser.feed(rss(item("/x")).encode(), URL)
    await parser.close()


async def test_somebody_who_stops_waiting_does_not_leave_an_answer_for_the_next(parser: Parser) -> None:
    asking = asyncio.create_task(parser.feed(rss(item("/first")).encode(), URL))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    (entry,) = (await parser.feed(rss(item("/second")).encode(), URL)).entries
    assert entry.url.endswith("/second")


async def test_its_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    monkeypatch.setenv("COPYDESK_READER_KEY", "secret")
    parser = Parser()
    await parser.feed(rss(item("/x")).encode(), URL)
    environment = f"/proc/{parser.pid}/environ"
    if os.path.exists(environment):  # noqa: PTH110
        with open(environment, "rb") as file:  # noqa: PTH123
            assert b"secret" not in file.read()
    await parser.close()
    assert parser.pid is None


async def test_mutated_documents_are_stored_or_refused_and_never_silently_empty(parser: Parser) -> None:
    """The short form of `python -m tests.benchmarks.malformed`."""
    from tests.benchmarks.malformed import mutated

    rng = random.Random(6)
    for _ in range(60):
        kind, raw = mutated(rng)
        try:
            if kind == "page":
                assert (await parser.page(raw, URL, None, Told(), Told())).text.strip()
            else:
                await parser.feed(raw, URL)
        except ParserStopped as error:
            raise AssertionError(f"the parser did not survive {raw[:200]!r}") from error
        except InputRefused:
            continue
