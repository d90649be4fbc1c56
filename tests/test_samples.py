"""The sample articles: ours in every sentence, and with the facts and quarrels that real reports have."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from handlers.gathering.reading import Read, read_files
from handlers.gathering.walk import find_files
from store.article import Draft
from tests.shared import SHARED, needs_shared

SAMPLES = files("bot") / "samples"
RUN = (
    7  # words: a run this long is a sentence taken over; a shorter one may be a fact ("Secretary of State Marco Rubio")
)


def texts() -> dict[str, str]:
    """Every sample article's text as shipped, by file name (a line of a .jsonl file by its id)."""
    found: dict[str, str] = {}
    for file in SAMPLES.iterdir():
        if file.name.endswith(".jsonl"):
            found |= {row["id"]: row["text"] for row in map(json.loads, file.read_text("utf-8").splitlines())}
        elif file.name.endswith((".txt", ".md", ".html")):
            found[file.name] = file.read_text("utf-8")
    return found


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def saying(*phrases: str) -> set[str]:
    return {name for name, text in texts().items() if any(phrase in text for phrase in phrases)}


def test_there_are_ten_articles_or_more_in_every_format_that_is_read() -> None:
    assert len(texts()) >= 10
    assert {Path(file.name).suffix for file in SAMPLES.iterdir()} >= {".txt", ".md", ".html", ".jsonl"}


def test_six_articles_or_more_are_about_the_talks_and_the_rest_about_other_stories() -> None:
    assert len(saying("Istanbul")) >= 6
    assert len(saying("Aurelia") - saying("Istanbul")) >= 3
    assert len(saying("Millgate") - saying("Istanbul")) >= 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(["07:00 GMT"], ["0930 GMT"], id="when the talks start"),
        pytest.param(["former U.S. president"], ["U.S. President Donald Trump"], id="a former president who is not"),
        pytest.param(["give up its bid to join NATO"], ["firmly rejects"], id="the bid to join NATO"),
        pytest.param(["are planned as well"], ["had already begun"], id="trilateral talks planned or begun"),
        pytest.param(["Rubio said"], ["Trump said", "Trump told", "he told reporters"], id="whose remark it was"),
        pytest.param(["“Nothing is going"], ["“Nothing's going"], id="one remark in two wordings"),
        pytest.param(["since Thursday morning"], ["are arriving in Istanbul on Friday"], id="when the Russians came"),
        pytest.param(["nearly 20%"], ["roughly a fifth"], id="one figure in two wordings"),
        pytest.param(["Medinsky"], ["Medinski "], id="how a name is spelled"),
        pytest.param(["Zelenskyy"], ["Zelenskiy"], id="how another name is spelled"),
        pytest.param(["Defence Minister"], ["Defense Minister"], id="how a title is spelled"),
    ],
)
def test_the_articles_disagree_about(one: list[str], other: list[str]) -> None:
    assert saying(*one)
    assert saying(*other)
    assert saying(*one) != saying(*other)


def test_one_article_contradicts_itself_about_when_the_old_talks_failed() -> None:
    assert saying("broke down last year") == saying("talks of early 2022 collapsed") == {"unsigned-talks.txt"}


def test_one_article_about_the_talks_names_no_leader() -> None:
    assert saying("Istanbul") - saying("Umerov", "Medinsky", "Medinski") == {"lagoon-standard-talks.txt"}


def test_one_article_alone_has_the_estonian_ministers_remark() -> None:
    assert saying("slap in the face") == {"meridian-report-talks.txt"}


def test_two_articles_share_the_words_of_one_agency() -> None:
    shared = runs(texts()["lagoon-standard-talks.txt"]) & runs(texts()["eastgate-observer-talks"])
    assert len(shared) > 50


def test_the_manifest_speaks_of_files_that_are_there() -> None:
    manifest = tomllib.loads((SAMPLES / "manifest.toml").read_text("utf-8"))
    assert manifest
    assert set(manifest) <= set(texts())
    assert "unsigned-talks.txt" not in manifest


def test_the_demo_asks_three_questions() -> None:
    demo = tomllib.loads((SAMPLES / "demo.toml").read_text("utf-8"))
    assert len(demo["questions"]) == 3
    assert all(question["text"] and question["shows"] for question in demo["questions"])


@needs_shared
def test_no_sentence_is_taken_from_a_real_article() -> None:
    real = set().union(*(runs(path.read_text("utf-8")) for path in sorted((SHARED / "articles").iterdir())))
    assert real
    taken = {name: sorted(map(" ".join, runs(text) & real)) for name, text in texts().items()}
    assert {name: found for name, found in taken.items() if found} == {}


@pytest.fixture(scope="module")
def drafts() -> dict[str, Draft]:
    """What gathering makes of the sample articles, by source."""
    with as_file(SAMPLES) as folder:
        found, refused = find_files([folder])
        read = [outcome for outcome in read_files(found) if isinstance(outcome, Read)]
    assert refused == []
    assert [outcome.warnings for outcome in read if outcome.warnings] == []
    return {outcome.draft.source: outcome.draft for outcome in read}


def test_every_sample_is_read(drafts: dict[str, Draft]) -> None:
    assert set(drafts) == set(texts())


def test_six_outlets_or_more_are_known_and_one_text_has_no_publisher(drafts: dict[str, Draft]) -> None:
    talks = [draft for source, draft in drafts.items() if source in saying("Istanbul")]
    assert len({draft.outlet for draft in talks if draft.outlet}) >= 6
    assert [source for source, draft in drafts.items() if draft.outlet is None] == ["unsigned-talks.txt"]


def test_one_sample_is_cut_short(drafts: dict[str, Draft]) -> None:
    assert [source for source, draft in drafts.items() if draft.cut_short] == ["meridian-report-talks.txt"]


def test_two_samples_credit_one_agency(drafts: dict[str, Draft]) -> None:
    credited = {source for source, draft in drafts.items() if draft.credit == "Concord Wire"}
    assert credited == {"lagoon-standard-talks.txt", "eastgate-observer-talks"}


def test_a_pasted_sample_keeps_its_words_and_loses_its_furniture(drafts: dict[str, Draft]) -> None:
    draft = drafts["harbour-post-talks.txt"]
    assert draft.outlet == "The Harbour Post"
    assert draft.text.count("Moscow proposed the meeting") == 1
    assert [
        word for word in ("Skip to content", "Loading", "You may also like", "Leave a Reply") if word in draft.text
    ] == []
    assert draft.text.endswith("talking without a truce was already a small victory.")
