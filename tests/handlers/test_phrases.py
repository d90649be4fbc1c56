"""Every phrase can be filled, nothing of its mark-up is left over, and nobody else writes sentences."""

from __future__ import annotations

import ast
import re

import pytest

from handlers.edicts import Edict
from handlers.filed import Filed
from handlers.fixed import Fixed
from handlers.phrases import Phrase, fill, listed, segments
from handlers.pieces import Origin, Piece, Style, source
from tests.shared import ROOT

SLOT = re.compile(r"\{([a-z]+)\}")


@pytest.mark.parametrize("phrase", [*Phrase, *Edict, *Filed])
def test_a_phrase_is_filled_by_exactly_the_values_it_names(phrase: Fixed) -> None:
    wanted = set(SLOT.findall(phrase.value))
    pieces = fill(phrase, **{name: source(f"<{name}>") for name in wanted})
    said = "".join(piece.text for piece in pieces)
    plain = SLOT.sub(r"<\1>", re.sub(r"\*\*|`|(?<!\w)_|_(?!\w)", "", phrase.value))
    assert said == plain
    with pytest.raises(ValueError, match="takes"):
        fill(phrase, **dict.fromkeys(wanted, 1), spare=1)
    if wanted:
        with pytest.raises(ValueError, match="takes"):
            fill(phrase)


@pytest.mark.parametrize("phrase", [*Phrase, *Edict, *Filed])
def test_no_mark_or_brace_is_left_in_what_is_said(phrase: Fixed) -> None:
    literals = "".join(text for text, is_slot, _ in segments(phrase) if not is_slot)
    assert not re.search(r"\*\*|[{}`]|(?<!\w)_|_(?!\w)", literals)


def test_a_mark_in_a_value_is_never_read_as_ours() -> None:
    pieces = fill(Phrase.READ_AS, question=source("**bold** `code` {answer} _it_"))
    assert pieces[-1] == Piece("**bold** `code` {answer} _it_", Style.EMPHASIS, Origin.SOURCE)


def test_a_value_takes_the_style_of_its_place_and_keeps_its_origin() -> None:
    answer = fill(Phrase.ANSWER, answer=source("Umerov"), says=4, total=5, also=())
    assert answer[0] == Piece("Umerov", Style.STRONG, Origin.SOURCE)
    assert "".join(piece.text for piece in answer) == "Umerov · 4 of 5 outlets"


def test_values_are_listed_with_what_stands_between_them() -> None:
    assert "".join(piece.text for piece in listed((source("a"), source("b")), between=Phrase.SLASH)) == "a / b"
    assert listed(()) == ()


def test_nobody_but_the_phrases_writes_words_of_ours() -> None:
    """A piece made of a literal would be a sentence outside the list. `fill` and `number` are the only other makers."""
    makers = {"Piece", "source", "person", "Line", "Hint"}
    guilty = []
    for path in sorted((ROOT / "handlers").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in makers:
                continue
            literal = [arg for arg in node.args if isinstance(arg, ast.Constant | ast.JoinedStr)]
            if literal and path.name not in ("pieces.py", "phrases.py"):
                guilty.append(f"{path.name}:{node.lineno}")
    assert guilty == []
