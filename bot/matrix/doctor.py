"""What `copydesk doctor` says of Matrix: is the device the one it always was, are its keys there, is it signed?"""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from pathlib import Path

from bot.matrix import trust
from bot.matrix.client import FAILED, Unanswered
from bot.matrix.device import Device, DeviceFolder, MatrixRefused
from bot.matrix.settings import MatrixSettings
from bot.matrix.trust import Trust

_VERDICTS = {
    Trust.UNSIGNED: "is not signed, so clients cut it off; start `copydesk run` with MATRIX_PASSWORD",
    Trust.NO_KEYS: "has no keys on the homeserver; start `copydesk run`",
    Trust.OTHER_KEYS: "has other keys on the homeserver than here; restore the folder that belongs to it",
}


async def findings(settings: MatrixSettings, folder: Path) -> AsyncIterator[tuple[bool, str]]:
    """What there is to say, each with whether it is well; nothing is changed, and a running bot is not disturbed."""
    kept = DeviceFolder(folder)
    try:
        device = kept.read()
    except MatrixRefused as error:
        yield False, error.public
        return
    if device is None:
        yield True, "no device yet; the first start of `copydesk run` makes it"
        return
    if device.user != settings.user:
        yield False, f"the keys in {folder} are of {device.user}, and MATRIX_USER is {settings.user}"
    for file in (kept.file, kept.store):
        if not file.exists():
            yield False, f"{file} is not there; restore it from a backup"
        elif stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield False, f"{file} can be read by others; chmod 600 it"
    if kept.store.exists() and device.fingerprint:
        yield True, f"the keys of the device {device.device} are in {folder}"
    yield await _published(settings, device)


async def _published(settings: MatrixSettings, device: Device) -> tuple[bool, str]:
    try:
        verdict = trust.judged(await trust.published(settings.homeserver or "", device), device)
    except Unanswered as error:
        return False, f"{settings.homeserver} does not take the login of the device {device.device}: {error}"
    except FAILED as error:
        return False, f"{settings.homeserver} cannot be reached: {type(error).__name__}"
    if verdict is Trust.SIGNED:
        return True, f"the device {device.device} of {device.user} is signed"
    return False, f"the device {device.device} {_VERDICTS[verdict]}"
