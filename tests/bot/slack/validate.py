"""A message as the strictest reader of Block Kit takes it: rebuilt with `slackblocks`, which must give it back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import slackblocks as sb
from slackblocks._core import resolve

from bot.slack.limits import Content, problems

Json = Mapping[str, Any]


def check(content: Content) -> None:
    """Fail unless Slack would take the message: each block, then the whole."""
    for block in content.blocks:
        made = {key: value for key, value in resolve(rebuilt(block)).items() if key != "block_id"}  # it invents one
        assert made == without_emoji(block)
    assert problems(content) == ()


def without_emoji(value: Any) -> Any:
    """The same without ``"emoji": false``, which slackblocks leaves out although Slack's default is true."""
    if isinstance(value, Mapping):
        return {key: without_emoji(inner) for key, inner in value.items() if (key, inner) != ("emoji", False)}
    return [without_emoji(inner) for inner in value] if isinstance(value, list) else value


def rebuilt(block: Json) -> Any:
    """The block as slackblocks makes it; anything we do not send is a KeyError."""
    known = {"type", "elements", "rows", "column_settings", "text", "slack_file", "alt_text"}
    assert block.keys() <= known, block.keys() - known
    return _BLOCKS[block["type"]](block)


def _rich_text(block: Json) -> Any:
    return sb.RichTextBlock([_line(each) for each in block["elements"]])


def _line(line: Json) -> Any:
    made = {"rich_text_section": sb.RichTextSection, "rich_text_quote": sb.RichTextQuote}[line["type"]]
    return made([_run(each) for each in line["elements"]])


def _run(run: Json) -> Any:
    style = run.get("style", {})
    match run["type"]:
        case "text":
            assert run["text"]
            return sb.RichText(run["text"], **style)
        case "link":
            return sb.RichTextLink(run["url"], run["text"], **style)
        case "user":
            return sb.RichTextUser(run["user_id"])
    raise AssertionError(f"{run['type']} is not sent by us")


def _table(block: Json) -> Any:
    rows = [[_cell(cell) for cell in row] for row in block["rows"]]
    settings = [sb.ColumnSettings(is_wrapped=each["is_wrapped"]) for each in block["column_settings"]]
    return sb.TableBlock(rows, settings)


def _cell(cell: Json) -> Any:
    if cell["type"] == "raw_text":
        return sb.RawText(cell["text"])
    (line,) = cell["elements"]
    return _line(line)


def _plain(text: Json) -> Any:
    assert text["type"] == "plain_text", "only plain text is sent outside rich text"
    return sb.PlainText(text["text"], emoji=text["emoji"])


def _actions(block: Json) -> Any:
    return sb.ActionsBlock(
        [
            sb.Button(_plain(b["text"]), action_id=b["action_id"], value=b["value"], style=b.get("style"))
            for b in block["elements"]
        ],
    )


def _feedback(block: Json) -> Any:
    made = []
    for each in block["elements"]:
        good, bad = (
            sb.FeedbackButton(_plain(each[side]["text"]), each[side]["value"])
            for side in ("positive_button", "negative_button")
        )
        made.append(sb.FeedbackButtons(good, bad, action_id=each["action_id"]))
    return sb.ContextActionsBlock(made)


def _image(block: Json) -> Any:
    """slackblocks asks for the file's address with its id, of which Slack takes one alone: the file is checked here."""
    (file,) = block["slack_file"].items()
    assert file[0] == "id"
    assert re.fullmatch(r"F[A-Z0-9]{8,}", file[1]), "Slack takes no other ids"
    made = resolve(sb.ImageBlock(image_url="https://files.example/1.png", alt_text=block["alt_text"]))
    return {key: value for key, value in made.items() if key != "image_url"} | {"slack_file": block["slack_file"]}


_BLOCKS: dict[str, Any] = {
    "rich_text": _rich_text,
    "table": _table,
    "header": lambda block: sb.HeaderBlock(_plain(block["text"])),
    "context": lambda block: sb.ContextBlock([_plain(each) for each in block["elements"]]),
    "actions": _actions,
    "context_actions": _feedback,
    "image": _image,
    "divider": lambda block: sb.DividerBlock(),
}
