"""The workspaces that a chat app was installed in, each with what the platform gave for it (a token)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update

from store.models import INSTALLATION
from store.store import Store


class Installations:
    """The installations of one platform. `key` names the workspace; the payload is JSON of the platform's own shape."""

    def __init__(self, store: Store, platform: str) -> None:
        self._backend = store.backend
        self._platform = platform

    async def save(self, key: str, payload: Mapping[str, Any], *, now: datetime | None = None) -> None:
        """Keep an installation in place of an earlier one of the same workspace."""
        values = {
            "payload": json.dumps(dict(payload), ensure_ascii=False, allow_nan=False),
            "installed_at": now or datetime.now(UTC),
        }

        def work(connection: Connection) -> None:
            if connection.execute(update(INSTALLATION).where(self._is(key)).values(values)).rowcount == 0:
                connection.execute(insert(INSTALLATION).values(platform=self._platform, key=key, **values))

        await self._backend.write_beside(work)

    async def find(self, key: str) -> Mapping[str, Any] | None:
        """Return what was kept for a workspace, or None."""
        wanted = select(INSTALLATION.c.payload).where(self._is(key))
        found = await self._backend.read(lambda connection: connection.execute(wanted).scalar())
        return None if found is None else json.loads(found)

    async def keys(self) -> tuple[str, ...]:
        """Return the workspaces, in order."""
        wanted = (
            select(INSTALLATION.c.key).where(INSTALLATION.c.platform == self._platform).order_by(INSTALLATION.c.key)
        )
        return tuple(await self._backend.read(lambda connection: connection.execute(wanted).scalars().all()))

    async def remove(self, key: str) -> None:
        """Forget a workspace."""
        await self._backend.write_beside(
            lambda connection: connection.execute(delete(INSTALLATION).where(self._is(key)))
        )

    def _is(self, key: str) -> Any:
        return and_(INSTALLATION.c.platform == self._platform, INSTALLATION.c.key == key)
