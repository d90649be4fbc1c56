"""From a page on the web to a draft: what the page says of itself is believed as far as its address bears it out.

Anybody may write "BBC" above a text, or another site's address below it. So the address is the one it was fetched
from, unless the page names one of the same host; and the name of an outlet that we know by its hosts is used only for
pages from there.
"""

from __future__ import annotations

from dataclasses import replace

from handlers.gathering.decode import decode
from handlers.gathering.extract import from_lines
from handlers.gathering.feeds.addresses import distinct, same_site
from handlers.gathering.outlets import known, of_url
from handlers.gathering.page import Page, read_page
from handlers.gathering.told import Told
from store.article import Draft
from store.canonical import demand_canonical


def draft_of_page(raw: bytes, url: str, charset: str | None, given: Told, listed: Told) -> Draft:
    """The article of a page that stood at `url`. `given` is what a person told, `listed` what the page's feed did.

    Raises `InputRefused` where there is no article in it.
    """
    page = read_page(decode(raw, declared=charset))
    told = _borne_out(page.told, url)
    return _draft(page, given.over(told).over(listed), url)


def draft_of_fragment(html: str, url: str, given: Told, listed: Told, *, whole: bool) -> Draft:
    """The article that a feed holds itself; not `whole`, it is a beginning and is marked as cut short."""
    page = read_page(f"<html><head><title></title></head><body><article>{html}</article></body></html>")
    told = Told(language=page.told.language)
    return _draft(replace(page, walled=not whole), given.over(listed).over(told), url)


def _draft(page: Page, told: Told, url: str) -> Draft:
    source = told.url or distinct(url)
    draft = from_lines(page.lines, replace(told, url=source), source=source, walled=page.walled)
    demand_canonical(draft)
    return draft


# As long as a field of a record may be; a headline of more is a text in the wrong place.
_LONGEST = 1_000


def _borne_out(told: Told, url: str) -> Told:
    address = distinct(told.url) if told.url and same_site(told.url, url) else distinct(url)
    outlet, carrier = of_url(url)
    named = told.outlet
    if named is not None and known(named) is not None and known(named) != outlet and carrier is None:
        named = None
    # A host that we know is its outlet, whatever name a section of it gives itself.
    if outlet is not None and known(outlet) is not None:
        named = known(outlet)
    return replace(
        told,
        url=address,
        outlet=_short(named),
        distributor=told.distributor or carrier,
        title=_short(told.title),
        byline=_short(told.byline),
    )


def _short(words: str | None) -> str | None:
    return words if words is None or len(words) <= _LONGEST else None
