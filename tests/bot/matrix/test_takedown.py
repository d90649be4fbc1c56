"""An article taken down, on a real homeserver. Invariant: the homeserver then serves no word of it, by any way."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from handlers.phrases import Phrase
from store.article import Status
from store.destination import Destination
from store.outbox import Outbox
from tests.bot.matrix.people import Person
from tests.bot.matrix.running import LED, running
from tests.bot.matrix.synapse import Synapse
from tests.bot.matrix.test_alone import direct
from tests.bot.test_digesting import HEADLINES, digest_of_two_stories
from tests.newsroom import Newsroom

# Words of the article that stand in no other, and not in the question.
WORDS = ("Kyiv sent", "to lead its team", "aides said")
NOTICE = "This answer was withdrawn"
# Synapse remembers its answer to a sync for two minutes; asked with another timeout it makes it anew.
_other = itertools.count()


def served(homeserver: Synapse, person: Person, room: str, events: list[str]) -> dict[str, str]:
    """All that the homeserver gives of a room and of events in it, to who is in the room, by where it was asked."""
    token, base = person.client.access_token, f"/_matrix/client/v3/rooms/{quote(room)}"
    asked = [
        f"{base}/messages?dir=b&limit=100",
        f"{base}/messages?dir=f&limit=100",
        f"/_matrix/client/v3/sync?timeout={next(_other)}",
    ]
    for event in map(quote, events):
        relations = f"/_matrix/client/v1/rooms/{quote(room)}/relations/{event}"
        asked += [f"{base}/event/{event}", f"{base}/context/{event}?limit=50"]
        asked += [relations, f"{relations}/m.replace", f"{relations}/m.thread"]
    return {path: json.dumps(homeserver.call("GET", path, token=token), ensure_ascii=False) for path in asked}


@pytest.mark.parametrize("killed_before", [False, True], ids=["at once", "killed before"])
async def test_no_word_of_it_is_served(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path, killed_before: bool
) -> None:
    article = room.articles["harbour.txt"].id
    async with running(room, homeserver, bot, tmp_path) as matrix:
        place = await ada.room(bot, "@somebody:desk.test")
        await ada.joined(place, bot)
        root = await ada.say(place, f"!ask {LED}")
        (answer,) = await ada.answers(place, 1)
        events = [root, answer["event_id"]]
        if killed_before:
            await room.store.set_status(article, Status.KILLED)
            (_, edit) = await ada.answers(place, 2)
            assert edit["content"]["m.relates_to"]["rel_type"] == "m.replace"
            events.append(edit["event_id"])
        shown = "".join(served(homeserver, ada, place, events).values())
        assert [word for word in WORDS if word not in shown] == []
        await room.store.take_down(article)
        await matrix.settled()
        shown = served(homeserver, ada, place, events)
        for path, said in shown.items():
            assert [word for word in WORDS if word in said] == [], path
        for event in events[1:]:
            path = f"/_matrix/client/v3/rooms/{quote(place)}/event/{quote(event)}"
            said = homeserver.call("GET", path, token=ada.client.access_token)
            assert said["content"] == {}
            assert said["unsigned"]["redacted_because"]["content"]["reason"] == Phrase.TAKEN_DOWN.value
        # The thread is told once, in a message of its own.
        await ada.until(lambda: len(ada.notices(place)) == len(events))
        told = ada.notices(place)[-1]["content"]
        assert told["m.relates_to"]["rel_type"] == "m.thread"
        assert told["m.relates_to"]["event_id"] == root
        assert await Outbox(room.store).unsettled() == ()


async def test_a_headline_in_a_digest_and_in_a_list_is_edited_away_and_then_served_no_more(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path, editors=ada.user) as matrix:
        place = await ada.room(bot, "@somebody:desk.test")
        await ada.joined(place, bot)
        await digest_of_two_stories(room, {"matrix": matrix.matrix}, Destination("matrix", place))
        await ada.say(place, "!desk sources Paper 0")
        await matrix.settled()
        posted = await ada.answers(place, 4)
        events = [each["event_id"] for each in posted]
        assert HEADLINES[0] in "".join(served(homeserver, ada, place, events).values())
        (number,) = [each.id for each in await room.store.find_articles() if each.title == HEADLINES[0]]
        await room.store.set_status(number, Status.KILLED)
        await matrix.settled()
        # The digest, its story and the list; the other story stays.
        edits = [
            each["content"]["m.new_content"]["body"]
            for each in await ada.answers(place, 7)
            if "m.new_content" in each["content"]
        ]
        assert sorted("What stood here was withdrawn" in each for each in edits) == [False, True, True]
        await room.store.take_down(number)
        await matrix.settled()
        for path, said in served(homeserver, ada, place, events).items():
            assert HEADLINES[0] not in said, path
        assert "Delegations meet" in "".join(served(homeserver, ada, place, events).values())
        assert await Outbox(room.store).unsettled() == ()


async def test_in_an_encrypted_room_what_was_sealed_is_gone_as_well(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path) as matrix:
        place = await ada.room(bot, encrypted=True)
        await ada.joined(place, bot)
        await ada.say(place, f"!ask {LED}")
        (answer,) = await ada.answers(place, 1)
        await room.store.take_down(room.articles["harbour.txt"].id)
        await matrix.settled()
        path = f"/_matrix/client/v3/rooms/{quote(place)}/event/{quote(answer['event_id'])}"
        said = homeserver.call("GET", path, token=ada.client.access_token)
        assert (said["type"], said["content"]) == ("m.room.encrypted", {})


async def test_where_it_may_take_nothing_away_the_words_are_replaced_and_the_operator_is_told(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    async with running(room, homeserver, bot, tmp_path) as matrix:
        place = await ada.room(bot)
        await ada.joined(place, bot)
        state = f"/_matrix/client/v3/rooms/{quote(place)}/state/m.room.power_levels/"
        token = ada.client.access_token
        levels = homeserver.call("GET", state, token=token)
        levels["events"]["m.room.redaction"] = 100
        homeserver.call("PUT", state, levels, token)
        await ada.say(place, f"!ask {LED}")
        (answer,) = await ada.answers(place, 1)
        await room.store.take_down(room.articles["harbour.txt"].id)
        await matrix.settled()
        (ended,) = await Outbox(room.store).unsettled()
        assert (ended.content["method"], ended.state, ended.reason) == ("delete", "failed", "M_FORBIDDEN")
        await ada.until(lambda: len(ada.notices(place)) == 3)
        edit = next(each["content"] for each in ada.notices(place) if "m.new_content" in each["content"])
        assert edit["m.relates_to"] == {"rel_type": "m.replace", "event_id": answer["event_id"]}
        assert NOTICE in edit["m.new_content"]["body"]


async def _told(person: Person, bot: str, place: str, words: str) -> str:
    """What a person is told, in the room or alone, that holds the words; without what they had asked."""

    def found() -> list[str]:
        notices = [notice for room in (place, *direct(person, bot)) for notice in person.notices(room)]
        bodies = [re.sub(r"^You wrote in .*\n\n", "", str(notice["content"]["body"])) for notice in notices]
        return [body for body in bodies if words in body]

    await person.until(lambda: bool(found()))
    return found()[-1]


async def test_an_editor_takes_down_by_a_word_and_a_code_and_nobody_else_does(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, bela: Person, tmp_path: Path
) -> None:
    number = room.articles["harbour.txt"].id
    async with running(room, homeserver, bot, tmp_path, editors=ada.user) as matrix:
        place = await ada.room(bot, bela.user)
        await bela.joined(place, bela.user)
        await ada.joined(place, bot)
        await bela.say(place, f"!desk takedown {number}")
        assert await _told(bela, bot, place, "takedown is for editors.") == (
            f"takedown is for editors. Whoever runs Copydesk names them in MATRIX_EDITORS; your id is {bela.user}."
        )
        await ada.say(place, f"!desk takedown {number}")
        command = re.search(r"!desk (takedown \d+ \w+)", await _told(ada, bot, place, "!desk takedown"))
        assert command is not None
        await bela.say(place, f"!desk {command[1]}")
        await ada.answers(place, 3)
        assert await room.store.article(number) is not None
        await ada.say(place, f"!desk {command[1]}")
        done = await _told(ada, bot, place, "was taken down: ")
        assert done.startswith(f"Article {number} was taken down: 1 revisions")
        await matrix.settled()
        assert await room.store.article(number) is None
        (entry,) = await room.store.audit(f"article:{number}")
        assert (entry.actor, entry.action) == (f"matrix:{ada.user}", "take down")
