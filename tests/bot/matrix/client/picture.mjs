// Opens rooms in Hydrogen, in a headless Chromium, and takes their pictures, whole.
// node picture.mjs CHROMIUM HOMESERVER USER PASSWORD; then a line "ROOM WORDS PATH" of JSON each: waits for the words.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import path from "node:path";
import * as esbuild from "esbuild";
import puppeteer from "puppeteer-core";

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(here, "node_modules");
const [executablePath, homeserver, user, password] = process.argv.slice(2);
const built = await esbuild.build({
  entryPoints: [path.join(here, "hydrogen.js")],
  bundle: true,
  write: false,
  format: "esm",
  target: "es2022",
  external: ["fs", "path", "crypto"],
});
const page = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/assets/theme-element-light.css">
<style>html,body,#app{height:100%;margin:0} #app{background:#fff} .Timeline{height:100vh}
/* What floats over the messages would hide words of them in a picture; who joined the room is told to nobody here. */
.DateHeader,.Timeline_jumpDown,.AnnouncementView{display:none} .Timeline_scroller{scrollbar-width:none}</style>
<div id="app" class="hydrogen"></div>
<script>window.person = ${JSON.stringify({ homeserver, user, password })}</script><script type="module" src="/main.mjs"></script>`;
const types = { ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".html": "text/html", ".svg": "image/svg+xml" };
const server = createServer(async (request, answer) => {
  const name = new URL(request.url, "http://localhost").pathname;
  const give = (body, type) => answer.writeHead(200, { "Content-Type": type }).end(body);
  if (name === "/") return give(page, "text/html");
  if (name === "/main.mjs") return give(built.outputFiles[0].contents, "text/javascript");
  const [folder, file] = [path.dirname(name), path.basename(name)];
  const sdk = "hydrogen-view-sdk";
  const from = { "/": `${sdk}/lib-build`, "/assets": `${sdk}/asset-build/assets`, "/olm": "@matrix-org/olm" }[folder];
  try {
    give(await readFile(path.join(modules, from, file)), types[path.extname(file)] ?? "application/octet-stream");
  } catch {
    answer.writeHead(404).end();
  }
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const browser = await puppeteer.launch({ executablePath, headless: true, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
const tab = await browser.newPage();
const [width, tallest] = [900, 6_000];
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
await tab.setViewport({ width, height: 1300 });
tab.on("pageerror", (error) => process.stderr.write(`page: ${error}\n`));
await tab.goto(`http://127.0.0.1:${server.address().port}/`);
await tab.waitForFunction("window.ready", { timeout: 90_000 });
process.stdout.write(JSON.stringify({ ready: await tab.evaluate("window.failure") }) + "\n");
for await (const line of createInterface({ input: process.stdin })) {
  const { room, words, file } = JSON.parse(line);
  await tab.waitForFunction(`window.show(${JSON.stringify(room)})`, { timeout: 60_000, polling: 500 });
  await tab.waitForFunction(`document.querySelector("#app").innerText.includes(${JSON.stringify(words)})`, { timeout: 60_000 });
  await pause(1_000);
  // As tall as what is said, so that nothing is cut off; measured again where nothing scrolls any more.
  for (let times = 0; times < 2; times += 1) {
    const height = await tab.evaluate(`Math.ceil(document.querySelector(".Timeline_scroller > ul").getBoundingClientRect().height)`);
    await tab.setViewport({ width, height: Math.min(height + 8, tallest) });
    await pause(1_000);
  }
  await tab.screenshot({ path: file });
  process.stdout.write(JSON.stringify({ taken: file, text: await tab.evaluate(`document.querySelector("#app").innerText`) }) + "\n");
  await tab.setViewport({ width, height: 1300 });
}
await browser.close();
server.close();
