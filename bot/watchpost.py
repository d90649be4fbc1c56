"""The address for who watches the process: `/healthz` says whether it works, `/metrics` how much, for Prometheus."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.health import Health, State
from handlers.message import Message
from handlers.reply import Reply
from handlers.respond import Respond
from store.store import Store

# From a command that is looked up to a question over a large archive.
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32)


class Metrics:
    """The figures of a process."""

    def __init__(self) -> None:
        self.registry = made = CollectorRegistry()
        ProcessCollector(registry=made)
        PlatformCollector(registry=made)
        self._answers = Counter("copydesk_answers", "Messages answered.", ["platform"], registry=made)
        self._seconds = Histogram(
            "copydesk_answer_seconds", "From a message to its answer.", registry=made, buckets=_SECONDS
        )
        self._well = Gauge("copydesk_well", "1 if people are answered.", registry=made)
        self._waiting = Gauge("copydesk_inbox_waiting", "Events recorded and not answered yet.", registry=made)
        self._oldest = Gauge(
            "copydesk_inbox_oldest_seconds", "For how long the oldest of them has waited.", registry=made
        )
        self._posts = Gauge("copydesk_outbox_posts", "Posts by what became of them.", ["state"], registry=made)
        self._articles = Gauge("copydesk_articles", "Current articles.", registry=made)
        self._outlets = Gauge("copydesk_outlets", "Outlets that have one.", registry=made)
        self._feeds = Gauge("copydesk_feeds_failing", "Feeds that fail.", registry=made)
        self._watches = Gauge("copydesk_watches", "Standing questions.", registry=made)
        self._digests = Gauge("copydesk_digests", "Channels that get a digest.", registry=made)
        self._tasks = Gauge("copydesk_tasks", "Tasks of the event loop.", registry=made)

    def counted(self, respond: Respond) -> Respond:
        """The same, counted and timed."""

        async def answer(message: Message) -> Reply | None:
            began = time.monotonic()
            reply = await respond(message)
            if reply is not None:
                self._answers.labels(message.platform).inc()
                self._seconds.observe(time.monotonic() - began)
            return reply

        return answer

    async def written(self, state: State, store: Store, now: float) -> bytes:
        """The figures as Prometheus reads them; those of the archive are left as they were where it cannot be read."""
        self._well.set(state.well)
        self._tasks.set(len(asyncio.all_tasks()))
        figures = state.figures
        if figures is not None:
            self._waiting.set(figures.waiting)
            self._oldest.set(now - figures.oldest_event_at.timestamp() if figures.oldest_event_at else 0)
            for name in ("pending", "sending", "sent", "unknown", "failed"):
                self._posts.labels(name).set(figures.posts.get(name, 0))
            self._watches.set(figures.watches)
            self._digests.set(figures.subscriptions)
            freshness = await store.freshness()
            self._articles.set(freshness.articles)
            self._outlets.set(freshness.outlets)
            self._feeds.set(len(freshness.failing_feeds))
        return generate_latest(self.registry)


@contextlib.asynccontextmanager
async def watched(health: Health, metrics: Metrics, store: Store, host: str, port: int) -> AsyncIterator[int]:
    """Serve until the end of the block; gives the port, which the system chooses where 0 is asked for."""

    async def healthz(_: web.Request) -> web.Response:
        state = await health.state()
        said = {
            "status": "ok" if state.well else "unwell",
            "unwell": {alert.name: alert.what for alert in state.unwell},
            "wrong": {alert.name: alert.what for alert in state.wrong},
        }
        status = 200 if state.well else 503
        return web.json_response(said, status=status, dumps=lambda each: json.dumps(each, ensure_ascii=False))

    async def figures(_: web.Request) -> web.Response:
        body = await metrics.written(await health.state(), store, time.time())
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    made = web.Application()
    made.add_routes([web.get("/healthz", healthz), web.get("/metrics", figures)])
    runner = web.AppRunner(made, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
