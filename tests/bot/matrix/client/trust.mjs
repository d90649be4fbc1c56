// What matrix-rust-sdk, the cryptography of Element, thinks of the bot's device.
// node trust.mjs HOMESERVER TOKEN USER DEVICE BOT BOTS_DEVICE → one line of JSON.
import * as rust from "@matrix-org/matrix-sdk-crypto-wasm";

const [homeserver, token, user, device, bot, bots_device] = process.argv.slice(2);
await rust.initAsync();
const machine = await rust.OlmMachine.initialize(new rust.UserId(user), new rust.DeviceId(device));
await machine.updateTrackedUsers([new rust.UserId(bot)]);
for (const request of await machine.outgoingRequests()) {
  if (request.type !== rust.RequestType.KeysQuery) continue;
  const answer = await fetch(`${homeserver}/_matrix/client/v3/keys/query`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: request.body,
  });
  await machine.markRequestAsSent(request.id, request.type, await answer.text());
}
const found = await machine.getDevice(new rust.UserId(bot), new rust.DeviceId(bots_device));
const identity = await machine.getIdentity(new rust.UserId(bot));
process.stdout.write(
  JSON.stringify({
    known: found !== undefined,
    signed_by_owner: found?.isCrossSignedByOwner() ?? false,
    has_identity: identity !== undefined,
  }) + "\n",
);
process.exit(0);
