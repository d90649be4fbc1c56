// Hydrogen, a web client by others, with one person logged in: `show(room)` opens a room.
import { Client, FeatureSet, LoadStatus, Platform, RoomViewModel, RoomView, TimelineView, createNavigation, createRouter, viewClassForTile } from "hydrogen-view-sdk";

const { homeserver, user, password } = window.person;
const app = document.querySelector("#app");
const assetPaths = {
  downloadSandbox: "/assets/download-sandbox.html",
  worker: "/assets/main.js",
  olm: { wasm: "/olm/olm.wasm", legacyBundle: "/olm/olm_legacy.js", wasmBundle: "/olm/olm.js" },
  serviceWorker: "/sw.js",
};
const platform = new Platform({ container: app, assetPaths, config: {}, options: { development: true } });
const navigation = createNavigation();
platform.setNavigation(navigation);
await platform.init();
const urlRouter = createRouter({ navigation, history: platform.history });
urlRouter.attach();
const client = new Client(platform);
const options = await client.queryLogin(homeserver).result;
client.startWithLogin(options.password(user, password));
await client.loadStatus.waitFor((status) => [LoadStatus.Ready, LoadStatus.Error, LoadStatus.LoginFailed].includes(status)).promise;
window.failure = client.loginFailure || (client.loadError && client.loadError.stack) || null;
const features = await FeatureSet.load(platform.settingsStorage);

window.show = async (id) => {
  const room = client.session.rooms.get(id);
  if (!room) return false;
  const model = new RoomViewModel({ room, ownUserId: client.session.userId, platform, urlRouter, navigation, features });
  await model.load();
  const view = new TimelineView(model.timelineViewModel, viewClassForTile);
  app.replaceChildren(view.mount());
  return true;
};
window.ready = true;
