"""`python -m tests.benchmarks.extraction [COUNT]`: the body of generated news pages, found by us and by trafilatura alone.

Each page is built of sentences around a known body: menus, share bars, captions, boxes amid and behind the text, pleas,
comments. Scored by words: precision, recall and F1 of the body found, over all pages.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter

import trafilatura

from handlers.gathering.told import Told
from handlers.gathering.web.pages import draft_of_page
from store.errors import InputRefused

_WHO = (
    "The harbour office",
    "The mayor",
    "A witness",
    "The operator",
    "The ministry",
    "One of the crew",
    "The union",
    "A court",
)
_DID = ("said", "told reporters", "announced", "denied", "confirmed", "warned", "repeated", "wrote in a letter")
_WHAT = (
    "that the crane on the old quay had not been inspected for nine years",
    "that the ferry would stay in port until the steering was repaired",
    "that the budget for the bridge was larger than the council had been told",
    "that the talks would go on for another day at the palace by the water",
    "that nobody had been hurt because the quay had been cleared in time",
    "that the price of grain had risen by a fifth within a month",
)
_WHEN = ("on Monday", "in the evening", "after the meeting", "at noon", "two days later", "before the vote")
_MENU = (
    "Home",
    "World",
    "Politics",
    "Business",
    "Sport",
    "Opinion",
    "Log in",
    "Subscribe",
    "Newsletters",
    "Contact us",
)
_SHARE = ("Share", "Tweet", "Copy link", "Share on Facebook", "Print", "Email this article")
_BOXES = ("Related Stories", "You may also like", "Most read", "More from this section", "Trending now")
_HEADLINES = (
    "Ferry runs aground off the cape",
    "Mayor loses his seat after recount",
    "Ten recipes for a cold week",
    "Rates held again",
)
_PLEAS = ("Our journalism is free because readers like you donate. Please consider a contribution today.",)
_COMMENTS = ("Leave a Reply", "Your email address will not be published. Required fields are marked *", "12 comments")


def generated(rng: random.Random) -> tuple[str, list[str]]:
    """A page, and the paragraphs of its body."""

    def sentence() -> str:
        return f"{rng.choice(_WHO)} {rng.choice(_DID)} {rng.choice(_WHEN)} {rng.choice(_WHAT)}, for the {rng.randint(2, 99)}th time."

    body = [" ".join(sentence() for _ in range(rng.randint(1, 4))) for _ in range(rng.randint(4, 14))]
    links = "".join(f"<li><a href='/{n}'>{each}</a></li>" for n, each in enumerate(rng.sample(_HEADLINES, 3)))
    box = (
        f"<div class='{rng.choice(['related', 'box', 'aside-x'])}'><h3>{rng.choice(_BOXES)}</h3><ul>{links}</ul></div>"
    )
    parts = [f"<p>{each}</p>" for each in body]
    if rng.random() < 0.6:
        parts.insert(
            rng.randrange(1, len(parts)),
            "<figure><img src='x.jpg'><figcaption>The old quay [Jane Roe/Reuters]</figcaption></figure>",
        )
    if rng.random() < 0.4:
        parts.insert(rng.randrange(1, len(parts)), f"<p>Read more: {rng.choice(_HEADLINES)}</p>")
    if rng.random() < 0.5:
        parts.append(box)
    if rng.random() < 0.3:
        parts.append(f"<p>{rng.choice(_PLEAS)}</p>")
    if rng.random() < 0.4:
        parts.append("".join(f"<div>{each}</div>" for each in _COMMENTS) + f"<p>{sentence()} I was there.</p>")
    wrap = rng.choice(("article", "div class='story'", "main", "div"))
    menu = "".join(f"<li><a href='/'>{each}</a></li>" for each in rng.sample(_MENU, 6))
    share = "".join(f"<button>{each}</button>" for each in rng.sample(_SHARE, 3))
    head = "<title>Crane falls across the quay | The Harbour Post</title><meta property='og:title' content='Crane falls across the quay'>"
    page = (
        f"<!doctype html><html lang='en'><head>{head}</head><body><nav><ul>{menu}</ul></nav><{wrap}><h1>Crane falls across the quay</h1>"
        f"<div class='share'>{share}</div>{''.join(parts)}</{wrap.split()[0]}><aside>{box}</aside>"
        "<footer>© 2026 The Harbour Post. All rights reserved.</footer></body></html>"
    )
    return page, body


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def measure(count: int) -> dict[str, tuple[float, float, float]]:
    """Precision, recall and F1 of each way, over so many pages."""
    rng = random.Random(20260516)
    found = {"copydesk": [0, 0, 0], "trafilatura": [0, 0, 0]}  # words shared, found, in the body
    for _ in range(count):
        page, body = generated(rng)
        wanted = _words(" ".join(body))
        try:
            ours = draft_of_page(page.encode(), "https://harbour.example/1", None, Told(), Told()).text
        except InputRefused:
            ours = ""
        theirs = trafilatura.extract(page, include_comments=False) or ""
        for name, text in (("copydesk", ours), ("trafilatura", theirs)):
            got = _words(text)
            shared = sum((got & wanted).values())
            for at, many in enumerate((shared, sum(got.values()), sum(wanted.values()))):
                found[name][at] += many
    return {
        name: (shared / max(got, 1), shared / max(wanted, 1), 2 * shared / max(got + wanted, 1))
        for name, (shared, got, wanted) in found.items()
    }


if __name__ == "__main__":
    for name, (precision, recall, f1) in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 300).items():
        print(f"{name:12} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}")
