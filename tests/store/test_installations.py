"""Installations are kept by workspace, and what arrived or was posted can be found again by the message it is."""

from __future__ import annotations

from pathlib import Path

from store.inbox import Event, Inbox
from store.installations import Installations
from store.outbox import Outbox, Outgoing
from store.store import Store


async def test_the_last_installation_of_a_workspace_counts(tmp_path: Path) -> None:
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        slack, other = Installations(store, "slack"), Installations(store, "other")
        await slack.save("T1", {"token": "old"})
        await slack.save("T1", {"token": "new"})
        await slack.save("T2", {"token": "two"})
        assert await slack.find("T1") == {"token": "new"}
        assert await slack.keys() == ("T1", "T2")
        assert await other.find("T1") is None
        await slack.remove("T1")
        assert await slack.find("T1") is None
        assert await slack.keys() == ("T2",)


async def test_a_post_is_found_by_its_message_and_an_event_by_its_id(tmp_path: Path) -> None:
    async with Store.opened(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        inbox, outbox = Inbox(store), Outbox(store)
        await inbox.record([Event("slack", "C1:1.0", {"text": "who?"}), Event("matrix", "$1", {})])
        found = await inbox.find("slack", "C1:1.0")
        assert found is not None
        assert found.payload == {"text": "who?"}
        assert await inbox.find("slack", "C1:2.0") is None
        (claimed,) = await inbox.claim("w", limit=5, platform="slack")
        assert claimed.event.event_id == "C1:1.0"
        await inbox.done(claimed, post=[Outgoing("key", "slack", "C1", {"text": "x"})])
        (post,) = await outbox.claim_due("w", platform="slack")
        assert not await outbox.in_doubt("slack", "C1")
        await outbox.mark_sending(post)
        assert await outbox.in_doubt("slack", "C1")
        assert not await outbox.in_doubt("slack", "C2")
        await outbox.sent(post, "9.9")
        assert not await outbox.in_doubt("slack", "C1")
        seen = await outbox.find("slack", "C1", "9.9")
        assert seen is not None
        assert seen.key == "key"
        assert await outbox.find("slack", "C2", "9.9") is None
