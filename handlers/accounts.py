"""An answer's parts as blocks: who says what, who is silent, what differs, and the numbered sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.answering.answer import Account, Answer, Answered, Group, Quote, Stance
from handlers.excerpt import quoted
from handlers.phrases import Phrase, fill, listed
from handlers.pieces import Piece, Pieces, moment, source
from handlers.reply import Cell, Line, Quoted, Source, SourceList, Table, line
from store.article import Article, Status

# More rows than this nobody reads in a chat, and Slack takes 100; the outlets beyond are still named.
ROWS = 20
# What a person reads as an answer; anything longer is a sentence and is shown as the source's words alone.
ANSWER_LENGTH = 80

_POLAR = {"yes": Phrase.YES, "no": Phrase.NO}


@dataclass(frozen=True, slots=True)
class Numbered:
    """The quotes of a reply as they are shown: each article has one number, counted in the order shown."""

    articles: Mapping[int, Article]
    numbers: Mapping[int, int]
    now: datetime
    zone: tzinfo

    @classmethod
    def of(cls, quotes: Iterable[Quote], articles: Mapping[int, Article], now: datetime, zone: tzinfo) -> Numbered:
        """Number the articles of these quotes, in this order."""
        order = dict.fromkeys(quote.article for quote in quotes)
        return cls(articles, {article: n for n, article in enumerate(order, 1)}, now, zone)

    def quoted(self, quote: Quote) -> Quoted:
        """The quote with its number."""
        return quoted(self.numbers[quote.article], quote, self.articles.get(quote.article))

    def source_list(self, quotes: Iterable[Quote]) -> SourceList:
        """The sources of these quotes, each once, by number."""
        first = {quote.article: quote for quote in reversed(tuple(quotes))}
        listing = sorted(first.values(), key=lambda quote: self.numbers[quote.article])
        return SourceList(tuple(self._source(quote) for quote in listing))

    def published(self, quote: Quote) -> Pieces:
        """When the quoted article was published, as the person reads it, and whether its text is another by now."""
        at = quote.published_at
        published = fill(Phrase.CELL_UNDATED) if at is None else (moment(at, now=self.now, zone=self.zone),)
        article = self.articles.get(quote.article)
        if article is not None and article.superseded_by is not None:
            return fill(Phrase.SOURCE_CHANGED, published=published)
        if article is not None and article.status is Status.CORRECTED:
            return fill(Phrase.SOURCE_CORRECTED, published=published)
        return published

    def _source(self, quote: Quote) -> Source:
        number = self.numbers[quote.article]
        return Source(number, quote.article, quote.outlet, quote.title, quote.url, self.published(quote))


def ordered(answer: Answer) -> tuple[Account, ...]:
    """The accounts that have words to show: those that say, group by group, then the unsure."""
    rank: dict[str, int] = {}
    if isinstance(answer, Answered):
        for index, group in enumerate(answer.groups):
            rank.update(dict.fromkeys(group.outlets, index))
    shown = [account for account in answer.accounts if account.stance in (Stance.SAYS, Stance.UNSURE)]
    return tuple(sorted(shown, key=lambda a: (a.stance is Stance.UNSURE, rank.get(a.outlet, len(rank)))))


def answer_piece(answer: str, *, of: Iterable[int] = ()) -> Piece:
    """An answer as it is shown: our Yes or No, or the words of the articles `of`."""
    polar = _POLAR.get(answer)
    return Piece(polar.value) if polar else source(answer, of=of)


def answer_of(group: Group, accounts: Iterable[Account]) -> Piece:
    """A group's answer as it is shown, in the words of those of its outlets that write it so."""
    own = [account for account in accounts if account.outlet in group.outlets and account.quotes]
    alike = [account for account in own if account.answer == group.answer] or own
    return answer_piece(group.answer, of=(account.quotes[0].article for account in alike))


def stated(account: Account) -> str | None:
    """An outlet's answer where it can stand alone: yes, no, or a stretch marked in its quote; None for a sentence."""
    answer = account.answer
    if account.stance is not Stance.SAYS or answer is None or answer in _POLAR:
        return answer
    marked = account.quotes and account.quotes[0].answer_start is not None
    return answer if marked and len(answer) <= ANSWER_LENGTH else None


def says(account: Account) -> Pieces:
    """The cell of what an outlet says."""
    match account.stance:
        case Stance.SAYS:
            answer = stated(account)
            return fill(Phrase.CELL_ANSWER, answer=_own_answer(account, answer)) if answer else fill(Phrase.CELL_WORDS)
        case Stance.UNSURE:
            return fill(Phrase.CELL_UNSURE)
        case Stance.SILENT:
            return fill(Phrase.CELL_SILENT)
        case Stance.CUT_SHORT:
            return fill(Phrase.CELL_CUT_SHORT)


def _own_answer(account: Account, answer: str) -> Piece:
    return answer_piece(answer, of=(quote.article for quote in account.quotes[:1]))


def words(account: Account, numbered: Numbered) -> Cell:
    """The cell of an outlet's words: its first quote, for that is the one the engine holds best."""
    return numbered.quoted(account.quotes[0]) if account.quotes else fill(Phrase.CELL_NOTHING)


def also(accounts: Iterable[Account], group: Group | None = None) -> Pieces:
    """What goes with a count of outlets: how many stand on their own, and what the others do."""
    stances = [account.stance for account in accounts]
    parts: Pieces = ()
    if group is not None and group.independent < len(group.outlets):
        parts += fill(Phrase.ALSO_INDEPENDENT, independent=group.independent)
    for stance, one, many in (
        (Stance.UNSURE, Phrase.ALSO_ONE_UNSURE, Phrase.ALSO_UNSURE),
        (Stance.SILENT, Phrase.ALSO_ONE_SILENT, Phrase.ALSO_SILENT),
        (Stance.CUT_SHORT, Phrase.ALSO_ONE_CUT_SHORT, Phrase.ALSO_CUT_SHORT),
    ):
        count = stances.count(stance)
        if count:
            parts += fill(one) if count == 1 else fill(many, count=count)
    return parts


def outlet_names(names: Iterable[str]) -> Pieces:
    """Outlets one after another."""
    return listed(tuple(source(name) for name in names))


def quiet_lines(answer: Answer) -> Iterator[Line]:
    """The outlets that do not say, and those of which the part that would say may be missing."""
    for stance, phrase in ((Stance.SILENT, Phrase.SILENT), (Stance.CUT_SHORT, Phrase.CUT_SHORT)):
        names = [account.outlet for account in answer.accounts if account.stance is stance]
        if names:
            yield line(phrase, outlets=outlet_names(names))


def limited(table: Table) -> Iterator[Table | Line]:
    """The table, and the outlets that no longer fit in it, by name."""
    yield Table(table.head, table.rows[:ROWS])
    rest = [row[0] for row in table.rows[ROWS:] if not isinstance(row[0], Quoted)]
    if rest:
        yield line(Phrase.MORE_OUTLETS, outlets=listed(tuple(rest)))
