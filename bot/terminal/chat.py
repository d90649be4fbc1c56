"""The conversation at a prompt: the platform `terminal`, with one person, one place and a thread at a time."""

from __future__ import annotations

import uuid
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory, InMemoryHistory
from rich.console import Console

from bot.platform import Address
from bot.terminal.conversation import PLATFORM, Conversation
from bot.terminal.render import show
from handlers.phrases import Phrase
from handlers.reply import Reply, hint
from handlers.respond import COMMANDS, Respond
from store.destination import Destination
from store.outbox import Outgoing

PROMPT, FOLLOW_UP = "» ", "  ↳ "
_NEW = "/new"
# No question is one of these words alone, and who knows other prompts tries them first.
_LEAVE = frozenset(["exit", "quit", "/exit", "/quit"])


class Terminal:
    """The platform at a prompt. `history` is a file that keeps what was typed (None: it is forgotten)."""

    name = PLATFORM

    def __init__(self, console: Console, history: Path | None = None) -> None:
        self._console = console
        self._talk = Conversation()
        self._history = history

    async def run(self, respond: Respond) -> None:
        """Prompt and answer until the person leaves: Ctrl-D, `exit`, `quit`, or Ctrl-C at an empty prompt."""
        session: PromptSession[str] = PromptSession(
            history=FileHistory(str(self._history)) if self._history else InMemoryHistory(),
            # Nothing is told later at a prompt, so nothing is watched there.
            completer=WordCompleter([*COMMANDS.keys() - {"watch"}, _NEW], sentence=True),
            complete_while_typing=False,
        )
        await self.post(Address(PLATFORM), Reply((hint(Phrase.WELCOME),)))
        while (line := await self._read(session)) is not None:
            if line in ("", _NEW):
                if self._talk.started:
                    self._talk.start_anew()
                    await self.post(Address(PLATFORM), Reply((hint(Phrase.NEW_THREAD),)))
                continue
            message = self._talk.message(line)
            with self._console.status(Phrase.READING.value, spinner="dots"):
                reply = await respond(message)
            if reply is not None:
                await self.post(Address(message.place, message.thread), reply)

    async def post(self, address: Address, reply: Reply) -> str:  # noqa: ARG002  (a screen is one place)
        """Print a reply."""
        show(self._console, reply)
        self._console.print()
        return uuid.uuid4().hex

    def trouble(self) -> str | None:
        """None: whoever types is heard."""
        return None

    def posts(self, key: str, to: Destination, reply: Reply) -> tuple[Outgoing, ...]:  # noqa: ARG002
        """None: nobody sits before a screen when something is said later."""
        return ()

    async def _read(self, session: PromptSession[str]) -> str | None:
        """The next line without white space around it; None when the person leaves."""
        while True:
            try:
                line = (await session.prompt_async(FOLLOW_UP if self._talk.started else PROMPT)).strip()
                return None if line.lower() in _LEAVE else line
            except EOFError:
                return None
            except KeyboardInterrupt:
                if not session.default_buffer.text:
                    return None
