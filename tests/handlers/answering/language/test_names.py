"""Names: found where they stand with their titles apart, compared, and found again in any form."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.answering.language.names import find_names, name_in, person_parts, same_name
from tests.handlers.answering.language.texts import texts


def found(text: str) -> list[str]:
    return [mention.text for mention in find_names(text)]


def titled(text: str) -> list[tuple[str, str | None]]:
    return [(mention.text, mention.title.text if mention.title else None) for mention in find_names(text)]


@given(texts)
def test_names_stand_where_they_say_in_order_and_apart(text: str) -> None:
    mentions = find_names(text)
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text
        assert mention.text.strip() == mention.text != ""
        if mention.title is not None:
            assert text[mention.title.start : mention.title.end] == mention.title.text
            assert mention.title.end <= mention.start
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The talks were led by Ann Moss in Springfield.", ["Ann Moss", "Springfield"]),
        ("Officials said Moss left. However, talks went on.", ["Moss"]),
        ("Unfortunately nobody came. Police waited. Thousands fled.", []),
        ("On Friday Moss met Lee in March.", ["Moss", "Lee"]),
        ("It quoted Theodora May in May.", ["Theodora May"]),
        ("Her aide Bashir al-Karim and Ursula van der Meer spoke.", ["Bashir al-Karim", "Ursula van der Meer"]),
        ("A spokesman for the Ministry of Foreign Affairs spoke.", ["Ministry of Foreign Affairs"]),
        ("The Department of Health and Human Services agreed.", ["Department of Health and Human Services"]),
        ("In court the Food and Drug Administration won.", ["Food and Drug Administration"]),
        ("It was Ruritania’s Ann Moss who spoke.", ["Ruritania", "Ann Moss"]),
        ("They met George W. Marsh and J.K. Lowell.", ["George W. Marsh", "J.K. Lowell"]),
        ("He joined NATO, the EU and SpaceX.", ["NATO", "EU", "SpaceX"]),
        ("An iPhone was found.", ["iPhone"]),
        ("I’m sure. I said so. OK?", []),
        ("Rep. Dana Rowe, R-Calif., left.", ["Dana Rowe"]),
        ("He was left BADLY HURT there.", []),
        ("Said of General Motors by the General Staff", ["General Motors", "General Staff"]),
        ("They sat in St. James’s Park near King’s Cross.", ["St. James’s Park", "King’s Cross"]),
        ("US officials were there with UK officials.", ["US", "UK"]),
    ],
)
def test_names_of_a_sentence(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They sent Defence Minister Rustam Karim to lead.", [("Rustam Karim", "Defence Minister")]),
        ("It was Turkish Foreign Minister Hakim Fadil.", [("Hakim Fadil", "Turkish Foreign Minister")]),
        ("It was led by presidential adviser Vlad Medin.", [("Vlad Medin", "presidential adviser")]),
        ("Then Secretary of State Marc Rubin came.", [("Marc Rubin", "Secretary of State")]),
        ("There Mr. Moss met Dr Lee.", [("Moss", "Mr."), ("Lee", "Dr")]),
        ("He met Acme CEO Tim Crook.", [("Acme", None), ("Tim Crook", "CEO")]),
        ("There ex-Vice President Dick Chain spoke.", [("Dick Chain", "ex-Vice President")]),
        ("Chief executive Ann Moss left.", [("Ann Moss", "Chief executive")]),
        ("The Foreign Minister left.", []),
    ],
)
def test_titles_are_kept_apart(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert titled(text) == expected


def test_a_capital_at_the_beginning_counts_where_the_text_proves_it() -> None:
    assert found("Gates left early. Later Bill Gates said so. Gates wept.") == ["Gates", "Bill Gates", "Gates"]
    assert found("Reports came in. Talks ended.") == []


def test_in_a_headline_ordinary_words_are_no_names() -> None:
    assert found("Council Leaders Vote To Close Bridge After Long Talks In Ruritania") == ["Ruritania"]


@pytest.mark.parametrize(
    ("name", "given_name", "surname", "title"),
    [
        ("Defence Minister Rustam Karim", "Rustam", "Karim", "Defence Minister"),
        ("Ursula von der Leyen", "Ursula", "von der Leyen", ""),
        ("Karim", "", "Karim", ""),
        ("George W. Bush", "George W.", "Bush", ""),
        ("Martin Luther King Jr.", "Martin Luther", "King", ""),
        ("Xi Jinping", "Jinping", "Xi", ""),
        ("Mr Moss’s", "", "Moss", "Mr"),
        ("Secretary of State Marco Rubio", "Marco", "Rubio", "Secretary of State"),
        ("the", "", "the", ""),
        ("", "", "", ""),
    ],
)
def test_a_name_in_parts(name: str, given_name: str, surname: str, title: str) -> None:
    parts = person_parts(name)
    assert (parts.given, parts.surname, parts.title) == (given_name, surname, title)


SAME = [
    ("Medinsky", "Vladimir Medinski"),
    ("Zelenskyy", "Zelenskiy"),
    ("Volodymyr Zelensky", "Vladimir Zelenskyy"),
    ("Зеленський", "Zelensky"),
    ("Путин", "Putin"),
    ("Muammar Gaddafi", "Moammar Kadhafi"),
    ("Recep Tayyip Erdoğan", "Erdogan"),
    ("Defence Minister Rustem Umerov", "Umerov"),
    ("Rustem Umerov", "R. Umerov"),
    ("Bill Clinton", "William Clinton"),
    ("Ursula von der Leyen", "von der Leyen"),
    ("Bashar al-Assad", "Assad"),
    ("Xi Jinping", "Xi"),
    ("Kim Jong Un", "Kim"),
    ("Benjamin Netanyahu", "Binyamin Netanjahu"),
    ("ICRC", "International Committee of the Red Cross"),
    ("the UN", "U.N."),
    ("United Nations", "UN"),
    ("US", "United States"),
    ("Turkiye", "Turkey"),
    ("Ministry of Foreign Affairs", "the Foreign Affairs Ministry"),
    ("Donald Trump", "President Trump"),
    ("Trump", "trump"),
    ("García Márquez", "Gabriel Garcia Marquez"),
]
OTHER = [
    ("Vladimir Putin", "Vladimir Medinsky"),
    ("Putin", "Medinsky"),
    ("George Bush", "Jeb Bush"),
    ("Hillary Clinton", "Bill Clinton"),
    ("Boris Johnson", "Johnston"),
    ("Bank of England", "Bank of Japan"),
    ("Bank of England", "England"),
    ("New York", "York"),
    ("North Korea", "South Korea"),
    ("Iran", "Iraq"),
    ("Austria", "Australia"),
    ("Ukraine", "Ukrainian"),
    ("Ukraine", "Kyiv"),
    ("Foreign Ministry", "Defence Ministry"),
    ("FBI", "CIA"),
    ("Ann Moss", ""),
    ("Anna Petrova", "Ivan Petrov"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_wordings_of_one_name(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_two_names(one: str, other: str) -> None:
    assert not same_name(one, other)
    assert not same_name(other, one)


@given(texts, texts)
def test_sameness_of_names_is_symmetric(one: str, other: str) -> None:
    assert same_name(one, other) == same_name(other, one)


@given(st.sampled_from([name for pair in SAME + OTHER for name in pair if name]))
def test_a_name_is_itself(name: str) -> None:
    assert same_name(name, name)


REPORT = (
    "Ukrainian President Volodymyr Zelenskyy spoke in Kyiv. Zelenskiy said the U.S. would help us. "
    "Lyudmila Putina stayed away. The International Committee of the Red Cross watched on Putin Street."
)


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("Zelensky", ["Volodymyr Zelenskyy", "Zelenskiy"]),
        ("zelenskyy", ["Volodymyr Zelenskyy", "Zelenskiy"]),
        ("Ukraine", ["Ukrainian", "Kyiv"]),
        ("US", ["U.S."]),
        ("ICRC", ["International Committee of the Red Cross"]),
        ("Vladimir Putin", []),
        ("Ann Moss", []),
        ("", []),
    ],
)
def test_a_name_is_found_in_every_form_the_text_gives_it(name: str, places: list[str]) -> None:
    assert [mention.text for mention in name_in(name, REPORT)] == places


def test_a_bare_surname_is_the_person_whom_the_text_names() -> None:
    text = "Jeb Bush spoke. Bush left."
    assert name_in("George Bush", text) == ()
    assert [m.text for m in name_in("Jeb Bush", text)] == ["Jeb Bush", "Bush"]
    assert [m.text for m in name_in("Bush", text)] == ["Jeb Bush", "Bush"]


@given(
    st.sampled_from(["Ann Moss", "Ukraine", "US", "Zelensky", "Ministry of Foreign Affairs", "the", "²", "e\u0301"]),
    texts,
)
def test_mentions_of_a_name_stand_where_they_say(name: str, text: str) -> None:
    mentions = name_in(name, text)
    assert all(text[mention.start : mention.end] == mention.text != "" for mention in mentions)
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))
