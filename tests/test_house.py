"""The house rules: imports run one way, modules are small and named for what they hold, SQL lives in one place."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.shared import ROOT

HOUSE = ("bot", "handlers", "store")
LONGEST = 400  # lines: past this a module holds two things
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "service", "misc"}
HEAVY = ("onnxruntime", "tokenizers", "trafilatura", "lxml", "numpy", "slack_bolt", "nio", "aiohttp")
SQL = re.compile(
    r"\b(?:SELECT\b.+\bFROM|INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM"
    r"|CREATE\s+(?:TABLE|INDEX|VIEW|VIRTUAL|TRIGGER|UNIQUE)|DROP\s+(?:TABLE|INDEX|VIEW)|PRAGMA\s+\w+)\b",
    re.DOTALL,
)
DATABASES = {"sqlite3", "sqlalchemy", "sqlmodel", "aiosqlite", "psycopg", "asyncpg"}


def modules(*packages: str) -> list[Path]:
    return [path for package in packages or HOUSE for path in sorted((ROOT / package).rglob("*.py"))]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(tree: ast.AST) -> Iterator[str]:
    """The top-level package of every import in a module, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    long = {name(path): lines for path in modules() if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST}
    assert long == {}


def test_no_module_or_package_has_a_name_that_says_nothing() -> None:
    vague = [name(path) for path in modules() if {path.stem, *path.relative_to(ROOT).parts[:-1]} & VAGUE]
    assert vague == []


def test_every_module_says_what_it_is() -> None:
    mute = [name(path) for path in modules() if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert mute == []


def test_imports_run_one_way() -> None:
    """The contracts stand in pyproject.toml; import-linter reads them."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("package", ["bot", "handlers"])
def test_sql_lives_in_the_store_alone(package: str) -> None:
    guilty: dict[str, list[str]] = {}
    for path in modules(package):
        tree = ast.parse(path.read_text("utf-8"))
        statements = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value)
        ]
        if found := statements + sorted(DATABASES.intersection(imported(tree))):
            guilty[name(path)] = found
    assert guilty == {}


def test_every_package_that_is_imported_is_declared() -> None:
    """What arrives only because something else needs it may leave the same way."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    # The driver of an optional engine, another index and what draws pictures come with their extras.
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["charts"], *extras["postgres"], *extras["tantivy"]]
    declared = {canonicalize_name(Requirement(each).name) for each in wanted}
    providers = packages_distributions()
    used = {package for path in modules() for package in imported(ast.parse(path.read_text("utf-8")))}
    undeclared = {
        package: providers.get(package, ["?"])
        for package in used - sys.stdlib_module_names - set(HOUSE)
        if not declared.intersection(map(canonicalize_name, providers.get(package, ())))
    }
    assert undeclared == {}


def test_only_the_command_line_prints() -> None:
    """A stray print would break `--json`; ruff's T20 says the same, this also covers a noqa."""
    guilty = [
        f"{name(path)}:{node.lineno}"
        for path in modules()
        if path != ROOT / "bot" / "cli.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert guilty == []


def test_help_is_quick_because_it_loads_nothing_heavy() -> None:
    probe = (
        "import sys\nfrom click.testing import CliRunner\nfrom bot.cli import main\n"
        "done = CliRunner().invoke(main, ['--help'])\nassert done.exit_code == 0, done.output\n"
        f"print(*(heavy for heavy in {HEAVY!r} if heavy in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_the_rules_catch_what_they_forbid() -> None:
    """A rule that never fires is no rule."""
    assert SQL.search("SELECT id FROM article")
    assert SQL.search("INSERT OR IGNORE INTO outlet VALUES (?)")
    assert not SQL.search("Select a story from the list")
    assert list(imported(ast.parse("def f():\n    import sqlite3"))) == ["sqlite3"]
