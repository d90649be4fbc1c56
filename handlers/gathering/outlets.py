"""Who published a text, who carries it, and how either is named; what does not say stays unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from handlers.answering.language.fold import fold
from handlers.gathering.furniture import effect_of

# Who carries other people's texts: display name, hosts, and the folded lines by which their pages are known.
_DISTRIBUTORS: dict[str, tuple[tuple[str, ...], str]] = {
    "inkl": (
        ("inkl.com",),
        r"top stories on inkl.*|100'?s of premium titles|.*\bon inkl\b.*|get all your news in one place|inkl",
    ),
    "MSN": (("msn.com",), r"msn|microsoft start|microsoft and partners may be compensated.*|.*\bon msn(?:\.com)?"),
    "Yahoo": (
        ("yahoo.com", "news.yahoo.com"),
        r"yahoo(?:!)?(?: news| finance| sports)?|.*\b(?:on|via) yahoo(?:!)?(?: news)?|.*yahoo is using ai to generate.*|oops!? something went wrong.*yahoo.*",
    ),
    "AllAfrica": (
        ("allafrica.com",),
        r"allafrica(?:\.com)?|.*distributed by allafrica global media.*|.*allafrica publishes around.*|copyright .*allafrica.*",
    ),
    "Google News": (("news.google.com",), r"google news|view full coverage on google news"),
    "Apple News": (("apple.news",), r"apple news|.*available on apple news.*"),
    "Flipboard": (("flipboard.com",), r"flipboard|.*\bflipped into\b.*"),
    "SmartNews": (("smartnews.com",), r"smartnews|.*\b(?:on|in) smartnews"),
    "NewsBreak": (("newsbreak.com",), r"news ?break|.*\bon newsbreak"),
    "PressReader": (("pressreader.com",), r"press ?reader|.*\bon pressreader"),
    "Dailyhunt": (("dailyhunt.in",), r"daily ?hunt|.*disclaimer: .*dailyhunt.*"),
    "Menafn": (("menafn.com",), r"menafn.*"),
    "ReliefWeb": (("reliefweb.int",), r"reliefweb.*"),
    "Newsrack": ((), r"newsrack"),
}
_ORIGIN = re.compile(
    r"(?:origin(?:al source)?|publisher|published by|source|provided by|story by|originally published (?:by|on|in|at))",
    re.IGNORECASE,
)
_LOGO = re.compile(r"(?:publisher|outlet|source|site|brand)?\s*logo|(?P<name>.{2,40}?)\s+logo", re.IGNORECASE)
_NAMED = (
    re.compile(r"the post .{3,300} (?:first )?appeared (?:first )?on (?P<name>[^.]{2,60}?)\.?", re.IGNORECASE),
    re.compile(
        r"\W*(?:this (?:article|story|post|report|piece|content)|it) (?:was )?(?:first |originally )*(?:appeared|published|produced|written)"
        r"(?: first| originally)? (?:on|by|in|at|for)(?: the)? (?P<name>[A-Z][^.,]{1,60}?)(?:,? and is .{1,80}| on \w+ \d.{1,20})?\.?\W*"
    ),
    re.compile(r"read the (?:original|full) (?:article|story)(?: here)?(?: on| at| in)? (?P<name>[A-Z][^.,]{1,60}?)\.?"),
    re.compile(r"(?i:provided by|story by|published by|originally published by|content by|publisher|source outlet):? (?P<name>[A-Z][\w .&'’-]{1,50})"),
    re.compile(r"visit (?P<name>[A-Z][\w .&'’-]{1,40}) website", re.IGNORECASE),
    re.compile(r"(?:©|\(c\)|copyright)\s*(?:©\s*)?\d{4}(?:\s*[-–]\s*\d{4})?,?\s+(?P<name>(?:The )?[A-Z][\w .&'’-]{1,50}?)(?:,? (?:Ltd|LLC|Inc|Limited|Media)\.?)?(?:[.,|] ?.*)?", re.IGNORECASE),
)  # fmt: skip
_SUFFIX = re.compile(r"\s+(?P<mark>[|·•»]|[-–—]{1,2}|::)\s+")
# What stands behind a headline's bar and is a section of the site, not its name.
_SECTIONS = re.compile(
    r"(?:(?:world|uk|us|u\.s\.|local|national|international|breaking|latest|business|political|sports?|today'?s|top|tech|all)? ?(?:news|stories|headlines|updates?)"
    r"|world|politics|business|sports?|opinions?|culture|tech(?:nology)?|science|health|europe|asia|africa|(?:latin |north |south )?americas?|uk|us|u\.s\.|usa|"
    r"middle east|entertainment|life(?:style)?|travel|weather|economy|markets|money|climate(?: crisis)?|environment|media|education|law|crime|society|"
    r"comment|analysis|editorial|features?|features|live|video|watch|podcasts?|photos|in pictures|explained|explainers?|interview|exclusive|home|"
    r"(?:russia|ukraine|war|israel|gaza|iran|china|trump|brexit|elections?|coronavirus|covid-19)(?:[- ](?:ukraine )?(?:war|news|conflict|crisis|talks|live))?)",
    re.IGNORECASE,
)
_OUTLETISH = re.compile(
    r"\b(?:news(?:paper|wire|room|week|hour)?|times|post|herald|journal|gazette|tribune|chronicle|guardian|observer|courier|telegraph|mail|express|mirror|"
    r"standard|star|sun|globe|press|press agency|reporter|reporters|report|review|bulletin|dispatch|examiner|inquirer|sentinel|register|record|ledger|daily|weekly|"
    r"radio|tv|television|broadcasting|media|magazine|today|online|digest|monitor|wire|insider|independent|nation|republic|citizen|argus|echo|advertiser|"
    r"zeitung|tageblatt|nachrichten|le|la|el|die|der|das|presse|diario|jornal|correo|corriere|gazeta|pravda|bbc|cnn|\w+\.(?:com|org|net|co\.uk|ng|in|ie|eu|info))\b",
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
        if not (barred or known(tail) or (_looks_like_outlet(tail) and not re.search(r"[,;:]", tail))):
            break
        behind.append(tail)
        headline = head
    return headline, tuple(behind)


def publisher(
    behind: Sequence[str], head: Sequence[str], lines: Sequence[str], body: str, url: str | None = None
) -> Publisher:
    """Who published and who carries a text.

    In order of weight: what the page says outright ("Origin:", "The post … appeared first on …"), the site's name behind
    the headline, a name above the headline as a logo and its label, the host of `url`. `lines` are the page's lines that are
    not body, in order, and `head` those above the headline; `body` only helps to tell a topic from a site's name. A photograph's credit, a
    wire's dateline or a mention in the body is never evidence.
    """
    distributor = _distributor(lines)
    host_outlet, host_distributor = of_url(url)
    said = _said(lines)
    suffix = next((name for name in behind if _is_name(name, body)), None)
    if said and suffix and _squeezed(said) == _squeezed(suffix):
        said = suffix  # "saharareporters" under the text, "Sahara Reporters" behind the headline
    outlet = said or suffix or _logo(head, carried=distributor is not None) or host_outlet
    if outlet and distributor and _squeezed(outlet) == _squeezed(distributor):
        outlet = None
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
    for name, (hosts, _) in _DISTRIBUTORS.items():
        if any(host == one or host.endswith("." + one) for one in hosts):
            return None, name
    parts = host.split(".")
    for at in range(len(parts) - 1):
        found = _hosts().get(".".join(parts[at:]))
        if found:
            return found, None
    return (host.removeprefix("www.") or None) if "." in host and not host.replace(".", "").isdigit() else None, None


def _said(lines: Sequence[str]) -> str | None:
    """A publisher that the page names outright: under "Origin:", in a feed's footer, in a copyright line we can read."""
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
                if pattern is _NAMED[-1] and known(name) is None:
                    continue  # a copyright may be an owner's, an agency's or a theme's
                return _display(name)
    return None


def _display(name: str) -> str:
    return known(name) or name


def _logo(head: Sequence[str], *, carried: bool) -> str | None:
    """A name above the headline: of an outlet we know, or, where a distributor carries the text, any that stands twice
    in a row (a logo's alternative text and its label). A person's name may stand twice too, so elsewhere that is not enough.
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
        if twice and name[:1].isupper() and (carried or _looks_like_outlet(name)):
            return name
    return None


def _is_name(name: str, body: str) -> bool:
    """Whether what stands behind the headline is the site's name rather than a section or the topic."""
    if known(name):
        return True
    if _SECTIONS.fullmatch(fold(name)) or not (name[:1].isupper() or name[:1].isdigit() or "." in name):
        return False
    if _looks_like_outlet(name):
        return True
    # One word that the body uses again and again is what the report is about.
    return body.count(name) < (2 if len(name.split()) == 1 else 4)


def _looks_like_outlet(name: str) -> bool:
    return (
        len(name.split()) <= _BREADTH
        and name[:1].isupper()
        and _OUTLETISH.search(name) is not None
        and not name.endswith((".", "?", "!"))
    )


def _distributor(lines: Iterable[str]) -> str | None:
    keys = [fold(line).strip().rstrip(".…: ") for line in lines]
    for name, (_, pattern) in _DISTRIBUTORS.items():
        matcher = _matcher(pattern)
        if any(matcher.fullmatch(key) for key in keys if len(key) < 300):
            return name
    return None


@cache
def _matcher(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _squeezed(name: str) -> str:
    """A name without case, spaces, marks, a leading article or a web ending, for comparing."""
    plain = re.sub(r"^the |^www\.|\.(?:com|org|net|co\.uk|ng|info)$", "", fold(name).strip())
    return re.sub(r"[^\w/+&]", "", plain)


@cache
def _rows() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    text = (files("handlers.gathering") / "outlets.txt").read_text(encoding="utf-8")
    rows = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, hosts, spellings = (part.strip() for part in line.split("|"))
            rows.append(
                (name, tuple(hosts.split()), tuple(part.strip() for part in spellings.split(";") if part.strip()))
            )
    return tuple(rows)


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for name, _, spellings in _rows():
        for spelling in (name, *spellings):
            names.setdefault(_squeezed(spelling), name)
    return names


@cache
def _hosts() -> dict[str, str]:
    return {host: name for name, hosts, _ in _rows() for host in hosts}
