"""Loss of power, by replaying what a writer asked of the system: `python -m tests.store.power_loss --points 2000`.

A writer runs under strace and says after each commit that it is done. A crash point is a place in that record: what was
synced by then is on the disk; of what was written since, any sectors may be there and others not, and a file may or may
not have its new length. The archive is put together as it would be found, opened, and asked for every commit that was
acknowledged. The control runs with synchronous=OFF and must lose some.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from store.store import Store
from tests.shared import ROOT
from tests.store.drafts import draft

SECTOR = 512
CALLS = "openat,pwrite64,write,fsync,fdatasync,ftruncate,close,unlink"
ACK = "committed "

_LINE = re.compile(r"(?P<call>\w+)\((?P<args>.*)\)\s+= (?P<result>-?\d+)")
_UNFINISHED = re.compile(r"(?P<pid>\d+) (?P<head>\w+\(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"(?P<pid>\d+) <\.\.\. \w+ resumed>(?P<tail>.*)$")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass
class Image:
    """A file: what is surely on the disk, and what was written since (offset and bytes, or a new length)."""

    durable: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.since:
            apply(self.durable, change)
        self.since.clear()

    def found(self, chance: random.Random) -> bytes:
        """The file as it may be found: each sector written since is there or not."""
        made = bytearray(self.durable)
        for offset, data in self.since:
            if data is None:
                if chance.random() < 0.5:
                    apply(made, (offset, None))
                continue
            for start in range(0, len(data), SECTOR):
                if chance.random() < 0.5:
                    apply(made, (offset + start, data[start : start + SECTOR]))
        return bytes(made)


@dataclass(frozen=True)
class Op:
    """One thing the writer did; `file` is the end of the file's name, "" for an acknowledgement."""

    file: str
    kind: str
    offset: int = 0
    data: bytes = b""


@dataclass
class Findings:
    points: int = 0
    acknowledged: int = 0
    corrupt: int = 0
    lost: int = 0


def apply(image: bytearray, change: tuple[int, bytes | None]) -> None:
    offset, data = change
    if data is None:
        del image[offset:]
        image.extend(b"\0" * (offset - len(image)))
        return
    if len(image) < offset:
        image.extend(b"\0" * (offset - len(image)))
    image[offset : offset + len(data)] = data


async def write(path: Path, commits: int, *, careful: bool) -> None:
    """The writer: articles in transactions, each acknowledged when it is durable."""
    async with Store.opened(f"sqlite:///{path}") as store:
        if not careful:
            await store.backend.write(lambda _: None)
            connections = store.backend._connections  # type: ignore[attr-defined]
            with connections._writing.connect() as connection:
                connection.connection.execute("PRAGMA synchronous = OFF")
        for number in range(commits):
            text = f"Article {number} says that {number * 7} ships came in. " * (1 + number % 5)
            await store.add([draft(f"{number}/{part}", f"{text} Part {part}.") for part in range(1 + number % 3)])
            sys.stdout.write(f"{ACK}{number}\n")
            sys.stdout.flush()


def record(folder: Path, commits: int, *, careful: bool) -> list[Op]:
    """Run the writer under strace; returns what it did, in order."""
    trace = folder / "trace"
    command = ["strace", "-f", "-xx", "-s", "300000", "-e", f"trace={CALLS}", "-o", str(trace)]
    writer = [sys.executable, "-m", "tests.store.power_loss", "--write", str(folder / "archive.db")]
    writer += ["--commits", str(commits), *([] if careful else ["--careless"])]
    subprocess.run([*command, *writer], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, timeout=600)
    return list(read(trace))


def read(trace: Path) -> list[Op]:
    """The writer's calls on the archive's files, and its acknowledgements."""
    files: dict[str, str] = {}
    ops: list[Op] = []
    waiting: dict[str, str] = {}
    with trace.open(encoding="ascii") as lines:
        for line in lines:
            whole = line.rstrip("\n")
            if begun := _UNFINISHED.match(whole):
                waiting[begun["pid"]] = begun["head"]
                continue
            if resumed := _RESUMED.match(whole):
                whole = waiting.pop(resumed["pid"], "") + resumed["tail"]
            match = _LINE.search(whole)
            if match is None or int(match["result"]) < 0:
                continue
            op = _op(match["call"], match["args"], match["result"], files)
            if op is not None:
                ops.append(op)
    return ops


def _op(call: str, args: str, result: str, files: dict[str, str]) -> Op | None:
    texts = [bytes.fromhex(each.replace("\\x", "")) for each in _TEXT.findall(args)]
    handle = args.partition(",")[0]
    if call == "openat":
        name = texts[0].decode(errors="replace")
        files[result] = name.rpartition("archive.db")[2] if "archive.db" in name else ""
        if "archive.db" not in name:
            files.pop(result)
        return None
    if call == "unlink":
        name = texts[0].decode(errors="replace")
        return Op(name.rpartition("archive.db")[2] or "db", "unlink") if "archive.db" in name else None
    if call == "close":
        files.pop(handle, None)
        return None
    if call == "write" and handle == "1":
        return Op("ack", "ack", int(texts[0].decode().removeprefix(ACK))) if texts[0].startswith(ACK.encode()) else None
    if handle not in files or files[handle] == "-shm":
        return None
    file = files[handle] or "db"
    match call:
        case "pwrite64":
            return Op(file, "write", int(args.rpartition(", ")[2]), texts[0][: int(result)])
        case "ftruncate":
            return Op(file, "truncate", int(args.rpartition(", ")[2]))
        case "fsync" | "fdatasync":
            return Op(file, "sync")
    return None


def lose_power(ops: list[Op], points: int, seed: int) -> Findings:
    """Crash at random places of the record, and look at what is found each time."""
    chance = random.Random(seed)
    first = next(n for n, op in enumerate(ops) if op.kind == "ack")
    at = sorted(chance.choices(range(first, len(ops)), k=points))
    found = Findings(points)
    images: defaultdict[str, Image] = defaultdict(Image)
    acknowledged, done = -1, 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        for point in at:
            for op in ops[done : point + 1]:
                acknowledged = max(acknowledged, op.offset) if op.kind == "ack" else acknowledged
                _happen(images, op)
            done = point + 1
            path.write_bytes(images["db"].found(chance))
            path.with_name("archive.db-wal").write_bytes(images["-wal"].found(chance))
            path.with_name("archive.db-shm").unlink(missing_ok=True)
            whole, there = _look(path)
            found.corrupt += not whole
            found.lost += whole and not set(range(acknowledged + 1)) <= there
    found.acknowledged = acknowledged + 1
    return found


def _happen(images: defaultdict[str, Image], op: Op) -> None:
    match op.kind:
        case "unlink":  # of the journal that SQLite began with; all is in the log long before the first crash
            images.pop(op.file, None)
        case "write":
            images[op.file].since.append((op.offset, op.data))
        case "truncate":
            images[op.file].since.append((op.offset, None))
        case "sync":
            images[op.file].sync()


def _look(path: Path) -> tuple[bool, set[int]]:
    """Whether the archive is whole, and the commits that are in it, each with all of its articles."""
    connection = sqlite3.connect(path)
    try:
        whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.execute("INSERT INTO passage_index (passage_index, rank) VALUES ('integrity-check', 1)")
        parts: dict[int, int] = {}
        for (source,) in connection.execute("SELECT source FROM article"):
            number = int(source.partition("/")[0])
            parts[number] = parts.get(number, 0) + 1
        halves = [number for number, count in parts.items() if count != 1 + number % 3]
        return whole and not halves, set(parts)
    except (sqlite3.DatabaseError, AttributeError, ValueError):  # a row that holds something else is damage too
        return False, set()
    finally:
        connection.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=2000)
    parser.add_argument("--commits", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--careless", action="store_true", help="synchronous=OFF: the control, which must lose some")
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write is not None:
        asyncio.run(write(given.write, given.commits, careful=not given.careless))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        ops = record(Path(folder), given.commits, careful=not given.careless)
    found = lose_power(ops, given.points, given.seed)
    print(json.dumps(vars(found) | {"calls": len(ops)}))
    spotless = not found.corrupt and not found.lost
    return int(spotless if given.careless else not spotless)


if __name__ == "__main__":
    sys.exit(main())
