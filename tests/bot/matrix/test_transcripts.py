"""Every conversation of `tests/transcripts/` held in Matrix, encrypted, with the real archive, engine and reader.

What is said there is what `tests/test_transcripts.py` holds to the page; here every message must arrive as it was made.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.app import opened_desk, opened_store
from bot.matrix.html import render
from bot.settings import Settings
from handlers.context import Desk
from handlers.gathering.ingest import ingest
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.reply import Reply
from handlers.respond import respond
from tests.bot.matrix.people import Person
from tests.bot.matrix.running import running
from tests.bot.matrix.synapse import Synapse
from tests.bot.matrix.test_alone import direct
from tests.newsroom import Newsroom, ScriptedEngine
from tests.shared import ROOT
from tests.test_transcripts import NOW, PAGES, lines_of, matches, read


async def test_every_transcript_is_held_in_an_encrypted_room(
    homeserver: Synapse, bot: str, ada: Person, tmp_path: Path
) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/archive.db")
    async with opened_store(settings) as store:
        assert (await ingest([ROOT / "bot" / "samples"], store)).refused == ()
    replies: list[Reply] = []
    async with opened_desk(settings) as opened:
        desk = Desk(opened.store, opened.engine, now=lambda: NOW)

        async def kept(message: Message) -> Reply | None:
            reply = await respond(desk, message)
            assert reply is not None
            replies.append(reply)
            return reply

        room = Newsroom(desk, opened.store, ScriptedEngine(), {}, {})
        async with running(room, homeserver, bot, tmp_path, respond_with=kept):
            place = await ada.room(bot, "@somebody:desk.test", encrypted=True)
            await ada.joined(place, bot)
            heard = whispered = 0

            def alone() -> list[dict[str, Any]]:
                return [notice for each in direct(ada, bot, place) for notice in ada.notices(each)]

            for page in PAGES:
                for exchanges in read(page).values():
                    root = None
                    for exchange in exchanges:
                        asked = await ada.mention(place, bot, exchange.said, thread=root)
                        root = root or asked
                        await ada.until(lambda: len(ada.notices(place)) > heard, within=120)  # noqa: B023
                        (notice,) = ada.notices(place)[heard:]
                        heard += 1
                        assert notice["content"]["m.relates_to"]["event_id"] == root
                        (made,) = render(replies[-1])
                        if replies[-1].private:
                            assert notice["content"]["body"] == Phrase.FOR_YOU_ALONE.value
                            await ada.until(lambda: len(alone()) > whispered)  # noqa: B023
                            notice = alone()[-1]
                            whispered += 1
                            assert notice["content"]["body"].endswith(f"\n\n{made.body}")
                            assert notice["content"]["formatted_body"].endswith(str(made.formatted_body))
                        else:
                            assert notice["content"]["body"] == made.body
                            assert notice["content"]["formatted_body"] == made.formatted_body
                        said = list(lines_of(replies[-1]))
                        for expected in exchange.expected:
                            assert any(matches(expected, each) for each in said), (exchange.said, expected, said)
            assert heard == sum(len(exchanges) for page in PAGES for exchanges in read(page).values())
            assert whispered == len(alone()) == sum(reply.private for reply in replies)
