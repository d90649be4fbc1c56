"""A fake Slack on real sockets: the Web API, Socket Mode and response addresses, and what goes wrong with them.

It checks every message as Slack would (`validate.check`, where a test does not say otherwise), keeps what was posted,
and does to each call what `fate` says: nothing, 429, a reply lost after the post was made, and so on.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiohttp import WSMsgType, web

from bot.slack.installing import SCOPES
from bot.slack.limits import Content
from tests.bot.slack.validate import check

BOT, BOT_ID, TEAM = "UBOT", "BBOT", "T1"


class Fate(StrEnum):
    """What becomes of a call."""

    FINE = "fine"
    RATE_LIMITED = "rate limited"
    REPLY_LOST = "the post is made, the reply is lost"
    LATE = "the reply is lost, the post is made a little later"
    CALL_LOST = "the call is lost, nothing is made"
    BROKEN = "a status 500, nothing is made"
    BROKEN_AFTER = "a status 503, though the post is made"


@dataclass
class Posted:
    """A message that was posted."""

    channel: str
    ts: str
    body: dict[str, Any]
    at: float

    @property
    def thread(self) -> str | None:
        return self.body.get("thread_ts")

    @property
    def text(self) -> str:
        return str(self.body["text"])


@dataclass
class Uploaded:
    """A file: what was announced, what was then put there, and since when Slack has worked it through."""

    name: str
    length: int
    alt: str
    data: bytes = b""
    ready_at: float | None = None


@dataclass
class FakeSlack:
    """What Slack was asked, and what it has."""

    fate: Callable[[str], Fate] = lambda method: Fate.FINE
    errors: dict[str, str] = field(default_factory=dict)  # method → the error it answers with
    bad_blocks: bool = False
    expired: bool = False  # the addresses to respond to no longer work
    retry_after: int = 1
    late_s: Callable[[], float] = lambda: 0.3
    hello: bool = True
    pongs: bool = True
    calls: Counter[str] = field(default_factory=Counter)
    posted: list[Posted] = field(default_factory=list)
    ephemeral: list[dict[str, Any]] = field(default_factory=list)
    responses: list[dict[str, Any]] = field(default_factory=list)
    views: list[dict[str, Any]] = field(default_factory=list)
    prompts: list[dict[str, Any]] = field(default_factory=list)
    statuses: list[dict[str, Any]] = field(default_factory=list)
    edits: Counter[str] = field(default_factory=Counter)
    deleted: list[str] = field(default_factory=list)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    history: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    not_in: set[str] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)  # what OAuth gives → the workspace it is for
    teams: set[str] = field(default_factory=set)  # the workspaces that installed the app
    url: str = ""
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    connections: int = 0
    files: dict[str, Uploaded] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)  # files that were taken away
    processing_s: float = 0.2  # how long an uploaded file is not ready to be shown
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    uploads_fail: int = 0  # so many uploads come to nothing
    broken: list[str] = field(default_factory=list)  # what was posted that Slack would not take
    _acks: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    _count: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    @contextlib.asynccontextmanager
    async def served(self) -> AsyncIterator[FakeSlack]:
        app = web.Application(client_max_size=10_000_000)
        app.add_routes([
            web.route("*", "/api/{method}", self._api),
            web.post("/response/{id}", self._response),
            web.post("/upload/{id}", self._upload),
            web.get("/ws", self._socket),
        ])  # fmt: skip
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        try:
            yield self
        finally:
            for socket in self.sockets:
                await socket.close()
            await runner.cleanup()

    def ts(self) -> str:
        return f"{time.time():.0f}.{next(self._count):06d}"

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls[method] += 1
        if request.content_type == "application/json":
            body = await request.json()
        else:
            body = dict(await request.post()) | dict(request.query)
        body["_token"] = request.headers.get("Authorization", "")
        if method in self.errors:
            return web.json_response({"ok": False, "error": self.errors[method]})
        fate = self.fate(method)
        if fate is Fate.RATE_LIMITED:
            headers = {"Retry-After": str(self.retry_after)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        if fate is Fate.BROKEN:
            return web.Response(status=500, text="upstream")
        if fate is Fate.CALL_LOST:
            return self._hang_up(request)
        if fate is Fate.LATE:
            asyncio.get_running_loop().call_later(self.late_s(), lambda: self._do(method, body))
            return self._hang_up(request)
        said = self._do(method, body)
        if fate is Fate.REPLY_LOST:
            return self._hang_up(request)
        if fate is Fate.BROKEN_AFTER:
            return web.Response(status=503, text="upstream")
        return web.json_response(said)

    def _hang_up(self, request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    def _do(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        doing = getattr(self, "_" + method.replace(".", "_").lower(), None)
        return {"ok": False, "error": "unknown_method"} if doing is None else doing(body)

    def _team(self, body: dict[str, Any]) -> str:
        """The workspace that the call's token is for."""
        team = str(body["_token"]).removeprefix("Bearer xoxb-")
        return team if team in self.teams else TEAM

    def _auth_test(self, body: dict[str, Any]) -> dict[str, Any]:
        if (team := str(body.get("_token")).removeprefix("Bearer xoxb-")) in self.teams:
            return {
                "ok": True,
                "user_id": f"UBOT{team}",
                "bot_id": BOT_ID,
                "team_id": team,
                "url": "https://x.example/",
            }
        return {"ok": True, "user_id": BOT, "bot_id": BOT_ID, "team_id": TEAM, "team": "Desk", "user": "copydesk"}

    def _users_info(self, body: dict[str, Any]) -> dict[str, Any]:
        user = {"id": body["user"], "team_id": self._team(body), "tz": "Europe/Kyiv"}
        return {"ok": True, "user": user | self.people.get(str(body["user"]), {})}

    def _usergroups_users_list(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "users": self.groups.get(str(body["usergroup"]), [])}

    def _conversations_open(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "channel": {"id": f"D{body['users']}"}}

    def _users_conversations(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "channels": [{"id": each, "is_im": each.startswith("D")} for each in self.history]}

    def _views_publish(self, body: dict[str, Any]) -> dict[str, Any]:
        self._checked({"blocks": body["view"]["blocks"][:50], "text": "x"})
        self.views.append(body)
        return {"ok": True}

    def _assistant_threads_setsuggestedprompts(self, body: dict[str, Any]) -> dict[str, Any]:
        self.prompts.append(body)
        return {"ok": True}

    def _assistant_threads_setstatus(self, body: dict[str, Any]) -> dict[str, Any]:
        self.statuses.append(body)
        return {"ok": True}

    def _apps_connections_open(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "url": self.url.replace("http", "ws") + "/ws"}

    def _files_getuploadurlexternal(self, body: dict[str, Any]) -> dict[str, Any]:
        if "files:write" not in self.scopes:
            return {"ok": False, "error": "missing_scope", "needed": "files:write"}
        file = f"F{next(self._count):08d}"
        self.files[file] = Uploaded(body["filename"], int(body["length"]), body.get("alt_txt", ""))
        return {"ok": True, "file_id": file, "upload_url": f"{self.url}/upload/{file}"}

    async def _upload(self, request: web.Request) -> web.Response:
        self.calls["upload"] += 1
        file = self.files[request.match_info["id"]]
        if self.uploads_fail > 0:
            self.uploads_fail -= 1
            return web.Response(status=500, text="upstream")
        file.data = await request.read()
        return web.Response(text=f"OK - {len(file.data)}")

    def _files_completeuploadexternal(self, body: dict[str, Any]) -> dict[str, Any]:
        assert not body.get("channel_id"), "the file itself is not posted"
        (given,) = json.loads(body["files"])
        file = self.files.get(given["id"])
        if file is None or len(file.data) != file.length:
            return {"ok": False, "error": "file_not_found"}
        file.ready_at = time.monotonic() + self.processing_s
        return {"ok": True, "files": [{"id": given["id"], "title": given["title"], "mimetype": ""}]}

    def _files_delete(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.files.pop(str(body["file"]), None) is None:
            return {"ok": False, "error": "file_not_found"}
        self.removed.append(str(body["file"]))
        return {"ok": True}

    def _unseen(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """Slack's refusal of an image whose file is not there, not an image, or not worked through yet."""
        for number, block in enumerate(body.get("blocks") or ()):
            if block["type"] != "image":
                continue
            file = self.files.get(block["slack_file"]["id"])
            ready = file is not None and file.ready_at is not None and file.ready_at <= time.monotonic()
            if file is None or not ready or not file.data.startswith(b"\x89PNG"):
                wrong = f"invalid slack file [json-pointer:/blocks/{number}/slack_file]"
                return {"ok": False, "error": "invalid_blocks", "errors": [wrong]}
        return None

    def pictures(self, body: dict[str, Any]) -> list[tuple[str, bytes]]:
        """The alt text and the bytes of each image of a message."""
        images = [block for block in body["blocks"] if block["type"] == "image"]
        return [(block["alt_text"], self.files[block["slack_file"]["id"]].data) for block in images]

    def _chat_postmessage(self, body: dict[str, Any]) -> dict[str, Any]:
        if body["channel"] in self.not_in:
            return {"ok": False, "error": "not_in_channel"}
        if self.bad_blocks and "blocks" in body:
            return {"ok": False, "error": "invalid_blocks"}
        if (unseen := self._unseen(body)) is not None:
            return unseen
        self._checked(body)
        assert body["unfurl_links"] is False
        assert body["unfurl_media"] is False
        assert body["link_names"] is False
        assert body["mrkdwn"] is False
        posted = Posted(body["channel"], self.ts(), body, time.monotonic())
        self.posted.append(posted)
        return {"ok": True, "channel": posted.channel, "ts": posted.ts, "message": {"ts": posted.ts}}

    def _chat_update(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.bad_blocks and "blocks" in body:
            return {"ok": False, "error": "invalid_blocks"}
        posted = next((each for each in self.posted if each.ts == body["ts"]), None)
        if posted is None or posted.channel != body["channel"]:
            return {"ok": False, "error": "message_not_found"}
        if (unseen := self._unseen(body)) is not None:
            return unseen
        self._checked(body)
        self.edits[posted.ts] += 1
        posted.body = posted.body | {key: body.get(key) for key in ("text", "blocks", "metadata")}
        return {"ok": True, "channel": posted.channel, "ts": posted.ts}

    def _chat_delete(self, body: dict[str, Any]) -> dict[str, Any]:
        posted = next((each for each in self.posted if each.ts == body["ts"]), None)
        if posted is None:
            return {"ok": False, "error": "message_not_found"}
        self.posted.remove(posted)
        self.deleted.append(posted.ts)
        return {"ok": True, "channel": posted.channel, "ts": posted.ts}

    def _chat_postephemeral(self, body: dict[str, Any]) -> dict[str, Any]:
        if (unseen := self._unseen(body)) is not None:
            return unseen
        self._checked(body)
        self.ephemeral.append(body)
        return {"ok": True, "message_ts": self.ts()}

    def _conversations_history(self, body: dict[str, Any]) -> dict[str, Any]:
        kept = [each for each in self.history.get(str(body["channel"]), ()) if "thread_ts" not in each]
        return self._page([*kept, *self._messages(body, None)], body)

    def _conversations_replies(self, body: dict[str, Any]) -> dict[str, Any]:
        kept = [each for each in self.history.get(str(body["channel"]), ()) if each.get("thread_ts") == body["ts"]]
        return self._page([*kept, *self._messages(body, str(body["ts"]))], body, newest_first=False)

    def _oauth_v2_access(self, body: dict[str, Any]) -> dict[str, Any]:
        team = self.codes.pop(str(body.get("code")), None)
        if team is None:
            return {"ok": False, "error": "invalid_code"}
        self.teams.add(team)
        return {
            "ok": True, "app_id": "A1", "authed_user": {"id": "U1"}, "scope": "chat:write,commands",
            "token_type": "bot", "access_token": f"xoxb-{team}", "bot_user_id": f"UBOT{team}",
            "team": {"id": team, "name": "Desk"}, "enterprise": None, "is_enterprise_install": False,
        }  # fmt: skip

    def _messages(self, body: dict[str, Any], thread: str | None) -> list[dict[str, Any]]:
        made = []
        for each in self.posted:
            if each.channel == body["channel"] and (each.thread == thread or each.ts == thread):
                message = {"ts": each.ts, "bot_id": BOT_ID, "user": BOT, "text": each.text}
                if str(body.get("include_all_metadata")).lower() in ("1", "true"):
                    message["metadata"] = each.body.get("metadata")
                made.append(message)
        return made

    def _page(self, said: list[dict[str, Any]], body: dict[str, Any], *, newest_first: bool = True) -> dict[str, Any]:
        since = float(body.get("oldest") or 0)
        said = [each for each in said if float(each["ts"]) > since]
        said.sort(key=lambda each: each["ts"], reverse=newest_first)
        start, limit = int(body.get("cursor") or 0), int(body.get("limit") or 100)
        more = str(start + limit) if start + limit < len(said) else ""
        return {"ok": True, "messages": said[start : start + limit], "response_metadata": {"next_cursor": more}}

    def _checked(self, body: dict[str, Any]) -> None:
        try:
            if "blocks" in body:
                check(Content(tuple(body["blocks"]), body["text"]))
        except AssertionError as error:
            self.broken.append(str(error))

    async def _response(self, request: web.Request) -> web.Response:
        self.calls["response"] += 1
        body = await request.json()
        if self.expired:
            return web.json_response({"ok": False, "error": "expired_url"}, status=404)
        if (self.bad_blocks and body.get("blocks")) or self._unseen(body):
            return web.Response(text="invalid_blocks", status=400)
        self._checked(body)
        self.responses.append(body)
        return web.Response(text="ok")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=self.pongs)
        await socket.prepare(request)
        self.connections += 1
        self.sockets.append(socket)
        if self.hello:
            await socket.send_json({"type": "hello", "num_connections": 1})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                said = json.loads(message.data)
                waiting = self._acks.pop(said.get("envelope_id"), None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(said.get("payload") or {})
        return socket

    async def deliver(self, kind: str, payload: dict[str, Any], *, wait_s: float = 10) -> dict[str, Any]:
        """Send an envelope over the newest socket; returns what came with the ack. TimeoutError: no ack."""
        while not any(not socket.closed for socket in self.sockets):
            await asyncio.sleep(0.01)
        socket = [each for each in self.sockets if not each.closed][-1]
        envelope = f"e{next(self._count)}"
        self._acks[envelope] = asyncio.get_running_loop().create_future()
        await socket.send_json({"type": kind, "envelope_id": envelope, "payload": payload})
        return await asyncio.wait_for(self._acks[envelope], wait_s)
