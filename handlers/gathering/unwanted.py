"""What is not taken in again, and why, in a sentence."""

from __future__ import annotations

from store.article import Added, Outcome

UNWANTED = (Outcome.TAKEN_DOWN, Outcome.REPLACED, Outcome.WITHDRAWN, Outcome.OUTDATED)


def unwanted(added: Added) -> str | None:
    """Why a draft was not stored; None where it was, or its article stands already."""
    match added.outcome:
        case Outcome.TAKEN_DOWN:
            return "it was taken down, so it is not taken in again."
        case Outcome.REPLACED:
            return f"an item that evolved from it stands here already (article {added.article})."
        case Outcome.WITHDRAWN:
            return "its agency withdrew it before it came, so it is not stored."
        case Outcome.OUTDATED:
            return f"it is an older version of an item: version {added.newest} of it is here already."
        case _:
            return None
