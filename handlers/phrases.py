"""Every fixed sentence the bot can say, in one place. Values stand in braces; nothing else is ever said.

A template marks strong values as ``**{name}**``, emphasis as ``_{name}_`` and code as `` `{name}` ``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum, unique
from functools import cache

from handlers.pieces import Piece, Pieces, Style, number


@unique
class Phrase(Enum):
    """A fixed sentence, or a part of one."""

    # The answer.
    READ_AS = "Read as: _{question}_"
    ANSWER = "**{answer}** · {says} of {total} outlets{also}"
    ANSWER_LONE = "**{answer}** · 1 outlet{also}"
    ANSWER_IN_WORDS = "In their own words · {says} of {total} outlets{also}"
    ANSWER_IN_WORDS_LONE = "In its own words · 1 outlet{also}"
    ANSWER_OTHER = "**{answer}** · {says} of {total} outlets{also}: {outlets}"
    DISPUTED = "**They do not agree** · {says} of {total} outlets say{also}"
    YES = "Yes"
    NO = "No"
    SOURCE_CORRECTED = "{published}, corrected"
    SOURCE_CHANGED = "{published}, changed since"
    ALSO_INDEPENDENT = " ({independent} independent)"
    ALSO_ONE_SILENT = ", 1 does not say"
    ALSO_SILENT = ", {count} do not say"
    ALSO_ONE_UNSURE = ", 1 is not clear"
    ALSO_UNSURE = ", {count} are not clear"
    ALSO_ONE_CUT_SHORT = ", 1 is cut short"
    ALSO_CUT_SHORT = ", {count} are cut short"

    # The table of outlets.
    HEAD_OUTLET = "Outlet"
    HEAD_SAYS = "Says"
    HEAD_WORDS = "In its words"
    HEAD_PUBLISHED = "Published"
    HEAD_TEXT = "Text"
    HEAD_ARTICLES = "Articles"
    HEAD_NEWEST = "Newest"
    HEAD_CUT_SHORT = "Cut short"
    HEAD_KNOWN = "Publisher"
    CELL_OUTLET = "**{outlet}**"
    CELL_ANSWER = "{answer}"
    CELL_WORDS = "its words"
    CELL_UNSURE = "_nearest words_"
    CELL_SILENT = "_does not say_"
    CELL_CUT_SHORT = "_cut short, unknown_"
    CELL_NOTHING = "–"
    CELL_UNDATED = "no date"
    CELL_INDEPENDENT = "its own"
    CELL_CREDIT = "credit: {credit}"
    CELL_SHARED = "shares words with {outlets}"
    CELL_CARRIES = "carries {share}% of {outlet}'s words"
    CELL_CARRIED = "carried by {outlets}"
    CELL_VIA = "by way of {distributor}"
    CELL_KNOWN = "named"
    CELL_UNKNOWN = "unknown"
    CELL_VALUE = "{value}"
    MORE_OUTLETS = "More outlets, not shown in the table: {outlets}"
    UNCLEAR = "_Not clear:_ {outlets}"
    SILENT = "_Does not say:_ {outlets}"
    CUT_SHORT = "_Cut short, unknown:_ {outlets}"

    # What they differ on.
    DIFFER = "They differ: {values}"
    DIFFER_ON = "They differ on {matter}: {values}"
    DIFFER_VALUE = "**{value}** ({outlets})"
    NO_DIFFERENCES = "No difference was found in figures, times, names or titles."
    MATTER_ANSWER = "the answer"
    MATTER_SPELLING = "spelling"
    MATTER_TITLE = "titles"
    MATTER_FIGURE = "figures"
    MATTER_TIME = "times"
    MATTER_DATE = "dates"
    MATTER_NAME = "names"
    MATTER_PLACE = "places"
    MATTER_WORDING = "wording"
    MATTER_VERB = "the verb"

    # No answer.
    NOT_FOUND = "**No article in the archive says.**"
    NEAREST = "The nearest passages:"
    NOTHING_NEAR = "Nothing in the archive comes near."
    ARCHIVE_EMPTY = (
        "**The archive is empty.** Add articles first: `copydesk ingest FILE`, or `copydesk demo` to try it."
    )
    TRY_OTHERWISE = "Try a name as the articles write it, or fewer words; `sources` lists what the archive holds."

    # How fresh it is.
    FRESH = "Newest article {newest} · {outlets} · {articles}"
    FRESH_UNDATED = "No article carries a date; the last was added {indexed} · {outlets} · {articles}"
    FRESH_EMPTY = "The archive holds no article."
    FEEDS_FAILING = "Feeds that fail: {feeds}"
    OUTLET_COUNT = "{count} outlets"
    OUTLET_COUNT_ONE = "1 outlet"
    ARTICLE_COUNT = "{count} articles"
    ARTICLE_COUNT_ONE = "1 article"

    # Sources.
    SOURCES = "**The archive** · {outlets} · {articles}"
    NAME_OUTLET = "To say who published a text: `copydesk outlet set NAME --source SOURCE`"

    # Standing questions.
    WATCHING = "Watching: _{question}_ · until {until}"
    WATCHING_ALREADY = "Watched here already: _{question}_ · until {until}"
    WATCH_TELLS = "This thread is told when the answer changes, a silent outlet speaks, or quoted words are altered."
    WATCH_CHANGED = "**Changed:** _{question}_"
    WATCH_BEFORE = "Before: **{answer}**"
    WATCH_SPOKE = "Silent before, now speaks: {outlets}"
    WATCH_SAYS = "**{outlet}**: {answer}"
    WATCH_ALTERED = "**{outlet}** altered the sentence that was quoted:"
    WATCH_NOW = "It now reads:"
    WATCH_GONE = "Nothing like it stands in the text now."
    WATCH_OVER = "No longer watching _{question}_, after {days} days. Write `watch` here to go on."
    WATCH_LIST = "**Watched in this channel**"
    WATCH_NONE = "Nothing is watched in this channel. Write `watch` and a question."
    WATCH_STOP_HOW = "To stop one: `watch stop` in its thread, or `watch stop` and its number."
    WATCH_STOP_HERE = "To hear no more of it: `watch stop` in this thread."
    WATCH_STOPPED = "No longer watching: _{question}_"
    HEAD_NUMBER = "No."
    HEAD_QUESTION = "Question"
    HEAD_UNTIL = "Until"

    # The digest.
    DIGEST = "**The day's stories** · {day}"
    DIGEST_LATE = "_Late: this was due at {due}._"
    DIGEST_ENTRY = "**{number}. {headline}** · {outlets} ({independent} independent) · {news}"
    DIGEST_NEW = "new"
    DIGEST_MORE = "{count} more since the last digest"
    DIGEST_QUIET = "A quiet day: no story that more than one outlet tells."
    DIGEST_THREAD = "Each story is in the thread. Ask about it there."
    DIGEST_WHO = "_Who:_ {words}"
    DIGEST_WHERE = "_Where:_ {words}"
    DIGEST_WHEN = "_When:_ {words}"
    DIGEST_COVERS = "_Covered by:_ {outlets}"
    DIGEST_COVERS_NOT = "_Not covered by:_ {outlets}"
    DIGEST_SINCE = "_Since the last digest:_ {count} more articles"
    DIGEST_SINCE_OUTLETS = "_New to the story:_ {outlets}"
    DIGEST_SET = "The digest comes to this channel at {at}, {days} ({zone})."
    DIGEST_NEXT = "The next one: {at}"
    DIGEST_OFF = "This channel gets no more digests."
    DIGEST_NONE = "This channel has no digest. Write `digest at 08:00`."
    AND_MORE = " and {count} more"
    EVERY_DAY = "every day"
    HEAD_LEDE = "Begins"
    # Feeds and pages from the web.
    FEED_ADDED = "**{feed}** is read from now on: {url}"
    FEED_KNOWN = "**{feed}** is read already; it is read again now: {url}"
    FEED_REMOVED = "`{url}` is no longer read. Its articles stay."
    FEED_WHAT = "Write `feed add URL`, `feed remove URL` or `feed list`."
    NO_SUCH_FEED = "No feed is read from `{url}`. `feed list` shows which are."
    NO_FEEDS = "No feed is read yet. To add one: `feed add URL`"
    FEEDS = "**Feeds** · {count}"
    HEAD_FEED = "Feed"
    HEAD_ADDRESS = "Address"
    HEAD_READ = "Last read"
    HEAD_STATE = "State"
    CELL_FEED = "**{feed}**"
    CELL_NOT_YET = "not yet"
    CELL_WELL = "well"
    CELL_FAILS = "_fails since {since}:_ {reason}"
    CELL_GONE = "_gone, no longer read:_ {reason}"
    FEED_FAILS = "**{feed}** fails since {since}: {reason}"
    INGEST_WHAT = "Ingest what? Write an address, for example `ingest https://news.example/article`"
    INGESTED = "Stored as article {number}: **{title}** · {outlet}"
    INGESTED_REVISED = "A new revision, article {number}: **{title}** · {outlet}"
    INGESTED_UNCHANGED = "Known already, article {number}: **{title}** · {outlet}"
    NO_WEB = "This desk does not reach the web."

    # Help.
    HELP = "**Ask about your newsroom's coverage.** Every answer is a quote, with its outlet and its source."
    HEAD_COMMAND = "Write"
    HEAD_DOES = "and see"
    USE_ASK = "`ask {question}`"
    USE_COMPARE = "`compare {story}`"
    USE_WATCH = "`watch {question}`"
    USE_DIGEST = "`digest now`, `digest at 08:00 mon-fri`"
    USE_SOURCES = "`sources`"
    USE_FEED = "`feed list`"
    USE_INGEST = "`ingest URL`"
    USE_HELP = "`help`"
    DOES_ASK = "the answer, outlet by outlet; the word itself may be left out"
    DOES_COMPARE = "who says what, when, and where they differ"
    DOES_WATCH = "the thread is told when the answer changes; `watch list`, `watch stop`"
    DOES_DIGEST = "the day's stories, now or every day in this channel; `digest off`"
    DOES_SOURCES = "outlets, articles, and how fresh they are"
    DOES_FEED = "what is read by the clock; editors also write `feed add URL`, `feed remove URL`"
    DOES_INGEST = "for editors: one page from the web, into the archive"
    DOES_HELP = "this page"
    HELP_THREAD = 'Ask on in the thread: "and Russia\'s?", "why not?". How it was read is shown above the answer.'
    HELP_EXAMPLES = "From this archive, for example:"
    EXAMPLE_ABOUT = "`what about {name}?`"
    EXAMPLE_COMPARE = "`compare {headline}`"
    A_QUESTION = "who led the delegation?"
    A_STORY = "the talks in Istanbul"

    # Buttons.
    BUTTON_COMPARE = "Compare"
    BUTTON_SOURCES = "Sources"
    BUTTON_HELP = "Help"
    BUTTON_SHARE = "Share here"
    BUTTON_HELPFUL = "Helpful"
    BUTTON_NOT_HELPFUL = "Not helpful"

    NEXT = "Next: {commands}"

    # The terminal.
    WELCOME = "Ask a question, or write `help`. An empty line or `/new` starts a new thread; Ctrl-D leaves."
    NEW_THREAD = "A new thread."
    DEMO = "The sample archive: {articles} of {outlets}, written for this. Your own archive is not touched."
    LOOK_FOR = "Look for: {what}"
    READING = "Reading the archive …"

    # A channel.
    ON_ITS_WAY = "Reading the archive … the answer follows here."
    SHARED_BY = "Shared by "
    THANKS = "Thank you, noted."
    NOT_IN_CHANNEL = "Copydesk is not in this channel, so it cannot post here. Write `/invite @{name}` and ask again."
    NOT_TAKEN = "Slack did not take the answer (`{reason}`). Try it in a direct message to Copydesk."
    NOT_IN_THIS_CHANNEL = "Copydesk does not answer in this channel. Whoever runs it can allow the channel."
    NOT_FOR_GUESTS = "Copydesk answers people of this workspace. Whoever runs it can allow yours."
    NOT_FOR_YOUR_SERVER = "Copydesk does not answer people of your server. Whoever runs it can allow you or it."
    SEALED = (
        "A message here was encrypted, and its key did not reach Copydesk. Please write it again; if that does not "
        "help, let your client send to devices that you did not verify yourself."
    )
    EDITORS_ONLY = "`{command}` is for editors. Whoever runs Copydesk can make you one."
    TOO_FAST = "That is a lot at once. Please ask again in {seconds} seconds."
    HOME = "Copydesk"
    HOME_ARCHIVE = "What the archive holds"
    HOME_ASK = "Ask in any channel with `/ask`, in a direct message, or by mentioning Copydesk in a thread."
    HOME_WATCHES = "What you watch"
    HOME_MORE = "… and {count} more; `/desk sources` lists them all"

    # The operator's channel.
    ALERT = "**Wrong:** {what}"
    ALERT_OVER = "Over: {what}"

    # What went wrong, and what to do.
    PROBLEM = "{problem}"
    APOLOGY = "Something went wrong inside Copydesk, and it has been noted as incident `{incident}`. Please ask again."
    ASK_WHAT = "Ask what? Write a question, for example `ask who led the delegation?`"
    COMPARE_WHAT = "Compare what? Write a question or a story, for example `compare who led the delegation?`"
    WATCH_WHAT = "Watch what? Write a question, for example `watch who led the delegation?`"
    WATCH_FULL = "{limit} questions are watched in this channel; stop one first (`watch list`)."
    WATCH_STOP_WHAT = "Stop which? `watch list` shows the numbers; write `watch stop` in the thread, or with a number."
    DIGEST_WHAT = "Write `digest now`, `digest at 08:00 mon-fri Europe/Kyiv` or `digest off`."
    DIGEST_AT_WHAT = "At what time? Write `digest at 08:00`, and days and zone if you like: `mon-fri Europe/Kyiv`."
    DIGEST_NO_SUCH = "`{word}` is neither weekdays, such as `mon-fri`, nor a time zone, such as `Europe/Kyiv`."
    NOT_LATER = "Nothing can be told later here. Write this in Slack or Matrix."
    TOO_LONG = "That is {length} characters long; a question may have {limit}."
    WITHDRAWN = "**This answer was withdrawn:** an article that it quoted was taken back. Please ask again."
    CHANGED_SINCE = "Changed since it was quoted: {outlets}. `copydesk article ID --diff` shows how."
    NOT_REMEMBERED = "This could not be remembered, so a follow-up will not know of it: {problem}"
    NOT_UTF8 = "Line {number} is not text in UTF-8."
    NO_SUCH_COMMAND = "There is no command `{command}`. There are: {commands}."
    NOT_IN_THIS_VERSION = "This version cannot `{command}` yet. It can: {commands}."

    # Between things.
    COMMA = ", "
    SLASH = " / "
    OPEN_QUOTE = "“"
    CLOSE_QUOTE = "”"
    NUMBER = "[{number}]"
    ELLIPSIS = "…"
    APART = "\u202f"  # a narrow space, that does not break, between our quotation mark and the source's
    SPACE = " "
    DOT = " · "
    COMMAND = "`{command}`"


Value = int | Piece | Pieces

_MARKED = re.compile(r"\*\*(?P<strong>[^*]+)\*\*|(?<!\w)_(?P<emphasis>[^_]+)_(?!\w)|`(?P<code>[^`]+)`")
_SLOT = re.compile(r"\{(?P<name>[a-z]+)\}")


@cache
def segments(phrase: Phrase) -> tuple[tuple[str, bool, Style], ...]:
    """The template as (text, is a value's name, style), in order."""
    return tuple(_segments(phrase.value))


def _segments(template: str) -> Iterator[tuple[str, bool, Style]]:
    at = 0
    for marked in _MARKED.finditer(template):
        yield from _slots(template[at : marked.start()], Style.PLAIN)
        kind = marked.lastgroup or ""
        yield from _slots(marked[kind], Style(kind))
        at = marked.end()
    yield from _slots(template[at:], Style.PLAIN)


def _slots(text: str, style: Style) -> Iterator[tuple[str, bool, Style]]:
    at = 0
    for slot in _SLOT.finditer(text):
        if slot.start() > at:
            yield text[at : slot.start()], False, style
        yield slot["name"], True, style
        at = slot.end()
    if at < len(text):
        yield text[at:], False, style


def fill(phrase: Phrase, **values: Value) -> Pieces:
    """The phrase with its values, as pieces; a missing or a spare value is a `ValueError`."""
    wanted = {text for text, is_slot, _ in segments(phrase) if is_slot}
    if wanted != values.keys():
        raise ValueError(f"{phrase.name} takes {sorted(wanted)}, not {sorted(values)}")
    pieces: list[Piece] = []
    for text, is_slot, style in segments(phrase):
        parts = _as_pieces(values[text]) if is_slot else (Piece(text),)
        pieces.extend(parts if style is Style.PLAIN else (replace(piece, style=style) for piece in parts))
    return tuple(pieces)


def _as_pieces(value: Value) -> Pieces:
    if isinstance(value, int):
        return (number(value),)
    return (value,) if isinstance(value, Piece) else value


def listed(values: Sequence[Value], between: Phrase = Phrase.COMMA) -> Pieces:
    """The values one after another with `between` set between them."""
    pieces: list[Piece] = []
    for index, value in enumerate(values):
        pieces.extend(fill(between) if index else ())
        pieces.extend(_as_pieces(value))
    return tuple(pieces)
