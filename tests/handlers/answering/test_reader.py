"""Spans stand where the reader says, apart, best first; the shipped weights say what they said when they were made."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import shutil
import subprocess
import sys
import threading
import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from handlers.answering.reader import MODEL, OnnxReader, ReaderUnavailable, apart
from handlers.answering.reading import Reader, Reading, Span
from handlers.answering.windows import Windows

HERE = Path(__file__).parent
TINY = HERE / "tiny_reader"  # a network of two look-up tables: it answers "ada" … "moor", says nothing of yes and no
REFERENCE = json.loads((HERE / "reader_reference.json").read_text("utf-8"))
SCORE_SLACK = 0.75  # int8 arithmetic differs a little between processors; the smallest gap that decides below is 2

BRIDGE = "The bridge at Tarn was opened on Friday by Edda Pell, 61, the mayor of Oakley. It cost $4.2 million."
PRIZE = "The Halden prize went to the poet Ruth Amsel. Bo Lindgren, last year's winner, handed it over at 9.15pm."


@pytest.fixture(scope="module")
def shipped() -> OnnxReader:
    return OnnxReader.open()


@pytest.fixture
async def reader(shipped: OnnxReader) -> AsyncIterator[Reader]:
    opened: Reader = OnnxReader.open()
    yield opened
    await opened.close()


def answer(reader: OnnxReader, question: str, text: str) -> str:
    best = reader.read_now(question, [text])[0].spans[0]
    return text[best.start : best.end]


# --- the shipped weights


def test_the_reference_belongs_to_the_shipped_weights() -> None:
    assert json.loads((MODEL / "config.json").read_text("utf-8"))["sha256"] == REFERENCE["sha256"]


@pytest.mark.parametrize("said", REFERENCE["said"], ids=lambda said: said["question"])
def test_the_shipped_weights_say_what_they_said_when_made(shipped: OnnxReader, said: dict[str, object]) -> None:
    question, text = str(said["question"]), str(said["text"])
    reading = shipped.read_now(question, [text])[0]
    start, end, polarity, answered = shipped.logits(question, text)[0]
    assert (reading.spans[0].start, reading.spans[0].end) == (said["start"], said["end"])
    assert reading.spans[0].score == pytest.approx(said["score"], abs=SCORE_SLACK)
    assert reading.yes == pytest.approx(said["yes"], abs=0.15)
    assert list(start[:12]) == pytest.approx(said["start_logits"], abs=SCORE_SLACK)
    assert list(end[:12]) == pytest.approx(said["end_logits"], abs=SCORE_SLACK)
    assert answered == pytest.approx(said["answered"], abs=SCORE_SLACK)
    assert polarity is not None
    assert list(polarity) == pytest.approx(said["polarity_logits"], abs=SCORE_SLACK)


def test_the_kind_of_question_decides_the_kind_of_answer(shipped: OnnxReader) -> None:
    assert answer(shipped, "who opened the bridge", BRIDGE) == "Edda Pell"
    assert answer(shipped, "how old is pell?", BRIDGE) == "61"
    assert answer(shipped, "what did the bridge cost", BRIDGE) == "$4.2 million"
    assert answer(shipped, "when was the bridge opened?", BRIDGE) == "Friday"


def test_what_the_text_says_scores_above_what_it_does_not(shipped: OnnxReader) -> None:
    said = shipped.read_now("Who won the Halden prize?", [PRIZE])[0].spans[0].score
    unsaid = shipped.read_now("Who is the prime minister of Norway?", [PRIZE])[0].spans[0].score
    assert said > 0 > unsaid


def test_yes_and_no_are_told_apart(shipped: OnnxReader) -> None:
    went, stayed = "Mayor Edda Pell attended the opening.", "Mayor Edda Pell refused to attend the opening."
    readings = shipped.read_now("Did Pell attend the opening?", [went, stayed])
    assert readings[0].yes is not None
    assert readings[1].yes is not None
    assert readings[0].yes > 0.5 > readings[1].yes


# --- many texts, long texts, no text


def test_a_text_reads_the_same_alone_and_among_others(shipped: OnnxReader) -> None:
    texts = [BRIDGE, "", PRIZE * 9, "Rain.", BRIDGE + " " + PRIZE, PRIZE]
    together = shipped.read_now("Who won the Halden prize?", texts)
    assert together == [shipped.read_now("Who won the Halden prize?", [text])[0] for text in texts]


@pytest.mark.parametrize("text", ["", " ", "\n\t \u3000", "\u200b"])
def test_a_text_without_words_gives_an_empty_reading(shipped: OnnxReader, text: str) -> None:
    assert shipped.read_now("Who won?", [text, BRIDGE])[0].spans == ()


@pytest.mark.parametrize("question", ["", "  ", "\n"])
def test_without_a_question_nothing_is_read(shipped: OnnxReader, question: str) -> None:
    assert shipped.read_now(question, [BRIDGE]) == [Reading(())]


def test_no_texts_give_no_readings(shipped: OnnxReader) -> None:
    assert shipped.read_now("Who won?", []) == []


def test_an_answer_far_down_a_long_text_is_found_in_its_place(shipped: OnnxReader) -> None:
    filler = "The weather in the valley stayed dry and mild for most of the week. " * 120
    text = filler + "The Halden prize was won by the poet Ruth Amsel. " + filler
    best = shipped.read_now("Who won the Halden prize?", [text])[0].spans[0]
    assert text[best.start : best.end] == "Ruth Amsel"
    assert best.start == len(filler) + len("The Halden prize was won by the poet ")


def test_a_question_as_long_as_an_article_is_cut_not_refused(shipped: OnnxReader) -> None:
    reading = shipped.read_now("who opened the bridge " * 400, [BRIDGE])[0]
    assert reading.spans


# --- offsets


LEADS = [
    "🎈🎉 ",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ",
    "e\u0301e\u0301 a\u0308 ",
    "ﬁne ﬂags ",
    "日本語の記事 ",
    "\u202eabc\u202c ",
    "İstanbul STRASSE ß ",
]
LEADS += ["\x00\x07 ", "👩\u200d👩\u200d👧 🇳🇴 "]


@pytest.mark.parametrize("lead", LEADS)
def test_offsets_count_code_points_whatever_stands_before(shipped: OnnxReader, lead: str) -> None:
    assert answer(shipped, "who opened the bridge", lead + BRIDGE) == "Edda Pell"


def test_accents_composed_or_not_are_quoted_as_they_stand(shipped: OnnxReader) -> None:
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, "Zoé Třebická")
        said = answer(shipped, "Who won the race?", f"The race was won by {name} of Tarn.")
        assert said in (name, f"{name} of Tarn")


def test_a_word_the_tokenizer_cuts_up_is_answered_whole(shipped: OnnxReader) -> None:
    text = "The company was bought by Xylqvanthorpe last year."
    assert answer(shipped, "Who bought the company?", text) == "Xylqvanthorpe"


TEXTS = st.text(st.sampled_from("ada moor won lost.!?,'’-éß🎈\u0301\n\u3000𝔘日"), max_size=300)


@given(st.lists(TEXTS, max_size=4), st.text(max_size=60))
def test_every_span_stands_in_its_text_apart_from_the_others_best_first(texts: list[str], question: str) -> None:
    readings = TINY_READER.read_now(question, texts)
    assert len(readings) == len(texts)
    for text, reading in zip(texts, readings, strict=True):
        for span in reading.spans:
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end].strip()
        ordered = sorted(reading.spans, key=lambda s: s.start)
        assert all(a.end <= b.start for a, b in itertools.pairwise(ordered))
        assert [s.score for s in reading.spans] == sorted((s.score for s in reading.spans), reverse=True)


@given(st.lists(st.sampled_from(["ada", "moor", "won", "the", "Ø", "🎈"]), min_size=1, max_size=900))
def test_windows_leave_no_word_of_a_text_out(words: list[str]) -> None:
    text = " ".join(words)
    seen: set[int] = set()
    for window in Windows(Tokenizer.from_file(str(TINY / "tokenizer.json")), 128, 30).cut("who won", [text]):
        assert len(window.ids) <= 128
        for start, end in zip(window.starts, window.ends, strict=True):
            seen.update(range(start, end))
    assert seen == {n for n, letter in enumerate(text) if letter != " "}


def test_of_overlapping_spans_the_best_stays() -> None:
    spans = [Span(0, 5, 1.0), Span(3, 9, 2.0), Span(9, 12, 0.5), Span(20, 22, 0.1)]
    assert apart(spans, 2) == [Span(3, 9, 2.0), Span(9, 12, 0.5)]


# --- in a thread


async def test_reading_does_not_hold_up_the_loop(reader: Reader) -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.001)
            ticks += 1

    ticking = asyncio.create_task(tick())
    readings = await reader.read("Who won the Halden prize?", [PRIZE * 8])
    ticking.cancel()
    assert readings[0].spans
    assert ticks > 1


async def test_two_questions_at_once_get_their_own_answers(reader: Reader) -> None:
    first, second = await asyncio.gather(
        reader.read("who opened the bridge", [BRIDGE]), reader.read("Who won the Halden prize?", [PRIZE])
    )
    assert BRIDGE[first[0].spans[0].start : first[0].spans[0].end] == "Edda Pell"
    assert PRIZE[second[0].spans[0].start : second[0].spans[0].end] == "Ruth Amsel"


async def test_closing_ends_the_thread() -> None:
    opened = OnnxReader.open(TINY)
    await opened.read("who won", ["ada moor won"])
    assert any(t.name.startswith("reader") for t in threading.enumerate())
    before = sum(t.name.startswith("reader") for t in threading.enumerate())
    await opened.close()
    assert sum(t.name.startswith("reader") for t in threading.enumerate()) == before - 1


# --- other folders

TINY_READER = OnnxReader.open(TINY)


def test_a_folder_with_a_hugging_face_export_is_a_reader_without_polarity() -> None:
    text = "🎈 The race: Ada Moor won by a nose."
    reading = TINY_READER.read_now("who won", [text])[0]
    best = reading.spans[0]
    assert text[best.start : best.end] == "Ada Moor"
    assert best.score == 9.0 - 2.0  # its tables: 5 + 4, and 1 + 1 at the first token
    assert reading.yes is None


def test_the_weights_may_lie_in_a_folder_named_onnx(tmp_path: Path) -> None:
    (tmp_path / "onnx").mkdir()
    shutil.copy(TINY / "model.onnx", tmp_path / "onnx")
    shutil.copy(TINY / "tokenizer.json", tmp_path)
    (tmp_path / "config.json").write_text('{"model_type": "roberta"}')
    assert OnnxReader.open(tmp_path).read_now("who won", ["ada moor won"])[0].spans


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReaderUnavailable, match=str(tmp_path)):
        OnnxReader.open(tmp_path)


def test_weights_without_a_tokenizer_are_refused(tmp_path: Path) -> None:
    shutil.copy(TINY / "model.onnx", tmp_path)
    with pytest.raises(ReaderUnavailable, match="cannot be loaded"):
        OnnxReader.open(tmp_path)


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    shutil.copy(TINY / "tokenizer.json", tmp_path)
    (tmp_path / "model.onnx").write_bytes((TINY / "model.onnx").read_bytes()[:200])
    with pytest.raises(ReaderUnavailable, match="cannot be loaded"):
        OnnxReader.open(tmp_path)


def test_weights_that_are_not_those_of_the_config_are_refused(tmp_path: Path) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        shutil.copy(TINY / name, tmp_path)
    config = {"max_length": 256, "overlap": 64, "null_threshold": 0.0, "sha256": "0" * 64}
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(ReaderUnavailable, match="damaged or not those"):
        OnnxReader.open(tmp_path)


@pytest.mark.parametrize("config", ["{", '{"max_length": "long"}', '{"max_length": 256}'])
def test_a_config_that_cannot_be_read_is_refused(tmp_path: Path, config: str) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        shutil.copy(TINY / name, tmp_path)
    (tmp_path / "config.json").write_text(config)
    with pytest.raises(ReaderUnavailable, match=r"config\.json"):
        OnnxReader.open(tmp_path)


def test_a_network_of_another_kind_is_refused(tmp_path: Path) -> None:
    shutil.copy(TINY / "tokenizer.json", tmp_path)
    shutil.copy(TINY / "classifier.onnx", tmp_path / "model.onnx")
    with pytest.raises(ReaderUnavailable, match="not a question-answering network"):
        OnnxReader.open(tmp_path)


def test_the_reader_tells_its_libraries_maker_nothing(tmp_path: Path) -> None:
    """Telemetry keeps an id in the home folder before it reports; where the switch works, nothing is written or said."""
    home = tmp_path / "home"
    home.mkdir()
    code = (
        "from handlers.answering.reader import OnnxReader\n"
        "assert OnnxReader.open().read_now('Who led it?', ['Ann Lee led it.'])[0].spans\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env={"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "PATH": os.environ["PATH"]},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (ended.stdout, ended.stderr, list(home.rglob("*"))) == ("", "", [])
