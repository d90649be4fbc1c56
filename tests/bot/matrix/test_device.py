"""The bot is the same device on every start, or does not start; and its word is its own: the device is signed."""

from __future__ import annotations

import asyncio
import json
import shutil
import stat
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from signedjson.key import decode_verify_key_bytes
from signedjson.sign import SignatureVerifyException, verify_signed_json
from unpaddedbase64 import decode_base64

from bot.matrix import trust
from bot.matrix.device import Device, DeviceFolder, MatrixRefused, folder_of
from bot.matrix.doctor import findings
from bot.matrix.settings import MatrixSettings
from bot.matrix.trust import Signer, Trust, is_signed
from tests.bot.matrix.people import Person
from tests.bot.matrix.running import PASSWORD, echo, running
from tests.bot.matrix.synapse import Synapse
from tests.bot.slack.fake import Fate
from tests.crash.proxy import Proxy
from tests.newsroom import Newsroom, newsroom
from tests.shared import ROOT

CLIENT = ROOT / "tests" / "bot" / "matrix" / "client"


def folder(tmp_path: Path) -> DeviceFolder:
    return DeviceFolder(tmp_path / "archive.db.matrix")


async def started(room: Newsroom, homeserver: Synapse, bot: str, tmp_path: Path, **more: Any) -> None:
    """Start the bot, and stop it once it is ready."""
    async with running(room, homeserver, bot, tmp_path, respond_with=echo, **more):
        pass


async def refusal(room: Newsroom, homeserver: Synapse, bot: str, tmp_path: Path, **more: Any) -> str:
    with pytest.raises(MatrixRefused) as refused:
        await started(room, homeserver, bot, tmp_path, **more)
    assert "\n" not in refused.value.public
    return refused.value.public


def keys_of(homeserver: Synapse, ada: Person, user: str) -> dict[str, Any]:
    """What everybody sees of an account's keys."""
    asked = {"device_keys": {user: []}}
    return homeserver.call("POST", "/_matrix/client/v3/keys/query", asked, str(ada.client.access_token))


async def test_every_start_is_the_same_device_and_only_its_owner_can_read_its_keys(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    await started(room, homeserver, bot, tmp_path)
    first = folder(tmp_path).read()
    await started(room, homeserver, bot, tmp_path, password=None)  # it needs no password any more
    assert folder(tmp_path).read() == first
    assert list(keys_of(homeserver, ada, bot)["device_keys"][bot]) == [first.device]
    kept = folder(tmp_path)
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) & 0o077 for each in (kept.file, kept.store)} == {0}
    assert first.token not in repr(first)
    assert first.master not in repr(first)


@pytest.mark.parametrize("call", ["/login", "/keys/upload", "/device_signing/upload", "/signatures/upload"])
@pytest.mark.parametrize("fate", [Fate.BROKEN, Fate.REPLY_LOST], ids=lambda fate: fate.name.lower())
async def test_a_first_start_ends_with_a_signed_device_whatever_call_is_lost(
    homeserver: Synapse, bot: str, room: Newsroom, tmp_path: Path, call: str, fate: Fate
) -> None:
    left = iter([fate])
    proxy = Proxy(homeserver.url, lambda path: next(left, Fate.FINE) if path.endswith(call) else Fate.FINE)
    async with proxy.served():
        await started(room, replace(homeserver, url=proxy.url), bot, tmp_path)
    assert next(left, None) is None  # the call was made, and lost
    device = folder(tmp_path).read()
    assert trust.judged(await trust.published(homeserver.url, device), device) is Trust.SIGNED


async def test_another_librarys_arithmetic_finds_the_device_signed_by_its_account(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    """Synapse's own library for signatures, which shares no code with ours, follows the chain from what is published."""
    await started(room, homeserver, bot, tmp_path)
    said = keys_of(homeserver, ada, bot)
    master, own, (device,) = said["master_keys"][bot], said["self_signing_keys"][bot], said["device_keys"][bot].values()

    def key(value: dict[str, Any]) -> Any:
        ((name, public),) = value["keys"].items()
        return decode_verify_key_bytes(name, decode_base64(public))

    verify_signed_json(own, bot, key(master))
    verify_signed_json(device, bot, key(own))
    with pytest.raises(SignatureVerifyException):
        verify_signed_json(device | {"device_id": "OTHER"}, bot, key(own))
    assert is_signed(device, bot, next(iter(own["keys"].values())))
    assert not is_signed(device | {"device_id": "OTHER"}, bot, next(iter(own["keys"].values())))


async def test_the_cryptography_of_element_finds_the_device_signed_by_its_owner(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    """matrix-rust-sdk, on which Element stands, judges what the homeserver publishes: signed, and not if it were not."""
    node = shutil.which("node")
    if node is None or not (CLIENT / "node_modules" / "@matrix-org" / "matrix-sdk-crypto-wasm").is_dir():
        pytest.skip("NOT CHECKED by a second client: `make clients` installs matrix-rust-sdk, for which Node is needed")
    await started(room, homeserver, bot, tmp_path)

    def judged(user: str, device: str) -> dict[str, bool]:
        who = (str(ada.client.access_token), ada.user, str(ada.client.device_id))
        command = [node, str(CLIENT / "trust.mjs"), homeserver.url, *who, user, device]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
        assert done.returncode == 0, done.stderr
        found: dict[str, bool] = json.loads(done.stdout.splitlines()[-1])
        return found

    mine = judged(bot, folder(tmp_path).read().device)
    print(f"\nmatrix-rust-sdk says: {mine}")
    assert mine == {"known": True, "signed_by_owner": True, "has_identity": True}
    other = await asyncio.to_thread(homeserver.login, bot, PASSWORD)
    assert judged(bot, other["device_id"])["signed_by_owner"] is False


async def test_where_there_can_be_no_lock_the_bot_does_not_start(
    homeserver: Synapse, bot: str, room: Newsroom, tmp_path: Path
) -> None:
    (tmp_path / "archive.db.matrix").write_text("a file where the folder should be")
    assert "cannot be kept in" in await refusal(room, homeserver, bot, tmp_path)


async def test_lost_keys_are_refused_and_a_new_device_is_begun_only_when_told(
    homeserver: Synapse, bot: str, room: Newsroom, tmp_path: Path
) -> None:
    await started(room, homeserver, bot, tmp_path)
    first = folder(tmp_path).read()
    kept = folder(tmp_path)
    store = kept.store.read_bytes()
    kept.store.unlink()
    assert f"The keys of the Matrix device {first.device} are not in" in await refusal(room, homeserver, bot, tmp_path)
    kept.store.write_bytes(store)
    kept.file.rename(tmp_path / "moved")
    assert "MATRIX_NEW_DEVICE=true" in await refusal(room, homeserver, bot, tmp_path)
    (tmp_path / "moved").rename(kept.file)
    await started(room, homeserver, bot, tmp_path)  # all is there again
    shutil.rmtree(kept.path)
    assert first.device in await refusal(room, homeserver, bot, tmp_path)
    # The signing keys are lost too, so the account's identity stands in the way of the new device.
    assert "signing keys that another client made" in await refusal(room, homeserver, bot, tmp_path, new_device=True)


async def test_the_keys_of_another_account_or_archive_are_refused(
    homeserver: Synapse, bot: str, room: Newsroom, tmp_path: Path
) -> None:
    await started(room, homeserver, bot, tmp_path)
    other = homeserver.account("other" + bot[-12:-10], PASSWORD)
    assert "needs an archive of its own" in " ".join((await refusal(room, homeserver, other, tmp_path)).split())
    device = folder(tmp_path).read()
    folder(tmp_path).write(Device(device.user, "ELSEWHERE", device.pickle_key, device.token))
    assert "belongs to the Matrix device" in await refusal(room, homeserver, bot, tmp_path)
    folder(tmp_path).file.write_text("{")
    assert "cannot be read" in await refusal(room, homeserver, bot, tmp_path)


async def test_a_wrong_password_is_told_and_a_login_that_ended_is_begun_anew_as_the_same_device(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    assert "does not take the password" in await refusal(room, homeserver, bot, tmp_path, password="wrong")
    assert "Set MATRIX_PASSWORD" in await refusal(room, homeserver, bot, tmp_path, password=None)
    async with running(room, homeserver, bot, tmp_path, respond_with=echo):
        place = await ada.room(bot, encrypted=True)
        await ada.joined(place, bot)
    first = folder(tmp_path).read()
    homeserver.call("POST", "/_matrix/client/v3/logout", {}, first.token)
    assert "no login" in await refusal(room, homeserver, bot, tmp_path, password=None)
    async with running(room, homeserver, bot, tmp_path, respond_with=echo):
        await ada.sync()
        await ada.say(place, "again?")
        await ada.answers(place, 1)
    again = folder(tmp_path).read()
    assert (again.device, again.fingerprint) == (first.device, first.fingerprint)
    assert again.token != first.token


async def test_a_token_of_a_device_of_its_own_does_without_a_password(
    homeserver: Synapse, bot: str, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    login = homeserver.login(bot, PASSWORD)
    given = {"password": None, "token": login["access_token"]}
    assert "MATRIX_DEVICE is OTHER" in await refusal(room, homeserver, bot, tmp_path, device="OTHER", **given)
    await started(room, homeserver, bot, tmp_path, device=login["device_id"], **given)
    await started(room, homeserver, bot, tmp_path, **given)
    assert folder(tmp_path).read().device == login["device_id"]
    assert "does not take MATRIX_TOKEN" in await refusal(room, homeserver, bot, tmp_path, **given | {"token": "syt_x"})


async def test_a_token_of_a_device_that_another_client_uses_is_refused(
    homeserver: Synapse, room: Newsroom, ada: Person, tmp_path: Path
) -> None:
    given = {"password": None, "token": str(ada.client.access_token)}
    assert "another client uses it" in await refusal(room, homeserver, ada.user, tmp_path, **given)


async def test_signing_keys_that_another_client_made_are_not_replaced(
    homeserver: Synapse, bot: str, room: Newsroom, tmp_path: Path
) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    await started(room, homeserver, bot, tmp_path / "one")
    async with newsroom(tmp_path / "two") as other:
        assert "another client made" in await refusal(other, homeserver, bot, tmp_path / "two")


async def test_doctor_says_whether_the_device_is_signed_and_its_keys_are_there(
    homeserver: Synapse, bot: str, room: Newsroom, tmp_path: Path
) -> None:
    settings = MatrixSettings(homeserver=homeserver.url, user=bot)

    async def told() -> dict[str, bool]:
        return {what: ok async for ok, what in findings(settings, folder(tmp_path).path)}

    assert list(await told()) == ["no device yet; the first start of `copydesk run` makes it"]
    await started(room, homeserver, bot, tmp_path)
    device = folder(tmp_path).read()
    assert all((await told()).values())
    assert f"the device {device.device} of {bot} is signed" in await told()
    folder(tmp_path).file.chmod(0o644)
    assert [what for what, ok in (await told()).items() if not ok] == [
        f"{folder(tmp_path).file} can be read by others; chmod 600 it"
    ]
    folder(tmp_path).file.chmod(0o600)
    # Somebody replaces the account's signing keys: what was signed no longer is.
    intruder = Signer("11" * 32)
    key = {"user_id": bot, "usage": ["master"], "keys": {f"ed25519:{intruder.public}": intruder.public}}
    second = Signer("22" * 32)
    own = {"user_id": bot, "usage": ["self_signing"], "keys": {f"ed25519:{second.public}": second.public}}
    own = intruder.signed(own, bot)
    flow = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": bot}, "password": PASSWORD}
    path = "/_matrix/client/v3/keys/device_signing/upload"
    status, said = homeserver.ask("POST", path, {"master_key": key, "self_signing_key": own}, device.token)
    assert status == 401
    body = {"master_key": key, "self_signing_key": own, "auth": flow | {"session": said["session"]}}
    homeserver.call("POST", path, body, device.token)
    assert [what.split(" is ")[1].partition(",")[0] for what, ok in (await told()).items() if not ok] == ["not signed"]
    homeserver.call("POST", "/_matrix/client/v3/logout", {}, device.token)
    assert any("does not take the login" in what for what, ok in (await told()).items() if not ok)


def test_the_folder_lies_beside_the_archive() -> None:
    assert folder_of("sqlite:////srv/desk/archive.db") == Path("/srv/desk/archive.db.matrix")
