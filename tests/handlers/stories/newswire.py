"""Invented reports on four events, each by outlets that spell and stress differently; one pair shares a wire's words."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from store.article import Draft

MONDAY = datetime(2025, 5, 12, 8, tzinfo=UTC)

WIRE = (
    "Salvage crews working through the night recovered the ship's voyage recorder from forty metres of water, "
    "the coastguard announced at dawn. "
)

FERRY = (
    (
        "The Harbour Post",
        "Ferry Aurelia sinks off Port Lisse, 14 missing",
        "The ferry Aurelia sank in a storm off Port Lisse on Monday with 210 people aboard. Captain Dmytro Zelenskyy said "
        "the rudder had failed. The coastguard searched for fourteen missing passengers. " + WIRE,
    ),
    (
        "The Lagoon Standard",
        "Fourteen missing after the Aurelia goes down",
        "Fourteen passengers were missing after the Aurelia, a ferry with 210 aboard, went down near Port Lisse. Her "
        "captain, Dmitro Zelenskiy, blamed the rudder. " + WIRE + "Relatives waited at the terminal.",
    ),
    (
        "Northfield Times",
        "Aurelia disaster: search for ferry's missing goes on",
        (
            "Divers searched the wreck of the Aurelia off Port Lisse for those missing since the ferry sank. Zelensky, the "
            "captain, told the coastguard that the rudder did not answer in the storm."
        ),
    ),
)
BUDGET = (
    (
        "The Harbour Post",
        "Northfield council passes budget with tram cuts",
        (
            "Northfield's council passed its budget by two votes after a night of debate. Trams lose a tenth of their money; "
            "Mayor Ilse Brandt called the cuts unavoidable."
        ),
    ),
    (
        "Northfield Times",
        "Tram money cut as councillors pass budget",
        (
            "Councillors in Northfield passed a budget that cuts tram spending by ten per cent. Mayor Ilse Brandt said the "
            "council had no choice; the opposition promised to reverse the cuts."
        ),
    ),
)
INQUIRY = (
    "The Civic Ledger",
    "Minister orders inquiry into Aurelia ferry's rudder",
    (
        "The transport minister ordered an inquiry into the sinking of the ferry Aurelia off Port Lisse and into its rudder. "
        "Captain Zelensky will be heard, as will the coastguard that searched for the missing."
    ),
)


def draft(source: str, told: tuple[str, str, str], hours: float = 0, **more: object) -> Draft:
    """A report as gathering would hand it over, its sentences as passages, published so long after Monday morning."""
    outlet, title, text = told
    passages = tuple((match.start(), match.end()) for match in re.finditer(r"[^.\s][^.]*\.", text))
    at = MONDAY + timedelta(hours=hours)
    given: dict[str, object] = {"outlet": outlet, "published_at": at, **more}
    return Draft(source, text, passages, title, **given)  # type: ignore[arg-type]


def reports() -> list[Draft]:
    """The ferry's three reports and the budget's two, in the order of their times."""
    return [
        draft("ferry-1", FERRY[0], 0),
        draft("budget-1", BUDGET[0], 1),
        draft("ferry-2", FERRY[1], 2),
        draft("budget-2", BUDGET[1], 3),
        draft("ferry-3", FERRY[2], 20),
    ]
