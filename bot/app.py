"""The composition root: what is configured is opened here, handed on as values, and closed in reverse."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.platform import Platform
from bot.settings import Settings, is_address
from handlers.answering.answer import Answer
from handlers.answering.reading import Reader
from handlers.context import Desk
from handlers.message import Turn
from handlers.respond import respond
from store.errors import CopydeskError, UsageError
from store.store import Store

if TYPE_CHECKING:
    from bot.slack.settings import SlackSettings
    from handlers.answering.engine import Engine

log = logging.getLogger(__name__)


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[Store]:
    """The archive that the settings name; raises `StoreError` if it cannot be used."""
    async with Store.opened(settings.database_url) as store:
        yield store


@asynccontextmanager
async def opened_desk(settings: Settings) -> AsyncIterator[Desk]:
    """The desk over the archive. The reader is loaded with the first question, or by `EngineOnDemand.load`."""
    async with opened_store(settings) as store:
        engine = EngineOnDemand(store, settings)
        try:
            yield Desk(store=store, engine=engine, zone=settings.zone)
        finally:
            await engine.close()


async def open_reader(settings: Settings) -> Reader:
    """The reader that the settings name: the network that ships, one in a folder, or a language model's address."""
    if settings.reader is not None and is_address(settings.reader):
        from handlers.answering.remote_reader import Address, RemoteReader

        return RemoteReader(Address(settings.reader, settings.reader_model or "", settings.key()))
    # The network and its runtime take half a second and 100 MB to load: only what answers questions pays for them.
    from handlers.answering.reader import MODEL, OnnxReader

    folder = Path(settings.reader) if settings.reader else MODEL
    return await asyncio.to_thread(OnnxReader.open, folder, threads=settings.reader_threads)


class EngineOnDemand:
    """An `Answerer` that loads the network only when something is asked: `sources` and `help` do without."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._loading = asyncio.Lock()
        self._engine: Engine | None = None

    async def load(self) -> Engine:
        """Load the reader, once; raises `CopydeskError` if it is missing or damaged."""
        from handlers.answering.engine import Engine

        async with self._loading:
            if self._engine is None:
                self._engine = Engine(self._store, await open_reader(self._settings))
            return self._engine

    async def answer(self, text: str, turns: Sequence[Turn] = ()) -> Answer:
        """The engine's answer."""
        return await (await self.load()).answer(text, turns)

    async def close(self) -> None:
        """Free the reader, if it was loaded."""
        if self._engine is not None:
            await self._engine.close()


async def serve(settings: Settings, slack: SlackSettings) -> None:
    """Run every platform that is configured, until the process is told to stop; then all is closed in reverse.

    Raises `UsageError` if none is configured, and what a platform raises that cannot begin.
    """
    if not slack.is_given:
        raise UsageError(
            "There is no platform to run. Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or SLACK_SIGNING_SECRET and "
            "SLACK_PORT for HTTP; `docs/slack.md` shows where to find them."
        )
    from bot.slack.platform import Slack

    running = asyncio.current_task()
    assert running is not None
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, running.cancel)
    async with opened_desk(settings) as desk:
        if isinstance(desk.engine, EngineOnDemand) and settings.plays("answer"):
            await desk.engine.load()  # the first question must not wait for it, and a missing reader is told at once
        platforms: tuple[Platform, ...] = (
            Slack(slack, desk.store, listens=settings.plays("listen"), answers=settings.plays("answer")),
        )
        try:
            async with asyncio.TaskGroup() as tasks:
                for platform in platforms:
                    tasks.create_task(platform.run(partial(respond, desk)), name=platform.name)
        except* CopydeskError as group:
            raise first(group) from group
        except* asyncio.CancelledError:
            log.info("told to stop")


def first(group: BaseExceptionGroup[CopydeskError]) -> CopydeskError:
    """The first of the errors, however deep it lies in its group."""
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, CopydeskError)
    return error
