"""Tells the operator's channel what is wrong, once when it begins and once when it is over."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.health import Health
from bot.platform import Platform
from handlers.phrases import Phrase
from handlers.pieces import person
from handlers.reply import Reply, line
from store.destination import Destination
from store.operations import Alert, Operations
from store.outbox import Outgoing
from store.store import Store

log = logging.getLogger(__name__)

_Counted = Sequence[tuple[Alert, int]]


class Alerting:
    """A duty. `operator` is where the operator reads (None: only the log is told)."""

    def __init__(
        self, store: Store, health: Health, platforms: Mapping[str, Platform], operator: Destination | None
    ) -> None:
        self._operations = Operations(store)
        self._health = health
        self._platform = platforms.get(operator.platform) if operator else None
        self._operator = operator

    async def due(self) -> None:
        """Look, and tell what is new. Raises `StoreError`: an archive that cannot be written to is told in the log."""
        state = await self._health.state()
        wrong = {alert.name: alert for alert in (*state.unwell, *state.wrong)}
        begun, ended = await self._operations.alert(tuple(wrong.values()), self._told, datetime.now(UTC))
        for alert in begun:
            log.warning("wrong: %s", alert.what)
        for alert in ended:
            log.info("over: %s", alert.what)

    def _told(self, begun: _Counted, ended: _Counted) -> Sequence[Outgoing]:
        if self._platform is None or self._operator is None:
            return ()
        posts: list[Outgoing] = []
        for phrase, mark, alerts in ((Phrase.ALERT, "began", begun), (Phrase.ALERT_OVER, "over", ended)):
            for alert, times in alerts:
                key = f"{self._platform.name}:operator:{alert.name}:{times}:{mark}"
                posts += self._platform.posts(key, self._operator, Reply((line(phrase, what=person(alert.what)),)))
        return posts
