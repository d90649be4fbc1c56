"""Follow-ups that are a question word and no more than a phrase: "when?", "why not?", "how many in Rome?", "who else?".

Invariant: what is built is the previous question, asked with that word; None where its parts do not allow it.
"""

from __future__ import annotations

import re

from handlers.answering import nouns, verbs
from handlers.answering.kinds import Kind
from handlers.answering.patterns import PREPOSITION, WH, starts
from handlers.answering.rewording import negated, statement, with_phrase
from handlers.answering.thread import View, joined

_CIRCUMSTANCE = re.compile(
    rf"(?i)^(?:{PREPOSITION})?(?:when|where|why|how|how\s+(?:long|often|soon|far|come|exactly)|what\s+time|who|whom|what"
    r"|(?:which|what)\s+(?:day|date|year|month|week|city|country|town|place|court|state))(?:\s+(?:exactly|precisely|so|then"
    r"|ago|in\s+the\s+world))?$"
)
_THAT_EVENT = re.compile(
    r"(?i)^(?P<wh>when|where|why|how|what\s+time|how\s+come)\s+(?:(?:is|was|were|will\s+be)\s+(?:that|this)"
    r"|(?:did|does|will|has|could|would)\s+(?:it|this|that)\s+(?:happen|occur|take\s+place|happened)"
    r"|(?:is|was)\s+(?:it|this|that)\s+(?:happening|going\s+to\s+happen))$"
)
_WAS_THAT = re.compile(
    r"(?i)^(?P<asked>(?:when|where|what\s+time|(?:which|what)\s+\w+)\s+(?:is|was|were|will\s+be))\s+(?:that|this|it)$"
)
_GOES_WITH = re.compile(r"(?i)^(?:of|for|where|when|that|which|who|(?:in|at|on)\s+which)\b")
_NO_DESCRIPTION = frozenset(
    ["any", "his", "her", "its", "their", "my", "our", "this", "that", "these", "those", "name", "list", "tell", "show"]
)
_WHY_NOT = re.compile(
    r"(?i)^(?:why|how\s+come)\s+(?:not|(?:is|was|did|does|has|will|do|are|were)(?:n't|\s+not)?"
    r"\s*(?:so|it|that|he|she|they)?\s*(?:not)?)$"
)
_ELSE = re.compile(
    r"(?i)^(?P<wh>who|what|where|when|why|how|anyone|anybody|anything|someone|anywhere|which\s+\w+)\s+else$"
)
_WHO_DID = re.compile(r"(?i)^who\s+(?:else\s+)?(?:did|does|do|is|was|were|are|has|have|had|will|would|can|could)$")
_OF_THEM = re.compile(
    r"(?i)^how\s+many\s+(?:of\s+(?:them|these|those)\s+)?(?P<rest>(?:were|are|was|is|have|had|did|will|died|survived)\b.*)$"
)
_TAG = re.compile(
    r"(?i)^(?P<aux>did|does|do|will|would|has|have|is|was|are|were|can|could|should)\s+(?:he|she|it|they)(?:\s+(?:really|too))?$"
)
_THERE = re.compile(r"(?i)^(?P<wh>why|when|how)\s+there$")
_GOES_ON = re.compile(
    rf"(?i)^(?P<wh>who|what|where|how\s+(?:many|much))\s+(?P<phrase>(?P<preposition>according\s+to\s+|{PREPOSITION})\S.*)$"
)
_ACCORDING = re.compile(r"(?i),?\s+(?:according\s+to|per)\s+\S.*$")
_AMOUNTS = frozenset(["how many", "how much"])
_INDEFINITE = re.compile(r"(?i)\b(?:any(?:one|body|\s+people|\s+person|\s+of\s+them)?|some(?:one|body))\b")


def circumstance(text: str, view: View) -> str | None:
    """The previous question asked with the follow-up's question word: "when?", "why not?", "by whom?", "how many?"."""
    clause = view.clause
    if clause is None:
        return _of_described(text, view)
    answer = _answer(view)
    if is_why_not(text):
        return negated(clause)
    if match := _THAT_EVENT.match(text):
        text = match.group("wh")
    if _WHO_DID.match(text) and clause.yes_no:
        return _who_did(text, view)
    if match := _OF_THEM.match(text):
        return _of_them(match, view)
    if match := _TAG.match(text):
        return _tag(match, view)
    if (match := _THERE.match(text)) and view.kind is Kind.WHERE and view.turn.answer:
        asked = with_phrase(clause, match.group("wh"), answer)
        return f"{asked} in {_without_preposition(view.turn.answer)}" if asked else None
    if match := _ELSE.match(text):
        return _else(match.group("wh"), view)
    plain = re.sub(r"(?i)\s+(?:exactly|precisely|so|then|in\s+the\s+world)$", "", text).strip()
    if plain.lower() in _AMOUNTS or re.fullmatch(r"(?i)how\s+(?:many|much)\s+[a-z]+", plain):
        return _amount(plain, view)
    if not _CIRCUMSTANCE.match(text):
        return None
    word = plain.lower()
    if word == "who":
        return _who(view)
    if word == "what":
        return None
    if word == "why" and view.turn.answer and view.turn.answer.lower() == "no" and clause.yes_no:
        return negated(clause)
    if re.fullmatch(r"(?i)how\s+old", plain):
        return None
    return with_phrase(clause, plain, answer)


def _of_described(text: str, view: View) -> str | None:
    """ "when was that?" after a description ("launch of the ferry"): "when was the launch of the ferry"."""
    match = _WAS_THAT.match(text)
    described = re.sub(r"(?i)^(?:the|a|an)\s+", "", view.asking)
    phrase = nouns.phrase_at_start(described)
    if match is None or not phrase or not described.startswith(phrase) or not described[0].islower():
        return None
    first, after = phrase.split()[0].lower(), described[len(phrase) :].lstrip()
    if "'" in phrase or first in _NO_DESCRIPTION or starts(WH, described) or not _GOES_WITH.match(after):
        return None
    asked, _, be = match.group("asked").rpartition(" ")
    return f"{asked} {_plural_aux(be) if nouns.is_plural(phrase.split()[-1]) else be} the {described}"


def is_why_not(text: str) -> bool:
    """Whether a follow-up asks why something did not happen, and no more: "why not?", "why didn't he?"."""
    return _WHY_NOT.match(text) is not None and "not" in text.lower().replace("n't", " not")


def continued(text: str, view: View) -> str | None:
    """The previous question with a phrase more: "how many in Rome?", "who before her?", "according to the police?"."""
    if re.match(r"(?i)according\s+to\s+\S", text) and not _has_verb(text):
        return f"{_ACCORDING.sub('', view.asking)}, {text}"
    match, clause = _GOES_ON.match(text), view.clause
    if match is None or clause is None or _has_verb(match.group("phrase")):
        return None
    asked = " ".join(match.group("wh").lower().split())
    if not clause.phrase.lower().startswith(asked):
        return None
    before = match.group("preposition").strip().lower()
    kept = _ACCORDING if before.startswith("according") else re.compile(rf"(?i)\s+{re.escape(before)}\s+\S.*$")
    asking = _earlier(view) if before == "before" else view.asking
    return f"{kept.sub('', asking)} {match.group('phrase')}"


def _has_verb(text: str) -> bool:
    words = [word.lower().strip(",") for word in text.split()]
    return any(word in verbs.AUXILIARIES or word in verbs.NEGATED or verbs.is_past(word) for word in words)


def _earlier(view: View) -> str:
    """The previous question of an earlier time: "who runs the port" → "who ran the port"."""
    clause = view.clause
    if clause is None:
        return view.asking
    if clause.aux.lower() in {"is", "are"}:
        return view.asking.replace(f" {clause.aux} ", " was " if clause.aux.lower() == "is" else " were ", 1)
    if not clause.about_subject:
        return view.asking
    verb = clause.predicate.partition(" ")[0]
    base = verbs.base_of(verb)
    if base is None or verbs.is_past(verb):
        return view.asking
    return view.asking.replace(f" {verb}", f" {verbs.past(base)}", 1)


def _without_preposition(place: str) -> str:
    return re.sub(r"(?i)^(?:in|at)\s+", "", place.strip().rstrip("."))


def _of_them(match: re.Match[str], view: View) -> str | None:
    """ "how many were children?" after "how many people were hurt?": of the people who were hurt."""
    if view.clause is None or not view.clause.noun or not view.asked_for:
        return None
    return f"How many of {view.asked_for} {match.group('rest')}"


def _tag(match: re.Match[str], view: View) -> str | None:
    """ "will she?" after "did the minister resign?": "Will the minister resign?"."""
    clause = view.clause
    if clause is None or not clause.subject or not (clause.yes_no or clause.adverbial):
        return None
    aux, before = match.group("aux").lower(), clause.aux.lower()
    bare_verb = {"do", "does", "did", "will", "would", "can", "could", "should", "shall", "may", "might", "must"}
    if aux == before or (aux in bare_verb and before in bare_verb):
        return f"{aux} {clause.subject} {clause.predicate}"
    return None


def _answer(view: View) -> str | None:
    return joined([noun.text for noun in view.answers]) if view.answers else None


def _else(word: str, view: View) -> str | None:
    """ "who else?" after "who led the talks?": "Who else led the talks?"."""
    clause = view.clause
    if clause is None:
        return None
    if word.lower().startswith("any") or word.lower() == "someone":
        return _INDEFINITE.sub(f"{word} else", view.asking, count=1) if _INDEFINITE.search(view.asking) else None
    if clause.phrase and not clause.phrase.lower().startswith("how"):
        return f"{word} else {clause.aux} {clause.remainder}".replace("  ", " ")
    return None


def _amount(text: str, view: View) -> str | None:
    """ "how many?" after "was anyone hurt?": "How many people were hurt?"."""
    clause = view.clause
    if clause is None:
        return None
    if " " in text.strip()[9:].strip() or re.fullmatch(r"(?i)how\s+(?:many|much)\s+[a-z]+", text):
        if clause.phrase.lower().startswith(("how many", "how much", "which", "what")):
            return f"{text} {clause.aux} {clause.remainder}".replace("  ", " ")
        if clause.yes_no and clause.subject.lower() in {"anyone", "anybody", "someone"}:
            return f"{text} {_plural_aux(clause.aux)} {clause.predicate}"
        return None
    if text.lower() == "how much":
        return with_phrase(clause, text, _answer(view))
    if clause.yes_no and clause.subject:
        subject = clause.subject
        if match := re.match(r"(?i)any(?:one|body)?\b\s*(?P<noun>.*)$", subject):
            counted = match.group("noun") or "people"
        elif nouns.head(subject).endswith("s") and not subject[0].isupper():
            counted = re.sub(r"(?i)^(?:the|some|all|these|those)\s+", "", subject)
        else:
            return None
        return _counted(counted, clause.aux, clause.predicate)
    if clause.about_subject:
        counted = re.sub(r"(?i)^(?:of\s+)?the\s+", "", clause.noun) or "people"
        counted = re.sub(r"(?i)^(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+)\s+", "", counted)
        aux = _plural_aux(clause.aux) if clause.aux else ""
        return f"How many {counted} {aux} {clause.predicate}".replace("  ", " ")
    if clause.noun:
        return f"How many {clause.noun} {clause.aux} {clause.remainder}"
    return None


def _counted(counted: str, aux: str, predicate: str) -> str:
    """ "did anyone die" → "How many people died"; "was anyone hurt" → "How many people were hurt"."""
    verb, _, rest = predicate.partition(" ")
    if aux.lower() == "did" and verbs.is_base(verb):
        return f"How many {counted} {verbs.past(verb)} {rest}".strip()
    return f"How many {counted} {_plural_aux(aux)} {predicate}"


def _plural_aux(aux: str) -> str:
    return {"is": "are", "was": "were", "has": "have", "does": "do"}.get(aux.lower(), aux.lower())


def _who_did(text: str, view: View) -> str | None:
    """ "who did?" after "did Putin attend the talks?": "Who attended the talks?"."""
    clause = view.clause
    if clause is None or not clause.subject:
        return None
    who = "Who else" if "else" in text.lower() else "Who"
    verb, _, rest = clause.predicate.partition(" ")
    if clause.aux.lower() in {"did", "does", "do"} and verbs.is_base(verb):
        return f"{who} {verbs.past(verb) if clause.aux.lower() == 'did' else verbs.third(verb)} {rest}".strip()
    return f"{who} {clause.aux.lower()} {clause.predicate}"


def _who(view: View) -> str | None:
    """ "who?" after "was anyone arrested?" or "how many people were arrested?": "Who was arrested?"."""
    clause = view.clause
    if clause is None:
        return None
    if clause.about_subject and clause.phrase.lower() != "who":
        return f"Who {clause.aux} {clause.predicate}".replace("  ", " ")
    if clause.yes_no and _INDEFINITE.match(clause.subject):
        verb, _, rest = clause.predicate.partition(" ")
        if clause.aux.lower() == "did" and verbs.is_base(verb):
            return f"Who {verbs.past(verb)} {rest}".strip()
        return f"Who {clause.aux.lower()} {clause.predicate}"
    if clause.yes_no and _INDEFINITE.search(clause.predicate) and clause.subject:
        return f"Who {clause.aux.lower()} {clause.subject} {_INDEFINITE.sub('', clause.predicate, count=1).strip()}"
    return None


def claimed(view: View) -> str | None:
    """What was answered, as a statement: "who said that?" asks who said it."""
    clause = view.clause
    return statement(clause, _answer(view) or view.turn.answer) if clause else None
