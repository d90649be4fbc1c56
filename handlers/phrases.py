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

    # A dossier.
    DOSSIER = "**Dossier** · {subject}"
    DOSSIER_COUNTS = "{quotes} quotes from {articles} of {outlets} · made {made}"
    DOSSIER_SECTION = "**{question}**"
    DOSSIER_ANSWER = "Answer: **{answer}**"
    DOSSIER_NONE = "No article in the archive says; these passages come nearest."
    DOSSIER_SOURCE = "{number} {outlet} · {title} · published {published} · read {read}"
    DOSSIER_REVISION = "article {article}, revision `{sha}`, code points {start} to {end}"
    DOSSIER_FILE = "As a file: `copydesk dossier --format html WORDS`; `copydesk dossier --check FILE` proves it."
    DOSSIER_MORE = "The file has every quote; here are the first of them."
    DOSSIER_WHAT = "A dossier of what? Write a question or a story, or `dossier` alone in a thread."
    DOSSIER_DIFFERENCES = "Differences"
    DOSSIER_SAYS = "says"
    DOSSIER_UNSURE = "nearest words"
    DOSSIER_SILENT = "does not say"
    DOSSIER_CUT_SHORT = "cut short, unknown"
    USE_DOSSIER = "`dossier {story}`"
    DOES_DOSSIER = "every quote with its source, revision and place, to file with the story"

    # What somebody said.
    REMARKS = "**{speaker}** · remarks: {count} · {outlets}"
    HEAD_MANNER = "How"
    MANNER_DIRECT = "quoted"
    MANNER_INDIRECT = "reported"
    MANNER_ACCORDING = "“according to”"
    MANNER_TO = ", to {hearer}"
    MANNER_THROUGH = ", by way of {through}"

    # A story laid out.
    STORY = "**{headline}** · {outlets}{also}"
    HEAD_WHO = "Who"
    HEAD_WHAT = "What"
    HEAD_WHEN = "When"
    HEAD_WHERE = "Where"
    HEAD_HOW_MANY = "How many"
    DISAGREE = "**They disagree**"
    DISAGREE_ON = "On {matter}: {values}"
    OTHERWISE = "**Told otherwise**"
    OTHERWISE_ON = "{matter}: {values}"
    ONLY_ONE = "**Only one outlet has**"
    NO_CONTRASTS = "No difference between the texts was found."
    MATTER_SPEAKER = "who said it"
    MATTER_POLARITY = "yes or no"
    MATTER_REMARK = "a remark, word for word"
    MATTER_PLANNED = "what was to come and what has come"
    COMPARE_TOPIC = "Read as a story: _{topic}_"

    # Whether words stand in the archive.
    FOUND_WORDS = "**Word for word** · {outlets}"
    FOUND_WRONG = "**Right words, wrong person** · {outlets}"
    FOUND_GONE = "**Word for word, and no longer there** · {outlets}"
    ALTERED_WORDS = "**Altered** · no outlet has these words; the nearest are in {outlet}"
    STITCHED_WORDS = "**Stitched together** · the words stand in {count} places, never in one"
    NO_SUCH_WORDS = "**Not found.** No article in the archive has these words."
    SAID_BY = "Said by **{speaker}**{office}, as you have it."
    SAID_BY_OTHER = "You give the words to **{claimed}**; {outlets} to **{speaker}**."
    SAID_SEEMS = "By these texts it seems that **{speaker}** said so, not **{claimed}**; none says it outright."
    SAID_UNCLEAR = "Whether **{claimed}** said so is not clear from these texts."
    SINCE_REVISION = "In {outlet} since its revision of {since}."
    GONE_SINCE = "{outlet} had it in its revision of {since}; its text of today has it no more."
    YOUR_WORDS = "You have: {words}"
    OTHER_WORDS = "In other words:"
    NEAREST_WORDS = "The nearest words:"
    CHANGES = "What differs: {changes}"
    CHANGE = "{matter} **{yours}** for **{theirs}**"
    CHANGE_LEFT_OUT = "left out **{theirs}**"
    CHANGE_PUT_IN = "put in **{yours}**"
    MATTER_OF_FIGURE = "a figure,"
    MATTER_OF_DENIAL = "a denial,"
    MATTER_OF_NAME = "a name,"
    MATTER_OF_SPELLING = "spelling,"
    MATTER_OF_WORD = "a word,"
    SOME_FOUND = "**{found} of {total}** sentences and quotations stand word for word."
    ALL_FOUND = "**All {total}** sentences and quotations stand word for word."
    ITEM_FOUND = "{number}. **Word for word**{where}: {words}"
    ITEM_WRONG = "{number}. **Right words, wrong person**{where}: {words}"
    ITEM_ALTERED = "{number}. **Altered**{where}: {words}"
    ITEM_STITCHED = "{number}. **Stitched together**: {words}"
    ITEM_NOT_FOUND = "{number}. **Not found**: {words}"
    ITEM_WHERE = ", {outlets}"
    OFFICE = ", {title}"
    HEAD_SPEAKER = "Said by"
    HEAD_YOURS = "Yours"
    CELL_SPEAKER = "{speaker}{office}"
    CELL_PRONOUN = "“{pronoun}”, by the text {speaker}"
    CELL_REPORTED = "{speaker}{office}, reported"
    CELL_OWN_WORDS = "_the outlet’s own words_"
    CELL_NOBODY = "_nobody is named_"
    USE_VERIFY = "`verify {quote}`"
    DOES_VERIFY = "whether these very words stand in the archive, where, and who said them"
    A_QUOTE = "“the words”"
    VERIFY_WHAT = 'Verify what? Write the words, for example `verify "they did not attend"`'
    VERIFY_NO_WORDS = "There are no words in that to look for."

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

    # Help.
    HELP = "**Ask about your newsroom's coverage.** Every answer is a quote, with its outlet and its source."
    HEAD_COMMAND = "Write"
    HEAD_DOES = "and see"
    USE_ASK = "`ask {question}`"
    USE_COMPARE = "`compare {story}`"
    USE_SOURCES = "`sources`"
    USE_HELP = "`help`"
    DOES_ASK = "the answer, outlet by outlet; the word itself may be left out"
    DOES_COMPARE = "who says what, when, and where they differ"
    DOES_SOURCES = "outlets, articles, and how fresh they are"
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
    NOT_IN_THIS_CHANNEL = "Copydesk does not answer in this channel. Whoever runs it can allow the channel."
    NOT_FOR_GUESTS = "Copydesk answers people of this workspace. Whoever runs it can allow yours."
    EDITORS_ONLY = "`{command}` is for editors. Whoever runs Copydesk can make you one."
    TOO_FAST = "That is a lot at once. Please ask again in {seconds} seconds."
    HOME = "Copydesk"
    HOME_ARCHIVE = "What the archive holds"
    HOME_ASK = "Ask in any channel with `/ask`, in a direct message, or by mentioning Copydesk in a thread."
    HOME_OUTLET = "**{outlet}** · {articles} · newest {newest}"
    HOME_MORE = "… and {count} more; `/desk sources` lists them all"

    # What went wrong, and what to do.
    PROBLEM = "{problem}"
    APOLOGY = "Something went wrong inside Copydesk, and it has been noted as incident `{incident}`. Please ask again."
    ASK_WHAT = "Ask what? Write a question, for example `ask who led the delegation?`"
    COMPARE_WHAT = "Compare what? Write a question or a story, for example `compare who led the delegation?`"
    TOO_LONG = "That is {length} characters long; it may have {limit}."
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
