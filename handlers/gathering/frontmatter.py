"""Front matter: a YAML block between two lines of dashes at the head of a text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from handlers.gathering.told import FIELDS, Told, line, read_fields
from store.errors import InputRefused

_BLOCK = re.compile(r"\ufeff?---[ \t]*\n(?P<yaml>.*?)(?:(?<=\n)|\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# Nobody writes more about one article; more is a text that happens to begin with a rule.
_LONGEST = 20_000


def split_front_matter(text: str) -> tuple[Told, str, tuple[str, ...]]:
    """The fields, the text behind them, and warnings about fields that are not used.

    A text that only begins with a line of dashes has no front matter. Raises `InputRefused` for front matter that
    cannot be read, naming the line.
    """
    text = text.replace("\r\n", "\n")
    found = _BLOCK.match(text[:_LONGEST]) if text.startswith(("---", "\ufeff---")) else None
    if found is None:
        return Told(), text, ()
    record = _read(found.group("yaml"))
    if record is None:
        return Told(), text, ()
    told, warnings = read_fields({key: value for key, value in record.items() if key != "text"})
    unknown = [key for key in record if key not in FIELDS or key == "text"]
    notes = [
        f"its front matter has a field {line(key) or ''!r} that is not used; fields are {_known()}." for key in unknown
    ]
    return told, text[found.end() :], (*warnings, *notes)


def _read(block: str) -> Mapping[str, object] | None:
    import yaml  # 25 ms to import, and most files have no front matter

    try:
        loaded = yaml.load(block, Loader=_loader())  # noqa: S506  # a SafeLoader with fewer types
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark.line + 2 if error.problem_mark else 1
        raise InputRefused(f"its front matter cannot be read at line {at}; write one `field: value` a line.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputRefused("its front matter cannot be read; write one `field: value` a line.") from error
    if loaded is None:
        return {}
    if isinstance(loaded, dict) and all(isinstance(key, str) for key in loaded):
        return loaded
    return None


def _loader() -> type:
    import yaml

    class Plain(yaml.SafeLoader):
        """Every value as it is written: a title `1984` or `No` is text, and dates are read by `published_at`."""

    Plain.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return Plain


def _known() -> str:
    return ", ".join(name for name in FIELDS if name != "text")
