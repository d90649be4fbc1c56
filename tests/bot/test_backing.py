"""A backup is whole or not there, is made while the archive is in use, and nothing in it is done a second time."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from store.cursor import Cursor
from store.destination import Destination
from store.inbox import Event, Inbox
from store.outbox import Outbox, Outgoing
from store.store import Store
from store.subscriptions import Subscription, Subscriptions
from tests.store.drafts import draft


def copydesk(database: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["--database", str(database), *args])


async def lived_in(path: Path) -> None:
    """An archive with articles, an event that waits, posts that are made, waiting and in doubt, and a digest."""
    async with Store.opened(f"sqlite:///{path}") as store:
        await store.add([draft(f"{n}.txt", f"The ferry number {n} sank.") for n in range(20)])
        await Inbox(store).record([Event("slack", "waits", {})], cursor=Cursor("slack alive", "1"))
        outbox = Outbox(store)
        await outbox.put_all([Outgoing(key, "slack", key, {"text": key}) for key in ("sent", "in doubt", "waits")])
        for post in await outbox.claim_due("w"):
            if post.key != "waits":
                await outbox.mark_sending(post)
            if post.key == "sent":
                await outbox.sent(post, "1.1")
        long_ago = datetime(2026, 1, 1, tzinfo=UTC)
        wanted = Subscription(Destination("slack", "C1"), 480, frozenset({1}), "UTC", long_ago, "slack:U1")
        await Subscriptions(store).subscribe(wanted)


async def test_what_is_restored_is_what_was_backed_up(tmp_path: Path) -> None:
    archive, copy, restored = tmp_path / "a.db", tmp_path / "backup.db", tmp_path / "new" / "b.db"
    await lived_in(archive)
    made = await asyncio.to_thread(copydesk, archive, "backup", str(copy))
    assert (made.exit_code, copy.stat().st_mode & 0o777) == (0, 0o600), made.output
    back = await asyncio.to_thread(copydesk, restored, "restore", str(copy))
    assert back.exit_code == 0, back.output
    async with Store.opened(f"sqlite:///{archive}") as old, Store.opened(f"sqlite:///{restored}") as new:
        assert await new.find_articles() == await old.find_articles()
        assert await new.check() == ()
    assert sorted(each.name for each in tmp_path.iterdir() if each.name.startswith(".")) == []


async def test_nothing_that_waited_in_a_backup_is_done_again(tmp_path: Path) -> None:
    archive, copy, restored = tmp_path / "a.db", tmp_path / "backup.db", tmp_path / "b.db"
    await lived_in(archive)
    await asyncio.to_thread(copydesk, archive, "backup", str(copy))
    await asyncio.to_thread(copydesk, restored, "restore", str(copy))
    async with Store.opened(f"sqlite:///{restored}") as store:
        inbox, outbox = Inbox(store), Outbox(store)
        assert await inbox.claim("w") == ()
        assert await outbox.claim_due("w") == await outbox.ambiguous("w") == ()
        assert await outbox.counts() == {"sent": 1, "unknown": 2}
        assert await inbox.position("slack alive") is None
        (subscription,) = await Subscriptions(store).all()
        assert subscription.set_at.date() > date(2026, 1, 1)


async def test_a_backup_is_made_while_articles_come(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    async with Store.opened(f"sqlite:///{archive}") as store:
        adding = [store.add([draft(f"{n}/{m}", f"Ship {n} of {m}.") for m in range(5)]) for n in range(40)]
        backing = asyncio.to_thread(copydesk, archive, "backup", str(tmp_path / "backup.db"))
        *_, made = await asyncio.gather(*adding, backing)
    assert isinstance(made, Result)
    assert made.exit_code == 0, made.output
    copy = sqlite3.connect(tmp_path / "backup.db")
    (count,) = copy.execute("SELECT count(*) FROM article").fetchone()
    copy.close()
    assert count % 5 == 0  # whole transactions


@pytest.mark.parametrize("command", ["backup", "restore"])
async def test_nothing_is_ever_overwritten(tmp_path: Path, command: str) -> None:
    archive, other = tmp_path / "a.db", tmp_path / "other.db"
    await lived_in(archive)
    other.write_text("mine")
    paths = (archive, other) if command == "backup" else (other, archive)
    done = await asyncio.to_thread(copydesk, paths[0], command, str(paths[1]))
    assert (done.exit_code, other.read_text()) == (2, "mine")
    assert "exists already, and nothing is overwritten" in done.output


async def test_a_damaged_archive_makes_no_backup_and_a_damaged_backup_no_archive(tmp_path: Path) -> None:
    archive, copy = tmp_path / "a.db", tmp_path / "copy.db"
    await lived_in(archive)
    connection = sqlite3.connect(archive)
    connection.execute("DROP TRIGGER IF EXISTS article_text_is_final")
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute('UPDATE passage SET "end" = 100000 WHERE id = 1')
    connection.commit()
    connection.close()
    made = await asyncio.to_thread(copydesk, archive, "backup", str(copy))
    assert (made.exit_code, copy.exists()) == (1, False), made.output
    assert "is damaged" in made.output
    copy.write_bytes(archive.read_bytes())
    back = await asyncio.to_thread(copydesk, tmp_path / "b.db", "restore", str(copy))
    assert (back.exit_code, (tmp_path / "b.db").exists()) == (1, False)


@pytest.mark.parametrize(
    ("args", "said"), [(("backup", "x.db"), "There is no archive"), (("restore", "no.db"), "There is no backup")]
)
def test_what_is_not_there_is_told(tmp_path: Path, args: tuple[str, str], said: str) -> None:
    done = copydesk(tmp_path / "none.db", args[0], str(tmp_path / args[1]))
    assert done.exit_code == 2
    assert said in done.output
