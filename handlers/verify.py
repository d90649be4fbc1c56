"""`verify`: do these words stand in the archive, where, since when, who said them, and what differs?"""

from __future__ import annotations

import time

from handlers.accounts import Numbered
from handlers.context import Desk, Outcome, Refused, Request
from handlers.contract import Json, freshness_json, quote_json, time_json
from handlers.freshness import freshness_hints
from handlers.phrases import Phrase
from handlers.quotations.changes import kind_of
from handlers.quotations.checking import Checked, Holding, Verdict, check_all
from handlers.quotations.claims import MOST, claims
from handlers.quotations.credits import Credit, credit
from handlers.quotations.remarks import Remark
from handlers.reply import Block, Button, Buttons, Reply, line
from handlers.verdicts import change_texts, one, quotes_of, several

LONGEST = 4000
"""Characters: a pasted page of about 600 words."""

_WORST = (Verdict.FOUND, Verdict.ALTERED, Verdict.STITCHED, Verdict.NOT_FOUND)


async def verify(desk: Desk, request: Request) -> Outcome:
    """Check every quotation and sentence of the person's words. Raises `Refused` if there are none, or too many."""
    if not request.argument:
        raise Refused(Phrase.VERIFY_WHAT)
    began = time.monotonic()
    given = claims(request.argument)
    if not any(claim.words for claim in given):
        raise Refused(Phrase.VERIFY_NO_WORDS)
    every = await check_all(desk.store, given[:MOST], desk.pages)
    quotes = tuple(dict.fromkeys(quote for checked in every for quote in quotes_of(checked)))
    articles = await desk.store.articles({quote.article for quote in quotes})
    numbered = Numbered.of(quotes, articles, desk.now(), request.zone(desk))
    freshness = await desk.store.freshness()
    if not freshness.articles:
        blocks: list[Block] = [line(Phrase.ARCHIVE_EMPTY)]
    else:
        blocks = [*(one(every[0], numbered) if len(every) == 1 else several(every, numbered))]
        blocks += [numbered.source_list(quotes)] if quotes else []
        blocks += freshness_hints(freshness, now=numbered.now, zone=numbered.zone)
    buttons = Buttons((Button(Phrase.BUTTON_SOURCES, "sources"), Button(Phrase.BUTTON_HELP, "help")))
    record: Json = {
        "question": request.argument,
        "verdict": max((checked.verdict for checked in every), key=_WORST.index).value,
        "claims": [_claim(checked) for checked in every],
        "freshness": freshness_json(freshness),
        "elapsed_ms": round((time.monotonic() - began) * 1000),
    }
    stands = all(checked.verdict is Verdict.FOUND and credit(checked) is not Credit.WRONG for checked in every)
    return Outcome(Reply((*blocks, buttons)), record, quotes, stands)


def _claim(checked: Checked) -> Json:
    claim, speaker = checked.claim, credit(checked)
    record: Json = {
        "start": claim.start,
        "end": claim.end,
        "text": claim.text,
        "speaker": claim.speaker,
        "verdict": checked.verdict.value,
        "speaker_verdict": None if speaker is Credit.UNASKED else speaker.value,
        "found": [_holding(checked, held) for held in checked.holdings],
        "others": [_holding(checked, held) for held in checked.others],
    }
    if checked.verdict is Verdict.NOT_FOUND:
        record["nearest"] = None if checked.nearest is None else quote_json(checked.nearest.quote)
    return record


def _holding(checked: Checked, held: Holding) -> Json:
    since = held.since
    return {
        "outlet": held.quote.outlet,
        "likeness": round(held.likeness, 4),
        "quote": quote_json(held.quote),
        "said": remark_json(held.remark),
        "since": None if since is None else {"article": since.id, "added_at": time_json(since.added_at)},
        "gone": held.gone,
        "changes": [_change(checked, held, index) for index in range(len(held.changes))],
    }


def _change(checked: Checked, held: Holding, index: int) -> Json:
    yours, theirs = change_texts(checked.claim, held, index)
    change = held.changes[index]
    return {
        "kind": kind_of(yours, theirs).value,
        "yours": yours,
        "yours_start": change.yours[0],
        "theirs": theirs,
        "theirs_start": change.theirs[0],
    }


def remark_json(remark: Remark | None) -> Json | None:
    """Who says it, how, to whom and through whom; None where the words are the outlet's own."""
    if remark is None:
        return None
    speaker = remark.speaker
    return {
        "speaker": speaker.who if speaker is not None and speaker.sure else None,
        "title": None if speaker is None else speaker.title,
        "sure": speaker is not None and speaker.sure,
        "written": speaker is not None and speaker.written,
        "manner": remark.manner.value,
        "verb": remark.verb,
        "to": remark.hearer,
        "through": remark.through,
        "start": remark.start,
        "end": remark.end,
    }
