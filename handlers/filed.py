"""The fixed sentences of a dossier; as `handlers.phrasebook` for all others."""

from __future__ import annotations

from enum import unique

from handlers.fixed import Fixed


@unique
class Filed(Fixed):
    """A fixed sentence of a dossier, or a part of one."""

    HEADING = "**Dossier** · {subject}"
    COUNTS = "{quotes} quotes from {articles} of {outlets} · made {made}"
    SECTION = "**{question}**"
    ANSWER = "Answer: **{answer}**"
    NONE = "No article in the archive says; these passages come nearest."
    NOTHING = "No article in the archive says, and none comes near."
    SOURCE = "{number} {outlet} · {title} · {published} · read {read}"
    PUBLISHED = "published {at}"
    REVISION = "article {article}, revision `{sha}`, code points {start} to {end}"
    FILE = "As a file: `copydesk dossier --format html WORDS`; `copydesk dossier --check FILE` proves it."
    MORE = "The file has every quote; here are some of them."
    WHAT = "A dossier of what? Write a question or a story, or `dossier` alone in a thread."
    DIFFERENCES = "Differences"
    SAYS = "says"
    UNSURE = "nearest words"
    SILENT = "does not say"
    CUT_SHORT = "cut short, unknown"
