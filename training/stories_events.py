"""Story templates, second half: matches, results, deals, storms, accidents, launches, strikes, studies, ballots."""

# fmt: off
# ruff: noqa: E501  one fact a line, with all its wordings beside each other

from __future__ import annotations

import random

from training.figures_of_news import clock, count, date, duration, money, score, share, two
from training.invented import Builder, Story
from training.names import COUNTRIES, TOWNS, WEEKDAYS, bodies, countries, firms, people, teams


def match(rng: random.Random) -> Story:
    """A game: two sides, a score, scorers, coaches, a player who did not play."""
    s = Story(rng)
    home, away, third = teams(rng, 3)
    scorer, other, coach, coach_b, hurt, mvp = people(rng, 6)
    result, day, town = score(rng), rng.choice(WEEKDAYS), rng.choice(TOWNS)
    sport = s.any("goals", "points", "tries", "touchdowns")
    i = s.say(
        f"{home} {s.any('beat', 'defeated', 'thrashed', 'edged past', 'saw off')} {away} {result} on {day}.",
        f"{away} lost {result} to {home} in {town} on {day}.",
        f"{away} were beaten {result} by {home} on {day}.",
        f"A {result} win over {away} on {day} sent {home} top.",
    )
    h, a = home, away
    s.ask(i, home, f"who won the game between {h} and {a}?", f"who beat {a}?", f"which team won on {day}?", f"who won, {h} or {a}?", kind="who")
    s.ask(i, away, f"who did {h} beat?", f"who lost to {h}?", "which team lost?", f"who were {h} playing?", kind="who")
    s.ask(i, result, f"what was the score of {h} v {a}?", "what was the final score?", f"how did {h} {a} end?", f"what was the result of {h} v {a}?", f"{h} {a} score?", kind="what")
    s.yes(i, f"did {h} win?", f"did {h} beat {a}?", f"did {a} lose?")
    s.no(i, f"did {a} win?", f"did {a} beat {h}?", f"did {h} lose to {a}?")
    s.deny(f"who did {third} beat?", f"what was the score of {h} v {third}?", f"did {third} win?", f"who won the {third} game?", kind="who")
    n, m = two(rng, lambda r: str(r.randint(2, 39)))
    k = s.say(f"{scorer} scored {n} {sport} for the winners and {other} {m} for {away}.", f"{scorer} finished with {n} {sport}, {other} of {away} with {m}.", f"{n} of the {sport} came from {scorer}; {other} managed {m} for {away}.")
    s.ask(k, n, f"how many {sport} did {scorer.last} score?", f"how many {sport} for {scorer.full}?", f"how many did {scorer.last} get?", kind="how_many")
    s.ask(k, m, f"how many {sport} did {other.last} score?", f"how many {sport} for {other.full}?", f"{other.last}'s tally?", kind="how_many")
    s.ask(k, other.full, f"who scored {m} {sport} for {a}?", f"who scored for {a}?", kind="who")
    s.deny(f"how many {sport} did {hurt.last} score?", f"how many fans watched {h} v {a}?", f"how many yards did {scorer.last} run?", "what was the half-time score?", f"how old is {scorer.last}?", kind="how_many")
    part = s.any("knee", "ankle", "shoulder", "calf", "wrist")
    why_out = s.any(f"a {part} injury", "a one-match ban", "a fever", "a family bereavement")
    k = s.say(f"{hurt} {s.any('sat out', 'missed')} the game with {why_out}.", f"{hurt} was left out because of {why_out}.", f"{away} were without {hurt}, who has {why_out}.", f"{hurt}, nursing {why_out}, did not make the squad.", f"{hurt} watched from the stands owing to {why_out}.")
    s.no(k, f"did {hurt.last} play?", f"did {hurt.full} play against {h if rng.random() < 0.5 else a}?", f"was {hurt.last} in the team?", f"did {hurt.last} feature on {day}?")
    s.whole(k, f"why didn't {hurt.last} play?", f"why was {hurt.last} out?", f"why did {hurt.last} miss the game?", f"why wasn't {hurt.last} in the team?", kind="why")
    s.deny(f"did {mvp.last} play?", f"why did {mvp.last} miss the game?", f"why was {other.last} substituted?", kind="why")
    line = s.any("we were second best in every corner of the field", "that one hurts", "the boys never stopped running", "I have no complaints", "we got away with it")
    k = s.say(f"“{line.capitalize()},” {s.any('said', 'admitted')} {coach_b}, the {away} coach.", f"{away} coach {coach_b} said: “{line.capitalize()}.”", f"“{line.capitalize()},” {coach_b}, who coaches {away}, told reporters.")
    s.ask(k, coach_b.full, f"who coaches {a}?", f"who is the {a} coach?", f"who's in charge of {a}?", f"who is {a}'s manager?", kind="who")
    s.whole(k, f"what did {coach_b.last} say?", f"what did the {a} coach say?", f"what did {coach_b.full} say after the game?", kind="said")
    if rng.random() < 0.5:
        k = s.say(f"{home} coach {coach} refused to talk to the press.", f"His opposite number at {home}, {coach}, left without a word.", f"{coach}, in charge of {home}, declined interviews.")
        s.ask(k, coach.full, f"who coaches {h}?", f"who is the {h} coach?", f"who's in charge of {h}?", kind="who")
        s.no(k, f"did {coach.last} speak to the press?", f"did the {h} coach talk to reporters?", f"did {coach.last} give interviews?")
    else:
        s.deny(f"who coaches {h}?", f"who is the {h} coach?", f"who coaches {third}?", f"what did the {h} coach say?", kind="who")
    start, wait = clock(rng), duration(rng)
    k = s.say(f"The game, due to start at {start}, was held up for {wait} by rain.", f"Rain delayed the {start} start by {wait}.", f"A power cut held things up for {wait} after the {start} kick-off.")
    s.ask(k, start, "what time was the game due to start?", "what time was kick-off?", f"when did {h} v {a} kick off?", kind="time")
    s.ask(k, wait, "how long was the delay?", "how long was the game held up?", "how long did they wait?", kind="how_much")
    return s


def results(rng: random.Random) -> Story:
    """A company's figures beside its rival's."""
    s = Story(rng)
    firm, rival, third = firms(rng, 3)
    boss, analyst, finance = people(rng, 3)
    profit, profit_b = two(rng, money)
    up, fall = two(rng, share)
    rev = money(rng)
    quarter = s.any("the third quarter", "the year to March", "the first half", "the three months to June")
    i = s.say(f"{firm} made a profit of {profit} in {quarter}, against {profit_b} at {rival}.", f"{firm} reported {profit} in profit for {quarter}; its rival {rival} made {profit_b}.", f"Profit at {firm} came to {profit} in {quarter}, while {rival} posted {profit_b}.")
    s.ask(i, profit, f"how much profit did {firm} make?", f"what was {firm}'s profit?", f"{firm} profit?", f"how much did {firm} earn in {quarter}?", kind="how_much")
    s.ask(i, profit_b, f"how much profit did {rival} make?", f"what was {rival}'s profit?", f"and {rival}'s?", kind="how_much")
    s.deny(f"how much profit did {third} make?", f"what was {third}'s profit?", f"how much did {third} earn?", f"how much tax did {firm} pay?", kind="how_much")
    k = s.say(f"Sales rose {up} to {rev}.", f"Revenue grew by {up}, reaching {rev}.", f"Turnover climbed {up} to {rev}, the firm said.")
    s.ask(k, up, f"by how much did {firm}'s sales rise?", "how much did revenue grow?", f"what percentage did sales at {firm} go up?", kind="how_much")
    s.ask(k, rev, f"what was {firm}'s revenue?", f"what were {firm}'s sales?", "how much were sales?", kind="how_much")
    k = s.say(f"{firm}'s shares fell {fall} all the same.", f"The shares lost {fall} by the close.", f"Investors were unimpressed, and the stock dropped {fall}.")
    s.ask(k, fall, f"how much did {firm}'s shares fall?", "how far did the stock drop?", f"what did {firm} shares do?", kind="how_much")
    s.no(k, f"did {firm}'s shares rise?", "did the stock go up?", "were investors pleased?")
    s.deny(f"how much did {rival}'s shares fall?", f"what did {third}'s stock do?", f"how much did {rival}'s sales rise?", kind="how_much")
    jobs, shops = two(rng, count)
    place = rng.choice(TOWNS)
    k = s.say(f"It will cut {jobs} jobs and close {shops} sites, most of them in {place}.", f"The company plans to shed {jobs} posts and shut {shops} offices, starting in {place}.", f"{boss}, chief executive, said {jobs} jobs would go and {shops} branches close, beginning with {place}.")
    s.ask(k, jobs, f"how many jobs will {firm} cut?", "how many jobs are going?", f"how many people is {firm} laying off?", kind="how_many")
    s.ask(k, shops, f"how many sites will {firm} close?", "how many locations are closing?", kind="how_many")
    s.yes(k, f"is {firm} cutting jobs?", f"will {firm} close sites?", "are there job losses?")
    s.deny(f"how many jobs will {rival} cut?", f"how many people does {firm} employ?", f"how many sites does {rival} have?", kind="how_many")
    if boss.full not in s.sentences[-1]:
        k = s.say(f"{firm} chief executive {boss} {s.any('blamed', 'pointed to')} {s.any('higher energy prices', 'a warm winter', 'a strong currency', 'late deliveries')}.", f"{s.any('Higher energy prices', 'A warm winter', 'Late deliveries')} {s.any('hurt', 'weighed on')} margins, said {boss}, the chief executive.")
        s.whole(k, f"what did {boss.last} blame?", f"how does {firm} explain it?", f"what was {boss.last}'s explanation?", kind="why")
    s.ask(k, boss.full, f"who is the chief executive of {firm}?", f"who runs {firm}?", f"who's the boss of {firm}?", f"who heads {firm}?", kind="who")
    s.deny(f"who is the chief executive of {rival}?", f"who runs {rival}?", f"who is {firm}'s finance director?", f"who heads {third}?", kind="who")
    k = s.say(f"{analyst}, an analyst at {third}, called it “{s.any('a wake-up call', 'worse than it looks', 'a decent set of numbers')}”.", f"“It is {s.any('a wake-up call', 'worse than it looks', 'a decent set of numbers')},” said {analyst} of {third}.")
    s.whole(k, f"what did {analyst.last} say?", f"what did the {third} analyst say?", f"what does {analyst.full} think of the results?", kind="said")
    s.ask(k, third, f"where does {analyst.last} work?", f"which firm is {analyst.last} from?", kind="which")
    s.deny(f"what did {finance.last} say?", f"what did {rival} say?", f"did {rival} cut jobs?", f"why did {rival} lose money?", kind="said")
    return s


def takeover(rng: random.Random) -> Story:
    """A bid: buyer, target, a loser; planned or done, refused or accepted."""
    s = Story(rng)
    buyer, target, loser = firms(rng, 3)
    (a, b) = countries(rng, 2)
    boss, chair = people(rng, 2)
    price, low = two(rng, money)
    done = rng.random()
    if done < 0.4:
        i = s.say(f"{buyer} has agreed to buy {target} for {price}.", f"{target} is to be sold to {buyer} for {price}.", f"{target} has accepted a {price} offer from {buyer}.")
        s.yes(i, f"did {target} accept the offer?", f"is {buyer} buying {target}?", f"has {target} agreed to be bought?")
        s.no(i, f"did {target} turn down {buyer}?", f"did {target} reject the bid?")
    elif done < 0.7:
        i = s.say(f"{target} has {s.any('rejected', 'turned down', 'spurned', 'rebuffed')} a {price} offer from {buyer}.", f"{buyer}'s {price} bid for {target} was {s.any('rebuffed', 'turned down')}.", f"{target} said no to {price} from {buyer}.")
        s.no(i, f"did {target} accept the offer?", f"has {target} agreed to be bought?", f"did {target} take {buyer}'s money?")
        s.yes(i, f"did {target} turn down {buyer}?", f"did {target} reject the bid?")
    else:
        i = s.say(f"{buyer} {s.any('walked away from', 'dropped', 'abandoned', 'called off')} its {price} bid for {target}.", f"{buyer} will not go ahead with its {price} purchase of {target}.")
        s.no(i, f"is {buyer} buying {target}?", f"will {buyer} take over {target}?", f"did the {target} deal go through?")
        s.yes(i, f"did {buyer} drop its bid?", f"has {buyer} given up on {target}?")
    s.ask(i, price, f"how much did {buyer} offer for {target}?", f"how much did {buyer} bid?", f"what was {buyer}'s offer worth?", f"how big was the bid for {target}?", kind="how_much")
    s.ask(i, buyer, f"who wanted to buy {target}?", f"who bid for {target}?", f"which company made the offer for {target}?", kind="who")
    s.ask(i, target, f"what did {buyer} bid for?", f"which company did {buyer} want to buy?", kind="what")
    k = s.say(f"{loser} had offered {low}.", f"An earlier bid of {low} from {loser} came to nothing.", f"{loser}, which put {low} on the table, dropped out.")
    s.ask(k, low, f"how much did {loser} offer?", f"what did {loser} bid?", f"and {loser}'s offer?", kind="how_much")
    s.ask(k, loser, "who else made an offer?", f"who offered {low}?", "which bidder dropped out?" if "dropped" in s.sentences[k] else "which other company made an offer?", kind="who")
    s.deny(f"how much debt does {target} have?", f"how much did {loser} make last year?", f"how many people work at {target}?", f"how much will {buyer}'s shareholders get?", kind="how_much")
    k = s.say(f"{buyer}, based in {a}, is run by {boss}.", f"{boss}, chief executive of the {COUNTRIES[a][0]} group, {s.any('declined to comment', 'would not comment', 'did not comment')}.", f"The {COUNTRIES[a][0]} company's boss, {boss}, said nothing.")
    s.ask(k, boss.full, f"who runs {buyer}?", f"who is {buyer}'s chief executive?", f"who's the boss of {buyer}?", "who heads the bidder?", kind="who")
    if "comment" in s.sentences[k]:
        s.no(k, f"did {boss.last} comment?", f"did {buyer}'s boss say anything?")
    k = s.say(f"{target}'s chairman, {chair}, said the price {s.any('undervalued the company', 'was fair', 'did not reflect its worth')}.", f"{chair}, who chairs {target}, said staff had nothing to fear.")
    s.ask(k, chair.full, f"who is {target}'s chairman?", f"who chairs {target}?", f"who is the chair of {target}?", kind="who")
    s.whole(k, f"what did {chair.last} say?", f"what did {target}'s chairman say?", kind="said")
    s.deny(f"who runs {loser}?", f"who chairs {buyer}?", f"who is {target}'s chief executive?", f"what did {loser}'s boss say?", f"who is the {COUNTRIES[b][0]} regulator?", kind="who")
    when, length = date(rng), duration(rng)
    k = s.say(f"Regulators have {length} to rule, with a first hearing on {when}.", f"A hearing is set for {when}; the review may take {length}.")
    s.ask(k, when, "when is the hearing?", "what date is the hearing?", kind="when")
    s.ask(k, length, "how long do regulators have?" if "have" in s.sentences[k] else "how long may the review take?", "how long could the review last?", kind="how_much")
    s.deny("what time is the hearing?", f"when was {target} founded?", f"when did {loser} bid?", kind="time")
    return s


def storm(rng: random.Random) -> Story:
    """A disaster: dead and hurt, here and there, official and rescuer."""
    s = Story(rng)
    c, d = countries(rng, 2)
    mayor, rescuer, victim = people(rng, 3)
    town, town_b, town_c = rng.sample(TOWNS, 3)
    what = s.any("storm", "flood", "earthquake", "landslide", "wildfire", "explosion")
    dead, hurt = two(rng, lambda r: r.choice((str(r.randint(2, 80)), r.choice(("four", "six", "nine", "thirteen", "at least 17", "at least eight")))))
    when, day, lasted = clock(rng), rng.choice(WEEKDAYS), duration(rng)
    i = s.say(f"A {what} killed {dead} people and injured {hurt} in {town}, {c}, on {day}.", f"{dead.capitalize()} people died and {hurt} were hurt when a {what} hit {town} in {c} on {day}.", f"The {what} that struck {town} on {day} left {dead} dead and {hurt} injured, {COUNTRIES[c][0]} officials said.")
    if dead in s.sentences[i]:
        s.ask(i, dead, f"how many people died in {town}?", f"how many were killed by the {what}?", f"death toll in {town}?", "how many dead?", kind="how_many")
    s.ask(i, hurt, f"how many people were hurt in {town}?", f"how many were injured by the {what}?", "how many injured?", "how many got hurt?", kind="how_many")
    s.ask(i, town, f"where did the {what} strike?", f"which town did the {what} hit?", f"where was the {what}?", kind="where")
    s.ask(i, day, f"when did the {what} hit {town}?", f"what day was the {what}?", kind="when")
    s.deny(f"how many people died in {town_b}?", f"how many were injured in {town_c}?", f"how many are missing in {town}?", f"how many died in {d}?", kind="how_many")
    k = s.say(f"It struck at {when} and was over within {lasted}.", f"It began at {when}; rescue work took {lasted}.", f"The alarm was raised at {when}, and it was {lasted} before help came.")
    s.ask(k, when, f"what time did it {'strike' if 'struck' in s.sentences[k] else 'begin' if 'began' in s.sentences[k] else 'happen'}?" if "alarm" not in s.sentences[k] else "what time was the alarm raised?", "at what time did it start?" if "alarm" not in s.sentences[k] else "when was the alarm raised?", kind="time")
    s.ask(k, lasted, "how long did rescue work take?" if "rescue" in s.sentences[k] else "how long did it last?" if "within" in s.sentences[k] else "how long before help came?", kind="how_much")
    k = s.say(f"Mayor {mayor} ordered the evacuation of {town_b}, where nobody was hurt.", f"In nearby {town_b} no one was hurt, mayor {mayor} said.", f"{town_b}, next door, was spared, said its mayor, {mayor}.")
    s.ask(k, mayor.full, f"who is the mayor of {town_b}?", f"who's the mayor of {town_b}?" if town_b in s.sentences[k] else "who is the mayor?", kind="who") if "Mayor" not in s.sentences[k][:5] else s.ask(k, mayor.full, "who ordered the evacuation?", "which mayor ordered people out?", kind="who")
    if "nobody" in s.sentences[k] or "no one" in s.sentences[k] or "spared" in s.sentences[k]:
        s.no(k, f"was anyone hurt in {town_b}?", f"were there casualties in {town_b}?", f"did people die in {town_b}?")
    s.deny(f"who is the mayor of {town_c}?", f"who is the president of {c}?", f"who is the governor of {town}?", f"who is {c}'s interior minister?", kind="who")
    name, age = victim, victim.age
    k = s.say(f"Among the dead was {name}, {age}, a {s.any('teacher', 'bus driver', 'baker', 'nurse')}.", f"{name}, a {age}-year-old {s.any('teacher', 'bus driver', 'baker', 'nurse')}, was among those killed.", f"{name}, {age}, was pulled alive from the ruins.")
    s.ask(k, age, f"how old was {name.last}?", f"how old is {name.full}?", f"{name.last}'s age?", kind="how_many")
    if "alive" in s.sentences[k]:
        s.yes(k, f"did {name.last} survive?", f"is {name.last} alive?", f"was {name.last} rescued?")
        s.no(k, f"did {name.last} die?", f"was {name.last} killed?")
    else:
        s.no(k, f"did {name.last} survive?", f"is {name.last} alive?")
        s.yes(k, f"did {name.last} die?", f"was {name.last} among the dead?", f"was {name.last} killed?")
    s.deny(f"how old is {mayor.last}?", f"how old is {rescuer.last}?", f"did {rescuer.last} survive?", kind="how_many")
    cause = s.any("a gas leak", "poor drainage", "a fallen power line", "weeks of heavy rain", "loose soil on the hillside")
    if rng.random() < 0.6:
        k = s.say(f"{rescuer}, who led the rescue, blamed {cause}.", f"Fire chief {rescuer} said {cause} was to blame.", f"It was caused by {cause}, according to rescue chief {rescuer}.", f"{cause.capitalize()} made it worse, said {rescuer}, who heads the fire service.")
        s.whole(k, f"what caused the {what}?" if what in ("flood", "wildfire", "explosion", "landslide") else "what was blamed?", "why was it so bad?", f"what did {rescuer.last} blame?", kind="why")
        s.ask(k, rescuer.full, "who led the rescue?" if "led" in s.sentences[k] else "who blamed it on that?" if "blamed" in s.sentences[k] else f"who heads the {'fire service' if 'service' in s.sentences[k] else 'rescuers'}?", kind="who")
    else:
        k = s.say(f"Investigators {s.any('do not yet know', 'have not said', 'would not say')} what caused it.", "The cause is not known.")
        s.deny(f"what caused the {what}?", f"why did the {what} happen?", kind="why")
        s.no(k, "do they know the cause?", "is the cause known?")
    s.deny(f"how much damage did the {what} do?", f"how much will repairs in {town} cost?", "what was the magnitude?", f"when will the school in {town} reopen?", "what did the prime minister say?", kind="how_much")
    return s


def flight(rng: random.Random) -> Story:
    """A trip gone wrong: operator and maker, from and to, number, times, people aboard, nobody arrested."""
    s = Story(rng)
    airline, other = firms(rng, 2)
    start, goal, stop = rng.sample(TOWNS, 3)
    number = f"{''.join(rng.choice('ABDGKLNRST') for _ in range(2))}{rng.randint(100, 9999)}"
    aboard, crew = two(rng, lambda r: str(r.randint(4, 390)))
    off, lands = two(rng, clock)
    spent = duration(rng)
    passenger, chief = people(rng, 2)
    vehicle = s.any("flight", "ferry", "train", "coach")
    i = s.say(f"A {airline} {vehicle} from {start} to {goal} turned back on {rng.choice(WEEKDAYS)} after {s.any('smoke filled a cabin', 'a passenger fell ill', 'an engine failed', 'a door warning lit up')}.", f"{vehicle.capitalize()} {number}, run by {airline}, was bound for {goal} from {start} when {s.any('smoke filled a cabin', 'a passenger fell ill', 'an engine failed')} and it turned round.")
    s.ask(i, airline, f"who runs the {vehicle}?", f"which company operates the {vehicle} to {goal}?", f"whose {vehicle} turned back?", kind="which")
    s.ask(i, start, f"where did the {vehicle} start?", "where did it leave from?", f"where was the {vehicle} coming from?", kind="where")
    s.ask(i, goal, f"where was the {vehicle} headed?", "where was it going?", "what was its destination?", f"where was the {airline} {vehicle} bound?", kind="where")
    if number in s.sentences[i]:
        s.ask(i, number, f"what's the number of the {vehicle}?", f"what was the {vehicle} number?", kind="what")
    else:
        s.deny(f"what's the number of the {vehicle}?", f"what was the {vehicle} called?", kind="what")
    s.deny(f"where was the {other} {vehicle} going?", f"who owns {airline}?", f"what model was the {vehicle}?", kind="where")
    k = s.say(f"It had left at {off} and was back at {lands}, {spent} later.", f"It set off at {off}; {spent} on, at {lands}, it was back where it began.", f"After {spent} it was back, at {lands}, having departed at {off}.")
    s.ask(k, off, f"what time did the {vehicle} leave?", "what time did it set off?", f"when did the {vehicle} depart?", kind="time")
    s.ask(k, lands, "what time did it get back?", f"when was the {vehicle} back?", kind="time")
    s.ask(k, spent, "how long was it away?", "how long did the trip last?", "how long were they on board?", kind="how_much")
    k = s.say(f"There were {aboard} passengers and {crew} crew aboard.", f"It carried {aboard} passengers, looked after by {crew} crew.", f"The {crew} crew and all {aboard} passengers were unhurt.")
    s.ask(k, aboard, "how many passengers were on board?", f"how many passengers on the {airline} {vehicle}?", kind="how_many")
    s.ask(k, crew, "how many crew were on it?", "how many crew were aboard?", kind="how_many")
    if "unhurt" in s.sentences[k]:
        s.no(k, "was anyone hurt?", "were there injuries?", "did anyone get injured?")
    k = s.say("No one was arrested.", f"Police questioned one man but {s.any('made no arrest', 'let him go', 'did not arrest him')}.", "Officers took no further action and nobody was detained.")
    s.no(k, "was anyone arrested?", "did police arrest anybody?", f"were there arrests over the {airline} {vehicle}?")
    k = s.say(f"“It was {s.any('the longest night of my life', 'like a bad film', 'oddly calm')},” passenger {passenger}, {passenger.age}, said.", f"{passenger}, {passenger.age}, who was aboard, described it as “{s.any('like a bad film', 'eight hours of nothing')}”.")
    s.whole(k, f"what did {passenger.last} say?", f"how did {passenger.last} describe it?", "what did the passenger say?", kind="said")
    s.ask(k, passenger.age, f"how old is {passenger.last}?", f"{passenger.full} age?", kind="how_many")
    k = s.say(f"{airline} {s.any('apologised', 'said it was sorry')} and gave each traveller {s.any('a voucher', 'their money back', 'a free ticket')}.", f"{airline} boss {chief} {s.any('refused to apologise', 'declined to apologise', 'would not say sorry')}.")
    if "refused" in s.sentences[k] or "declined" in s.sentences[k] or "would not" in s.sentences[k]:
        s.no(k, f"did {airline} apologise?", f"has {chief.last} said sorry?")
        s.ask(k, chief.full, f"who heads {airline}?", f"who is the boss of {airline}?", kind="who")
    else:
        s.yes(k, f"did {airline} apologise?", f"did {airline} say sorry?")
        s.deny(f"who heads {airline}?", f"who is the boss of {airline}?", kind="who")
    s.deny(f"how much did it cost {airline}?", "what is the captain's name?", "how old is the pilot?", "who was the captain?", f"what did {chief.last} tell passengers?", f"why was the {stop} service cancelled?")
    return s


def launch(rng: random.Random) -> Story:
    """A plan: when, where, cost, put off or on time; first time or not."""
    s = Story(rng)
    maker, rival = firms(rng, 2)
    boss, engineer, critic = people(rng, 3)
    body = bodies(rng, 1)[0]
    thing = s.any("an electric ferry", "a weather satellite", "a night train", "a flu vaccine", "a hydrogen bus", "a free newspaper app")
    bare = thing.split(" ", 1)[1]
    name = s.any("Halcyon", "Meridian", "Petrel", "Aurelia", "Sprint", "Larkspur", "Vesper")
    when, before = two(rng, date)
    town, hour = rng.choice(TOWNS), clock(rng)
    cost, budget = two(rng, money)
    i = s.say(f"{maker} will launch {name}, {thing}, in {town} on {when}.", f"{name}, {thing} built by {maker}, is due to start in {town} on {when}.", f"{thing.capitalize()} called {name} will make its debut in {town} on {when}, {maker} said.")
    s.ask(i, when, f"when is {name} launching?", f"when's the {name} coming?", f"when does the {bare} start?", f"what date is {name} due?", f"when will {maker} launch {name}?", kind="when")
    s.ask(i, town, f"where will {name} launch?", f"where is the {bare} starting?", kind="where")
    s.ask(i, name, f"what is the {bare} called?", f"what's the name of {maker}'s {bare}?", kind="what")
    s.ask(i, maker, f"who makes {name}?", f"which company is behind {name}?", f"who built the {bare}?", kind="who")
    s.deny(f"when is {rival}'s {bare} launching?", f"what is {rival}'s {bare} called?", f"who designed {name}?", f"when was {maker} founded?", kind="when")
    style = rng.random()
    if style < 0.5:
        why = s.any("a shortage of parts", "a failed safety test", "bad weather", "a dispute with suppliers")
        k = s.say(f"It had been planned for {before} but was put off because of {why}.", f"{why.capitalize()} forced it to drop an earlier date, {before}.", f"The first date, {before}, was missed owing to {why}.")
        s.ask(k, before, f"when was {name} first due?", f"what was the original date for {name}?", kind="when")
        s.whole(k, f"why was {name} delayed?", f"why was the {bare} put off?", f"why is {name} late?", kind="why")
        s.yes(k, f"was {name} delayed?", f"is the {bare} late?", f"did {maker} miss its first date?")
        s.no(k, f"is {name} on time?", f"did {name} launch on {before}?")
    else:
        k = s.say(f"Work is {s.any('on schedule', 'on time')}, {s.any('unlike', 'in contrast to')} {rival}'s, which slipped to {before}.", f"There has been no delay; {rival}'s version will not appear until {before}.")
        s.no(k, f"was {name} delayed?", f"is {name} late?", f"has {maker} pushed back {name}?")
        s.ask(k, before, f"when will {rival}'s version appear?", f"when is {rival}'s due?", kind="when")
        s.deny(f"why was {name} delayed?", f"why is {name} late?", f"why is {rival} late?", kind="why")
    k = s.say(f"The project cost {cost}, well over its {budget} budget.", f"Budgeted at {budget}, it ended up costing {cost}.", f"Its price has grown from {budget} to {cost}.")
    s.ask(k, cost, f"how much did {name} cost?", f"what did the {bare} cost?", f"what's the price of {name}?", kind="how_much")
    s.ask(k, budget, f"what was the budget for {name}?", "how much was it meant to cost?", "what was the original price?", kind="how_much")
    s.yes(k, "did it go over budget?", f"did {name} cost more than planned?")
    s.no(k, f"did {name} stay within budget?", f"was {name} on budget?")
    s.deny(f"how much will a ticket for {name} cost?", f"how much did {rival} spend?", f"how much does {boss.last} earn?", f"how many people work on {name}?", kind="how_much")
    public = rng.random() < 0.5
    k = s.say(f"{'Half of it' if public else 'None of it'} came from public funds.", f"The state {'paid a third' if public else 'did not pay a penny'}.", f"Taxpayers {'bore part' if public else 'bore none'} of the cost.")
    (s.yes if public else s.no)(k, f"is there public money in {name}?", f"did taxpayers pay for {name}?", "was any state money used?", f"is any government money in {name}?")
    k = s.say(f"The ceremony starts at {hour}, with {boss}, {maker}'s founder, cutting the ribbon.", f"{boss}, who founded {maker}, will speak at {hour}.", f"At {hour} {maker} founder {boss} will press the button.")
    s.ask(k, hour, "what time does it start?" if "starts" in s.sentences[k] else f"what time will {boss.last} {'speak' if 'speak' in s.sentences[k] else 'press the button'}?", kind="time")
    s.ask(k, boss.full, f"who founded {maker}?", f"who is {maker}'s founder?", f"who started {maker}?", kind="who")
    s.deny(f"who founded {rival}?", f"who is {rival}'s chief executive?", f"who leads the {body}?", kind="who")
    k = s.say(f"{critic} of the {body} called it “{s.any('a toy for the rich', 'money well spent', 'a step in the dark', 'long overdue')}”.", f"The {body}'s {critic} was less impressed: “{s.any('a toy for the rich', 'a step in the dark')}”.")
    s.whole(k, f"what did {critic.last} say?", f"what did {critic.last} call it?", f"what did the {body} say about {name}?", kind="said")
    s.deny(f"what did {engineer.last} say?", f"what did {rival} say about {name}?", f"what did {boss.last} say about {rival}?", kind="said")
    return s


def ballot(rng: random.Random) -> Story:
    """A vote: winner, loser, votes for and against, abstentions, who did not stand."""
    s = Story(rng)
    win, lose, none, old = people(rng, 4)
    body = bodies(rng, 1)[0]
    town = rng.choice(TOWNS)
    votes_b, votes = (str(n) for n in sorted(rng.sample(range(12, 900), 2)))
    turnout, before = two(rng, share)
    i = s.say(f"{win} beat {lose} by {votes} votes to {votes_b} to become {s.any('mayor', 'speaker', 'leader')} of {town}.", f"{town} has chosen {win} over {lose}, {votes} votes to {votes_b}.", f"{lose} conceded to {win} in {town} after losing by {votes_b} votes to {votes}.")
    s.ask(i, win.full, f"who won in {town}?", f"who won the vote in {town}?", f"who did {town} choose?", f"who beat {lose.last}?", kind="who")
    s.ask(i, lose.full, f"who lost in {town}?", f"who did {win.last} beat?", f"who came second in {town}?", kind="who")
    s.ask(i, votes, f"how many votes did {win.last} get?", f"how many votes for {win.full}?", "how many votes did the winner get?", kind="how_many")
    s.ask(i, votes_b, f"how many votes did {lose.last} get?", f"how many voted for {lose.full}?", "how many votes did the loser get?", kind="how_many")
    s.no(i, f"did {lose.last} win?", f"was {lose.last} elected?", f"did {win.last} lose?")
    s.yes(i, f"did {win.last} win?", f"did {lose.last} lose?", f"was {win.last} elected?")
    k = s.say(f"{none} {s.any('chose not to stand', 'did not stand', 'ruled out standing', 'withdrew before the vote')}.", f"{none}, once the favourite, {s.any('stayed out of the race', 'had pulled out', 'decided against running')}.", f"The outgoing holder, {none}, {s.any('did not seek another term', 'declined to run again')}.")
    s.no(k, f"did {none.last} stand?", f"did {none.last} run?", f"was {none.last} on the ballot?", f"is {none.last} running?")
    s.deny(f"how many votes did {none.last} get?", f"how many votes did {old.last} get?", "how many abstained?", kind="how_many")
    k = s.say(f"Turnout was {turnout}, down from {before} last time.", f"{turnout.capitalize()} of those entitled voted, against {before} four years ago.", f"Only {turnout} turned out; in the last vote it was {before}.")
    if turnout in s.sentences[k]:
        s.ask(k, turnout, "what was the turnout?", f"what share of people voted in {town}?", "how many turned out?", kind="how_much")
    s.ask(k, before, "what was turnout last time?", "what was the turnout before?", kind="how_much")
    rerun = rng.random() < 0.5
    k = s.say(f"{lose.last} {s.any('will demand a recount', 'has asked for a recount', 'wants the ballots counted again') if rerun else s.any('will not ask for a recount', 'accepted the result', 'ruled out a recount')}.")
    (s.yes if rerun else s.no)(k, f"will {lose.last} ask for a recount?", f"does {lose.last} want a recount?", f"is {lose.last} contesting the result?")
    line = s.any("I will be mayor to those who did not vote for me too", "tomorrow we start with the buses", "this town deserves better roads", "nobody lost tonight")
    k = s.say(f"“{line[0].upper() + line[1:]},” {win.last} {s.any('said', 'told supporters')}.", f"{win.last} told a crowd: “{line[0].upper() + line[1:]}.”")
    s.whole(k, f"what did {win.last} say?", f"what did {win.last} tell supporters?", "what did the winner say?", kind="said")
    s.deny(f"what did {lose.last} say?", f"what did {none.last} say about the result?", kind="said")
    hour = clock(rng)
    length = duration(rng)
    k = s.say(f"Counting took {length} and ended at {hour}.", f"The result came at {hour}, after {length} of counting.")
    s.ask(k, hour, "what time did the result come?" if "came" in s.sentences[k] else "what time did counting end?", kind="time")
    s.ask(k, length, "how long did counting take?", "how long was the count?", kind="how_much")
    s.deny(f"who is {old.last}'s deputy?", f"how old is {win.last}?", f"which party is {lose.last} in?", f"why did {none.last} pull out?", "when is the next election?", f"who is the {body}'s leader?")
    return s


BUILDERS: list[Builder] = [match, results, takeover, storm, flight, launch, ballot]
