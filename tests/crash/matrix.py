"""Matrix, as the bot that is killed has it: a real Synapse behind a network that loses and delays replies."""

from __future__ import annotations

import contextlib
import random
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from nio import Event, MegolmEvent, MessageDirection, RoomMessagesResponse

from bot.matrix.settings import MatrixSettings
from handlers.phrases import Phrase
from store.destination import Destination
from tests.bot.matrix.people import person
from tests.bot.matrix.running import PASSWORD, account
from tests.bot.matrix.synapse import synapse
from tests.bot.slack.fake import Fate
from tests.crash.findings import Shown, answer_to
from tests.crash.proxy import Proxy
from tests.crash.scene import FATES, LATE_S, drawn

# Alone with the bot or with others, in the clear or encrypted.
ROOMS = [(others, encrypted) for others in (False, True) for encrypted in (False, True)]
# Of all calls that make no post: syncs, keys, the login.
OTHER_FATES = {Fate.REPLY_LOST: 0.01, Fate.CALL_LOST: 0.01, Fate.BROKEN: 0.01}
# Of the questions, so many between two syncs of who asks.
_SYNC_EVERY = 5
_PAGE = 500


class MatrixScene:
    """Four rooms and one person who asks in all of them."""

    pause_s = 0.05
    hurry_s = 1.0

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._rooms: list[str] = []
        self._last: dict[str, str] = {}
        self._asked = 0
        self.acknowledged: set[str] = set()

    @contextlib.asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            (folder / "synapse").mkdir()
            with synapse(folder / "synapse") as homeserver:
                self._bot = account(homeserver)
                self._proxy = Proxy(homeserver.url, self._fate, lambda: self._chance.uniform(*LATE_S))
                async with (
                    self._proxy.served(),
                    person(homeserver, folder, "ada") as self._ada,
                    person(homeserver, folder, "bela") as bela,
                ):
                    for others, encrypted in ROOMS:
                        invited = (self._bot, bela.user) if others else (self._bot,)
                        self._rooms.append(await self._ada.room(*invited, encrypted=encrypted))
                    await bela.sync()
                    yield

    @property
    def settings(self) -> MatrixSettings:
        return MatrixSettings(
            homeserver=self._proxy.url, user=self._bot, password=PASSWORD, asks_per_person=10**6, asks_per_room=10**6
        )  # type: ignore[arg-type]

    @property
    def places(self) -> Sequence[Destination]:
        return [Destination("matrix", room) for room in self._rooms]

    async def met(self) -> None:
        for room in self._rooms:
            await self._ada.joined(room, self._bot)

    async def ask(self) -> None:
        await self._ask(self._chance.choice(self._rooms))
        if self._asked % _SYNC_EVERY == 0:
            await self._ada.sync()

    async def heard(self) -> bool:
        """What comes last in a room is answered: then the bot, which takes a room in order, has heard all of it."""
        for room in self._rooms:
            if room not in self._last:
                self._last[room] = await self._ask(room)
        await self._ada.sync()
        for room, name in self._last.items():
            newest, _ = await self._page(room, None, MessageDirection.back)
            if not any(answer_to(name) in (each.text or "") for each in self._posts(room, newest)):
                return False
        return True

    async def shown(self) -> Sequence[Shown]:
        found: list[Shown] = []
        for room in self._rooms:
            events, start = await self._page(room, None, MessageDirection.front)
            while events:
                found += self._posts(room, events)
                events, start = await self._page(room, start, MessageDirection.front) if start else ((), None)
        return found

    def _fate(self, path: str) -> Fate:
        return drawn(self._chance, FATES if "/send/m.room." in path else OTHER_FATES)

    async def _ask(self, room: str) -> str:
        name = f"E{self._asked}"
        self._asked += 1
        await self._ada.say(room, f"!ask {name}")
        self.acknowledged.add(name)
        return name

    async def _page(
        self, room: str, start: str | None, direction: MessageDirection
    ) -> tuple[Sequence[Event], str | None]:
        said = await self._ada.client.room_messages(room, start, direction=direction, limit=_PAGE)
        assert isinstance(said, RoomMessagesResponse), said
        return [each for each in said.chunk if isinstance(each, Event)], said.end

    def _posts(self, room: str, events: Sequence[Event]) -> list[Shown]:
        """What the bot posted of it."""
        own = [each for each in events if each.sender == self._bot]
        return [_shown(room, each) for each in own if each.source["type"] in ("m.room.message", "m.room.encrypted")]


def _shown(room: str, event: Event) -> Shown:
    """Two messages with the same words in the same thread are one post made twice; a picture that no post is, too."""
    content = event.source["content"]
    text = None if isinstance(event, MegolmEvent) else content["body"]
    relates = content.get("m.relates_to", {})
    thread = relates.get("event_id") if relates.get("rel_type") == "m.thread" else None
    mark = event.event_id if text is None else f"{room} {thread}: {text}"
    picture = content.get("msgtype") == "m.image" or (text or "").endswith(Phrase.PICTURE_MISSING.value)
    return Shown(event.event_id, mark, text, thread, picture)
