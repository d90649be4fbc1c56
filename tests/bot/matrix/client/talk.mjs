// A second client, that of Element: logs in, talks to the bot in an encrypted room, and says what it thinks of its device.
// node talk.mjs HOMESERVER USER PASSWORD BOT QUESTION → one line of JSON.
import * as sdk from "matrix-js-sdk";
import { logger } from "matrix-js-sdk/lib/logger.js";

logger.setLevel("silent", false);
const [homeserver, user, password, bot, question] = process.argv.slice(2);
const { access_token, device_id, user_id } = await sdk
  .createClient({ baseUrl: homeserver })
  .loginRequest({ type: "m.login.password", identifier: { type: "m.id.user", user }, password });
const client = sdk.createClient({ baseUrl: homeserver, accessToken: access_token, deviceId: device_id, userId: user_id });
await client.initRustCrypto({ useIndexedDB: false });
const crypto = client.getCrypto();
const until = async (what, look) => {
  process.stderr.write(`waiting for ${what}\n`);
  for (;;) {
    const found = await look();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 200));
  }
};
await client.startClient({ initialSyncLimit: 20 });
await until("the first sync", () => client.isInitialSyncComplete());

const encryption = { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } };
const { room_id } = await client.createRoom({ is_direct: true, invite: [bot], initial_state: [encryption] });
const room = await until("the room", () => client.getRoom(room_id));
await until("the bot", () => room.getMember(bot)?.membership === "join");
await until("encryption", () => crypto.isEncryptionEnabledInRoom(room_id));
await client.sendTextMessage(room_id, question);
const answer = await until("the answer", async () => {
  const said = room.getLiveTimeline().getEvents().filter((event) => event.getSender() === bot);
  for (const event of said) await client.decryptEventIfNeeded(event);
  return said.find((event) => event.getContent().msgtype === "m.notice");
});

const devices = (await crypto.getUserDeviceInfo([bot], true)).get(bot);
const [device] = devices.keys();
const status = await crypto.getDeviceVerificationStatus(bot, device);
const shield = await crypto.getEncryptionInfoForEvent(answer);
const user_status = await crypto.getUserVerificationStatus(bot);
process.stdout.write(
  JSON.stringify({
    devices: [...devices.keys()],
    signed_by_owner: status.signedByOwner,
    known_identity: user_status.known,
    shield_colour: shield.shieldColour,
    shield_reason: shield.shieldReason,
    encrypted: answer.isEncrypted(),
    body: answer.getContent().body,
  }) + "\n",
);
client.stopClient();
process.exit(0);
