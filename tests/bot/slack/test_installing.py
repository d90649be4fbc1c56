"""Several workspaces by OAuth: each installs the app by itself, is answered with its own token, and may leave again."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.platform import Address
from bot.slack.asked import PLATFORM
from bot.slack.installing import SignedStates
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.pieces import person
from handlers.reply import Reply, line
from store.installations import Installations
from tests.bot.slack.bodies import callback, command
from tests.bot.slack.fake import FakeSlack
from tests.bot.slack.running import Running, running
from tests.newsroom import Newsroom

# slack_sdk still signs in to oauth.v2.access with it.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

OAUTH = {
    "bot_token": None,
    "client_id": "1.2",
    "client_secret": "very secret",
    "redirect_uri": "https://desk.example/r",
}


async def echo(message: Message) -> Reply | None:
    return Reply((line(Phrase.READ_AS, question=person(message.text)),))


async def install(slack: Running, fake: FakeSlack, team: str) -> int:
    """Go the way a person's browser goes; returns the status of the last page."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.get(f"{slack.address}/slack/install", allow_redirects=False) as page:
            assert page.status in (200, 302)
            text = page.headers.get("Location") or await page.text()
            cookie = page.headers["Set-Cookie"].partition(";")[0]
        leads = next(part for part in text.replace("&amp;", "&").split('"') if "oauth/v2/authorize" in part)
        asked = parse_qs(urlsplit(leads).query)
        assert asked["redirect_uri"] == ["https://desk.example/r"]
        assert "chat:write" in asked["scope"][0]
        fake.codes["code"] = team
        back = f"{slack.address}/slack/oauth_redirect?code=code&state={asked['state'][0]}"
        async with browser.get(back, headers={"Cookie": cookie}) as page:
            return page.status


def of(team: str, body: dict[str, Any]) -> dict[str, Any]:
    return body | {"team_id": team}


async def test_a_workspace_installs_the_app_asks_and_leaves(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake, http=True, respond_with=echo, **OAUTH) as slack:
        assert await install(slack, fake, "T7") == 200
        assert await install(slack, fake, "T8") == 200
        kept = Installations(room.store, PLATFORM)
        assert await kept.keys() == ("T7", "T8")
        for team in ("T7", "T8"):
            assert (await slack.send(of(team, command("/ask", f"{team}?", channel=f"C{team}", team=team))))[0] == 200
        await slack.settled()
        assert {(each.text, each.body["_token"]) for each in fake.posted} == {
            ("Read as: /ask T7?", "Bearer xoxb-T7"),
            ("Read as: /ask T8?", "Bearer xoxb-T8"),
        }
        # What the bot says by itself goes out in the workspace that the channel is in.
        await slack.slack.post(Address("CT8"), Reply((line(Phrase.READ_AS, question=person("a digest")),)))
        assert (fake.posted[-1].text, fake.posted[-1].body["_token"]) == ("Read as: a digest", "Bearer xoxb-T8")
        people_only = callback({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}})
        await slack.send(of("T7", people_only))
        assert await kept.keys() == ("T7", "T8")
        await slack.send(of("T7", callback({"type": "app_uninstalled"}) | {"authorizations": [{"team_id": "T7"}]}))
        assert await kept.keys() == ("T8",)


async def test_who_comes_back_with_another_state_gets_nothing(room: Newsroom, fake: FakeSlack) -> None:
    fake.codes["code"] = "T9"
    async with running(room, fake, http=True, respond_with=echo, **OAUTH) as slack:
        assert slack.http is not None
        for state in ("", "made-up", "a.99999999999.b"):
            async with slack.http.get(f"{slack.address}/slack/oauth_redirect?code=code&state={state}") as page:
                assert page.status in (400, 401)
        assert await Installations(room.store, PLATFORM).keys() == ()


async def test_a_workspace_that_never_installed_the_app_is_not_answered(room: Newsroom, fake: FakeSlack) -> None:
    async with running(room, fake, http=True, respond_with=echo, **OAUTH) as slack:
        await slack.send(of("T666", command("/ask", "let me in?", team="T666")))
        await slack.settled()
        assert fake.posted == []


@pytest.mark.parametrize("state", ["", ".", "..", "x.1.y", "é", "a.b.c.d", "x.١.y"])
async def test_no_made_up_state_is_taken(state: str) -> None:
    states = SignedStates("secret")
    assert await states.async_consume(await states.async_issue())
    assert not await states.async_consume(state)
    assert not await SignedStates("other").async_consume(await states.async_issue())
