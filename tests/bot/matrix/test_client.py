"""What a response brings is kept whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from nio import AsyncClient, Response
from peewee import OperationalError

from bot.matrix.client import opened
from bot.matrix.device import Device, DeviceFolder, MatrixRefused


async def test_keys_that_cannot_be_kept_leave_no_half_of_a_response_and_end_the_bot_with_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = DeviceFolder(tmp_path)
    device = Device("@copydesk:desk.test", "COPYDESK", "pickle", token="token")

    async def taken(client: AsyncClient, _: Response) -> None:
        client.store.save_encrypted_rooms(["!first:desk.test"])
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(AsyncClient, "receive_response", taken)
    async with opened("https://desk.test", device, folder) as client:
        with pytest.raises(MatrixRefused) as refused:
            await client.receive_response(Response())
        assert client.store.load_encrypted_rooms() == set()
    assert str(folder.store) in refused.value.public
    assert "disk is full" in refused.value.public
