"""`python -m tests.benchmarks.malformed [COUNT]`: mutated pages and feeds; crashes and silently empty articles must be 0."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections import Counter

from handlers.gathering.told import Told
from handlers.gathering.web.errors import ParserStopped
from handlers.gathering.web.parser import Parser
from store.errors import InputRefused
from tests.web import BODY, item, page, rss

_PAGE = page(
    head='<meta property="og:site_name" content="The Harbour Post"><meta charset="utf-8">',
    body=(*BODY, "Größe &amp; Straße, “quoted” – said the <b>office</b>; see <a href='/x'>more</a>."),
)
_SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/'
    'sitemap-news/0.9"><url><loc>https://a.example/1</loc><n:news><n:publication><n:name>Harbour</n:name></n:publication>'
    "<n:title>Crane</n:title><n:publication_date>2026-05-16</n:publication_date></n:news></url></urlset>"
)
_ATOM = (
    '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title><entry>'
    '<title>Crane</title><link href="/1"/><updated>2026-05-16T12:00:00Z</updated><content type="html">&lt;p&gt;x</content>'
    "</entry></feed>"
)
_JSON = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "items": [{"url": "/1", "content_text": "x"}]}'
)
SEEDS: tuple[tuple[str, bytes], ...] = (
    ("page", _PAGE.encode()),
    ("page", _PAGE.encode("utf-16")),
    ("page", _PAGE.encode("cp1252", "replace")),
    (
        "feed",
        rss(
            item("/1", "Crane", "<description>&lt;p&gt;x&lt;/p&gt;</description><pubDate>16 May 2026</pubDate>")
        ).encode(),
    ),
    ("feed", _ATOM.encode()),
    ("feed", _SITEMAP.encode()),
    ("feed", _JSON.encode()),
)
_TOKENS = (
    b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"</", b"/>", b'"', b"'", b"\0", b"\xff", b"\xfe\xff", b"&#0;",
    b"&#x110000;", b"&#xD800;", b"<script>", b"</script>", b"<html", b"<table>", b"<svg>", b"<math>", b"<template>", b"{", b"[",
    b"\xe2\x80\xae", b"<p>" * 50, b"<div>" * 300, b"x" * 5000, b"<?xml version='1.1'?>", b"<!DOCTYPE", b"<!ENTITY a 'b'>",
)  # fmt: skip


def mutated(rng: random.Random) -> tuple[str, bytes]:
    """A seed with one to twelve wounds: bytes flipped, cut out, doubled, moved, or strange words put in."""
    kind, seed = rng.choice(SEEDS)
    raw = bytearray(seed)
    for _ in range(rng.randint(1, 12)):
        at, to = sorted((rng.randrange(len(raw) + 1), rng.randrange(len(raw) + 1)))
        match rng.randrange(6):
            case 0 if raw:
                raw[rng.randrange(len(raw))] = rng.randrange(256)
            case 1:
                del raw[at : min(to, at + 200)]
            case 2:
                raw[at:at] = raw[at : min(to, at + 2000)]
            case 3:
                raw[at:at] = rng.choice(_TOKENS)
            case 4 if rng.random() < 0.2:
                del raw[at:]
            case _:
                raw[at:at] = bytes(rng.randrange(256) for _ in range(rng.randrange(20)))
    return kind, bytes(raw)


async def measure(count: int) -> Counter[str]:
    """Read so many mutated documents; what became of them."""
    rng = random.Random(20260516)
    parser = Parser()
    became: Counter[str] = Counter()
    for number in range(count):
        kind, raw = mutated(rng)
        try:
            if kind == "page":
                draft = await parser.page(raw, "https://harbour.example/1", None, Told(), Told())
                became["page stored" if draft.text.strip() and draft.passages else "SILENTLY EMPTY"] += 1
            else:
                document = await parser.feed(raw, "https://harbour.example/1")
                became[
                    "feed read" if document.entries or document.children or document.title else "feed without entries"
                ] += 1
        except ParserStopped:
            became["CRASHED OR STOPPED"] += 1
        except InputRefused as error:
            became[f"{kind} refused"] += 1
            became["REFUSED WITHOUT A WORD"] += not error.public.strip()
        except Exception as error:  # noqa: BLE001  (what this looks for)
            became[f"UNTYPED {type(error).__name__}"] += 1
        if number % 1000 == 999:
            print(f"{number + 1:,} …", file=sys.stderr)
    await parser.close()
    return became


if __name__ == "__main__":
    begun = time.monotonic()
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    for what, many in sorted(asyncio.run(measure(wanted)).items()):
        print(f"{many:>7,}  {what}")
    print(f"{wanted:,} documents in {time.monotonic() - begun:.0f} s")
