"""What the service manager is told: over a real socket, by the real program."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.supervision import Supervisor, report
from tests.shared import ROOT


class Manager:
    """A service manager's end of the socket."""

    def __init__(self, address: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(f"\0{address[1:]}" if address.startswith("@") else address)
        self._socket.settimeout(60)

    async def told(self) -> list[str]:
        """The next message, its lines."""
        return (await asyncio.to_thread(self._socket.recv, 4096)).decode().splitlines()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(params=["file", "abstract"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "notify") if request.param == "file" else f"@copydesk-test-{os.getpid()}"


@pytest.fixture
def manager(address: str) -> Iterator[Manager]:
    made = Manager(address)
    yield made
    made.close()


async def at_once(work: Coroutine[Any, Any, None]) -> None:
    await work


async def test_the_program_says_when_it_has_started_that_it_lives_and_that_it_stops(
    address: str, manager: Manager, tmp_path: Path
) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
    environment |= {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "200000", "COPYDESK_ROLES": "feeds"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from bot.cli import main; main()",
        "--database", str(tmp_path / "archive.db"), "run", cwd=ROOT, env=environment,
    )  # fmt: skip
    try:
        assert await manager.told() == ["READY=1", "STATUS=no chats, by its roles"]
        assert await manager.told() == ["WATCHDOG=1", "STATUS=no chats, by its roles"]
        process.send_signal(signal.SIGTERM)
        while (told := await manager.told()) != ["STOPPING=1"]:
            assert told[0] == "WATCHDOG=1"
        assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_loop_that_hangs_gives_no_sign_of_life(address: str, manager: Manager) -> None:
    hangs = asyncio.Event()

    async def apart(work: Coroutine[Any, Any, None]) -> None:
        work.close()
        hangs.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(report(Supervisor(address, 0.001), (), apart))
    assert (await manager.told())[0] == "READY=1"
    await hangs.wait()
    manager._socket.setblocking(False)
    await asyncio.sleep(0.05)
    with pytest.raises(BlockingIOError):
        manager._socket.recv(4096)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_without_a_watchdog_only_the_status_is_told(address: str, manager: Manager) -> None:
    await report(Supervisor(None, None), (), at_once)  # it ends where nobody listens
    told = Supervisor.of({"NOTIFY_SOCKET": address})
    assert told == Supervisor(address, None)
    told.tell("READY=1", "STATUS=slack: listening")
    assert await manager.told() == ["READY=1", "STATUS=slack: listening"]


@pytest.mark.parametrize(
    ("environment", "every"),
    [
        ({"WATCHDOG_USEC": "120000000"}, 60.0),
        ({"WATCHDOG_USEC": "120000000", "WATCHDOG_PID": str(os.getpid())}, 60.0),
        ({"WATCHDOG_USEC": "120000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
    ],
)
def test_how_often_it_wants_a_sign_is_read_from_its_environment(
    environment: dict[str, str], every: float | None
) -> None:
    assert Supervisor.of({"NOTIFY_SOCKET": "/run/notify"} | environment).every_s == every
    assert Supervisor.of(environment) == Supervisor(None, None)


def test_a_manager_that_is_gone_stops_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "bot.supervision"):
        Supervisor(str(tmp_path / "gone"), 1.0).tell("WATCHDOG=1")
    assert "could not be told WATCHDOG=1" in caplog.text
