"""Story templates, first half: talks, appointments, courts; `BUILDERS` holds all of them."""

# fmt: off
# ruff: noqa: E501, D103  one fact a line, with all its wordings beside each other

from __future__ import annotations

import random

from training import stories_events, stories_polar
from training.figures_of_news import clock, duration, money, two
from training.invented import Builder, Story
from training.names import COUNTRIES, MONTHS, TOWNS, WEEKDAYS, bodies, countries, firms, people


def talks(rng: random.Random) -> Story:
    s = Story(rng)
    a, b, c, host = countries(rng, 4)
    (da, ca), (db, cb) = COUNTRIES[a], COUNTRIES[b]
    pa, pb, pc, past = people(rng, 4)
    topic = s.any("fishing quotas", "river water", "railway tolls", "a disputed border crossing", "grain tariffs", "power cables", "migrant labour", "gas transit fees")
    town, day = rng.choice(TOWNS), rng.choice(WEEKDAYS)
    role_a, role_b = s.any("Deputy Foreign Minister", "Trade Minister", "Energy Minister", "national security adviser", "Finance Minister"), s.any("Foreign Minister", "Transport Minister", "chief negotiator", "Agriculture Minister")
    i = s.say(f"{a} and {b} held talks on {topic} in {town} on {day}.", f"Delegations from {a} and {b} met in {town} on {day} to discuss {topic}.", f"{da} and {db} officials sat down in {town} on {day} for talks on {topic}.")
    s.ask(i, town, f"where did {a} and {b} meet?", f"where were the talks on {topic} held?", "where did the delegations meet?", kind="where")
    s.ask(i, day, f"when were the {a}-{b} talks?", f"on which day did {a} and {b} discuss {topic}?", kind="when")
    style = rng.random()
    if style < 0.4:
        ja = s.say(f"The {da} delegation was led by {role_a} {pa}.", f"{pa}, {a}'s {role_a.lower()}, headed the {da} side.", f"Leading the {da} team was {pa}, the {role_a.lower()}.", f"{ca} sent a team under {role_a} {pa}.")
        jb = s.say(f"{b} was represented by {role_b} {pb}.", f"The {db} side was headed by {pb}, the country's {role_b.lower()}.", f"{role_b} {pb} spoke for {cb}.", f"{pb}, the {role_b.lower()}, was in charge of the {db} team.")
    elif style < 0.7:
        ja = jb = s.say(f"{role_a} {pa} led the {da} delegation, while {pb}, the {db} {role_b.lower()}, headed the other.", f"{ca}'s team was headed by {pa} and {cb}'s by {role_b} {pb}.", f"The {da} side was led by {pa}, the {db} one by {pb}.")
    else:
        jb = s.say(f"{b}'s {role_b.lower()}, {pb}, arrived first.", f"First through the door was {pb}, who leads the {db} delegation.")
        ja = s.say(f"{pa}, who heads the {da} delegation, came an hour later.", f"{pb.his.capitalize()} {da} counterpart, {pa}, followed soon after.")
    qs = ("who led {c}'s delegation?", "who headed the {d} delegation?", "who was in charge of the {d} team?", "who represented {c} at the talks?", "who led the {d} side?", "who spoke for {k}?", "which official led {c}'s team?", "who leads the {d} negotiators?")
    for country, demonym, capital, person, sentence in ((a, da, ca, pa, ja), (b, db, cb, pb, jb)):
        if person.full in s.sentences[sentence]:
            s.ask(sentence, person.full, *(q.format(c=country, d=demonym, k=capital) for q in qs), kind="who")
    for country in (c, host):
        s.deny(*(q.format(c=country, d=COUNTRIES[country][0], k=COUNTRIES[country][1]) for q in qs), kind="who")
    if rng.random() < 0.6:
        k = s.say(f"{pc}, the {COUNTRIES[c][0]} president, {s.any('declined', 'chose not', 'refused')} to attend.", f"{COUNTRIES[c][0]} President {pc} stayed away.", f"{COUNTRIES[c][0]} President {pc} had been invited but was absent.", f"The {COUNTRIES[c][0]} president, {pc}, {s.any('spurned', 'turned down')} an invitation.")
        s.no(k, f"did {pc.last} attend the talks?", f"was the {COUNTRIES[c][0]} president there?", f"did {c}'s president take part?", f"was {pc.last} at the meeting?", f"is {pc.last} going to the talks?")
        s.ask(k, pc.full, f"who is the president of {c}?", f"who's {c}'s president?", kind="who")
        s.deny(f"who is the president of {a}?", f"who is the president of {b}?", f"who is {c}'s prime minister?", f"who is the president of {host}?", kind="who")
    else:
        k = s.say(f"{pc}, the {COUNTRIES[c][0]} president, opened the meeting in person.", f"{COUNTRIES[c][0]} President {pc} was in the room throughout.", f"{COUNTRIES[c][0]} President {pc} did attend, despite doubts.")
        s.yes(k, f"did {pc.last} attend the talks?", f"was the {COUNTRIES[c][0]} president there?", f"did {c}'s president take part?", f"was {pc.last} at the meeting?")
    length, hour = duration(rng), clock(rng)
    k = s.say(f"The session began at {hour} and lasted {length}.", f"They talked for {length}, breaking up at {hour}.", f"It took {length}; the doors opened at {hour}.")
    s.ask(k, length, "how long did the talks last?", "how long did they talk?", "how long was the session?", kind="how_much")
    s.ask(k, hour, *(("what time did the session begin?", "what time did talks start?") if "began" in s.sentences[k] else ("what time did the meeting break up?",) if "breaking" in s.sentences[k] else ("what time did the doors open?",)), kind="time")
    deal = rng.random()
    if deal < 0.5:
        k = s.say("No agreement was reached.", "The two sides parted without a deal.", f"They failed to settle the dispute over {topic}.", f"A breakthrough on {topic} did not come.")
        s.no(k, "was a deal reached?", f"did {a} and {b} agree?", f"did the talks produce an agreement on {topic}?")
    else:
        k = s.say(f"They signed an accord on {topic}.", "A deal was struck at the last minute.", f"The two sides agreed on {topic}.", "An agreement was initialled before midnight.")
        s.yes(k, "was a deal reached?", f"did {a} and {b} agree?", "did they strike a deal?")
        s.no(k, "did the talks end without an agreement?", f"did {a} and {b} fail to agree?")
    if rng.random() < 0.7:
        verb = s.any("said", "told reporters", "insisted", "warned")
        line = s.any("the door stays open", "the gap has narrowed", "we will not sign a bad paper", "patience is running out", "there is a way through", "this was an honest conversation")
        who = rng.choice((pa, pb))
        other = pb if who is pa else pa
        k = s.say(f"“{line.capitalize()},” {who.last} {verb}.", f"{who.last} {verb} that {line}.", f"\"{line.capitalize()},\" {verb.replace('told reporters', 'said')} {who.last}.")
        s.whole(k, f"what did {who.last} say?", f"what did {who.full} say after the talks?", f"what was {who.last}'s comment?", kind="said")
        s.deny(f"what did {other.last} say?", f"what did {other.full} tell reporters?", f"what did {past.last} say?", kind="said")
    s.deny(f"how much will the deal cost {a}?", f"how many people were in the {da} delegation?", f"who is {a}'s prime minister?", f"when will {a} and {c} meet?", f"why did {c} leave the talks?")
    return s


def appointment(rng: random.Random) -> Story:
    s = Story(rng)
    new, old, rival, spokesperson = people(rng, 4)
    body, other = (bodies if rng.random() < 0.5 else firms)(rng, 2)
    is_firm = body.split()[-1] not in ("Union", "Federation", "Authority", "Commission", "Institute", "Council", "Agency", "Foundation", "Association", "Alliance")
    role = s.any("chief executive", "chairman", "finance director") if is_firm else s.any("director", "president", "general secretary", "head")
    name = body if is_firm else f"the {body}"
    month, age = rng.choice(MONTHS), new.age
    years = s.any("for four years", "for a decade", "for 18 months", "since 2016")
    i = s.say(
        f"{name} has {s.any('named', 'appointed', 'picked')} {new} as its new {role}, replacing {old}.",
        f"{new} will take over from {old} as {role} of {name} in {month}.",
        f"{new} was {s.any('named', 'elected', 'chosen as')} {role} of {name} on {rng.choice(WEEKDAYS)}, succeeding {old}.",
        f"{old} is to hand the job of {role} at {name} to {new}.",
        f"{name} said {old} would step down as {role} and be succeeded by {new}.",
    )
    s.ask(i, new.full, f"who is the new {role} of {name}?", f"who will be {name}'s {role}?", f"who succeeds {old.last}?", f"who replaces {old}?", f"who's taking over at {name}?", f"who is {name}'s incoming {role}?", kind="who")
    s.ask(i, old.full, f"who was {role} of {name} before {new.last}?", f"who is the outgoing {role} of {name}?", f"who did {new.last} replace?", f"who is leaving {name}?", f"who is the former {role} of {name}?", kind="who")
    s.deny(f"who is the {role} of {other}?", f"who runs {other}?", f"who will lead {other}?", f"who founded {name}?", kind="who")
    k = s.say(f"{new.last}, {age}, {s.any('joined', 'came from')} {other} {s.any('ten years ago', 'in 2014', 'last spring')}.", f"The {age}-year-old {new.last} previously worked at {other}.", f"{new.last} is {age} and trained as an engineer at {other}.")
    s.ask(k, age, f"how old is {new.last}?", f"what is {new.full}'s age?", f"{new.last} age?", kind="how_many")
    s.ask(k, other, f"where did {new.last} work before?", f"which organisation did {new.last} come from?", kind="which")
    s.deny(f"how old is {old.last}?", f"what is {old.full}'s age?", f"how old is {rival.last}?", kind="how_many")
    if rng.random() < 0.6:
        k = s.say(f"{new.he.capitalize()} beat {rival}, the favourite, in the final vote.", f"The board preferred {new.him} to {rival}, the favourite.", f"{rival}, long seen as the favourite, was passed over.")
        s.ask(k, rival.full, "who was the favourite?", "who lost out on the job?", f"who was passed over for {role}?", f"who did {new.last} beat?" if "beat" in s.sentences[k] else "who was seen as the favourite?", kind="who")
        s.no(k, f"did {rival.last} get the job?", f"was {rival.last} appointed {role}?", f"is {rival.last} the new {role}?")
    reason = s.any("poor health", "a row over bonuses", "falling sales", "the failed merger", "a wish to spend time with family", "criticism of the audit")
    k = s.say(f"{old.last} is leaving because of {reason}.", f"{old.last} quit over {reason}.", f"{old.last}, who cited {reason}, had led it {years}.", f"A person close to {old.last} blamed {reason} for the departure.")
    s.whole(k, f"why is {old.last} leaving?", f"why did {old.last} go?", f"why is {old.last} stepping down?", f"what is the reason for {old.last}'s departure?", kind="why")
    s.deny(f"why did {rival.last} resign?", f"why did {new.last} leave {other}?", f"why was {spokesperson.last} fired?", kind="why")
    pay, bonus = two(rng, money)
    k = s.say(f"{new.last} will {s.any('earn', 'be paid')} {pay} a year; {old.last} leaves with {bonus}.", f"{old.last}'s payoff is {bonus}, while {pay} a year awaits {new.last}.")
    s.ask(k, pay, f"how much will {new.last} earn?", f"what is {new.last}'s salary?", f"what's {new.last} going to be paid?", kind="how_much")
    s.ask(k, bonus, f"how much does {old.last} leave with?", f"how big is {old.last}'s payoff?", kind="how_much")
    s.deny(f"how much did {rival.last} earn?", f"what is the salary of {spokesperson.last}?", f"how much is {name} worth?", kind="how_much")
    if rng.random() < 0.7:
        line = s.any("we thank our colleague for years of service", "nobody was pushed", "the search was thorough", "the handover will be smooth")
        k = s.say(f"“{line.capitalize()},” said {spokesperson}, a spokes{'woman' if spokesperson.woman else 'man'} for {name}.", f"Spokes{'woman' if spokesperson.woman else 'man'} {spokesperson} said that {line}.", f"{spokesperson}, who speaks for {name}, said {line}.")
        s.ask(k, spokesperson.full, f"who spoke for {name}?", f"who is the spokesperson for {name}?", f"what is the name of {name}'s spokes{'woman' if spokesperson.woman else 'man'}?", kind="who")
        s.whole(k, f"what did {spokesperson.last} say?", f"what did {name}'s spokesperson say?", kind="said")
        s.deny(f"who spoke for {other}?", f"who is {other}'s spokeswoman?", kind="who")
        s.deny(f"what did {old.last} say about the handover?", f"what did {rival.last} say?", f"what did {new.last} tell staff?", kind="said")
    return s


def court(rng: random.Random) -> Story:
    s = Story(rng)
    a, b, judge, lawyer, prosecutor = people(rng, 5)
    town, day = rng.choice(TOWNS), rng.choice(WEEKDAYS)
    crime = s.any("fraud", "arson", "smuggling cigarettes", "bribing a planning officer", "stealing a painting", "insider dealing", "perjury")
    term, term_b = s.any("four years", "18 months", "seven years", "nine months", "30 months"), s.any("two years", "six months", "ten weeks", "a year")
    fate = rng.random()
    if fate < 0.5:
        i = s.say(f"A court in {town} jailed {a} for {term} for {crime} on {day} but cleared {b}.", f"{a} was sentenced to {term} in prison for {crime} in {town} on {day}; {b} was acquitted.", f"{b} walked free from {town} Crown Court on {day} while {a} got {term} for {crime}.")
        s.ask(i, a.full, "who was convicted?", "who was jailed?", "who went to prison?", f"who was found guilty of {crime}?", kind="who")
        s.ask(i, b.full, "who was acquitted?", "who was cleared?", "who walked free?", kind="who")
        s.ask(i, term, f"how long was {a.last} jailed for?", f"what sentence did {a.last} get?", f"how long will {a.last} spend in prison?", kind="how_much")
        s.no(i, f"was {b.last} convicted?", f"did {b.last} go to prison?", f"was {b.last} found guilty?", f"was {a.last} cleared?")
        s.yes(i, f"was {a.last} found guilty?", f"was {a.last} jailed?", f"did {b.last} go free?")
        s.deny(f"how long was {b.last} jailed for?", f"what was {b.last} fined?", kind="how_much")
    else:
        i = s.say(f"{a} and {b} were both convicted of {crime} in {town} on {day}, receiving {term} and {term_b} respectively.", f"On {day} a {town} jury found {a} and {b} guilty of {crime}; {a.last} got {term}, {b.last} {term_b}.", f"{a} was given {term} and {b} {term_b} for {crime} at a court in {town} on {day}.")
        s.ask(i, term, f"how long was {a.last} jailed for?", f"what sentence did {a.last} get?", kind="how_much")
        s.ask(i, term_b, f"how long was {b.last} jailed for?", f"what was {b.last}'s sentence?", kind="how_much")
        s.yes(i, f"was {b.last} convicted?", f"was {a.last} found guilty?", "were both convicted?")
        s.no(i, f"was {b.last} acquitted?", f"did {a.last} walk free?")
    s.ask(i, crime, f"what was {a.last} accused of?", "what was the crime?", f"what was {a.last} tried for?", kind="what")
    s.ask(i, town, "where was the trial?", "where is the court?", f"where was {a.last} tried?", kind="where")
    k = s.say(f"Judge {judge} called it “{s.any('cold and careful', 'a shabby affair', 'greed without need', 'a betrayal of trust')}”.", f"The judge, {judge}, said the case was “{s.any('as sad as it was clear', 'entirely avoidable')}”.")
    s.ask(k, judge.full, "who was the judge?", f"who is the judge in the {a.last} case?", f"which judge sentenced {a.last}?", "who presided over the trial?", kind="who")
    s.whole(k, "what did the judge say?", f"what did {judge.last} say?", "how did the judge describe the case?", kind="said")
    style = rng.random()
    if style < 0.5:
        k = s.say(f"{a.last}'s {s.any('lawyer', 'solicitor', 'barrister')}, {lawyer}, {s.any('promised an appeal', 'said there would be an appeal', 'vowed to appeal')}.", f"{lawyer}, {s.any('defending', 'for')} {a.last}, said {a.he} would appeal.")
        s.yes(k, f"will {a.last} appeal?", f"is {a.last} going to appeal?")
        s.deny(f"will {b.last} appeal?", kind="yesno")
    else:
        k = s.say(f"{a.last}'s {s.any('lawyer', 'solicitor', 'barrister')}, {lawyer}, said there would be no appeal.", f"{lawyer}, {s.any('defending', 'for')} {a.last}, ruled out an appeal.")
        s.no(k, f"will {a.last} appeal?", f"is {a.last} going to appeal?", f"does {a.last} plan to appeal?")
    s.ask(k, lawyer.full, f"who is {a.last}'s lawyer?", f"who defended {a.full}?", f"what's the name of {a.last}'s lawyer?", f"who represented {a.last}?", kind="who")
    if rng.random() < 0.5:
        k = s.say(f"Prosecutor {prosecutor} had asked for a longer term.", f"{prosecutor}, prosecuting, told jurors the pair were inseparable.", f"For the prosecution, {prosecutor} declined to comment.")
        s.ask(k, prosecutor.full, "who prosecuted?", "who is the prosecutor?", "who led the prosecution?", kind="who")
        s.deny(f"who is {b.last}'s lawyer?", f"who defended {b.full}?", f"who represented {b.last}?", kind="who")
    else:
        s.deny("who is the prosecutor?", "who prosecuted the case?", f"who is {b.last}'s lawyer?", "who was the victim?", kind="who")
    k = s.say(f"{a.last}, {a.age}, from {rng.choice(TOWNS)}, showed no emotion.", f"{a.last}, {a.age}, wept in the dock.", f"{a.last}, who is {a.age}, {s.any('did not give evidence', 'refused to testify', 'chose not to take the stand')}.")
    s.ask(k, a.age, f"how old is {a.last}?", f"{a.full}'s age?", f"what age is {a.last}?", kind="how_many")
    if any(w in s.sentences[k] for w in ("did not", "refused", "chose not")):
        s.no(k, f"did {a.last} give evidence?", f"did {a.last} testify?", f"did {a.last} take the stand?")
    s.deny(f"how old is {b.last}?", f"what is {judge.last}'s age?", "how many jurors were there?", f"how old is {lawyer.last}?", kind="how_many")
    s.deny("what time did the trial begin?", f"when did {a.last} get married?", "how much did the trial cost?", f"why did {b.last} lie?")
    return s


BUILDERS: list[Builder] = [talks, appointment, court, *stories_events.BUILDERS, *stories_polar.BUILDERS]
