"""From the bytes of a file or page to text; what cannot be read without guessing wildly is refused."""

from __future__ import annotations

import codecs
import re

from store.errors import InputRefused

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins the same
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What a newsroom's files are written in. A guess outside this list (cp037, hz, big5hkscs for a Danish text …) is
# nearly always wrong, and a wrong guess would be quoted.
_GUESSED = (
    "utf_16_le", "utf_16_be", "cp1252", "latin_1", "cp1250", "iso8859_2", "cp1251", "koi8_r", "koi8_u", "cp1253",
    "iso8859_7", "cp1254", "iso8859_9", "cp1255", "cp1256", "cp1257", "iso8859_15", "mac_roman", "shift_jis", "cp932",
    "euc_jp", "gb18030", "big5", "euc_kr", "cp949",
)  # fmt: skip
# What a header or page may name: these, and what the HTML standard's labels mean by them. Python knows codecs that no
# page is written in and that give bytes another meaning (utf_7, unicode_escape, punycode, rot13 …).
_NAMED = frozenset(
    codecs.lookup(name).name
    for name in (*_GUESSED, "utf_8", "utf_16", "utf_32", "ascii", "iso8859_3", "iso8859_4", "iso8859_5", "iso8859_6",
                 "iso8859_8", "iso8859_10", "iso8859_13", "iso8859_14", "iso8859_16", "cp866", "cp874", "cp1258",
                 "mac_cyrillic", "iso2022_jp", "gbk", "gb2312", "big5hkscs", "tis_620", "cp437", "cp850", "cp852")
)  # fmt: skip
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,200}?|\?xml\b[^>]{0,100}?)(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE
)
_SAMPLE = 65_536
# Signatures of files that hold no text even though some of them decode.
_MAGIC = (
    b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"BZh", b"\x7fELF",
    b"\xd0\xcf\x11\xe0", b"SQLite format 3\0", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ", b"MZ\x90", b"RIFF", b"ID3", b"OggS",
    b"{\\rtf", b"bplist00", b"\xca\xfe\xba\xbe", b"\x00\x00\x00\x0cjP", b"II*\x00", b"MM\x00*", b"fLaC", b"wOF",
)  # fmt: skip


def decode(raw: bytes, *, declared: str | None = None) -> str:
    """The text that the bytes hold.

    In order: a byte-order mark, UTF-8, the `declared` encoding (a header's or a page's own), then a guess by
    charset-normalizer among the encodings newsrooms use. A few NULs amid text are left for `canonical` to drop.
    Raises `InputRefused` for binary files and for bytes that no such encoding explains.
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _strict(raw, encoding)
    if raw.startswith(_MAGIC):
        raise InputRefused("it is a binary file, not text; save the article as plain text or HTML.")
    if not _wide(raw):
        if _binary(raw):
            raise InputRefused("it is a binary file, not text; save the article as plain text or HTML.")
        named = tuple(codec for name in (declared, _declared(raw)) if (codec := _codec(name)))
        # UTF-8 is never met by chance; only Japanese mail's encoding hides in it.
        for codec in (*(("iso2022_jp",) if "iso2022_jp" in named else ()), "utf-8", *named):
            try:
                return raw.decode(codec)
            except UnicodeDecodeError:
                continue
    return _guess(raw)


def _codec(name: str | None) -> str | None:
    """The codec that a header or page names, if it is one that pages are written in."""
    label = (name or "").strip().lower()
    # The HTML standard reads these labels as windows-1252, which is what such pages hold.
    label = "cp1252" if label in {"iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii"} else label
    try:
        found = codecs.lookup(label).name if label else ""
    except (LookupError, ValueError):
        return None
    return found if found in _NAMED else None


def _strict(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputRefused("it begins as Unicode but is damaged further on; save it as UTF-8.") from error


def _declared(raw: bytes) -> str | None:
    found = _DECLARED.search(raw[:2048])
    return found.group(1).decode("ascii", "ignore") if found else None


def _wide(raw: bytes) -> bool:
    """UTF-16 without a mark: every other byte of Latin text is NUL."""
    head = raw[:_SAMPLE]
    half = len(head) // 2
    return half > 4 and (head[1::2].count(0) > 0.7 * half or head[0::2].count(0) > 0.7 * half)


def _binary(raw: bytes) -> bool:
    """More than one byte in fifty is a control character that no text has; git's own test is the first NUL."""
    head = raw[:_SAMPLE]
    controls = sum(head.count(byte) for byte in (*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)))
    return controls * 50 > len(head)


def _guess(raw: bytes) -> str:
    from charset_normalizer import from_bytes  # 30 ms to import, and most texts are UTF-8

    best = from_bytes(raw[:_SAMPLE], cp_isolation=list(_GUESSED)).best()
    if best is not None and best.percent_chaos < 10:
        try:
            return raw.decode(best.encoding)
        except UnicodeDecodeError:
            pass
    raise InputRefused("its encoding could not be recognised; save it as UTF-8.")
