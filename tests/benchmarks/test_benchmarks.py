"""The benchmarks in their short form: that they run, and find the same; time is not judged."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from tests.benchmarks.corpus import Corpus
from tests.benchmarks.measuring import ALL, Size, measure
from tests.benchmarks.moving import moved
from tests.benchmarks.report import plot, table
from tests.shared import ROOT
from tests.store.engines import ENGINES

PASSAGES = 400


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The project's own texts."""
    folder = tmp_path_factory.mktemp("texts")
    with (folder / "texts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for path in sorted((ROOT / "training" / "written").glob("*.txt")):
            writer.writerows([line] for line in path.read_text("utf-8").splitlines() if line)
    return Corpus.read(folder)


@pytest.fixture(scope="module")
def size(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Size:
    """Measured on them."""
    postgres = ENGINES["postgres"](tmp_path_factory.mktemp("postgres"))
    return measure(corpus, PASSAGES, tmp_path_factory.mktemp("bench"), 20, postgres)


def test_every_way_to_search_was_asked_every_question(size: Size) -> None:
    assert set(size.searches) == set(ALL)
    assert {len(way.found) for way in size.searches.values()} == {20}
    assert all(any(found) for way in size.searches.values() for found in [way.found])


def test_where_nothing_is_common_ours_are_exactly_bm25(size: Size) -> None:
    assert size.agreement("fts5 rank") == pytest.approx(1, abs=0.02)
    assert size.agreement("copydesk sqlite") == pytest.approx(1, abs=0.02)
    assert size.agreement("copydesk postgres") == pytest.approx(1, abs=0.02)
    assert size.agreement("copydesk tantivy") > 0.9, "it knows the length of a passage roughly"


def test_no_reader_found_the_archive_locked(size: Size) -> None:
    assert size.locked == 0
    assert size.readers_beside_writer > 0
    assert size.stalls
    assert all(own <= stall for own, stall in zip(size.own_stalls, size.stalls, strict=True))


def test_the_table_and_the_plot_tell_all_of_it(size: Size) -> None:
    told, drawn = table([size]), plot([size])
    assert all(f"| {name} |" in told and f">{name}<" in drawn for name in ALL)
    assert "ingest, to a bare FTS5 insert" in told


def test_the_same_seed_makes_the_same_archive(tmp_path: Path) -> None:
    corpus = Corpus(tuple(f"This is the sentence number {n} of them all." for n in range(99)), ("A headline",))
    first, second = list(corpus.drafts(23)), list(corpus.drafts(23))
    assert first == second
    assert sum(len(draft.passages) for draft in first) == 23
    for draft in first:
        assert all(80 <= len(draft.text[start:end].split()) <= 125 for start, end in draft.passages)


def test_an_archive_moves_to_postgresql_and_is_proved(corpus: Corpus, tmp_path: Path) -> None:
    move, doctor = moved(corpus, 20, tmp_path, ENGINES["postgres"](tmp_path), questions=1)
    assert re.search(r"^article +20 rows", move.said, re.MULTILINE)
    assert re.search(r"^passage +100 rows", move.said, re.MULTILINE)
    assert "Questions answered the same: 1 of 1." in move.said
    assert "20" in doctor.said
