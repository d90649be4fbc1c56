"""From bytes to text: what says its encoding is believed, what does not is guessed with care or refused."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.gathering.decode import decode
from store.errors import InputRefused

# Long enough for a guess to stand on something.
GERMAN = "Der Bürgermeister eröffnete am Freitag die neue Brücke über die Elbe. Größere Schäden gab es nicht. " * 8
RUSSIAN = "Премьер-министр прибыл в Стамбул в пятницу утром, сообщили в пресс-службе правительства. " * 8
GREEK = "Ο πρωθυπουργός έφτασε στην Κωνσταντινούπολη την Παρασκευή το πρωί, ανακοίνωσε η κυβέρνηση. " * 8
JAPANESE = "首相は金曜日の朝にイスタンブールに到着したと政府が発表した。会談は午後に始まる予定だ。" * 12


@given(st.text(max_size=200).filter(lambda text: "\0" not in text and "\ufeff" not in text))
def test_utf_8_is_read_as_it_is(text: str) -> None:
    if sum(ord(c) < 32 for c in text) * 50 <= len(text) and not text.startswith(
        ("%PDF", "PK", "GIF8", "BZh", "MZ", "RIFF")
    ):
        assert decode(text.encode("utf-8")) == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_believed(encoding: str) -> None:
    assert decode(GERMAN.encode(encoding)) == GERMAN


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_recognised(encoding: str) -> None:
    assert decode(GERMAN.encode(encoding)) == GERMAN


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "cp1252"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (GREEK, "cp1253"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
    ],
)
def test_an_old_encoding_is_guessed_from_a_whole_text(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_page_says_its_encoding() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body>Мир</body></html>'
    assert "Мир" in decode(page.encode("cp1251"))
    page = '<?xml version="1.0" encoding="ISO-8859-2"?><a>Łódź</a>'
    assert "Łódź" in decode(page.encode("iso8859-2"))


def test_latin_1_means_windows_1252_as_browsers_read_it() -> None:
    page = b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>\x93so\x94</p>'
    assert "“so”" in decode(page)


def test_a_declared_encoding_that_is_none_or_wrong_is_not_believed() -> None:
    assert decode(GERMAN.encode("cp1252"), declared="klingon") == GERMAN
    assert decode(GERMAN.encode("utf-8"), declared="utf-16") == GERMAN


@pytest.mark.parametrize(
    "name",
    ["utf-7", "unicode_escape", "raw_unicode_escape", "punycode", "idna", "rot13", "hex", "undefined", "a\0b", "../x"],
)
def test_a_codec_that_no_page_is_written_in_is_not_used(name: str) -> None:
    raw = b"+ADw-script+AD4- \\u003cscript\\u003e " + GERMAN.encode("cp1252")
    assert "<script>" not in decode(raw, declared=name)


def test_japanese_mail_s_encoding_is_read_where_it_is_named() -> None:
    assert decode(JAPANESE.encode("iso2022_jp"), declared="ISO-2022-JP") == JAPANESE


def test_a_few_nuls_amid_a_text_are_no_reason_to_refuse_it() -> None:
    assert decode(b"A long enough line of text\0 with a NUL in it, and more words behind it.").startswith("A long")


@pytest.mark.parametrize(
    "raw",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        b"PK\x03\x04\x14\0\x06\0",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\x1f\x8b\x08\0\0\0\0\0",
        b"\x7fELF\x02\x01\x01",
        bytes(range(256)) * 40,
        b"\0" * 5000,
        b"{\\rtf1\\ansi text}",
    ],
)
def test_a_binary_file_is_refused_with_what_to_do(raw: bytes) -> None:
    with pytest.raises(InputRefused, match=r"binary file|encoding could not"):
        decode(raw)


def test_a_text_that_begins_as_unicode_and_breaks_is_refused() -> None:
    with pytest.raises(InputRefused, match="save it as UTF-8"):
        decode(codecs.BOM_UTF8 + b"fine so far \xff\xfe\xff")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_text_or_a_refusal(raw: bytes) -> None:
    try:
        text = decode(raw)
    except InputRefused:
        return
    text.encode("utf-8", "surrogatepass")
