"""What is logged, and how: a line for a person, or a JSON object for a machine; never a secret nor anybody's words.

Our own messages hold no article text and no question by design; what a library puts into an exception may. So of an
exception only its type and where it happened are written, and what looks like a token is blotted out wherever it is.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

LogFormat = Literal["text", "json"]

# Slack's tokens and hooks, Matrix's access tokens, and what stands in a header or an address before an "@".
_SECRETS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|syt_\w+|hooks\.slack\.com/\S+|Bearer\s+\S+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
    r"|(?i:(?:access_)?token|password|secret)[\"']?\s*[=:]\s*[\"']?[^\s\"'&,}]+"
)
_BLOT = "[secret]"
_OURS = tuple(Path(__file__).parents[1] / package for package in ("bot", "handlers", "store"))


def harmless_message(text: str) -> str:
    """A message without what looks like a secret."""
    return _SECRETS.sub(_BLOT, text)


def places(error: BaseException) -> str:
    """An exception as its type and the places in the code; its message may carry words that are nobody's to log.

    Of a library's code only the last place is told: a network that is not there runs through a dozen of them.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames[:-1] if any(Path(frame.filename).is_relative_to(each) for each in _OURS)]
    at = ", ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in [*own, *frames[-1:]][-8:])
    return f"{type(error).__module__}.{type(error).__qualname__} at {at or 'no frame'}"


class Lines(logging.Formatter):
    """A line of text."""

    def format(self, record: logging.LogRecord) -> str:
        """The time in UTC, level, logger and message."""
        at = datetime.fromtimestamp(record.created, UTC)
        return f"{at:%Y-%m-%d %H:%M:%S} {record.levelname} {record.name}: {_message(record)}"


class Objects(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """`at` (UTC), `level`, `logger`, `message`, and `error` where there is one."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": harmless_message(record.getMessage()),
        }
        if record.exc_info and record.exc_info[1] is not None:
            said["error"] = places(record.exc_info[1])
        return json.dumps(said, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    text = " ".join(harmless_message(record.getMessage()).splitlines())
    error = record.exc_info[1] if record.exc_info else None
    return f"{text} ({places(error)})" if error is not None else text


def log_to_stderr(level: str, form: LogFormat) -> None:
    """Log to standard error from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Objects() if form == "json" else Lines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
