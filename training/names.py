"""Words the generated examples are made of: real places, invented people and firms."""

# fmt: off
# ruff: noqa: E501, D103, SIM905  one fact a line, with all its wordings beside each other

from __future__ import annotations

import random

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NOT_NAMES = frozenset(
    "Who What When Where Why How Which Whose Whom Is Are Was Were Do Does Did Has Have Had Can Could Will Would Should In On At To For From "
    "The A An Of By According After Before During And Or If It He She They His Her Their This That There As With I Name "
    "who what when where why how which whose whom is are was were do does did has have had can could will would should in on at to for from "
    "the a an of by according after before during and or if it he she they his her their this that there as with i name".split()
)
# country → demonym, capital
COUNTRIES: dict[str, tuple[str, str]] = {
    "France": ("French", "Paris"), "Germany": ("German", "Berlin"), "Spain": ("Spanish", "Madrid"), "Italy": ("Italian", "Rome"),
    "Portugal": ("Portuguese", "Lisbon"), "Greece": ("Greek", "Athens"), "Poland": ("Polish", "Warsaw"), "Hungary": ("Hungarian", "Budapest"),
    "Austria": ("Austrian", "Vienna"), "Norway": ("Norwegian", "Oslo"), "Sweden": ("Swedish", "Stockholm"), "Finland": ("Finnish", "Helsinki"),
    "Denmark": ("Danish", "Copenhagen"), "Iceland": ("Icelandic", "Reykjavik"), "Ireland": ("Irish", "Dublin"), "Romania": ("Romanian", "Bucharest"),
    "Bulgaria": ("Bulgarian", "Sofia"), "Serbia": ("Serbian", "Belgrade"), "Croatia": ("Croatian", "Zagreb"), "Slovenia": ("Slovenian", "Ljubljana"),
    "Albania": ("Albanian", "Tirana"), "Egypt": ("Egyptian", "Cairo"), "Morocco": ("Moroccan", "Rabat"), "Tunisia": ("Tunisian", "Tunis"),
    "Kenya": ("Kenyan", "Nairobi"), "Nigeria": ("Nigerian", "Abuja"), "Ghana": ("Ghanaian", "Accra"), "Ethiopia": ("Ethiopian", "Addis Ababa"),
    "Uganda": ("Ugandan", "Kampala"), "Zambia": ("Zambian", "Lusaka"), "Senegal": ("Senegalese", "Dakar"), "Angola": ("Angolan", "Luanda"),
    "India": ("Indian", "New Delhi"), "Pakistan": ("Pakistani", "Islamabad"), "Nepal": ("Nepali", "Kathmandu"), "Japan": ("Japanese", "Tokyo"),
    "Vietnam": ("Vietnamese", "Hanoi"), "Thailand": ("Thai", "Bangkok"), "Malaysia": ("Malaysian", "Kuala Lumpur"), "Indonesia": ("Indonesian", "Jakarta"),
    "Australia": ("Australian", "Canberra"), "Canada": ("Canadian", "Ottawa"), "Mexico": ("Mexican", "Mexico City"), "Brazil": ("Brazilian", "Brasilia"),
    "Argentina": ("Argentine", "Buenos Aires"), "Chile": ("Chilean", "Santiago"), "Peru": ("Peruvian", "Lima"), "Colombia": ("Colombian", "Bogota"),
    "Ecuador": ("Ecuadorean", "Quito"), "Bolivia": ("Bolivian", "La Paz"), "Uruguay": ("Uruguayan", "Montevideo"), "Cuba": ("Cuban", "Havana"),
    "Jordan": ("Jordanian", "Amman"), "Lebanon": ("Lebanese", "Beirut"), "Qatar": ("Qatari", "Doha"), "Oman": ("Omani", "Muscat"),
    "Georgia": ("Georgian", "Tbilisi"), "Armenia": ("Armenian", "Yerevan"), "Kazakhstan": ("Kazakh", "Astana"), "Mongolia": ("Mongolian", "Ulaanbaatar"),
}
TOWNS = (
    "Harrowgate Bay", "Millbrook", "Port Elsin", "Tarnwick", "Esterholm", "Vallmora", "Kessington", "Dunmere", "Ostrava Hill", "Larkhaven",
    "Quellmouth", "San Tavio", "Brevik Sound", "Nordhalm", "Cold Ashby", "Pinefield", "Rio Verdano", "Marchetta", "Oakley Ford", "Silverdean",
    "Grenmoor", "Haldane", "Westering", "Tolbury", "Ambleton", "Castel Ravino", "Lindqvist Harbour", "Mirandel", "Kaolo", "Sutherby",
)
_FIRST_F = (
    "Amara Ingrid Lucia Maren Fatima Noor Helena Sunita Yuki Rosalind Tamsin Oksana Priya Leila Greta Beatriz Chiara Aoife Nadia Wilhelmina "
    "Zofia Carmen Akua Mei Solveig Ayesha Delphine Ruth Katarina Imogen Thandi Paloma Ebba Marguerite Adaeze Joan Sofia Hana Carol Denise"
).split()
_FIRST_M = (
    "Tobias Marco Henrik Rashid Emeka Pavel Duncan Hiroshi Andrei Felipe Lars Omar Declan Vikram Mateo Stellan Kwame Gideon Rafael Bogdan "
    "Idris Laurent Milos Angus Joaquin Sanjay Torsten Walter Yusuf Casper Dmitar Ewan Nikos Osvaldo Piotr Quentin Ravi Samir Theo Paul"
).split()
_LAST_A = "Bren Kal Mor Tar Vel Hal Dor Fen Lind Ost Pel Rav San Thor Ul Wex Zan Cor Esk Gris Hol Jar Kest Lar Mar Nor Ol Pask Quil Ros Stav Tel Varn Wil Ab Ek Ibr On Sak Tak".split()
_LAST_B = "berg ova ski ton worth ano etti ström dahl escu ides oglu akis ero ado enko well ley man ard ini aro eku awa imura esh ani ova-Reyes by holt quist ier ond ez ich".split()
_FIRM_A = "Norvik Calder Apex Bluehaven Tessaro Helvion Marlin Quorra Sandhurst Ventara Orbis Kestrel Lumora Pelagia Granite Fairline Zephyr Ardent Solway Castor Inverey Nimbus Redwater Trellis Omnia".split()
_FIRM_B = "Foods Energy Airlines Bank Motors Pharma Systems Group Steel Shipping Media Logistics Insurance Textiles Robotics Rail Mining Telecom Brewing Homes".split()
_TEAM_B = "Rovers United City Wanderers Athletic Falcons Tigers Harriers Comets Mariners Stags Kings".split()
_ABSTRACT = "Union Federation Authority Commission Institute Council Agency Foundation Association Alliance".split()
_TOPIC = "Fisheries Teachers Railways Aviation Meteorological Dockers Wildlife Health Nurses Energy Farmers Water Film Housing Heritage".split()


class Person:
    """An invented person: full name, surname, and the pronouns that go with it."""

    def __init__(self, rng: random.Random) -> None:
        self.woman = rng.random() < 0.5
        self.first = rng.choice(_FIRST_F if self.woman else _FIRST_M)
        self.last = rng.choice(_LAST_A) + rng.choice(_LAST_B)
        self.full = f"{self.first} {self.last}"
        self.he = "she" if self.woman else "he"
        self.his = "her" if self.woman else "his"
        self.him = "her" if self.woman else "him"
        self.age = str(rng.randint(19, 78))

    def __str__(self) -> str:
        return self.full


def people(rng: random.Random, count: int) -> list[Person]:
    """Invented people who share neither first name nor surname."""
    out: list[Person] = []
    while len(out) < count:
        person = Person(rng)
        if all(person.last != o.last and person.first != o.first for o in out):
            out.append(person)
    return out


def firms(rng: random.Random, count: int) -> list[str]:
    return [f"{a} {rng.choice(_FIRM_B)}" for a in rng.sample(_FIRM_A, count)]


def teams(rng: random.Random, count: int) -> list[str]:
    return [f"{t.split()[0]} {rng.choice(_TEAM_B)}" for t in rng.sample(TOWNS, count)]


def bodies(rng: random.Random, count: int) -> list[str]:
    return [f"{t} {rng.choice(_ABSTRACT)}" for t in rng.sample(_TOPIC, count)]


def countries(rng: random.Random, count: int) -> list[str]:
    return rng.sample(list(COUNTRIES), count)
