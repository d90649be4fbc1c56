"""The device signs itself: other clients cut off encrypted messages of devices that nobody vouches for.

The account has three cross-signing keys (https://spec.matrix.org/v1.15/client-server-api/#cross-signing): the master
key vouches for the self-signing key, which vouches for the device. The library knows none of this. Keys that another
client made are never replaced: whoever verified them would be told that the account is no longer who it was.
"""

from __future__ import annotations

import base64
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa

from bot.matrix.client import Unanswered, call
from bot.matrix.device import Device, DeviceFolder, MatrixRefused

log = logging.getLogger(__name__)

Keys = dict[str, Any]


class Trust(StrEnum):
    """How far the homeserver's word on the device goes."""

    SIGNED = "signed"
    UNSIGNED = "unsigned"
    NO_KEYS = "no keys"
    OTHER_KEYS = "other keys"


@dataclass(frozen=True, slots=True)
class Published:
    """What the homeserver publishes of the bot's account."""

    master: Keys
    self_signing: Keys
    device: Keys


class Signer:
    """An Ed25519 key from its seed of 32 bytes."""

    def __init__(self, seed: str) -> None:
        self._key = ECC.construct(curve="Ed25519", seed=bytes.fromhex(seed))
        raw = self._key.public_key().export_key(format="raw")
        self.public = _base64(raw)

    def signed(self, keys: Mapping[str, Any], user: str, by: str | None = None) -> Keys:
        """The keys with one more signature, under the signer's own name."""
        signature = _base64(eddsa.new(self._key, "rfc8032").sign(_canonical(keys)))
        signatures = {each: dict(theirs) for each, theirs in keys.get("signatures", {}).items()}
        signatures.setdefault(user, {})[f"ed25519:{by or self.public}"] = signature
        return {**keys, "signatures": signatures}


def is_signed(keys: Mapping[str, Any], user: str, by: str) -> bool:
    """Whether the public key `by` has signed the keys."""
    found = keys.get("signatures", {}).get(user, {}).get(f"ed25519:{by}")
    if not isinstance(found, str):
        return False
    try:
        key = eddsa.import_public_key(_bytes(by))
        eddsa.new(key, "rfc8032").verify(_canonical(keys), _bytes(found))
    except ValueError:
        return False
    return True


def judged(published: Published, device: Device) -> Trust:
    """How far the device can be trusted, from what is published and the fingerprint that is ours."""
    if not published.device:
        return Trust.NO_KEYS
    if published.device.get("keys", {}).get(f"ed25519:{device.device}") != device.fingerprint:
        return Trust.OTHER_KEYS
    master, own = _only_key(published.master), _only_key(published.self_signing)
    if master is None or own is None or not is_signed(published.self_signing, device.user, master):
        return Trust.UNSIGNED
    return Trust.SIGNED if is_signed(published.device, device.user, own) else Trust.UNSIGNED


async def published(homeserver: str, device: Device) -> Published:
    """Ask the homeserver. Raises `Unanswered`, or what the network raises."""
    said = await call(
        homeserver, "POST", "keys/query", {"device_keys": {device.user: [device.device]}}, token=device.token
    )
    return Published(
        master=said.get("master_keys", {}).get(device.user, {}),
        self_signing=said.get("self_signing_keys", {}).get(device.user, {}),
        device=said.get("device_keys", {}).get(device.user, {}).get(device.device, {}),
    )


async def sign(homeserver: str, folder: DeviceFolder, device: Device, password: str | None) -> Device:
    """See to it that the device is signed; its keys were uploaded before. Returns the device with its seeds.

    Raises `MatrixRefused` where somebody else holds the account's signing keys, or the homeserver wants a password.
    """
    found = await published(homeserver, device)
    if judged(found, device) is Trust.SIGNED:
        return device
    if _only_key(found.master) is None:
        device = _seeded(folder, device)
        await _publish(homeserver, device, password)
        found = await published(homeserver, device)
    elif not device.master or _only_key(found.master) != Signer(device.master).public:
        raise MatrixRefused(
            f"The account {device.user} has signing keys that another client made, so Copydesk cannot sign its device "
            "and clients would cut it off. Give it an account of its own, or reset the account's cryptographic "
            "identity in that client and start again."
        )
    mine = _bare(found.device)
    signed = Signer(device.self_signing).signed(mine, device.user)
    said = await call(
        homeserver,
        "POST",
        "keys/signatures/upload",
        {device.user: {device.device: signed}},
        token=device.token,
    )
    if said.get("failures"):
        raise MatrixRefused(f"The homeserver did not take the signature of the device {device.device}.")
    log.info("the device %s is signed", device.device)
    return device


def _seeded(folder: DeviceFolder, device: Device) -> Device:
    """The device with seeds for the three keys, on disk before anybody else hears of the keys."""
    if device.master:
        return device
    seeded = replace(
        device,
        master=secrets.token_hex(32),
        self_signing=secrets.token_hex(32),
        user_signing=secrets.token_hex(32),
    )
    folder.write(seeded)
    return seeded


async def _publish(homeserver: str, device: Device, password: str | None) -> None:
    """Upload the keys; a homeserver may ask for the password once more."""
    master = Signer(device.master)
    body: dict[str, Any] = {"master_key": _public(device.user, "master", master)}
    for usage, seed in (("self_signing", device.self_signing), ("user_signing", device.user_signing)):
        body[f"{usage}_key"] = master.signed(_public(device.user, usage, Signer(seed)), device.user)
    try:
        await call(homeserver, "POST", "keys/device_signing/upload", body, token=device.token)
    except Unanswered as asked:
        stages = [flow.get("stages") for flow in asked.body.get("flows", ())]
        if asked.status != 401 or ["m.login.password"] not in stages:
            raise
        if password is None:
            raise MatrixRefused(
                "The homeserver asks for the password to take the signing keys. Set MATRIX_PASSWORD for one start."
            ) from None
        proof = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": device.user},
            "password": password,
            "session": asked.body.get("session"),
        }
        await call(homeserver, "POST", "keys/device_signing/upload", body | {"auth": proof}, token=device.token)


def _public(user: str, usage: str, signer: Signer) -> Keys:
    return {"user_id": user, "usage": [usage], "keys": {f"ed25519:{signer.public}": signer.public}}


def _bare(keys: Mapping[str, Any]) -> Keys:
    return {name: value for name, value in keys.items() if name != "unsigned"}


def _only_key(keys: Mapping[str, Any]) -> str | None:
    values = list(keys.get("keys", {}).values())
    return values[0] if len(values) == 1 and isinstance(values[0], str) else None


def _canonical(keys: Mapping[str, Any]) -> bytes:
    """What is signed: https://spec.matrix.org/v1.15/appendices/#signing-json."""
    bare = {name: value for name, value in keys.items() if name not in ("signatures", "unsigned")}
    return json.dumps(bare, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))
