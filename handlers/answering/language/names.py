"""Names: found in a text with their titles apart, taken into parts, compared, and found again in any form."""

from handlers.answering.language.mention import Mention, Title
from handlers.answering.language.people import PersonName, person_parts, same_name
from handlers.answering.language.runs import find_names
from handlers.answering.language.spotting import name_in

__all__ = ["Mention", "PersonName", "Title", "find_names", "name_in", "person_parts", "same_name"]
