"""`help`: the commands, and questions that this very archive can be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from handlers.answering.language.names import find_names
from handlers.context import Desk, Outcome, Request
from handlers.edicts import Edict
from handlers.phrases import Phrase, fill
from handlers.pieces import source
from handlers.reply import Block, Line, Reply, Table, hint, line
from store.article import Article

HEADLINES = 50
NAMES = 2


async def show_help(desk: Desk, request: Request) -> Outcome:
    """The commands that this platform can do, each in one line, with examples drawn from the newest headlines.

    Where nothing can be said later, at a prompt, nothing is watched and no digest is set.
    """
    later = request.message.later is not None
    articles = await desk.store.find_articles(limit=HEADLINES)
    rows = (
        (fill(Phrase.USE_ASK, question=fill(Phrase.A_QUESTION)), fill(Phrase.DOES_ASK)),
        (fill(Phrase.USE_COMPARE, story=fill(Phrase.A_STORY)), fill(Phrase.DOES_COMPARE)),
        (fill(Phrase.USE_VERIFY, quote=fill(Phrase.A_QUOTE)), fill(Phrase.DOES_VERIFY)),
        *(((fill(Phrase.USE_WATCH, question=fill(Phrase.A_QUESTION)), fill(Phrase.DOES_WATCH)),) if later else ()),
        (fill(Phrase.USE_DIGEST), fill(Phrase.DOES_DIGEST))
        if later
        else (fill(Edict.USE_DIGEST_NOW), fill(Edict.DOES_DIGEST_NOW)),
        (fill(Phrase.USE_DOSSIER, story=fill(Phrase.A_STORY)), fill(Phrase.DOES_DOSSIER)),
        (fill(Phrase.USE_QUOTES, story=fill(Phrase.A_STORY)), fill(Phrase.DOES_QUOTES)),
        (fill(Phrase.USE_SOURCES), fill(Phrase.DOES_SOURCES)),
        (fill(Phrase.USE_FEED), fill(Phrase.DOES_FEED)),
        (fill(Phrase.USE_INGEST), fill(Phrase.DOES_INGEST)),
        (fill(Edict.USE_MARK), fill(Edict.DOES_MARK)),
        (fill(Edict.USE_TAKEDOWN), fill(Edict.DOES_TAKEDOWN)),
        (fill(Phrase.USE_HELP), fill(Phrase.DOES_HELP)),
    )
    table = Table((Phrase.HEAD_COMMAND, Phrase.HEAD_DOES), rows)
    blocks: tuple[Block, ...] = (line(Phrase.HELP), table, *_examples(articles), hint(Phrase.HELP_THREAD))
    commands = {"".join(p.text for p in use): "".join(p.text for p in does) for use, does in rows}
    return Outcome(Reply(blocks, private=True), {"commands": commands})


def _examples(articles: Iterable[Article]) -> Iterator[Line]:
    articles = tuple(articles)
    if not articles:
        return
    # Headlines capitalise what is no name; a name stands in the text as well.
    named: dict[str, list[int]] = defaultdict(list)
    for each in articles:
        for mention in find_names(each.title):
            if each.text.count(mention.text) > 1:
                named[mention.text].append(each.id)
    yield line(Phrase.HELP_EXAMPLES)
    for name, of in sorted(named.items(), key=lambda found: -len(found[1]))[:NAMES]:
        yield line(Phrase.EXAMPLE_ABOUT, name=source(name, of=of))
    # A headline made from the lede is the text's own words, and words leave with a quote's number or not at all.
    titled = next((each for each in articles if not each.title_made), None)
    if titled is not None:
        yield line(Phrase.EXAMPLE_COMPARE, headline=source(titled.title, of=(titled.id,)))
