"""The body ends where the page's tail begins, unless it plainly goes on behind a box."""

from __future__ import annotations

from handlers.gathering.marks import Part, mark
from handlers.gathering.tail import close, drop_links, drop_trailing_links

LEDE = "The harbour of Northfield was closed on Monday after a crane fell across the tracks of the old quay."
MORE = "Nobody was hurt at the harbour, because the quay had been cleared for the storm an hour before the crane fell."


def closed(lines: list[str]) -> tuple[list[int], bool]:
    marks = [mark(words) for words in lines]
    parts = [one.part or Part.BODY for one in marks]
    walled = close(lines, marks, parts, 0)
    return [at for at, part in enumerate(parts) if part is Part.BODY], walled


def test_a_list_of_other_articles_is_no_body() -> None:
    assert closed([LEDE, "You may also like", "Ferry runs aground off the cape", "Mayor loses his seat"]) == (
        [0],
        False,
    )


def test_the_body_goes_on_behind_a_box_if_it_is_about_the_same() -> None:
    assert closed([LEDE, "Most read", "Ferry runs aground", MORE, MORE.replace("Nobody", "No one")])[0] == [0, 3, 4]


def test_behind_a_wall_nothing_is_taken_for_the_article_on_one_line_s_word() -> None:
    assert closed(
        [LEDE, "Subscribe to continue reading", "A teaser of something else altogether, set as a sentence."]
    ) == ([0], True)


def test_a_comment_form_ends_all() -> None:
    assert closed([LEDE, "Leave a Reply", "Required fields are marked *", MORE, MORE, MORE])[0] == [0]


def test_links_behind_a_label_are_dropped_until_a_sentence_comes() -> None:
    lines = [LEDE, "Read more:", "Ferry runs aground off the cape", MORE]
    parts = [Part.BODY, Part.FURNITURE, Part.BODY, Part.BODY]
    drop_links(lines, parts)
    assert parts == [Part.BODY, Part.FURNITURE, Part.FURNITURE, Part.BODY]


def test_lines_behind_the_last_full_stop_are_links_but_one_may_be_a_cut() -> None:
    links = [Part.BODY] * 3
    drop_trailing_links([LEDE, "Ferry runs aground", "Mayor loses"], links, walled=False)
    assert links == [Part.BODY, Part.FURNITURE, Part.FURNITURE]
    cut = [Part.BODY] * 2
    drop_trailing_links([LEDE, "The office said that the crane had been inspected by"], cut, walled=False)
    assert cut == [Part.BODY, Part.BODY]
