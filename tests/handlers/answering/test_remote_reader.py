"""A language model is never believed: only what stands in the text gets through, whatever its server sends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from handlers.answering import remote_reader
from handlers.answering.reader import ReaderUnavailable
from handlers.answering.reading import Reading
from handlers.answering.remote_reader import Address, RemoteReader

TEXT = "Mayor Ona Tell 🎈 opened the bridge at 9.40am. Her deputy, Raf Ilmen, stayed at the party."
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class FakeModel:
    """A server on a real socket that replies with whatever `respond` makes, and remembers what it was asked."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], dict[str, object]]] = []
        self.respond: Handler = self.says([])
        self.url = ""

    def says(self, passages: object) -> Handler:
        return self.content(json.dumps({"passages": passages}))

    def content(self, content: object) -> Handler:
        async def respond(_: web.Request) -> web.Response:
            return web.json_response({"choices": [{"message": {"content": content}}]})

        return respond

    def body(self, body: bytes, status: int = 200) -> Handler:
        async def respond(_: web.Request) -> web.Response:
            return web.Response(body=body, status=status, content_type="text/html")

        return respond

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((dict(request.headers), await request.json()))
        return await self.respond(request)


@pytest.fixture
async def model() -> AsyncIterator[FakeModel]:
    fake = FakeModel()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", fake.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    yield fake
    await runner.cleanup()


async def ask(model: FakeModel, *texts: str, key: str | None = None, seconds: float = 5) -> list[Reading]:
    reader = RemoteReader(Address(model.url, "tiny", key, seconds))
    try:
        return list(await reader.read("who opened the bridge?", texts or (TEXT,)))
    finally:
        await reader.close()


def quoted(reading: Reading, text: str = TEXT) -> list[str]:
    return [text[span.start : span.end] for span in reading.spans]


async def test_a_verbatim_quote_becomes_a_span_with_code_point_offsets(model: FakeModel) -> None:
    model.respond = model.says([{"number": 1, "quotes": [{"text": "9.40am", "confidence": 0.9}]}])
    (reading,) = await ask(model)
    assert quoted(reading) == ["9.40am"]
    assert reading.spans[0].score == pytest.approx(2.197, abs=0.001)  # ln(.9/.1)
    assert reading.yes is None


async def test_words_the_text_does_not_hold_are_dropped(model: FakeModel) -> None:
    model.respond = model.says(
        [
            {
                "number": 1,
                "quotes": [{"text": "Mayor Ona Bell"}, {"text": "ona tell"}, {"text": "Ona Tell", "confidence": 1}],
            }
        ]
    )
    assert quoted((await ask(model))[0]) == ["Ona Tell"]


async def test_part_of_a_word_is_no_quote(model: FakeModel) -> None:
    model.respond = model.says([{"number": 1, "quotes": [{"text": "art"}, {"text": "Mayo"}]}])
    assert (await ask(model))[0] == Reading(())


async def test_a_quote_counts_for_the_passage_it_was_said_of_and_no_other(model: FakeModel) -> None:
    model.respond = model.says([{"number": 2, "quotes": [{"text": "Ona Tell"}]}])
    first, second = await ask(model, TEXT, "Nothing of the kind happened.")
    assert (first, second) == (Reading(()), Reading(()))


async def test_yes_is_a_probability_and_needs_a_quote(model: FakeModel) -> None:
    said = {"number": 1, "quotes": [{"text": "Raf Ilmen, stayed at the party"}], "yes": 0.2}
    model.respond = model.says([said, {"number": 2, "quotes": [], "yes": 0.9}])
    first, second = await ask(model, TEXT, TEXT)
    assert (first.yes, second.yes) == (0.2, None)


async def test_overlapping_quotes_leave_the_surest(model: FakeModel) -> None:
    quotes = [{"text": "Ona Tell", "confidence": 0.8}, {"text": "Mayor Ona Tell", "confidence": 0.3}]
    model.respond = model.says([{"number": 1, "quotes": quotes}])
    assert quoted((await ask(model))[0]) == ["Ona Tell"]


@pytest.mark.parametrize(
    "passages",
    [
        [{"number": 7, "quotes": [{"text": "Ona Tell"}]}],
        [{"number": 0, "quotes": [{"text": "Ona Tell"}]}],
        [{"number": True, "quotes": [{"text": "Ona Tell"}]}],
        [{"number": "1", "quotes": [{"text": "Ona Tell"}]}],
        [{"number": 1, "quotes": "Ona Tell"}],
        [{"number": 1, "quotes": [None, 3, [], {"text": 5}, {"text": "  "}, {"words": "Ona Tell"}]}],
        ["Ona Tell", None, 4],
        [],
    ],
)
async def test_nonsense_about_passages_is_silence(model: FakeModel, passages: object) -> None:
    model.respond = model.says(passages)
    assert (await ask(model))[0] == Reading(())


@pytest.mark.parametrize("confidence", ["high", None, -3, 7, [], True, float("inf")])
async def test_a_senseless_confidence_is_even_or_bounded(model: FakeModel, confidence: object) -> None:
    model.respond = model.says([{"number": 1, "quotes": [{"text": "Ona Tell", "confidence": confidence}]}])
    (span,) = (await ask(model))[0].spans
    assert -7 < span.score < 7


@pytest.mark.parametrize(
    "content",
    ["Ona Tell opened it.", "[]", '{"passages": 3}', "{", None, 5, "[" * 100_000, '{"passages": {"number": 1}}'],
)
async def test_a_reply_that_is_not_the_json_asked_for_is_a_clear_error(model: FakeModel, content: object) -> None:
    model.respond = model.content(content)
    with pytest.raises(ReaderUnavailable, match="did not reply with the JSON"):
        await ask(model)


@pytest.mark.parametrize("body", [b"<html><body>Log in</body></html>", b"", b"\xff\xfe", b"null", b'{"choices": []}'])
async def test_a_page_instead_of_a_reply_is_a_clear_error(model: FakeModel, body: bytes) -> None:
    model.respond = model.body(body)
    with pytest.raises(ReaderUnavailable, match="did not reply with the JSON"):
        await ask(model)


@pytest.mark.parametrize("status", [301, 401, 429, 500, 503])
async def test_a_refusal_names_its_status(model: FakeModel, status: int) -> None:
    model.respond = model.body(b"no", status)
    with pytest.raises(ReaderUnavailable, match=f"HTTP {status}"):
        await ask(model)


async def test_a_redirect_is_not_followed_so_the_key_stays(model: FakeModel) -> None:
    async def elsewhere(_: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": model.url + "/chat/completions"})

    model.respond = elsewhere
    with pytest.raises(ReaderUnavailable, match="HTTP 307"):
        await ask(model, key="secret")
    assert len(model.requests) == 1


async def test_a_huge_reply_is_cut_off(model: FakeModel) -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(200):
            try:
                await response.write(b" " * 65536)
            except ConnectionError:
                break
            sent += 65536
        return response

    model.respond = endless
    with pytest.raises(ReaderUnavailable, match="more than 1,000,000 bytes"):
        await ask(model)
    assert sent < 200 * 65536


async def test_a_slow_server_is_given_up_on(model: FakeModel) -> None:
    async def sleepy(_: web.Request) -> web.Response:
        await asyncio.sleep(3)
        return web.Response()

    model.respond = sleepy
    with pytest.raises(ReaderUnavailable, match=r"within 0\.2 seconds"):
        await ask(model, seconds=0.2)


async def test_an_address_where_nobody_listens_is_a_clear_error() -> None:
    reader = RemoteReader(Address("http://127.0.0.1:9", "tiny", timeout=2))
    with pytest.raises(ReaderUnavailable, match=r"127\.0\.0\.1 cannot be reached"):
        await reader.read("who?", [TEXT])
    await reader.close()


@pytest.mark.parametrize("url", ["ftp://example.org", "example.org", "", "file:///etc/passwd", "http://"])
def test_only_web_addresses_are_taken(url: str) -> None:
    with pytest.raises(ReaderUnavailable, match="not an http"):
        Address(url, "tiny")


async def test_the_key_is_sent_when_there_is_one_and_never_shown(model: FakeModel) -> None:
    await ask(model, key="secret")
    await ask(model)
    assert model.requests[0][0]["Authorization"] == "Bearer secret"
    assert "Authorization" not in model.requests[1][0]
    assert "secret" not in repr(Address(model.url, "tiny", "secret"))


async def test_many_texts_go_in_groups_and_come_back_in_order(model: FakeModel) -> None:
    async def last_word(request: web.Request) -> web.Response:
        asked = json.loads((await request.json())["messages"][1]["content"])["passages"]
        said = [{"number": p["number"], "quotes": [{"text": p["text"].split()[-1]}]} for p in asked]
        return web.json_response({"choices": [{"message": {"content": json.dumps({"passages": said})}}]})

    model.respond = last_word
    texts = [f"{'word ' * 2000}end{n}" if n % 3 else "" for n in range(9)]
    readings = await ask(model, *texts)
    assert [quoted(r, t) for r, t in zip(readings, texts, strict=True)] == [
        [f"end{n}"] if n % 3 else [] for n in range(9)
    ]
    assert len(model.requests) > 1
    longest = max(len(str(body)) for _, body in model.requests)
    assert longest < remote_reader.REQUEST_LIMIT + 5_000


async def test_without_a_question_nobody_is_asked(model: FakeModel) -> None:
    reader = RemoteReader(Address(model.url, "tiny"))
    assert await reader.read("  ", [TEXT]) == [Reading(())]
    assert model.requests == []
    await reader.close()
