"""From an address to an article or a feed: fetched with manners, read by the parser."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack
from dataclasses import dataclass

from aiohttp.abc import AbstractResolver

from handlers.gathering.feeds.addresses import distinct
from handlers.gathering.feeds.discovery import USUAL
from handlers.gathering.feeds.document import Document, Entry
from handlers.gathering.told import Told
from handlers.gathering.web.errors import Answered, FetchError, NotReadable, RobotsRefused
from handlers.gathering.web.fetch import Fetched, Fetcher, Limits, NotModified, Turns, Validators
from handlers.gathering.web.guard import Guard, shown
from handlers.gathering.web.manners import ROBOT, Manners
from handlers.gathering.web.parser import Parser
from store.article import Draft
from store.errors import InputRefused

_PAGES = re.compile(r"text/html|application/xhtml\+xml|text/plain")
_FEEDS = re.compile(r"text/.+|application/(?:.+\+)?(?:xml|json|feed)|application/(?:octet-stream|rss|atom)")
_AS_PAGE = "text/html, application/xhtml+xml;q=0.9"
_AS_FEED = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
# Twice a page's: a feed may hold some dozens of whole articles.
_FEED_LIMITS = Limits(size=10_000_000)
# A feed's text of fewer words than this is a teaser, wherever it stands.
_TEASER = 60
_FEWEST = 12


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that was found, and where."""

    url: str
    document: Document


class Gatherer:
    """Reads pages and feeds from the open web. Opened by its first use; close it, and it can be used again.

    `contact` is how a site reaches who runs this; it stands in the User-Agent. `guard`, `resolver`, `pause` and
    `parser` are other ones only in tests.
    """

    def __init__(
        self,
        version: str,
        contact: str | None = None,
        *,
        guard: Guard | None = None,
        resolver: AbstractResolver | None = None,
        pause: float = 1.0,
        parser: Parser | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.agent = f"{ROBOT}/{version} (a newsroom's archive{f'; {contact}' if contact else ''})"
        self._guard = guard
        self._resolver = resolver
        self._pause = pause
        self._limits = limits or Limits()
        self._parser = parser or Parser()
        self._stack = AsyncExitStack()
        self._opened: tuple[Fetcher, Manners] | None = None
        self._manners: Manners | None = None

    async def article(self, url: str, given: Told) -> Draft:
        """The article of a page that a person named. Raises `FetchError` or `InputRefused`."""
        fetcher, manners = await self._open()
        return await self._page(fetcher, url, given, Told(), manners.named)

    async def listed(self, entry: Entry, given: Told) -> Draft:
        """The article that a feed lists: of its page, or of the feed where the page is closed to us or holds less.

        Raises `FetchError` where it may be tried again, or where the feed does not hold a text either.
        """
        fetcher, manners = await self._open()
        told = Told(title=entry.title, published=entry.published, byline=entry.byline, language=entry.language)
        try:
            draft = await self._page(fetcher, entry.url, given, told, manners.crawling)
        except (FetchError, InputRefused) as error:
            if getattr(error, "passing", False) or not _words(entry.text, _FEWEST):
                raise
            return await self._of_feed(entry, given, told)
        if draft.cut_short and entry.whole and _words(entry.text, _TEASER):
            held = await self._of_feed(entry, given, told)
            return held if len(held.text) > len(draft.text) else draft
        return draft

    async def feed(self, url: str, validators: Validators | None = None) -> tuple[Fetched, Document] | NotModified:
        """A feed, unless it is the one that is known. Raises `FetchError` or `InputRefused`."""
        fetcher, manners = await self._open()
        got = await fetcher.get(
            url, accept=_AS_FEED, validators=validators, limits=_FEED_LIMITS, turns=manners.named, wanted=_FEEDS
        )
        if isinstance(got, NotModified):
            return got
        return got, await self._parser.feed(got.body, got.url, got.charset)

    async def find_feed(self, url: str) -> FoundFeed:
        """The feed that stands at an address, or that the site there has. Raises `FetchError` or `InputRefused`."""
        fetcher, manners = await self._open()
        got = await fetcher.get(url, accept=_AS_FEED, limits=_FEED_LIMITS, turns=manners.named, wanted=_FEEDS)
        assert isinstance(got, Fetched)
        try:
            return FoundFeed(got.moved or url, await self._parser.feed(got.body, got.url, got.charset))
        except InputRefused as error:
            linked = await self._parser.links(got.body, got.url, got.charset)
            usual = (_beside(got.url, path) for path in USUAL)
            tried = dict.fromkeys((*linked, *await manners.news_sitemaps(got.url), *usual))
            for address in tried:
                found = await self._tried(address)
                if found is not None:
                    return found
            raise InputRefused(
                f"no feed was found at {shown(got.url)} ({error.public.rstrip('.')}); name the feed's own address."
            ) from error

    async def close(self) -> None:
        """Close connections and end the parser."""
        await self._parser.close()
        await self.disconnect()

    async def rest(self) -> None:
        """End the parser until it is needed again; whoever is being served is served first."""
        await self._parser.close()

    async def disconnect(self) -> None:
        """Close connections."""
        self._opened = None
        await self._stack.aclose()

    async def _tried(self, address: str) -> FoundFeed | None:
        try:
            got = await self.feed(address)
        except (FetchError, InputRefused):
            return None
        assert not isinstance(got, NotModified)
        fetched, document = got
        return FoundFeed(fetched.moved or address, document)

    async def _page(self, fetcher: Fetcher, url: str, given: Told, listed: Told, turns: Turns) -> Draft:
        got = await fetcher.get(url, accept=_AS_PAGE, limits=self._limits, turns=turns, wanted=_PAGES)
        assert isinstance(got, Fetched)
        try:
            return await self._parser.page(got.body, got.url, got.charset, given, listed)
        except InputRefused as error:
            error.public = f"{shown(url)}: {error.public}"
            raise

    async def _of_feed(self, entry: Entry, given: Told, told: Told) -> Draft:
        whole = entry.whole and _words(entry.text, _TEASER)
        return await self._parser.fragment(entry.text or "", distinct(entry.url), given, told, whole=whole)

    async def _open(self) -> tuple[Fetcher, Manners]:
        if self._opened is None:
            fetcher = await self._stack.enter_async_context(
                Fetcher.opened(self.agent, guard=self._guard, resolver=self._resolver)
            )
            if self._manners is None:
                self._manners = Manners(fetcher, pause=self._pause)
            self._manners.through(fetcher)
            self._opened = fetcher, self._manners
        return self._opened


_TAG = re.compile(r"<[^>]{0,2000}>")


def _words(text: str | None, least: int) -> bool:
    return text is not None and len(_TAG.sub(" ", text).split()) >= least


def _beside(url: str, path: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}{path}"


def closed_to_us(error: Exception) -> bool:
    """Whether a page is closed to us for good: trying again will not open it."""
    return isinstance(error, RobotsRefused | NotReadable) or (isinstance(error, Answered) and not error.passing)
