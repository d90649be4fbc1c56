"""Story templates for yes and no: what was done, refused, planned, dropped or denied, said and asked in other words."""

# fmt: off
# ruff: noqa: E501  one fact a line, with all its wordings beside each other
from __future__ import annotations

import random

from training.figures_of_news import clock, count, date, duration, money
from training.invented import Builder, Story
from training.names import TOWNS, WEEKDAYS, bodies, firms, people, teams

# infinitive, past, participle, -ing, object; then another way to ask the same
DEEDS = (
    ("attend", "attended", "attended", "attending", "the opening", ("go to the opening", "turn up at the opening")),
    ("sign", "signed", "signed", "signing", "the contract", ("put pen to paper", "agree to the contract")),
    ("apologise", "apologised", "apologised", "apologising", "for the mistake", ("say sorry", "make an apology")),
    ("resign", "resigned", "resigned", "resigning", "from the board", ("quit the board", "step down")),
    ("meet", "met", "met", "meeting", "the strikers", ("sit down with the strikers", "see the strikers")),
    ("visit", "visited", "visited", "visiting", "the flooded villages", ("go to the flooded villages", "travel to the villages")),
    ("pay", "paid", "paid", "paying", "the fine", ("settle the fine", "hand over the money")),
    ("publish", "published", "published", "publishing", "the report", ("release the report", "make the report public")),
    ("support", "supported", "supported", "supporting", "the motion", ("back the motion", "vote for the motion")),
    ("sell", "sold", "sold", "selling", "the stadium", ("get rid of the stadium", "part with the stadium")),
    ("close", "closed", "closed", "closing", "the plant", ("shut the plant", "shut down the plant")),
    ("reopen", "reopened", "reopened", "reopening", "the bridge", ("open the bridge again", "get the bridge open again")),
    ("name", "named", "named", "naming", "the suspect", ("identify the suspect", "give the suspect's name")),
    ("accept", "accepted", "accepted", "accepting", "the offer", ("take the offer", "agree to the offer")),
    ("admit", "admitted", "admitted", "admitting", "the charge", ("plead guilty", "own up")),
    ("answer", "answered", "answered", "answering", "reporters' questions", ("speak to reporters", "talk to the press")),
    ("release", "released", "released", "releasing", "the hostages", ("free the hostages", "let the hostages go")),
    ("cancel", "cancelled", "cancelled", "cancelling", "the concert", ("call off the concert", "scrap the concert")),
    ("return", "returned", "returned", "returning", "the painting", ("give the painting back", "hand back the painting")),
    ("appeal", "appealed", "appealed", "appealing", "against the ruling", ("challenge the ruling", "contest the ruling")),
    ("lift", "lifted", "lifted", "lifting", "the ban", ("end the ban", "scrap the ban")),
    ("raise", "raised", "raised", "raising", "ticket prices", ("put ticket prices up", "increase ticket prices")),
    ("play", "played", "played", "playing", "in the final", ("take part in the final", "feature in the final")),
    ("testify", "testified", "testified", "testifying", "before the inquiry", ("give evidence", "appear before the inquiry")),
    ("recall", "recalled", "recalled", "recalling", "the toy", ("pull the toy", "take the toy off sale")),
    ("evacuate", "evacuated", "evacuated", "evacuating", "the hotel", ("clear the hotel", "empty the hotel")),
    ("fund", "funded", "funded", "funding", "the study", ("pay for the study", "put money into the study")),
    ("join", "joined", "joined", "joining", "the coalition", ("enter the coalition", "become part of the coalition")),
    ("extend", "extended", "extended", "extending", "the deadline", ("push back the deadline", "give more time")),
    ("deny", "denied", "denied", "denying", "the report", ("reject the report", "dispute the report")),
    ("confirm", "confirmed", "confirmed", "confirming", "the talks", ("say the talks took place", "verify the talks")),
    ("inspect", "inspected", "inspected", "inspecting", "the dam", ("check the dam", "look at the dam")),
    ("warn", "warned", "warned", "warning", "residents", ("alert residents", "give residents notice")),
    ("finish", "finished", "finished", "finishing", "the race", ("complete the race", "reach the finish")),
    ("donate", "donated", "donated", "donating", "the prize money", ("give the prize money away", "hand the money to charity")),
)
STATES = (
    ("is back at work", "is still off work", ("is {x} back at work?", "has {x} returned to work?"), ("is {x} still off work?",)),
    ("is out of hospital", "remains in hospital", ("has {x} left hospital?", "is {x} out of hospital?", "was {x} discharged?"), ("is {x} still in hospital?",)),
    ("was found guilty", "was acquitted", ("was {x} convicted?", "was {x} found guilty?"), ("was {x} cleared?", "did {x} walk free?")),
    ("survived", "died of the injuries", ("did {x} survive?", "is {x} alive?"), ("did {x} die?", "is {x} dead?")),
    ("was arrested at the scene", "got away before police came", ("was {x} arrested?", "did police catch {x}?"), ("did {x} escape?", "did {x} get away?")),
    ("won the appeal", "lost the appeal", ("did {x} win the appeal?",), ("did {x} lose the appeal?", "was {x}'s appeal thrown out?")),
    ("kept the job", "was dismissed", ("is {x} still in the job?", "did {x} keep the job?"), ("was {x} fired?", "was {x} sacked?", "did {x} lose the job?")),
    ("arrived on time", "arrived three hours late", ("was {x} on time?",), ("was {x} late?",)),
    ("is expected to recover", "is not expected to live", ("will {x} recover?", "is {x} going to be ok?"), ("is {x} likely to die?",)),
    ("was wearing a seat belt", "was not wearing a seat belt", ("did {x} wear a seat belt?", "was {x} belted?"), ("was {x} without a seat belt?",)),
    ("has paid the money back", "still owes the money", ("has {x} paid the money back?",), ("does {x} still owe money?",)),
    ("was insured", "had no insurance", ("was {x} insured?", "did {x} have insurance?"), ("was {x} uninsured?",)),
    ("was among the passengers", "had missed the bus", ("was {x} on the bus?", "was {x} aboard?"), ("did {x} miss the bus?",)),
)


def _filler(s: Story) -> None:
    """A sentence or two about other things."""
    rng = s.rng
    who = people(rng, 1)[0]
    s.say(
        f"The weather was {s.any('mild', 'foul', 'bright')} and some {count(rng).removeprefix('about ')} people stood in the square.",
        f"{who}, {who.age}, who lives nearby, heard nothing until {clock(rng)}.",
        f"The matter has cost {money(rng)} so far.",
        f"A decision on the rest is due on {date(rng)}.",
        f"It had taken {duration(rng)} to get that far.",
        f"{rng.choice(TOWNS)} has seen two such cases this year.",
        f"The {bodies(rng, 1)[0]} said it was watching.",
    )


def _ask(s: Story, n: int, done: bool, name: str, deed: tuple[str, str, str, str, str, tuple[str, ...]], tense: str) -> None:
    base, _, _, _, thing, others = deed
    lead = {"past": ("did",), "future": ("will", "is"), "perfect": ("did", "has")}[tense]
    for way in s.rng.sample((f"{base} {thing}", *others), 2):
        aux = s.any(*lead)
        if aux == "is":
            question = f"is {name} going to {way}?"
        elif aux == "has":
            question = f"did {name} {way} in the end?"
        else:
            question = f"{aux} {name} {way}?"
        (s.yes if done else s.no)(n, question)
    if s.rng.random() < 0.5:
        negated = s.any(f"refuse to {base} {thing}", f"fail to {base} {thing}", f"decide not to {base} {thing}") if tense != "future" else f"decide against {deed[3]} {thing}"
        (s.no if done else s.yes)(n, f"did {name} {negated}?")


def deeds(rng: random.Random) -> Story:
    """Two parties and one deed: one did it, the other did not; past or to come."""
    s = Story(rng)
    pair = people(rng, 3)
    if rng.random() < 0.65:
        names, full = [p.last for p in pair], [p.full for p in pair]
    else:
        names = full = firms(rng, 3) if rng.random() < 0.5 else teams(rng, 3)
    town, day = rng.choice(TOWNS), rng.choice(WEEKDAYS)
    deed = rng.choice(DEEDS)
    base, past, participle, ing, thing, _ = deed
    (x, y, z), (fx, fy) = names, full[:2]
    if rng.random() < 0.5:
        _filler(s)
    tense = s.any("past", "future", "perfect")
    if tense == "past":
        yes_ways = (f"{fx} {past} {thing} on {day}.", f"On {day} {fx} {past} {thing} in {town}.", f"{fx} did {base} {thing}, despite doubts.", f"After {duration(rng)} {fx} finally {past} {thing}.", f"{fx} had no choice but to {base} {thing}, and did so on {day}.", f"{fx} went ahead with {ing} {thing}.")
        no_ways = (f"{fx} {s.any('refused', 'declined', 'failed', 'chose not')} to {base} {thing}.", f"{fx} did not {base} {thing}.", f"{fx} stopped short of {ing} {thing}.", f"{fx} had been expected to {base} {thing} but did not.", f"{fx} was asked to {base} {thing} and said no.", f"{fx} never {past} {thing}.", f"{fx}, who had promised to {base} {thing}, changed course on {day}.", f"{fx} {s.any('decided against', 'ruled out', 'balked at', 'got out of', 'avoided')} {ing} {thing}.", f"{fx} was unable to {base} {thing} because of illness.")
    elif tense == "future":
        yes_ways = (f"{fx} will {base} {thing} on {day}.", f"{fx} {s.any('plans', 'intends', 'is due', 'is set', 'has agreed')} to {base} {thing} next week.", f"{fx} has confirmed plans to {base} {thing}.", f"{fx} said nothing would stop it from {ing} {thing}.", f"{fx} vowed to {base} {thing} by {day}.")
        no_ways = (f"{fx} will not {base} {thing}.", f"{fx} has no intention of {ing} {thing}.", f"{fx} does not plan to {base} {thing}.", f"{fx} has {s.any('ruled out', 'dropped plans for', 'decided against')} {ing} {thing}.", f"{fx} would not {base} {thing}, a spokesman said.", f"{fx} said there was no question of {ing} {thing}.")
    else:
        yes_ways = (f"{fx} has {participle} {thing}.", f"{fx} has now {participle} {thing}, officials said.", f"{fx}, it emerged, had already {participle} {thing}.")
        no_ways = (f"{fx} has yet to {base} {thing}.", f"{fx} has not {participle} {thing}.", f"{fx} still has not {participle} {thing}, officials said.", f"{fx} has so far refused to {base} {thing}.")
    done = rng.random() < 0.5
    i = s.say(*(yes_ways if done else no_ways))
    _ask(s, i, done, x, deed, tense)
    if rng.random() < 0.6:
        k = s.say(f"{fy}, by contrast, {'did not.' if done else 'did.'}") if tense == "past" and rng.random() < 0.3 else s.say(*(w.replace(fx, fy) for w in (no_ways if done else yes_ways)))
        _ask(s, k, not done, y, deed, tense)
    s.deny(f"did {z} {base} {thing}?", f"will {z} {base} {thing}?", f"why did {y} {base} {thing}?", kind="yesno")
    if rng.random() < 0.6:
        _filler(s)
    return s


def states(rng: random.Random) -> Story:
    """Two people and how each of them is."""
    s = Story(rng)
    one, two, absent = people(rng, 3)
    good, bad, ask_good, ask_bad = rng.choice(STATES)
    if rng.random() < 0.5:
        _filler(s)
    flip = rng.random() < 0.5
    first, second = (good, bad) if flip else (bad, good)
    if rng.random() < 0.5:
        i = k = s.say(f"{one} {first}, while {two} {second}.", f"{one} {first}; {two} {second}.", f"{one} {first} but {two} {second}.")
    else:
        i = s.say(f"{one}, {one.age}, {first}.", f"{one} {first}, {s.any('the family', 'officials', 'police', 'a neighbour')} said.")
        _filler(s)
        k = s.say(f"{two}, {two.age}, {second}.", f"{two} {second}, it was confirmed on {rng.choice(WEEKDAYS)}.")
    for person, n, well in ((one, i, flip), (two, k, not flip)):
        name = s.any(person.last, person.full)
        (s.yes if well else s.no)(n, *(q.format(x=name) for q in ask_good))
        (s.no if well else s.yes)(n, *(q.format(x=name) for q in ask_bad))
    s.deny(*(q.format(x=absent.last) for q in (*ask_good, *ask_bad)), kind="yesno")
    if rng.random() < 0.5:
        _filler(s)
    return s


BUILDERS: list[Builder] = [deeds, states]
