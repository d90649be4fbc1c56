"""Who published a text, who carries it, and how either is named; what does not say stays unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from handlers.answering.language.fold import fold
from handlers.gathering.credits import is_agency
from handlers.gathering.furniture import effect_of
from handlers.gathering.lists import listed, rows

# Who carries other people's texts, by the hosts of their addresses.
_CARRIERS = {
    "inkl.com": "inkl",
    "msn.com": "MSN",
    "yahoo.com": "Yahoo",
    "allafrica.com": "AllAfrica",
    "news.google.com": "Google News",
    "apple.news": "Apple News",
    "flipboard.com": "Flipboard",
    "smartnews.com": "SmartNews",
    "newsbreak.com": "NewsBreak",
    "pressreader.com": "PressReader",
    "dailyhunt.in": "Dailyhunt",
    "menafn.com": "MENAFN",
    "reliefweb.int": "ReliefWeb",
}
# And by the folded lines that stand on their pages alone.
_CARRIED = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("inkl", r"top stories on inkl.*|100'?s of premium titles|.*\bon inkl\b.*|get all your news in one place|inkl"),
        ("MSN", r"msn|microsoft start|microsoft and partners may be compensated.*|.*\bon msn(?:\.com)?"),
        (
            "Yahoo",
            r"yahoo!?(?: news| finance| sports)?|.*\b(?:on|via) yahoo!?(?: news)?|.*yahoo is using ai to generate.*",
        ),
        ("AllAfrica", r"allafrica(?:\.com)?|.*distributed by allafrica global media.*|copyright .*allafrica.*"),
        ("Google News", r"google news|view full coverage on google news"),
        ("Apple News", r"apple news|.*available on apple news.*"),
        ("Flipboard", r"flipboard|.*\bflipped into\b.*"),
        ("SmartNews", r"smartnews|.*\b(?:on|in) smartnews"),
        ("NewsBreak", r"news ?break|.*\bon newsbreak"),
        ("PressReader", r"press ?reader|.*\bon pressreader"),
        ("Dailyhunt", r"daily ?hunt|.*disclaimer: .*dailyhunt.*"),
        ("MENAFN", r"menafn.*"),
        ("ReliefWeb", r"reliefweb"),
    )
)
_ORIGIN = re.compile(
    r"(?:origin(?:al source)?|publisher|published by|source|provided by|story by|originally published (?:by|on|in|at))",
    re.IGNORECASE,
)
_LOGO = re.compile(r"(?:publisher|outlet|source|site|brand)?\s*logo|(?P<name>.{2,40}?)\s+logo", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"(?i:(?:©|\(c\)|copyright)\s*(?:©\s*)?)\d{4}(?:\s*[-–]\s*\d{4})?,?\s+(?P<name>(?:The )?[A-Z][\w .&'’-]{1,50}?)"
    r"(?:,? (?:Ltd|LLC|Inc|Limited|Media)\.?)?(?:[.,|] ?.*)?"
)
# Lines in which a page names the publisher outright: feeds' footers, syndication notices, aggregators' labels.
_NAMED = (
    re.compile(r"(?i:the post .{3,300} (?:first )?appeared (?:first )?on) (?P<name>[^.]{2,60}?)\.?"),
    re.compile(
        r"\W*(?i:(?:this (?:article|story|post|report|piece|content)|it) (?:was )?(?:first |originally )*"
        r"(?:appeared|published|produced|written)(?: first| originally)? (?:on|by|in|at|for)(?: the)?) "
        r"(?P<name>[A-Z][^.,]{1,60}?)(?:,? and is .{1,80}| on \w+ \d.{1,20})?\.?\W*"
    ),
    re.compile(
        r"(?i:read the (?:original|full) (?:article|story)(?: here)?(?: on| at| in)?) (?P<name>[A-Z][^.,]{1,60}?)\.?"
    ),
    re.compile(
        r"(?i:provided by|story by|published by|originally published by|content by|publisher|source outlet):? "
        r"(?P<name>[A-Z][\w .&'’-]{1,50})"
    ),
    re.compile(r"(?i:visit) (?P<name>[A-Z][\w .&'’-]{1,40}) website"),
    _COPYRIGHT,
)
_SUFFIX = re.compile(r"\s+(?P<mark>[|·•»]|[-–—]{1,2}|::)\s+")
# What stands behind a headline's bar and is a section of the site, not its name.
_SECTIONS = re.compile(
    r"(?:(?:world|uk|us|u\.s\.|local|national|international|breaking|latest|business|political|sports?|today'?s|top|"
    r"tech|all)? ?"
    r"(?:news|stories|headlines|updates?)|world|politics|business|sports?|opinions?|culture|tech(?:nology)?|science|"
    r"health|europe|"
    r"asia|africa|(?:latin |north |south )?americas?|uk|us|u\.s\.|usa|middle east|entertainment|life(?:style)?|travel|"
    r"weather|"
    r"economy|markets|money|climate(?: crisis)?|environment|media|education|law|crime|society|comment|analysis|"
    r"editorial|features?|"
    r"live|video|watch|podcasts?|photos|in pictures|explained|explainers?|interview|exclusive|home|"
    r"(?:russia|ukraine|war|israel|gaza|iran|china|trump|brexit|elections?|coronavirus|covid-19)"
    r"(?:[- ](?:ukraine )?(?:war|news|conflict|crisis|talks|live))?)"
)
# Words of which the names of newspapers and stations are made.
_OUTLETISH = re.compile(
    r"\b(?:news(?:paper|wire|room|week|hour)?|times|post|herald|journal|gazette|tribune|chronicle|guardian|observer|"
    r"courier|telegraph|"
    r"mail|express|mirror|standard|star|sun|globe|press|reporters?|report|review|bulletin|dispatch|examiner|inquirer|"
    r"sentinel|register|"
    r"record|ledger|daily|weekly|radio|tv|television|broadcasting|media|magazine|today|online|digest|monitor|wire|"
    r"insider|independent|"
    r"nation|republic|citizen|argus|echo|advertiser|zeitung|tageblatt|nachrichten|presse|diario|jornal|correo|"
    r"corriere|gazeta|pravda|"
    r"bbc|cnn|\w+\.(?:com|org|net|co\.uk|ng|in|ie|eu|info))\b",
    re.IGNORECASE,
)
_BREADTH = 5  # words in the longest outlet names met behind a headline ("The Sydney Morning Herald")


@dataclass(frozen=True, slots=True)
class Publisher:
    """What a text and its page say about who published and who carries it; None where they say nothing."""

    outlet: str | None = None
    distributor: str | None = None


def split_headline(headline: str) -> tuple[str, tuple[str, ...]]:
    """The headline without what the site put behind it, and those pieces, the last first.

    "Talks begin | World | The Courier" → ("Talks begin", ("The Courier", "World")). A dash may belong to the headline
    itself, so behind one only what is known or looks like an outlet's name is cut off.
    """
    behind: list[str] = []
    while True:
        marks = list(_SUFFIX.finditer(headline))
        if not marks:
            break
        last = marks[-1]
        tail = headline[last.end() :].strip()
        head = headline[: last.start()].strip()
        if len(head.split()) < 2 or not tail or len(tail.split()) > _BREADTH:
            break
        barred = last.group("mark") in "|·•»::"
        if not (barred or known(tail) or (looks_like_outlet(tail) and not re.search(r"[,;:]", tail))):
            break
        behind.append(tail)
        headline = head
    return headline, tuple(behind)


def publisher(
    behind: Sequence[str], head: Sequence[str], lines: Sequence[str], body: str, url: str | None = None
) -> Publisher:
    """Who published and who carries a text.

    In order of weight: what the page says outright ("Origin:", "The post … appeared first on …"), the site's name
    behind the headline, a name above the headline as a logo and its label, the host of `url`. `lines` are the page's
    lines that are not body, in order, and `head` those above the headline; `body` only helps to tell a topic from a
    site's name. A photograph's credit, a wire's dateline or a mention in the body is never evidence.
    """
    distributor = _distributor(lines)
    host_outlet, host_distributor = of_url(url)
    said = _said(lines)
    suffix = next((name for name in behind if _is_name(name, body)), None)
    if said and suffix and _squeezed(said) == _squeezed(suffix):
        said = suffix  # "saharareporters" under the text, "Sahara Reporters" behind the headline
    outlet = said or suffix or _logo(head, carried=distributor is not None) or host_outlet
    if outlet and distributor and (_squeezed(outlet) == _squeezed(distributor) or _distributor([outlet])):
        outlet = None  # who carries a text is not who published it, under whatever name: "Yahoo News" on Yahoo
    return Publisher(_display(outlet) if outlet else None, distributor or host_distributor)


def known(name: str) -> str | None:
    """The display name of an outlet in our list, by any of its spellings."""
    return _names().get(_squeezed(name))


def of_url(url: str | None) -> tuple[str | None, str | None]:
    """The outlet and the distributor that the host of an address stands for; a host we do not know is its own name."""
    if not url:
        return None, None
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return None, None
    parts = host.split(".")
    for at in range(len(parts) - 1):
        one = ".".join(parts[at:])
        if one in _CARRIERS or one in _hosts():
            return (None, _CARRIERS[one]) if one in _CARRIERS else (_hosts()[one], None)
    return (host.removeprefix("www.") or None) if "." in host and not host.replace(".", "").isdigit() else None, None


def of_site(name: str | None) -> Publisher:
    """The publisher or the distributor that a page's metadata names as its site; a host stands for its address."""
    if not name:
        return Publisher()
    if "." in name and " " not in name:
        return Publisher(*of_url(f"https://{name}"))
    carrier = _distributor([name])
    return Publisher(None, carrier) if carrier else Publisher(_display(name))


def _said(lines: Sequence[str]) -> str | None:
    """A publisher that the page names outright: under "Origin:", in a feed's footer, in a known outlet's copyright."""
    for at, line in enumerate(lines):
        if _ORIGIN.fullmatch(line.strip().rstrip(": ")):
            for follower in lines[at + 1 : at + 4]:
                name = follower.strip()
                if _LOGO.fullmatch(name):
                    continue
                return _display(name) if 0 < len(name.split()) <= _BREADTH else None
        for pattern in _NAMED:
            found = pattern.fullmatch(line.strip())
            if found:
                name = found.group("name").strip()
                if pattern is _COPYRIGHT and (known(name) is None or is_agency(name)):
                    continue  # a copyright may be an owner's, an agency's or a theme's
                return _display(name)
    return None


def _display(name: str) -> str:
    return known(name) or name


def _logo(head: Sequence[str], *, carried: bool) -> str | None:
    """A name above the headline: of an outlet we know, or, where a distributor carries the text, any that stands twice.

    A logo's alternative text and its label make a name stand twice in a row; a person's portrait does so too.
    """
    names = []
    for line in head:
        logo = _LOGO.fullmatch(line.strip())
        name = (logo.group("name") or "") if logo else line.strip()
        if name and len(name.split()) <= _BREADTH and not _SECTIONS.fullmatch(fold(name)) and effect_of(name) is None:
            names.append(name)
    for name, following in zip(names, [*names[1:], ""], strict=False):
        twice = _squeezed(name) == _squeezed(following)
        if known(name) and (twice or name.isupper() or len(name.split()) > 1):
            return known(name)
        if twice and name[:1].isupper() and (carried or looks_like_outlet(name)):
            return name
    return None


def _is_name(name: str, body: str) -> bool:
    """Whether what stands behind the headline is the site's name rather than a section or the topic."""
    if known(name):
        return True
    if _SECTIONS.fullmatch(fold(name)) or not (name[:1].isupper() or name[:1].isdigit() or "." in name):
        return False
    if looks_like_outlet(name):
        return True
    # One word that the body uses again and again is what the report is about.
    return body.count(name) < (2 if len(name.split()) == 1 else 4)


def looks_like_outlet(name: str) -> bool:
    """Whether a line may be an outlet's name: few words, one of which newspapers and stations are named with."""
    return (
        len(name.split()) <= _BREADTH
        and name[:1].isupper()
        and _OUTLETISH.search(name) is not None
        and not name.endswith((".", "?", "!"))
    )


def _distributor(lines: Iterable[str]) -> str | None:
    keys = [fold(line).strip().rstrip(".…: ") for line in lines if len(line) < 300]
    for name, pattern in _CARRIED:
        if any(pattern.fullmatch(key) for key in keys):
            return name
    return None


def _squeezed(name: str) -> str:
    """A name without case, spaces, marks, a leading article or a web ending, for comparing."""
    plain = re.sub(r"^the |^www\.|\.(?:com|org|net|co\.uk|ng|info)$", "", fold(name).strip())
    return re.sub(r"[^\w/+&]", "", plain)


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for name, _, spellings in rows("outlets"):
        for spelling in (name, *listed(spellings)):
            names.setdefault(_squeezed(spelling), name)
    return names


@cache
def _hosts() -> dict[str, str]:
    return {host: name for name, hosts, _ in rows("outlets") for host in hosts.split()}
