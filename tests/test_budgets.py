"""What the program may cost to start and to keep: modules loaded and memory held, never seconds.

Measured on Python 3.11, Linux x86-64 (modules, peak MiB): help 192, 23; `sources` 698, 71, most of it SQLAlchemy and
pydantic; `ask` 858, 177, of which the reader's weights and their runtime are 100; all that `run` needs for Slack with
the reader loaded 1,182, 185. A budget is about a quarter more. docs/scaling.md tells what they mean.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.shared import ROOT

MIB = 2**20
WEB = {"slack_bolt", "slack_sdk", "aiohttp", "trafilatura", "lxml", "psycopg", "tantivy", "dateparser.data"}
READER = {"onnxruntime", "tokenizers", "numpy"}


@dataclass(frozen=True)
class Budget:
    """What a way of starting the program may load and hold."""

    code: str
    modules: int
    memory: int
    never: frozenset[str]


def command(*words: str) -> str:
    return f"from click.testing import CliRunner\nfrom bot.cli import main\nCliRunner().invoke(main, {list(words)!r})"


RUNNING = """
import asyncio
from bot.app import open_reader
from bot.settings import read_settings
import bot.inbox, bot.outbox, bot.slack.platform, handlers.answering.engine, handlers.respond
reader = asyncio.run(open_reader(read_settings()))
"""

BUDGETS = {
    "help": Budget(command("--help"), 240, 30 * MIB, frozenset(WEB | READER | {"sqlalchemy", "pydantic", "rich"})),
    "sources": Budget(command("sources"), 880, 90 * MIB, frozenset(WEB | READER)),
    "ask": Budget(command("ask", "Who led the talks?"), 1_080, 225 * MIB, frozenset(WEB)),
    "run": Budget(RUNNING, 1_480, 235 * MIB, frozenset({"trafilatura", "psycopg", "tantivy", "torch"})),
}
# What `getrusage` tells outlives an exec: it would be the memory of whoever started the program.
PROBE = """
import pathlib, resource, sys
if sys.platform == "darwin":
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
else:
    peak = 1024 * int(pathlib.Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
print(len(sys.modules), peak, *sys.modules)
"""


@pytest.mark.parametrize("name", BUDGETS)
def test_starting_stays_within_its_budget(name: str, tmp_path: Path) -> None:
    budget = BUDGETS[name]
    done = subprocess.run(
        [sys.executable, "-c", budget.code + PROBE],
        cwd=ROOT,
        env=os.environ | {"COPYDESK_DATABASE_URL": f"sqlite:///{tmp_path / 'archive.db'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    modules, memory, *loaded = done.stdout.split()
    assert sorted(budget.never.intersection(loaded)) == []
    assert int(modules) <= budget.modules
    assert int(memory) <= budget.memory
