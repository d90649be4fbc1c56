"""A thread hears of a standing question when the answer changes, once, and never because another says the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.watching import COOLDOWN, Watching
from handlers.answering.answer import Account, Answered, Group
from handlers.message import Message
from handlers.respond import respond
from handlers.watch import EXPIRES, MOST
from store.article import Draft, Status
from store.destination import Destination
from store.standing import kill_earlier
from store.watches import LEASE, Watches
from tests.bot.places import Places, posted
from tests.bot.words import said
from tests.newsroom import NOW, Newsroom, newsroom, nobody_says, who_led

LED = "Who led Ukraine's delegation?"
THREAD = Destination("slack", "C1", "17.1")


@dataclass
class Thread:
    """A thread in which people write, and a clock that a test turns."""

    room: Newsroom
    at: datetime = NOW
    watching: Watching = field(init=False)

    def __post_init__(self) -> None:
        desk = replace(self.room.desk, now=lambda: self.at)
        self.desk = desk
        self.watching = Watching(desk, {"slack": Places()})

    async def write(self, text: str, to: Destination | None = THREAD, thread: str = "17.1") -> str:
        message = Message("slack", "C1", "U1", text, f"e {text}", thread, later=to)
        return said(await respond(self.desk, message))

    async def told(self) -> list[str]:
        """What the thread is told now that the archive has changed."""
        before = len(await posted(self.room.store))
        await self.watching.run_due()
        after = await posted(self.room.store)
        assert {(place, thread) for place, thread, _ in after} <= {("C1", "17.1")}
        return [words for _, _, words in after[before:]]

    async def add(self, source: str, outlet: str, text: str) -> None:
        await self.room.store.add([Draft(source, text, ((0, len(text)),), "Talks", outlet=outlet)])
        articles = await self.room.store.find_articles(source)
        self.room.articles.update({source: articles[-1]})  # type: ignore[attr-defined]

    async def answered(self, accounts: tuple[Account, ...], *groups: Group) -> None:
        answer = self.room.script[LED]
        assert isinstance(answer, Answered)
        self.room.script[LED] = replace(answer, answer=groups[0].answer, groups=groups, accounts=accounts)


@pytest.fixture
async def thread(tmp_path: Path) -> AsyncIterator[Thread]:
    async with newsroom(tmp_path) as room:
        room.script[LED] = await who_led(room, LED)
        yield Thread(room)


def answer(thread: Thread) -> Answered:
    given = thread.room.script[LED]
    assert isinstance(given, Answered)
    return given


async def test_who_watches_sees_the_answer_and_until_when(thread: Thread) -> None:
    told = await thread.write(f"watch {LED}")
    assert f"Watching: {LED} · until 30 May 2025" in told
    assert "Rustem Umerov · 3 of 5 outlets" in told


async def test_nothing_is_told_while_nothing_comes(thread: Thread) -> None:
    await thread.write(f"watch {LED}")
    asked = len(thread.room.engine.asked)
    assert await thread.told() == []
    assert len(thread.room.engine.asked) == asked


async def test_another_article_that_says_the_same_is_no_news(thread: Thread) -> None:
    await thread.write(f"watch {LED}")
    await thread.add("new.txt", "Evening Star", "Umerov headed the Ukrainians.")
    given = answer(thread)
    more = thread.room.says("new.txt", "Umerov headed the Ukrainians.", "Umerov")
    group = Group("Rustem Umerov", (*given.groups[0].outlets, "Evening Star"), 3)
    await thread.answered((*given.accounts, more), group)
    assert await thread.told() == []


async def test_another_name_is_told_once_with_the_words_that_say_it(thread: Thread) -> None:
    await thread.write(f"watch {LED}")
    await thread.add("new.txt", "Evening Star", "Andriy Yermak led Kyiv’s team.")
    given = answer(thread)
    other = thread.room.says("new.txt", "Andriy Yermak led Kyiv’s team.", "Andriy Yermak")
    await thread.answered((*given.accounts, other), *given.groups, Group("Andriy Yermak", ("Evening Star",), 1))
    (told,) = await thread.told()
    assert f"Changed: {LED}" in told
    assert "Andriy Yermak led Kyiv’s team." in told
    assert await thread.told() == []


async def test_a_known_answer_that_more_outlets_give_by_now_is_told_and_a_tie_is_not(thread: Thread) -> None:
    given = answer(thread)
    one, two = Group("Rustem Umerov", ("Civic Ledger",), 1), Group("Andriy Yermak", ("The Harbour Post",), 1)
    await thread.answered(given.accounts, one, two)
    await thread.write(f"watch {LED}")
    await thread.add("tie.txt", "Evening Star", "It rained.")
    await thread.answered(given.accounts, two, one)
    assert await thread.told() == []
    await thread.add("more.txt", "Morning Star", "It rained again.")
    await thread.answered(given.accounts, replace(two, outlets=("The Harbour Post", "The Lagoon Standard")), one)
    (told,) = await thread.told()
    assert "Before: Rustem Umerov" in told


async def test_an_outlet_that_was_silent_and_speaks_is_told(thread: Thread) -> None:
    await thread.write(f"watch {LED}")
    await thread.add("quiet2.txt", "Northfield Times", "Rustem Umerov led them.")
    given = answer(thread)
    speaks = thread.room.says("quiet2.txt", "Rustem Umerov led them.", "Rustem Umerov")
    accounts = tuple(speaks if each.outlet == "Northfield Times" else each for each in given.accounts)
    await thread.answered(accounts, given.groups[0])
    (told,) = await thread.told()
    assert "Silent before, now speaks: Northfield Times" in told
    assert "Rustem Umerov led them." in told


async def test_a_quoted_sentence_that_a_revision_alters_is_told_with_both_wordings(thread: Thread) -> None:
    await thread.write(f"watch {LED}")
    before = answer(thread)
    text = "They met late. Kyiv sent Andriy Yermak to lead its team, aides said. Vladimir Medinsky led Moscow’s."
    await thread.add("harbour.txt", "The Harbour Post", text)
    now = thread.room.says("harbour.txt", "Kyiv sent Andriy Yermak to lead its team, aides said.", "Andriy Yermak")
    await thread.answered((now, *before.accounts[1:]), *before.groups)
    (told,) = await thread.told()
    assert "The Harbour Post altered the sentence that was quoted:" in told
    was, reads = told.index("Kyiv sent Rustem Umerov"), told.index("It now reads:")
    assert was < reads < told.index("Kyiv sent Andriy Yermak")


async def yermak_leads(thread: Thread) -> None:
    """Two outlets come that name another, and nobody names the first any more."""
    for n in range(2):
        await thread.add(f"new{n}.txt", f"Star {n}", "Andriy Yermak led Kyiv’s team.")
    saying = [thread.room.says(f"new{n}.txt", "Andriy Yermak led Kyiv’s team.", "Andriy Yermak") for n in range(2)]
    await thread.answered(tuple(saying), Group("Andriy Yermak", ("Star 0", "Star 1"), 2))


async def only_the_harbour_post_says(thread: Thread) -> None:
    await thread.answered(answer(thread).accounts[:1], Group("Rustem Umerov", ("The Harbour Post",), 1))
    await thread.write(f"watch {LED}")


@pytest.mark.parametrize("status", [Status.KILLED, Status.EMBARGOED])
@pytest.mark.parametrize("revised", [False, True], ids=["as told", "in a later revision"])
async def test_words_that_were_withdrawn_are_no_before_and_the_change_is_told(
    thread: Thread, status: Status, revised: bool
) -> None:
    await only_the_harbour_post_says(thread)
    if revised:
        await thread.add("harbour.txt", "The Harbour Post", "They met late. Rustem Umerov was there, aides said.")
    await thread.room.store.set_status(thread.room.articles["harbour.txt"].id, status)
    await yermak_leads(thread)
    (told,) = await thread.told()
    assert "Andriy Yermak led Kyiv’s team." in told
    assert "Umerov" not in told


async def test_an_answer_that_leads_since_another_was_killed_is_told_without_a_new_article(thread: Thread) -> None:
    one, two = Group("Rustem Umerov", ("The Harbour Post",), 1), Group("Andriy Yermak", ("Star",), 1)
    await thread.add("star.txt", "Star", "Andriy Yermak led Kyiv’s team.")
    other = thread.room.says("star.txt", "Andriy Yermak led Kyiv’s team.", "Andriy Yermak")
    given = answer(thread).accounts[0]
    await thread.answered((given, other), one, two)
    await thread.write(f"watch {LED}")
    assert await thread.told() == []
    await thread.room.store.set_status(thread.room.articles["harbour.txt"].id, Status.KILLED)
    await thread.answered((other,), two)
    (told,) = await thread.told()
    assert "Andriy Yermak led Kyiv’s team." in told
    assert "Umerov" not in told
    assert await thread.told() == []
    # It is given again: nothing that the thread was not told of already.
    await thread.room.store.set_status(thread.room.articles["harbour.txt"].id, None)
    await thread.answered((given, other), one, two)
    thread.at += COOLDOWN
    assert await thread.told() == []


async def test_what_an_embargo_held_back_is_told_when_it_ends(thread: Thread) -> None:
    await thread.add("star.txt", "Star", "Andriy Yermak led Kyiv’s team.")
    gone = thread.room.articles["star.txt"].id
    await thread.room.store.set_status(gone, Status.EMBARGOED, until=NOW)
    await thread.write(f"watch {LED}")
    given = answer(thread)
    other = thread.room.says("star.txt", "Andriy Yermak led Kyiv’s team.", "Andriy Yermak")
    await thread.answered((*given.accounts, other), *given.groups, Group("Andriy Yermak", ("Star",), 1))
    assert await thread.told() == []
    assert await thread.room.store.release(NOW) == 1
    (told,) = await thread.told()
    assert "Andriy Yermak led Kyiv’s team." in told


async def test_words_that_were_withdrawn_in_one_revision_are_not_shown_as_altered(thread: Thread) -> None:
    await only_the_harbour_post_says(thread)
    told_of = thread.room.articles["harbour.txt"]
    await thread.add("harbour.txt", "The Harbour Post", "They met late. Nothing more is known.")
    await thread.room.store.backend.write(
        lambda connection: kill_earlier(connection, [told_of.id], note="wrong", actor="agency", now=NOW)
    )
    await yermak_leads(thread)
    (told,) = await thread.told()
    assert "Andriy Yermak led Kyiv’s team." in told
    assert "Umerov" not in told


async def test_what_was_told_is_the_before_while_another_who_said_so_stands(thread: Thread) -> None:
    await thread.write(f"watch {LED}")
    await thread.room.store.set_status(thread.room.articles["harbour.txt"].id, Status.KILLED)
    await yermak_leads(thread)
    (told,) = await thread.told()
    assert "Before: Rustem Umerov" in told


async def test_a_withdrawn_outlets_own_wording_is_no_before_though_another_means_the_same(thread: Thread) -> None:
    first = thread.room.says("lagoon.txt", "Mr Medinski spoke for Russia.", "Medinski")
    other = thread.room.says("harbour.txt", "Vladimir Medinsky led Moscow’s.", "Vladimir Medinsky")
    both = ("The Harbour Post", "The Lagoon Standard")
    await thread.answered((other, first), Group("Vladimir Medinsky", both, 2))
    await thread.write(f"watch {LED}")
    await thread.room.store.set_status(thread.room.articles["harbour.txt"].id, Status.KILLED)
    await thread.add("new.txt", "Evening Star", "It rained.")
    await thread.answered((first,), Group("Medinski", ("The Lagoon Standard",), 1))
    assert await thread.told() == []
    await yermak_leads(thread)
    (told,) = await thread.told()
    assert "Medinsk" not in told
    assert "Andriy Yermak led Kyiv’s team." in told


async def test_what_is_withdrawn_while_it_is_told_costs_no_change(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    await thread.write(f"watch {LED}")
    await yermak_leads(thread)
    settle, gone = Watches.settle, thread.room.articles["new0.txt"].id

    async def killed_meanwhile(*given: Any, **named: Any) -> bool:
        await thread.room.store.set_status(gone, Status.KILLED)
        return await settle(*given, **named)

    monkeypatch.setattr(Watches, "settle", killed_meanwhile)
    assert await thread.told() == []
    monkeypatch.undo()
    await thread.answered(answer(thread).accounts[1:], Group("Andriy Yermak", ("Star 1",), 1))
    thread.at += LEASE
    (told,) = await thread.told()
    assert "Andriy Yermak led Kyiv’s team." in told


async def test_a_quoted_sentence_that_is_gone_is_told(thread: Thread) -> None:
    await thread.write(f"watch {LED}")
    before = answer(thread)
    await thread.add("harbour.txt", "The Harbour Post", "They met late. Nothing more is known.")
    await thread.answered(before.accounts[1:], replace(before.groups[0], outlets=before.groups[0].outlets[1:]))
    (told,) = await thread.told()
    assert "Nothing like it stands in the text now." in told


async def test_a_revision_that_leaves_the_sentence_alone_is_no_news(thread: Thread) -> None:
    await thread.write(f"watch {LED}")
    before = answer(thread)
    text = thread.room.articles["harbour.txt"].text + " Updated at noon."
    await thread.add("harbour.txt", "The Harbour Post", text)
    await thread.answered(before.accounts, *before.groups)
    assert await thread.told() == []


async def test_where_nobody_said_the_first_answer_is_told(thread: Thread) -> None:
    thread.room.script[LED] = await nobody_says(thread.room, LED)
    await thread.write(f"watch {LED}")
    await thread.add("new.txt", "Evening Star", "It rained.")
    thread.room.script[LED] = await who_led(thread.room, LED)
    (told,) = await thread.told()
    assert "Rustem Umerov · 3 of 5 outlets" in told
    assert "Before" not in told


async def test_within_the_cooldown_changes_gather_and_are_told_together_after_it(thread: Thread) -> None:
    await thread.write(f"watch {LED}")
    given = answer(thread)
    names = ("Andriy Yermak", "Andrii Sybiha", "Yulia Svyrydenko")
    groups: list[Group] = list(given.groups)
    heard = []
    for n, name in enumerate(names):
        await thread.add(f"{n}.txt", f"Star {n}", f"{name} led.")
        groups.append(Group(name, (f"Star {n}",), 1))
        accounts = (*answer(thread).accounts, thread.room.says(f"{n}.txt", f"{name} led.", name))
        await thread.answered(accounts, *groups)
        heard.append(await thread.told())
    assert [len(each) for each in heard] == [1, 0, 0]
    thread.at += COOLDOWN
    (told,) = await thread.told()
    assert all(f"{name} led." in told for name in names[1:])


async def test_two_processes_tell_a_thread_once(thread: Thread) -> None:
    await thread.write(f"watch {LED}")
    await thread.add("new.txt", "Evening Star", "Andriy Yermak led.")
    given = answer(thread)
    other = thread.room.says("new.txt", "Andriy Yermak led.", "Andriy Yermak")
    await thread.answered((*given.accounts, other), *given.groups, Group("Andriy Yermak", ("Evening Star",), 1))
    watches = Watches(thread.room.store)
    slow = await watches.claim("slow", platforms=["slack"], now=thread.at)
    assert slow is not None
    assert await thread.told() == []
    thread.at += timedelta(minutes=3)
    assert len(await thread.told()) == 1
    assert not await watches.settle(slow, {}, post=Places().posts("late", THREAD, await _any_reply(thread)))


async def _any_reply(thread: Thread):  # type: ignore[no-untyped-def]
    return await respond(thread.desk, Message("slack", "C1", "U1", "help", "h"))


async def test_the_list_names_what_is_watched_here_and_stop_ends_it(thread: Thread) -> None:
    await thread.write(f"watch {LED}")
    assert LED in await thread.write("watch list", thread="another")
    assert f"No longer watching: {LED}" in await thread.write("watch stop")
    assert "Nothing is watched" in await thread.write("watch list")
    await thread.add("new.txt", "Evening Star", "It rained.")
    assert await thread.told() == []


async def test_watching_twice_in_a_thread_is_watching_once(thread: Thread) -> None:
    await thread.write(f"watch {LED}")
    assert "Watched here already" in await thread.write(f"watch {LED}")
    assert len(await Watches(thread.room.store).of_place("slack", "C1")) == 1


async def test_a_thread_watches_what_it_last_asked(thread: Thread) -> None:
    await thread.write(LED)
    assert f"Watching: {LED}" in await thread.write("watch")


async def test_a_watch_ends_with_a_line(thread: Thread) -> None:
    await thread.write(f"watch {LED}")
    thread.at += EXPIRES
    assert await thread.told() == [f"No longer watching {LED}, after 14 days. Write watch here to go on."]
    assert await thread.told() == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("watch", "Watch what? Write a question"),
        ("watch stop", "Stop which?"),
        ("watch stop x", "Stop which?"),
        ("watch stop 99", "Stop which?"),
    ],
)
async def test_what_cannot_be_understood_gets_a_line(thread: Thread, text: str, line: str) -> None:
    assert line in await thread.write(text, thread="nothing asked here")


async def test_at_a_prompt_nothing_can_be_told_later(thread: Thread) -> None:
    assert "Nothing can be told later here." in await thread.write(f"watch {LED}", to=None)


async def test_a_channel_watches_no_more_than_it_can_be_told_of(thread: Thread) -> None:
    for n in range(MOST):
        await thread.write(f"watch {LED}", thread=f"thread {n}")
    assert f"{MOST} questions are watched in this channel" in await thread.write(f"watch {LED}")
