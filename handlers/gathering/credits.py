"""Wire credits: whose agency a report came from. An agency's name in a credit is never taken for the publisher."""

from __future__ import annotations

import re
from functools import cache

# The display name, and the ways in which credit lines and datelines write it.
AGENCIES: dict[str, tuple[str, ...]] = {
    "Reuters": ("Reuters", "Reuter", "Thomson Reuters", "Thomson Reuters Foundation", "RTRS"),
    "AP": ("AP", "Associated Press", "The Associated Press", "A.P."),
    "AFP": ("AFP", "Agence France-Presse", "Agence France Presse"),
    "dpa": ("dpa", "DPA", "Deutsche Presse-Agentur"),
    "EFE": ("EFE", "Agencia EFE"),
    "ANSA": ("ANSA",),
    "PA Media": ("PA Media", "Press Association", "PA", "PA News Agency"),
    "UPI": ("UPI", "United Press International"),
    "Bloomberg": ("Bloomberg", "Bloomberg News"),
    "The Canadian Press": ("The Canadian Press", "Canadian Press", "CP"),
    "AAP": ("AAP", "Australian Associated Press"),
    "Xinhua": ("Xinhua", "Xinhua News Agency"),
    "TASS": ("TASS", "Tass", "ITAR-TASS"),
    "Interfax": ("Interfax", "Interfax-Ukraine"),
    "RIA Novosti": ("RIA Novosti", "RIA"),
    "Sputnik": ("Sputnik",),
    "Ukrinform": ("Ukrinform",),
    "UNIAN": ("UNIAN",),
    "Anadolu Agency": ("Anadolu Agency", "Anadolu", "AA", "Anadolu Ajansı"),
    "IANS": ("IANS",),
    "PTI": ("PTI", "Press Trust of India"),
    "ANI": ("ANI", "Asian News International"),
    "Kyodo": ("Kyodo", "Kyodo News"),
    "Jiji": ("Jiji", "Jiji Press"),
    "Yonhap": ("Yonhap", "Yonhap News Agency"),
    "Bernama": ("Bernama",),
    "Antara": ("Antara",),
    "VNA": ("VNA",),
    "NAN": ("NAN", "News Agency of Nigeria"),
    "PANA": ("PANA", "Panapress"),
    "MENA": ("MENA",),
    "SANA": ("SANA",),
    "WAM": ("WAM",),
    "SPA": ("SPA",),
    "IRNA": ("IRNA",),
    "Belga": ("Belga",),
    "ANP": ("ANP",),
    "APA": ("APA",),
    "SDA": ("SDA", "Keystone-SDA"),
    "NTB": ("NTB",),
    "TT": ("TT",),
    "Ritzau": ("Ritzau",),
    "STT": ("STT",),
    "PAP": ("PAP",),
    "CTK": ("CTK", "ČTK"),
    "MTI": ("MTI",),
    "Lusa": ("Lusa",),
    "Tribune News Service": ("TNS", "Tribune News Service", "MCT"),
    "News agencies": ("agencies", "Agencies", "news agencies", "agency inputs", "News Agencies", "wire reports", "News Wire Services", "wires"),
}  # fmt: skip

_DISPLAY = {name.casefold(): display for display, names in AGENCIES.items() for name in names}
# Short names that are also words or initials; alone on a line or in a dateline they are the agency all the same.
_AGENCY = "|".join(sorted((re.escape(name) for names in AGENCIES.values() for name in names), key=len, reverse=True))
_DESK = r"(?:\s?/\s?[A-Z]{1,3}(?:\.?\s?[A-Z]){0,3}\.?|\s?/\s?[a-z]{2,3})?"
_LIST = rf"(?:{_AGENCY})(?:\s*(?:,|/|;|&|\+|and|und|et)\s*(?:{_AGENCY}))*"
_CREDIT_LINE = re.compile(
    rf"\W*(?:(?i:(?:with|from|by|source|sources|credit|via|contributing|agency|additional reporting by|reporting by|originally from)\b:?\s*"
    rf"(?:(?:files|reports?|reporting|input|inputs|information|material|contributions?)\s+(?:from|by)\s+)?(?:the\s+)?))?(?P<agency>{_LIST}){_DESK}\W*"
)
_INITIALLED = re.compile(rf"[a-z]{{2,3}}(?:/[a-z]{{2,4}})*\s*\((?P<agency>{_LIST})(?:,[^()]{{0,60}})?\)")
_CONTRIBUTED = re.compile(
    rf"(?P<agency>{_AGENCY})(?: journalists?| writers?| reporters?)?\b.{{0,120}}\bcontributed(?: to (?:this|the) \w+)?(?: from .{{1,60}})?\.?"
)
_BASED = re.compile(
    rf"[*(\s]*(?:this (?:story|article|report)|(?:some )?material)\b.{{0,80}}\b(?:from|by|using|contains?)\b.{{0,40}}?(?P<agency>{_LIST})\b.{{0,80}}",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"\(?\s*(?i:(?:additional |with |extra )?(?:reporting|writing|written|edited|editing|compiled) (?:and \w+ )?by) "
    r"[A-Z][\w.'’-]+ (?:[A-Z]|d[aei] |van |von |al-).{1,300}"
)
_INVENTED = re.compile(
    r"\(\s*(?P<agency>(?:[A-Z][\w.&'’-]+\s){0,4}(?:Wire|Newswire|News Agency|News Service|Press Agency|Press Service|Wire Service))\s*\)"
)
_COPYRIGHT = re.compile(
    rf"(?:©|\(c\)|copyright)\W*(?:©\W*)?(?:\d{{4}}\W*)?(?:by\s+)?(?P<agency>{_AGENCY})\b", re.IGNORECASE
)
_DATELINE = re.compile(
    rf"(?:[A-Z][\w.'’ -]*(?:[,/&]\s?[\w.'’ ]+){{0,3}}\s*,?\s*(?:\w+\.?\s\d{{1,2}}\s*(?:,\s?\d{{4}})?\s*)?)?\(\s*(?P<agency>{_LIST})\s*\)\s*[-–—:]+\s*"
)
_CLOSING = re.compile(
    rf"[.!?][\"'”’]*\s*[\[(]\s*(?P<agency>{_LIST})\s*[\])]\s*$|[.!?][\"'”’]*\s*(?:—|–|-{{1,2}})\s?(?P<dashed>{_LIST})\s*$"
)
_BYLINE = re.compile(rf"by\b.{{0,80}}?[,|/]\s*(?P<agency>{_LIST})\s*\.?$|by\s+(?P<alone>{_LIST})\s*\.?$", re.IGNORECASE)


def credit_line(words: str) -> str | None:
    """The agencies named by a line that is a credit and nothing else; "" for a credit that names people only.

    None when the line is no credit: the body may well be *about* an agency.
    """
    text = words.strip()
    if len(text) > 320 or text.endswith(":"):
        return None
    for pattern in (_CREDIT_LINE, _INITIALLED, _INVENTED, _CONTRIBUTED, _BASED):
        found = pattern.fullmatch(text)
        if found:
            return named(found.group("agency"))
    found = _COPYRIGHT.match(text)
    if found:
        return named(found.group("agency"))
    return "" if _REPORTING.fullmatch(text) else None


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
    names = (_DISPLAY.get(part.strip().casefold(), part.strip()) for part in parts if part.strip())
    return ", ".join(dict.fromkeys(names))


def is_agency(name: str) -> bool:
    """Whether the name is that of a news agency."""
    return name.strip().casefold() in _DISPLAY
