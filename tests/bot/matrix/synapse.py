"""A real homeserver for the tests: Synapse on SQLite, alone on this machine, at a free port, for one test session.

Nothing of it is faked: accounts are made as an administrator makes them, and people talk through its HTTP API.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SERVER = "desk.test"
_SECRET = "only for tests"
# Far above what any test does, so that a test meets a limit only where it asks for one.
_FREE = {"per_second": 100_000, "burst_count": 100_000}


@dataclass(frozen=True)
class Synapse:
    """A homeserver that runs."""

    url: str
    folder: Path

    def call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, token: str | None = None
    ) -> dict[str, Any]:
        """A call of its API, which must succeed."""
        status, said = self.ask(method, path, body, token)
        assert status == 200, said
        return said

    def ask(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, token: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        """A call of its API, with its status."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        asked = urllib.request.Request(f"{self.url}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def account(self, name: str, password: str = "correct horse") -> str:
        """Make an account, as `register_new_matrix_user` does; returns its id."""
        nonce = self.call("GET", "/_synapse/admin/v1/register")["nonce"]
        signed = hmac.new(_SECRET.encode(), digestmod=hashlib.sha1)
        signed.update(b"\x00".join((nonce.encode(), name.encode(), password.encode(), b"notadmin")))
        body = {"nonce": nonce, "username": name, "password": password, "admin": False, "mac": signed.hexdigest()}
        return str(self.call("POST", "/_synapse/admin/v1/register", body)["user_id"])

    def login(self, user: str, password: str = "correct horse") -> dict[str, Any]:
        """Log in as a new device."""
        asked = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": user}, "password": password}
        return self.call("POST", "/_matrix/client/v3/login", asked)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def configured(folder: Path, port: int, **more: Any) -> Path:
    """A configuration; JSON is YAML."""
    logging = folder / "logging.yaml"
    handler = {"class": "logging.FileHandler", "filename": str(folder / "synapse.log")}
    logging.write_text(
        json.dumps({"version": 1, "handlers": {"file": handler}, "root": {"level": "WARNING", "handlers": ["file"]}})
    )
    settings: dict[str, Any] = {
        "server_name": SERVER,
        "report_stats": False,
        "pid_file": str(folder / "synapse.pid"),
        "listeners": [
            {
                "port": port,
                "type": "http",
                "bind_addresses": ["127.0.0.1"],
                "resources": [{"names": ["client"], "compress": False}],
            }
        ],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "log_config": str(logging),
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "signing.key"),
        "macaroon_secret_key": secrets.token_hex(16),
        "registration_shared_secret": _SECRET,
        "trusted_key_servers": [],
        "federation_domain_whitelist": [],
        "bcrypt_rounds": 4,
        "filter_timeline_limit": 1_000,
        "presence": {"enabled": False},
        "enable_room_list_search": False,
        **{f"rc_{name}": _FREE for name in ("message", "registration", "admin_redaction", "third_party_invite")},
        "rc_login": {"address": _FREE, "account": _FREE, "failed_attempts": _FREE},
        "rc_joins": {"local": _FREE, "remote": _FREE},
        "rc_joins_per_room": _FREE,
        "rc_invites": {"per_room": _FREE, "per_user": _FREE, "per_issuer": _FREE},
        "rc_room_creation": _FREE,
    }
    seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    (folder / "signing.key").write_text(f"ed25519 a_test {seed}\n")
    path = folder / "homeserver.yaml"
    path.write_text(json.dumps(settings | more))
    return path


@contextlib.contextmanager
def synapse(folder: Path, **more: Any) -> Iterator[Synapse]:
    """A homeserver, from nothing to healthy, until the end of the block. `more` are settings of its own."""
    port = free_port()
    config = configured(folder, port, **more)
    command = [sys.executable, "-m", "synapse.app.homeserver", "--config-path", str(config)]
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore"}
    with (folder / "output.log").open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder, env=quiet)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_healthy(url, process, folder)
            yield Synapse(url, folder)
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"Synapse did not start:\n{(folder / 'output.log').read_text()[-4000:]}")
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("Synapse did not become healthy in three minutes")
