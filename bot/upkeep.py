"""What time does to the archive while the process runs: embargoes end, and what came in is given its story."""

from __future__ import annotations

import asyncio
import logging

from store.errors import StoreError
from store.store import Store

log = logging.getLogger(__name__)

# An embargo ends at a full minute; nobody notices half of one.
EVERY_S = 30.0


async def keep_stories(store: Store, every_s: float = EVERY_S) -> None:
    """Lift embargoes whose time has come and place what is due, until cancelled."""
    from handlers.stories.placing import place_stories  # it brings numpy: most commands do without

    while True:
        try:
            if lifted := await store.release():
                log.info("embargoes lifted: %d", lifted)
            await place_stories(store)
        except StoreError as error:
            log.warning("stories could not be kept: %s", error.public)
        await asyncio.sleep(every_s)
