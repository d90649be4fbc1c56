"""The sample articles: ours in every sentence, and with the facts and quarrels that real reports have."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

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
