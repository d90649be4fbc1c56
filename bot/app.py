"""The composition root: what is configured is opened here, handed on as values, and closed in reverse."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.apart import Apart, thread_of_its_own
from bot.duties import tended
from bot.pauses import short_pauses
from bot.platform import Platform
from bot.settings import Settings, is_address
from bot.supervision import Supervisor, report
from bot.upkeep import keep_stories
from handlers.answering.answer import Answer
from handlers.answering.reading import Reader
from handlers.answering.retriever import PageShelf
from handlers.context import Answerer, Desk
from handlers.message import Message, Turn
from handlers.reply import Reply
from handlers.respond import respond
from store.errors import CopydeskError, StoreError, UsageError
from store.store import Store

if TYPE_CHECKING:
    from bot.clock import Duty
    from bot.matrix.settings import MatrixSettings
    from bot.slack.settings import SlackSettings
    from handlers.answering.engine import Engine
    from handlers.gathering.web.gatherer import Gatherer

log = logging.getLogger(__name__)


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[Store]:
    """The archive that the settings name; raises `StoreError` if it cannot be used."""
    async with Store.opened(settings.database_url, settings.search_folder) as store:
        with suppress(StoreError):  # an archive that can only be read still answers
            await store.release()
        yield store


@asynccontextmanager
async def opened_desk(settings: Settings) -> AsyncIterator[Desk]:
    """The desk over the archive. The reader is loaded with the first question, or by `EngineOnDemand.load`."""
    async with opened_store(settings) as store:
        pages = PageShelf()
        engine, web = EngineOnDemand(store, settings, pages), WebOnDemand(settings)
        rules = settings.digest_rules
        try:
            yield Desk(store=store, engine=engine, zone=settings.zone, web=web, digest=rules, pages=pages)
        finally:
            await web.close()
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

    def __init__(self, store: Store, settings: Settings, pages: PageShelf | None = None) -> None:
        self._store = store
        self._settings = settings
        self._pages = pages
        self._loading = asyncio.Lock()
        self._engine: Engine | None = None

    async def load(self) -> Engine:
        """Load the reader, once; raises `CopydeskError` if it is missing or damaged."""
        from handlers.answering.engine import Engine

        async with self._loading:
            if self._engine is None:
                self._engine = Engine(self._store, await open_reader(self._settings), pages=self._pages)
            return self._engine

    async def answer(self, text: str, turns: Sequence[Turn] = ()) -> Answer:
        """The engine's answer."""
        return await (await self.load()).answer(text, turns)

    async def close(self) -> None:
        """Free the reader, if it was loaded."""
        if self._engine is not None:
            await self._engine.close()


class EngineApart:
    """An `Answerer` whose engine computes in the thread it was loaded in."""

    def __init__(self, engine: Answerer, apart: Apart[Answer]) -> None:
        self._engine = engine
        self._apart = apart

    async def answer(self, text: str, turns: Sequence[Turn] = ()) -> Answer:
        """The engine's answer."""
        return await self._apart(self._engine.answer(text, turns))


class WebOnDemand:
    """The way to the open web, opened by its first use: most commands do without it and its libraries."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._gatherer: Gatherer | None = None

    def __call__(self) -> Gatherer:
        """The gatherer, the same one each time."""
        if self._gatherer is None:
            from handlers.gathering.web.gatherer import Gatherer

            self._gatherer = Gatherer(version("copydesk"), self._settings.contact)
        return self._gatherer

    async def close(self) -> None:
        """Close what was opened."""
        if self._gatherer is not None:
            await self._gatherer.close()


async def serve(settings: Settings, slack: SlackSettings, matrix: MatrixSettings) -> None:
    """Run every platform that is configured, until the process is told to stop; then all is closed in reverse.

    Raises `UsageError` if none is configured, and what a platform raises that cannot begin.
    """
    if settings.plays_a_chat and not slack.is_given and not matrix.is_given:
        raise UsageError(
            "There is no platform to run. For Slack set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or SLACK_SIGNING_SECRET "
            "and SLACK_PORT for HTTP; for Matrix MATRIX_HOMESERVER, MATRIX_USER and MATRIX_PASSWORD. `docs/slack.md` "
            "and `docs/matrix.md` show where to find them. To read feeds alone: COPYDESK_ROLES=feeds."
        )
    supervisor = Supervisor.of(os.environ)
    running = asyncio.current_task()
    assert running is not None
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, running.cancel)
    async with opened_desk(settings) as desk, thread_of_its_own() as apart:
        engine = desk.engine
        platforms = _platforms(settings, slack, matrix, desk.store) if settings.plays_a_chat else ()
        if isinstance(engine, EngineOnDemand) and settings.plays("answer"):
            await apart(engine.load())  # the first question must not wait for it, and a missing reader is told at once

        async def answer(message: Message) -> Reply | None:
            return cast("Reply | None", await apart(respond(desk, message)))

        duties = _duties(settings, desk.store) if settings.plays("feeds") else ()
        beside = replace(desk, engine=EngineApart(engine, apart))
        try:
            with short_pauses():  # from here on, when all that stays is loaded
                async with (
                    tended(settings, beside, platforms, answer, duties) as (answered, clock),
                    asyncio.TaskGroup() as tasks,
                ):
                    tasks.create_task(keep_stories(desk.store), name="stories")
                    tasks.create_task(clock.run(), name="clock")
                    for platform in platforms:
                        tasks.create_task(platform.run(answered), name=platform.name)
                    tasks.create_task(report(supervisor, platforms, apart), name="supervisor")
        except* CopydeskError as group:
            raise first(group) from group
        except* asyncio.CancelledError:
            log.info("told to stop")
        finally:
            supervisor.tell("STOPPING=1")
            if isinstance(engine, EngineOnDemand):
                await apart(engine.close())  # where it was opened


def _duties(settings: Settings, store: Store) -> tuple[Duty, ...]:
    """What the clock does here."""
    from bot.clock import Duty
    from bot.feeding import LOOK_S, Feeding

    # A way to the web of its own: its parser ends after each round, and a person's `feed add` must not end with it.
    feeding = Feeding(store, WebOnDemand(settings)(), every=timedelta(minutes=settings.feed_minutes))
    return (Duty("feeds", feeding.due, LOOK_S),)


def _platforms(settings: Settings, slack: SlackSettings, matrix: MatrixSettings, store: Store) -> Sequence[Platform]:
    """The platforms that are configured; the others are not even loaded."""
    platforms: list[Platform] = []
    if slack.is_given:
        from bot.slack.platform import Slack

        platforms.append(Slack(slack, store, listens=settings.plays("listen"), answers=settings.plays("answer")))
    # One process alone speaks as the Matrix device, which lies in its folder; it listens and answers.
    if matrix.is_given and settings.plays("listen"):
        from bot.matrix.device import folder_of
        from bot.matrix.platform import Matrix

        platforms.append(Matrix(matrix, store, folder_of(settings.database_url)))
    return platforms


def first(group: BaseExceptionGroup[CopydeskError]) -> CopydeskError:
    """The first of the errors, however deep it lies in its group."""
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, CopydeskError)
    return error
