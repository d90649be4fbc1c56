"""Wire credits: whose agency a report came from. An agency's name in a credit is never taken for the publisher."""

from __future__ import annotations

import re
from functools import cache

from handlers.gathering.lists import listed, rows


@cache
def _display() -> dict[str, str]:
    """The name shown of an agency, by any way in which it is written, casefolded."""
    names: dict[str, str] = {}
    for display, others in rows("agencies"):
        for name in (display, *listed(others)):
            names[name.casefold()] = display
    return names


def _written() -> str:
    names = [name for display, others in rows("agencies") for name in (display, *listed(others))]
    return "|".join(sorted((re.escape(name) for name in names), key=len, reverse=True))


_AGENCY = _written()
_LIST = rf"(?:{_AGENCY})(?:\s*(?:,|/|;|&|\+|and|und|et)\s*(?:{_AGENCY}))*"
# Initials of the desk behind the agency's name: "Reuter/S.S", "AFP/fb".
_DESK = r"(?:\s?/\s?[A-Z]{1,3}(?:\.?\s?[A-Z]){0,3}\.?|\s?/\s?[a-z]{2,3})?"
_WITH = (
    r"(?i:(?:with|from|by|source|sources|credit|via|contributing|agency|additional reporting by|reporting by|"
    r"originally from)\b:?\s*"
    r"(?:(?:files|reports?|reporting|input|inputs|information|material|contributions?)\s+(?:from|by)\s+)?(?:the\s+)?)?"
)
# Each matches a whole line and names the agency in its group.
_LINES = (
    re.compile(rf"\W*{_WITH}(?P<agency>{_LIST}){_DESK}\W*"),
    re.compile(rf"[a-z]{{2,3}}(?:/[a-z]{{2,4}})*\s*\((?P<agency>{_LIST})(?:,[^()]{{0,60}})?\)"),  # "jm/dm (AFP, dpa)"
    re.compile(
        r"\(\s*(?P<agency>(?:[A-Z][\w.&'’-]+\s){0,4}"
        r"(?:Wire|Newswire|News Agency|News Service|Press Agency|Press Service|Wire Service))\s*\)"
    ),
    re.compile(
        rf"(?P<agency>{_AGENCY})(?: journalists?| writers?| reporters?)?\b.{{0,120}}"
        r"\bcontributed(?: to (?:this|the) \w+)?(?: from .{1,60})?\.?"
    ),
    re.compile(
        r"[*(\s]*(?i:(?:this (?:story|article|report)|(?:some )?material)\b.{0,80}\b(?:from|by|using|"
        r"contains?)\b.{0,40}?)"
        rf"(?P<agency>{_LIST})\b.{{0,80}}"
    ),
)
# People, not agencies: "(Reporting by Jane Roe; Editing by John Doe)".
_PEOPLE = re.compile(
    r"\(?\s*(?i:(?:additional |with |extra )?(?:reporting|writing|written|edited|editing|compiled) (?:and \w+ )?by) "
    r"[A-Z][\w.'’-]+ (?:[A-Z]|d[aei] |van |von |al-).{1,300}"
)
_HELPERS = re.compile(
    r"\W*[A-Z][\w.'’ ,-]{2,160}? contributed (?:reporting|to this (?:report|story|article))(?: from .{1,60})?\W*"
)
_COPYRIGHT = re.compile(
    rf"(?:©|\(c\)|copyright)\W*(?:©\W*)?(?:\d{{4}}\W*)?(?:by\s+)?(?P<agency>{_AGENCY})\b", re.IGNORECASE
)
_DATELINE = re.compile(
    r"(?:[A-Z][\w.'’ -]*(?:[,/&]\s?[\w.'’ ]+){0,3}\s*,?\s*(?:\w+\.?\s\d{1,2}\s*(?:,\s?\d{4})?\s*)?)?"
    rf"\(\s*(?P<agency>{_LIST})\s*\)\s*[-–—:]+\s*"
)
_CLOSING = re.compile(
    rf"[.!?][\"'”’]*\s*[\[(]\s*(?P<agency>{_LIST})\s*[\])]\s*$|[.!?][\"'”’]*\s*(?:—|–|"
    rf"-{{1,2}})\s?(?P<dashed>{_LIST})\s*$"
)
_BYLINE = re.compile(rf"by\b.{{0,80}}?[,|/]\s*(?P<agency>{_LIST})\s*\.?$|by\s+(?P<alone>{_LIST})\s*\.?$", re.IGNORECASE)


def credit_line(words: str) -> str | None:
    """The agencies named by a line that is a credit and nothing else; "" for a credit that names people only.

    None when the line is no credit: the body may well be *about* an agency.
    """
    text = words.strip()
    if len(text) > 320 or text.endswith(":"):
        return None
    for pattern in _LINES:
        found = pattern.fullmatch(text)
        if found:
            return named(found.group("agency"))
    found = _COPYRIGHT.match(text)
    if found:
        return named(found.group("agency"))
    return "" if _PEOPLE.fullmatch(text) or _HELPERS.fullmatch(text) else None


def dateline_credit(paragraph: str) -> str | None:
    """The agency of a dateline, "KYIV (Reuters) -", at the beginning of a paragraph."""
    found = _DATELINE.match(paragraph[:160].lstrip())
    return named(found.group("agency")) if found else None


def closing_credit(paragraph: str) -> str | None:
    """The agency in brackets or behind a dash after the last sentence: "… he said. (AFP)"."""
    found = _CLOSING.search(paragraph[-60:].rstrip())
    return named(found.group("agency") or found.group("dashed")) if found else None


def byline_credit(byline: str) -> str | None:
    """The agency of a byline: "By Jane Roe, Associated Press"."""
    found = _BYLINE.match(byline.strip())
    return named(found.group("agency") or found.group("alone")) if found else None


@cache
def named(words: str) -> str:
    """The display names of a list of agencies, each once, in order: "Reuters, AFP"."""
    parts = re.split(r"\s*(?:,|/|;|&|\+|\band\b|\bund\b|\bet\b)\s*", words.strip())
    names = (_display().get(part.strip().casefold(), part.strip()) for part in parts if part.strip())
    return ", ".join(dict.fromkeys(names))


def is_agency(name: str) -> bool:
    """Whether the name is that of a news agency."""
    return name.strip().casefold() in _display()
