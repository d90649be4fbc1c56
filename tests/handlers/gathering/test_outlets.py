"""Publisher, carrier and agency are three things, and what no page says stays unknown."""

from __future__ import annotations

import pytest

from handlers.gathering.outlets import Publisher, known, of_site, of_url, publisher, split_headline


@pytest.mark.parametrize(
    ("headline", "bare", "behind"),
    [
        ("Talks begin | World | The Courier", "Talks begin", ("The Courier", "World")),
        ("Talks begin in the old palace - BBC News", "Talks begin in the old palace", ("BBC News",)),
        ("Talks begin – as it happened", "Talks begin – as it happened", ()),
        ("Mayor – crane – harbour: what we know", "Mayor – crane – harbour: what we know", ()),
        ("Talks", "Talks", ()),
        ("", "", ()),
    ],
)
def test_what_a_site_puts_behind_a_headline_is_cut_off(headline: str, bare: str, behind: tuple[str, ...]) -> None:
    assert split_headline(headline) == (bare, behind)


@pytest.mark.parametrize(
    ("url", "outlet", "carrier"),
    [
        ("https://www.bbc.co.uk/news/1", "BBC", None),
        ("https://edition.cnn.com/x", "CNN", None),
        ("https://uk.news.yahoo.com/x", None, "Yahoo"),
        ("https://www.inkl.com/news/x", None, "inkl"),
        ("https://www.harbourpost.example/x", "harbourpost.example", None),
        ("http://127.0.0.1/x", None, None),
        ("http://localhost/x", None, None),
        ("http://[::1/x", None, None),
        (None, None, None),
    ],
)
def test_a_host_stands_for_an_outlet_or_a_carrier(url: str | None, outlet: str | None, carrier: str | None) -> None:
    assert of_url(url) == (outlet, carrier)


def test_a_host_that_only_ends_alike_is_another() -> None:
    assert of_url("https://notbbc.com/x") == ("notbbc.com", None)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("BBC News", Publisher("BBC")),
        ("nytimes.com", Publisher("The New York Times")),
        ("Yahoo News", Publisher(None, "Yahoo")),
        ("The Harbour Post", Publisher("The Harbour Post")),
        (None, Publisher()),
    ],
)
def test_the_site_a_page_names_is_its_outlet_or_its_carrier(said: str | None, found: Publisher) -> None:
    assert of_site(said) == found


def test_a_page_that_names_its_publisher_outright_is_believed_before_the_headline() -> None:
    found = publisher(("Newsrack",), (), ["Origin:", "publisher logo", "harbourpost", "Loading..."], "")
    assert found == Publisher("harbourpost")


def test_the_name_behind_the_headline_gives_the_spelling_of_the_one_under_the_text() -> None:
    assert publisher(("Harbour Post",), (), ["Origin:", "harbourpost"], "").outlet == "Harbour Post"


def test_a_feed_s_footer_names_the_publisher() -> None:
    lines = ["The post Crane falls across the quay appeared first on The Harbour Post."]
    assert publisher((), (), lines, "").outlet == "The Harbour Post"


def test_a_logo_and_its_label_name_the_publisher_of_a_carried_text() -> None:
    head = ["Get all your news in one place.", "One app.", "Harbour Post", "Harbour Post", "World"]
    lines = [*head, "Top stories on inkl right now"]
    assert publisher((), head, lines, "") == Publisher("Harbour Post", "inkl")


@pytest.mark.parametrize(
    "lines",
    [
        ["KYIV (Reuters) - Officials met."],
        ["The old quay [Jane Roe/Reuters]"],
        ["© 2025 Reuters"],
        ["© 2025 Acme Themes Ltd."],
        [],
    ],
)
def test_a_credit_or_a_copyright_is_no_publisher(lines: list[str]) -> None:
    assert publisher((), (), lines, "") == Publisher()


def test_a_topic_behind_the_headline_is_no_publisher() -> None:
    body = "The ferry left. The ferry came. Ferry after Ferry, said a Ferry man."
    assert publisher(("Ferry",), (), [], body).outlet is None
    assert publisher(("World News",), (), [], body).outlet is None


def test_a_carrier_is_never_its_own_publisher() -> None:
    assert publisher(("Yahoo News",), (), ["Yahoo News"], "").outlet is None


def test_an_outlet_is_known_by_any_of_its_spellings() -> None:
    assert known("the guardian us") == known("Guardian") == "The Guardian"
    assert known("The Harbour Post") is None
