"""The engines the contract runs on: for each, the address of an archive in a folder. A new engine is a line here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.store.postgres_server import server

ENGINES: dict[str, Callable[[Path], str]] = {
    "postgres": lambda folder: server().archive(),
    "sqlite": lambda folder: f"sqlite:///{folder / 'archive.db'}?timeout=5",
}
