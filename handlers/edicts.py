"""The fixed sentences about what editors decide: a status, a takedown; as `handlers.phrasebook` for all others."""

from __future__ import annotations

from enum import unique

from handlers.fixed import Fixed


@unique
class Edict(Fixed):
    """A fixed sentence, or a part of one."""

    USE_MARK = "`mark ARTICLE killed`"
    DOES_MARK = "for editors: also `corrected`, `embargoed UNTIL` or `clear`; `sources OUTLET` has the numbers"
    USE_TAKEDOWN = "`takedown ARTICLE`"
    DOES_TAKEDOWN = "for editors: removes an article for good, from the archive and from what was posted; asks first"
    USE_DIGEST_NOW = "`digest now`"
    DOES_DIGEST_NOW = "the day's stories"

    MARK_WHAT = (
        "Write `mark ARTICLE killed`, `corrected`, `clear` or `embargoed 2026-05-16T06:00+03:00`, with the article's "
        "number; `sources OUTLET` lists them."
    )
    MARKED = "Article {number} is now **{status}**{until}."
    MARKED_ALREADY = "Article {number} is already **{status}**{until}."
    MARKED_UNTIL = " until {at} UTC"
    MARKED_WITHDRAWN = "It is neither found nor quoted, and posts that quote it are withdrawn."
    NAMED_WITHDRAWN = "**What stood here was withdrawn:** an article that it named was taken back."
    CORRECTED = "corrected"
    KILLED = "killed"
    EMBARGOED = "embargoed"
    CLEARED = "as published"

    TAKEDOWN_WHAT = "Take down what? Write `takedown` and the article's number; `sources OUTLET` lists them."
    TAKEDOWN_ASKS = "**Remove article {number} for good?** {outlet} · {published} · {revisions} revisions"
    TAKEDOWN_REACHES = (
        "All its revisions go, and posts, threads and messages that quote it. It cannot be undone. The archive is "
        "written anew, which takes a while."
    )
    TAKEDOWN_HOW = "To do so, write `takedown {number} {code}`. The code holds for this text alone."
    TAKEDOWN_OTHER = "`{code}` is not the code of article {number}: its text is another by now. Nothing was removed."
    TAKEDOWN_DONE = (
        "**Article {number} was taken down:** {revisions} revisions, {posts} posts, {turns} turns of threads."
    )
    TAKEDOWN_BEFORE = "Article {number} was taken down before; the archive was written anew."
    TAKEDOWN_BACKUPS = "Backups made before still hold the text."
    BUTTON_TAKEDOWN = "Take down for good"
