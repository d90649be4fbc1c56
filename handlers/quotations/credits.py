"""Whether words are given to the one who said them.

Invariant: "wrong" is said only where a source names another person for these words and none of them names the one who
was claimed. A pronoun whose name is not certain names nobody.
"""

from __future__ import annotations

from enum import StrEnum

from handlers.answering.language.fold import fold
from handlers.answering.language.names import find_names, person_parts, same_name
from handlers.answering.language.people import is_organisation
from handlers.answering.language.places import is_demonym, is_place
from handlers.quotations.checking import Checked, Holding
from handlers.quotations.remarks import Speaker


class Credit(StrEnum):
    """What the sources say of the speaker that the person names."""

    UNASKED = "unasked"
    RIGHT = "right"
    WRONG = "wrong"
    UNCLEAR = "unclear"


def credit(checked: Checked) -> Credit:
    """What the places found say of the speaker."""
    claimed = checked.claim.speaker
    if claimed is None or not checked.holdings:
        return Credit.UNASKED if claimed is None else Credit.UNCLEAR
    speakers = [s for s in map(speaker_in, (*checked.holdings, *checked.others)) if s is not None]
    if any(same_speaker(claimed, speaker) for speaker in speakers):
        return Credit.RIGHT
    if is_person(claimed) and any(_excludes(held) for held in checked.holdings):
        return Credit.WRONG
    return Credit.UNCLEAR


def _excludes(held: Holding) -> bool:
    """Whether the source names another person: by name, or by a pronoun or an office that can mean nobody else."""
    speaker = speaker_in(held)
    return speaker is not None and speaker.named and is_person(speaker.who)


def speaker_in(held: Holding) -> Speaker | None:
    """Whom the source gives the words to."""
    return held.remark.speaker if held.remark is not None else None


def same_speaker(claimed: str, speaker: Speaker) -> bool:
    """Whether the claimed name or office is the speaker's."""
    name = _name(claimed)
    if same_name(name, speaker.who) or fold(claimed).strip() == fold(speaker.who).strip():
        return True
    tokens, others = name.split(), speaker.who.split()
    # "DNC Chair Tom Perez" where a text runs office and name together
    if same_name(tokens[-1], others[-1]) and min(len(tokens), len(others)) > 1:
        return set(map(fold, tokens)) <= set(map(fold, others)) or set(map(fold, others)) <= set(map(fold, tokens))
    office = f"{speaker.title or ''} {speaker.who}"
    wanted = set(fold(claimed).removeprefix("the ").split())
    return bool(wanted) and not is_person(claimed) and wanted <= set(fold(office).removeprefix("the ").split())


def _name(words: str) -> str:
    """The name in what a person wrote, without its title: "Kremlin spokesman Dmitry Peskov"."""
    mentions = find_names(f"And {words}")
    return max((m.text for m in mentions), key=len, default=words)


def is_person(words: str) -> bool:
    """Whether the words name a person, as far as a name can tell."""
    name = _name(words)
    if is_place(name) or is_demonym(name) or is_organisation(name) or not name[:1].isupper():
        return False
    return bool(person_parts(name).surname) and not name.isupper()
