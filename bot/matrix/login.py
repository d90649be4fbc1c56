"""To be the same device on every start, or to refuse with a line that says what to do.

A new login would be a new device: it could not read what was encrypted for the old one, and the homeserver would not
know the transaction ids of its posts, so that some would be made twice. It is made once, and never by accident.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from nio import AsyncClient

from bot.matrix import trust
from bot.matrix.client import Unanswered, call
from bot.matrix.device import Device, DeviceFolder, MatrixRefused
from bot.matrix.settings import MatrixSettings
from bot.matrix.trust import Trust

log = logging.getLogger(__name__)

_NAME = "Copydesk"
_NO_MORE = frozenset({"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"})


async def log_in(settings: MatrixSettings, folder: DeviceFolder, known: str | None) -> Device:
    """The device, with a token that the homeserver takes. `known` is the device that read this archive's rooms before.

    Raises `MatrixRefused`; `Unanswered` and what the network raises where it may go better later.
    """
    device = _found(settings, folder, known)
    if settings.token is not None:
        return await _by_token(settings, folder, device)
    if device is not None and device.token:
        try:
            said = await _whoami(settings, device.token)
        except Unanswered as error:
            if error.code not in _NO_MORE:
                raise
            log.warning("the homeserver ended the login of the device %s; it logs in again", device.device)
        else:
            _same(device, said)
            return device
    return await _by_password(settings, folder, device or folder.make(settings.user or ""))


async def prove(homeserver: str, client: AsyncClient, folder: DeviceFolder, device: Device) -> Device:
    """See that the keys here are those that the homeserver knows of the device; the client's store is loaded.

    Returns the device with its fingerprint. Raises `MatrixRefused` where they are not.
    """
    assert client.olm is not None
    fingerprint = str(client.olm.account.identity_keys["ed25519"])
    if not device.fingerprint:
        device = replace(device, fingerprint=fingerprint)
        folder.write(device)
    elif device.fingerprint != fingerprint:
        raise MatrixRefused(
            f"{folder.store} holds other keys than those of the device {device.device}. Restore the folder whole."
        )
    match trust.judged(await trust.published(homeserver, device), device):
        case Trust.NO_KEYS:
            client.olm.account.shared = False
        case Trust.OTHER_KEYS:
            raise MatrixRefused(
                f"The homeserver knows other keys of the device {device.device} than those in {folder.path}: another "
                "client uses it, or this folder is not the one. Restore the right folder, or take a token of a device "
                "made for Copydesk alone."
            )
        case Trust.SIGNED | Trust.UNSIGNED:
            client.olm.account.shared = True
    return device


def _found(settings: MatrixSettings, folder: DeviceFolder, known: str | None) -> Device | None:
    device = folder.read()
    if device is not None and device.user != settings.user:
        raise MatrixRefused(
            f"The keys in {folder.path} are of {device.user}, and MATRIX_USER is {settings.user}. Another account "
            "needs an archive of its own."
        )
    lost = None
    if device is None and known is not None:
        lost = f"The keys of the Matrix device {known} are not in {folder.path}."
    elif device is not None and device.fingerprint and not folder.store.exists():
        lost = f"The keys of the Matrix device {device.device} are not in {folder.store}."
    elif device is not None and known is not None and device.device != known:
        lost = f"This archive belongs to the Matrix device {known}, and {folder.path} holds another one."
    if lost is None:
        return device
    if not settings.new_device:
        raise MatrixRefused(
            f"{lost} Restore that folder; or set MATRIX_NEW_DEVICE=true for one start, with MATRIX_PASSWORD, and begin "
            "with a new device that cannot read older encrypted messages."
        )
    folder.set_aside()
    return None


async def _by_token(settings: MatrixSettings, folder: DeviceFolder, device: Device | None) -> Device:
    assert settings.token is not None
    token = settings.token.get_secret_value()
    try:
        said = await _whoami(settings, token)
    except Unanswered as error:
        if error.code in _NO_MORE:
            raise MatrixRefused("The homeserver does not take MATRIX_TOKEN. Make a new one for the device.") from None
        raise
    named = said.get("device_id")
    if said.get("user_id") != settings.user:
        raise MatrixRefused(f"MATRIX_TOKEN is of {said.get('user_id')}, and MATRIX_USER is {settings.user}.")
    if not named:
        raise MatrixRefused("MATRIX_TOKEN belongs to no device, so it cannot speak in encrypted rooms. Log in for one.")
    if settings.device is not None and named != settings.device:
        raise MatrixRefused(f"MATRIX_TOKEN is of the device {named}, and MATRIX_DEVICE is {settings.device}.")
    if device is None:
        device = folder.make(settings.user or "", str(named))
    _same(device, said)
    if device.token != token:
        device = replace(device, token=token)
        folder.write(device)
    return device


async def _by_password(settings: MatrixSettings, folder: DeviceFolder, device: Device) -> Device:
    password = settings.secret()
    if password is None:
        raise MatrixRefused(
            f"There is no login for {settings.user}. Set MATRIX_PASSWORD for the first start, or MATRIX_TOKEN."
        )
    asked = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": device.user},
        "password": password,
        "device_id": device.device,
        "initial_device_display_name": _NAME,
    }
    try:
        said = await call(settings.homeserver or "", "POST", "login", asked)
    except Unanswered as error:
        if error.code in ("M_FORBIDDEN", "M_USER_DEACTIVATED"):
            raise MatrixRefused(
                f"The homeserver does not take the password of {settings.user} ({error.code}). Set it anew."
            ) from None
        if error.code == "M_UNKNOWN":
            raise MatrixRefused(
                "The homeserver offers no login by password. Set MATRIX_TOKEN to a token of a device made for Copydesk."
            ) from None
        raise
    _same(device, said)
    device = replace(device, token=str(said["access_token"]))
    folder.write(device)
    return device


async def _whoami(settings: MatrixSettings, token: str) -> dict[str, object]:
    return await call(settings.homeserver or "", "GET", "account/whoami", token=token)


def _same(device: Device, said: dict[str, object]) -> None:
    """The homeserver means the same account and device as we do."""
    if said.get("user_id") != device.user or said.get("device_id") != device.device:
        raise MatrixRefused(
            f"The homeserver says that the login is of {said.get('user_id')}, device {said.get('device_id')}; it "
            f"should be {device.user}, device {device.device}. Check MATRIX_USER, MATRIX_DEVICE and MATRIX_HOMESERVER."
        )
