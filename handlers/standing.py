"""`mark` and `takedown`: what an editor decides of a stored article. Who is an editor, the platforms say."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from handlers.context import Desk, Outcome, Refused, Request
from handlers.edicts import Edict
from handlers.feeds import actor
from handlers.phrases import Phrase, fill
from handlers.pieces import Piece, moment, person, source
from handlers.reply import Block, Button, Buttons, Reply, hint, line
from store.article import Article, Status
from store.errors import UsageError

_STATUSES = {"corrected": Status.CORRECTED, "killed": Status.KILLED, "embargoed": Status.EMBARGOED, "clear": None}
_NAMED = {Status.CORRECTED: Edict.CORRECTED, Status.KILLED: Edict.KILLED, Status.EMBARGOED: Edict.EMBARGOED}
# Enough that nobody hits upon it; it is read off and typed.
_CODE = 6


async def mark(desk: Desk, request: Request) -> Outcome:
    """Say that an article is corrected, killed or embargoed, or none of these. Raises `UsageError` for no article."""
    number, words = _numbered(request.argument, Edict.MARK_WHAT)
    said, _, rest = words.partition(" ")
    if said.casefold() not in _STATUSES:
        raise Refused(Edict.MARK_WHAT)
    status, until, note = _STATUSES[said.casefold()], None, rest.strip()
    if status is Status.EMBARGOED and note:
        first, _, note = note.partition(" ")
        until = moment_of(first)
    if status is None and note:
        raise Refused(Edict.MARK_WHAT)
    changed = await desk.store.set_status(number, status, until=until, note=note or None, actor=actor(request))
    told = line(
        Edict.MARKED if changed else Edict.MARKED_ALREADY,
        number=Piece(str(number)),
        status=fill(_NAMED[status] if status else Edict.CLEARED),
        until=fill(Edict.MARKED_UNTIL, at=(moment(until, now=desk.now(), zone=UTC),)) if until else (),
    )
    withheld = (hint(Edict.MARKED_WITHDRAWN),) if status in (Status.KILLED, Status.EMBARGOED) else ()
    record = {"article": number, "status": status.value if status else None, "changed": changed}
    return Outcome(Reply((told, *withheld)), record | {"until": until.isoformat() if until else None})


async def takedown(desk: Desk, request: Request) -> Outcome:
    """Remove an article for good, once its code was given, which is told to who asks for it. Raises `UsageError`."""
    number, code = _numbered(request.argument, Edict.TAKEDOWN_WHAT)
    article = await desk.store.article(number)
    if article is not None and code.casefold() != _code(article):
        if code:
            raise Refused(Edict.TAKEDOWN_OTHER, code=person(code), number=Piece(str(number)))
        return await _asked(desk, request, article)
    done = await desk.store.take_down(number, actor=actor(request))  # no article: it says whether there ever was one
    shown = Piece(str(number))
    told = line(Edict.TAKEDOWN_BEFORE, number=shown)
    if done.articles:
        told = line(Edict.TAKEDOWN_DONE, number=shown, revisions=len(done.articles), posts=done.posts, turns=done.turns)
    record = {"article": number, "removed": list(done.articles), "posts": done.posts, "turns": done.turns}
    return Outcome(Reply((told, hint(Edict.TAKEDOWN_BACKUPS))), record)


def moment_of(words: str) -> datetime:
    """The time that a person wrote, aware UTC; without a zone it is UTC. Raises `UsageError` if it is none."""
    try:
        at = datetime.fromisoformat(words)
    except ValueError as error:
        raise UsageError(
            f"{words!r} is no time. Write it as 2026-05-16T06:00+03:00; without a zone it is UTC."
        ) from error
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _numbered(argument: str, usage: Edict) -> tuple[int, str]:
    """The article's number, and the words after it."""
    found = re.fullmatch(r"#?([1-9][0-9]{0,17})(?:\s+(.*))?", argument.strip())
    if found is None:
        raise Refused(usage)
    return int(found[1]), (found[2] or "").strip()


def _code(article: Article) -> str:
    """What confirms that this text is meant: another text under the number, or another number, has another code."""
    return article.sha256[:_CODE]


async def _asked(desk: Desk, request: Request, article: Article) -> Outcome:
    """What would go, without a word of it: what is posted here would be one more place that holds it."""
    revisions = len(await desk.store.revisions(article.id))
    shown = Piece(str(article.id))
    at = article.published_at
    when = (moment(at, now=desk.now(), zone=request.zone(desk)),) if at else fill(Phrase.CELL_UNDATED)
    code = _code(article)
    blocks: tuple[Block, ...] = (
        line(
            Edict.TAKEDOWN_ASKS, number=shown, outlet=source(article.outlet.name), published=when, revisions=revisions
        ),
        line(Edict.TAKEDOWN_REACHES),
        hint(Edict.TAKEDOWN_HOW, number=shown, code=Piece(code)),
        Buttons((Button(Edict.BUTTON_TAKEDOWN, f"takedown {article.id} {code}"),)),
    )
    return Outcome(Reply(blocks, private=True), {"article": article.id, "revisions": revisions, "code": code})
