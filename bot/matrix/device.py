"""The bot's device, for ever the same: its id, its token and its private keys, in one folder beside the archive.

    archive.db            the archive
    archive.db.matrix/    0700
      device.json         0600: user, device, token, the pickle key of the store, the seeds of the signing keys
      keys.db             0600: the encryption library's own store
      lock                held while a process speaks as this device

Why not in the archive: docs/decisions/0010-the-matrix-device.md. Two processes with one device would break its
encryption, so the second waits for the lock; the system frees it when the first ends, however that ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import IO

from bot.settings import beside_archive
from store.errors import CopydeskError

SUFFIX = ".matrix"
_FILE, _STORE, _LOCK = "device.json", "keys.db", "lock"
_POLL_S = 0.5


class MatrixRefused(CopydeskError):
    """The homeserver, or the state of the bot's device, does not allow it to speak; the line says what to do."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device. `token` is empty until the first login, `fingerprint` (its Ed25519 key) until its keys were made.

    `master`, `self_signing` and `user_signing` are the seeds of the account's cross-signing keys, in hex; empty where
    another client made them.
    """

    user: str
    device: str
    pickle_key: str
    token: str = ""
    fingerprint: str = ""
    master: str = ""
    self_signing: str = ""
    user_signing: str = ""

    def __repr__(self) -> str:
        """Without the secrets: what is logged may name the device, never show its keys."""
        return f"Device({self.user!r}, {self.device!r})"


def folder_of(archive: str) -> Path:
    """The device's folder: beside an archive that is a file, else in the data folder."""
    return beside_archive(archive, SUFFIX)


class DeviceFolder:
    """The folder of the device. Files are replaced whole, so that a crash leaves the old or the new."""

    def __init__(self, folder: Path) -> None:
        self.path = folder
        self.file = folder / _FILE
        self.store = folder / _STORE

    @property
    def store_name(self) -> str:
        """The store's name in the folder."""
        return _STORE

    def read(self) -> Device | None:
        """The device, or None where there was never one; raises `MatrixRefused` where the file cannot be used."""
        try:
            values = json.loads(self.file.read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise MatrixRefused(
                f"{self.file} cannot be read. Restore it from a backup, or check its rights."
            ) from error
        known = {each.name for each in fields(Device)}
        try:
            return Device(**{name: str(value) for name, value in values.items() if name in known})
        except (TypeError, AttributeError) as error:
            raise MatrixRefused(f"{self.file} does not hold a device. Restore it from a backup.") from error

    def write(self, device: Device) -> None:
        """Keep the device; durable when this returns."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path.chmod(0o700)
            whole = self.file.with_suffix(f".{secrets.token_hex(4)}")
            with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
                json.dump(asdict(device), out, indent=1)
                out.flush()
                os.fsync(out.fileno())
            whole.replace(self.file)
            folder = os.open(self.path, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise MatrixRefused(f"The Matrix device cannot be kept in {self.path}: {error.strerror}.") from error

    def make(self, user: str, device: str | None = None) -> Device:
        """A device that nobody knows yet: its id is ours, so that a login cut short does not leave a second one."""
        made = Device(user, device or f"COPYDESK{secrets.token_hex(4).upper()}", secrets.token_urlsafe(32))
        self.write(made)
        return made

    def set_aside(self) -> None:
        """Move what is left of a lost device out of the way; nothing is deleted."""
        for file in [*self.path.glob(_FILE), *self.path.glob(f"{_STORE}*")]:
            file.rename(file.with_name(f"lost-{secrets.token_hex(4)}-{file.name}"))

    def guard_store(self) -> None:
        """Let only the owner read the store."""
        for file in self.path.glob(f"{_STORE}*"):
            file.chmod(0o600)

    @contextlib.asynccontextmanager
    async def held(self, waits: Callable[[], None]) -> AsyncIterator[None]:
        """Be the only process that speaks as this device; where another does, call `waits` once and wait for its end.

        Raises `MatrixRefused` where there can be no lock.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = (self.path / _LOCK).open("w")
        except OSError as error:
            raise MatrixRefused(f"The Matrix device cannot be kept in {self.path}: {error.strerror}.") from error
        with lock:
            told = False
            while not _locked(lock, self.path):
                if not told:
                    waits()
                told = True
                await asyncio.sleep(_POLL_S)
            yield


def _locked(lock: IO[str], folder: Path) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:  # a file system without locks
        raise MatrixRefused(
            f"{folder} cannot be locked: {error.strerror}. Keep it on a disk of this machine."
        ) from error
    return True
