"""Telling a photograph's caption from the body, by its credit and by how captions are written."""

from __future__ import annotations

import re

# Who is credited under news photographs: agencies, archives, picture desks. A name among them makes a bracket a credit.
_HOUSES = (
    r"Reuters|AP|AFP|EPA(?:-EFE)?|EFE|PA(?: Wire| Images| Media)?|Getty(?: Images)?|Associated Press|AP Photo|"
    r"Agence France-Presse|Shutterstock|Alamy(?: Stock Photo)?|Anadolu(?: Agency)?|AA|Xinhua|TASS|Sputnik|"
    r"RIA Novosti|Ukrinform|UNIAN|DPA|dpa|ANSA|ANP|Belga|Keystone|NTB|TT|Ritzau|Lehtikuva|Kyodo(?: News)?|Jiji|"
    r"Yonhap|PTI|ANI|Bloomberg|NurPhoto|ZUMA(?: Press)?|Rex(?: Features)?|SIPA|Abaca|MAXPPP|IMAGO|Imago|"
    r"picture alliance|SWNS|CEN|Caters|Barcroft|Magnum|Corbis|iStock(?:photo)?|Unsplash|Pexels|Pixabay|"
    r"Wikimedia(?: Commons)?|Flickr|Creative Commons|CC BY(?:-SA)?|Handout|Courtesy|Supplied|File(?: photo)?|"
    r"Screengrab|Screenshot|Press Association|The Canadian Press|AAP|UPI|MCT|TNS|NASA|ESA|CCTV|VCG"
)
_PLATFORMS = r"Facebook|Twitter|Instagram|YouTube|TikTok|Telegram|X"
_PHOTO_WORDS = (
    r"photos?|photographs?|photographer|pictures?|images?|illustration|graphic|video|credit|still|file|courtesy"
)
# A bracket at the end that credits: "[Jane Roe/Reuters]", "(Photo: Roe)", "(Getty Images)", "(Roe via Facebook)".
_CREDIT = re.compile(
    rf"(?:[\[(](?:[^\[\]()]{{0,80}}?(?:/|,|–|-|\bvia\b|\bby\b|:)\s*)?(?:{_HOUSES})(?:\s?(?:/|,|"
    rf"via)\s?[^\[\]()]{{1,40}})?[\])]"
    rf"|[\[(][^\[\]()]{{1,60}}(?:/|\bvia\b) ?(?:{_PLATFORMS})[\])]"
    rf"|[\[(](?:file |AP )?(?:{_PHOTO_WORDS})\b[^\[\]()]{{0,80}}[\])]"
    r"|[\[(][A-Z][\w.'’-]+(?: [A-Z][\w.'’-]*)* ?/ ?[A-Z][\w .'’&-]+[\])])\s*\.?$",
    re.IGNORECASE,
)
# A label at the beginning: "Image caption", "FILE -", "Photo by", "In this photo", "Getty Images:".
_LABELLED = re.compile(
    r"(?:(?:file |handout |stock |representative |representational )?"
    rf"(?:{_PHOTO_WORDS})(?: copyright| caption| credit| courtesy| source| by)?\b\s*[:|©-]"
    r"|(?:image|media) (?:copyright|caption|source)\b|caption\s*:|file photo\b|file [-–—] |(?:photo|picture|image|"
    r"photograph)s? by\b"
    r"|enlarge this image|toggle caption|pictured?:|in (?:this|the) (?:file |undated |handout )?(?:photo|image|"
    r"picture|frame)\b"
    r"|this (?:\w+\.? ?\d{0,2},? ?\d{0,4} )?(?:file |undated |handout |combination )?(?:photo|image|picture)\b"
    r"|a (?:still|screengrab|screenshot|frame) (?:from|of|taken)\b"
    r"|(?:getty(?: images)?|epa|pa|reuters|afp|ap|cen|swns|alamy|shutterstock)\s*[-–—:|]\s)",
    re.IGNORECASE,
)
# A label at the end: "Photograph: Jane Roe", "REUTERS/Jane Roe", "AFP via Getty Images".
_ENDING_LABEL = re.compile(
    r"(?:\b(?:photo|picture|image|photograph|credit|source|illustration|graphic)s?\s*(?:by|"
    r"courtesy(?: of)?)?\s*[:©]\s*|©\s*)"
    rf"(?-i:[A-Z@])[\w .'’&,/()-]{{2,60}}$|\s(?:{_HOUSES}) ?/ ?[\w .'’&-]{{2,40}}$|[\w.'’-]+ ?/ ?(?:{_HOUSES})$"
    r"|\s(?:AFP|AP|Getty|EPA|Reuters) (?:via|/) [\w ]{2,20}$|\bvia (?:Getty(?: Images)?|AP|AFP|Reuters|EPA|"
    r"Shutterstock)$",
    re.IGNORECASE,
)
_HOUSE_FIRST = re.compile(
    r"(?:Getty(?: Images)?|GETTY|EPA|PA|AFP|REUTERS|Reuters|AP|CEN|SWNS|Alamy|Rex|Shutterstock)\s+[A-Z“\"‘']"
)
_ALONE = re.compile(rf"\W*(?:(?:{_HOUSES}|{_PHOTO_WORDS})\W*)+", re.IGNORECASE)
# Headlines announce what else is on the page: "… falls into moat (VIDEO)".
_ANNOUNCED = re.compile(r"[\[(](?:VIDEOS?|PHOTOS?|IMAGES?|PICTURES?|GRAPHIC|WATCH|AUDIO)[\])]")
_GALLERY = re.compile(r"\b(?:(?:hide|show) caption|slideshow\b.{0,40}?)\s*\d+ of \d+$", re.IGNORECASE)
_PICTURED = re.compile(rf"[/]|\b(?:{_PHOTO_WORDS}|handout|getty|shutterstock|alamy)\b", re.IGNORECASE)
# Captions tell in the present what is to be seen, and where: "X speaks during a news conference at …".
_POSED = re.compile(
    r"\b(?:speaks?|attends?|arrives?|gestures?|poses?|walks?|stands?|sits?|waves?|looks? on|address(?:es)?|"
    r"shakes? hands|meets?|"
    r"greets?|reacts?|celebrates?|holds?|leaves?|listens?|seen|pictured|is shown|are shown|left|right|centre|center)\b"
    r".{0,120}\b(?:during|at|in|outside|after|before|near|on|next to|alongside|from|with)\b"
)
# "Houston's DeAndre Hopkins (10) reaches for the ball during the second half"
_PLAYER = re.compile(
    r"\(\d{1,2}\),? (?:left|right|center|centre)?,? ?[a-z]+s\b.{0,200}\b(?:during|in) (?:the|an?) [\w -]{0,30}"
    r"(?:half|quarter|inning|period|game|match|set|race|round|practice)\b"
)
# "The lens galaxy, at center. (University of Oklahoma)"
_NAMED_BELOW = re.compile(r"[.!?…][\"'”’]* ?[\[(][A-Z][\w .&'’/,-]{2,60}[\])]$")
_TERMINAL = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s*$")
# A credit stands under at most this many words: AP's captions, the longest in use, rarely pass 60.
_LONGEST = 80


def is_caption(words: str) -> bool:
    """Whether the paragraph is a photograph's caption or credit by its own words, wherever it stands."""
    text = words.strip()
    if len(text) > 900:
        return False
    if _GALLERY.search(text):
        return True
    bracket = text.rstrip(". ")[-1:] in "])"
    if not bracket and not _HOUSE_FIRST.match(text) and not _LABELLED.match(text):
        return len(text) < 300 and _ENDING_LABEL.search(text) is not None and not _sentence_before_label(text)
    count = len(text.split())
    if count > _LONGEST:
        return _LABELLED.match(text) is not None and _CREDIT.search(text) is not None  # it begins and ends as one
    if _LABELLED.match(text):
        return not (_TERMINAL.search(text) and count > 60)
    if _HOUSE_FIRST.match(text):
        return not _TERMINAL.search(text) and count <= 40
    found = _CREDIT.search(text)
    if found is None:
        return False
    before = text[: found.start()].rstrip()
    if _ANNOUNCED.fullmatch(found.group().strip(" .")):
        return False
    # "… he said. (AP)" closes a report; a caption's bracket holds a name or a picture word, or follows no full stop.
    return bool(before) and (_PICTURED.search(found.group()) is not None or not _TERMINAL.search(before))


def may_be_caption(words: str) -> bool:
    """Whether a paragraph of the body is rather a caption: of a player in a game, or a short one with a credit.

    Stricter than `is_caption`: asked where a caption shown as a story's beginning is worse than a sentence not shown.
    """
    text = words.strip()
    credited = _NAMED_BELOW.search(text) is not None and len(text.split()) <= _LONGEST
    return is_caption(text) or is_posed(text) or credited or _PLAYER.search(text) is not None


def is_posed(words: str) -> bool:
    """Whether a line without a full stop describes a picture; only asked of lines between headline and body."""
    return not _TERMINAL.search(words) and _POSED.search(words) is not None


def is_credit_alone(words: str) -> bool:
    """Whether the line is nothing but the name of a picture agency or the word for a picture."""
    return len(words) < 80 and _ALONE.fullmatch(words.strip()) is not None


def _sentence_before_label(text: str) -> bool:
    """A body paragraph may end in "source: …"; a caption has the label after a short line only."""
    return len(text.split()) > 45
