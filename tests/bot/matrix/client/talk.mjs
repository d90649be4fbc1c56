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
await client.startClient({ initialSyncLimit: 20 });
await new Promise((done) => client.once(sdk.ClientEvent.Sync, (state) => state === "PREPARED" && done()));

const said = (room, kind) =>
  new Promise((done) => {
    const look = async (event) => {
      await client.decryptEventIfNeeded(event);
      if (event.getRoomId() === room && kind(event)) done(event);
    };
    client.on(sdk.ClientEvent.Event, look);
    client.on(sdk.MatrixEventEvent.Decrypted, look);
  });

const encryption = { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } };
const { room_id } = await client.createRoom({ is_direct: true, invite: [bot], initial_state: [encryption] });
const joined = said(
  room_id,
  (event) => event.getType() === "m.room.member" && event.getStateKey() === bot && event.getContent().membership === "join",
);
await joined;
await new Promise((done) => setTimeout(done, 500)); // the room's encryption is set up with the sync that brings it
const answered = said(room_id, (event) => event.getSender() === bot && event.getContent().msgtype === "m.notice");
await client.sendTextMessage(room_id, question);
const answer = await answered;

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
