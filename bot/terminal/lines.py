"""The conversation over a pipe: one message a line in; out, what the screen would show, or one JSON object a line.

The main thread waits for input between two answers, never inside one: a read in another thread would keep the process
from ending on Ctrl-C, and nothing else goes on meanwhile.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterable

from bot.terminal.conversation import Conversation
from handlers.context import Desk
from handlers.message import Message
from handlers.phrases import Phrase
from handlers.reply import Reply, line
from handlers.respond import carry_out, respond, sorry

Answer = Callable[[Message], Coroutine[None, None, None]]
Show = Callable[[Reply], None]
Write = Callable[[str], None]


def converse(runner: asyncio.Runner, lines: Iterable[bytes], answer: Answer, refuse: Callable[[Reply], None]) -> None:
    """Answer each line before the next is read; they follow each other in one thread, and an empty one starts anew.

    A line that is not UTF-8 is refused, and the thread goes on after it.
    """
    talk = Conversation()
    for number, raw in enumerate(lines, 1):
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError:
            refuse(Reply((line(Phrase.NOT_UTF8, number=number),)))
            continue
        if text:
            runner.run(answer(talk.message(text)))
        else:
            talk.start_anew()


def shown(desk: Desk, show: Show) -> Answer:
    """Answers as the screen shows them."""

    async def answer(message: Message) -> None:
        reply = await respond(desk, message)
        if reply is not None:
            show(reply)

    return answer


def objects(desk: Desk, write: Write) -> Answer:
    """Answers as JSON objects; what goes wrong with one line is that line's object, and the next line is read."""

    async def answer(message: Message) -> None:
        try:
            outcome = await carry_out(desk, message)
        except Exception as error:  # noqa: BLE001  (the boundary of this conversation, as `respond` is of the others)
            write(error_object(sorry(error)))
        else:
            write(json_line(outcome.record if outcome else {}))

    return answer


def json_line(record: object) -> str:
    """One object on one line. What has no shape on a screen, or no place in UTF-8, is escaped as JSON allows."""
    written = json.dumps(record, ensure_ascii=False)
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in written)


def error_object(reply: Reply) -> str:
    """What a person would be told, as an object."""
    told = (piece.text for block in reply.blocks for piece in getattr(block, "pieces", ()))
    return json_line({"error": "".join(told)})
