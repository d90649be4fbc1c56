// Reads conversations as JSON ({name: [{who, logo, time, bot, text | blocks}]}); writes a page for each, as Slack shows it.
import { createElement as h } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

// The package's entry for `import` does not load in Node without a bundler; the other one does.
const require = createRequire(import.meta.url);
const { Message } = require("slack-blocks-to-jsx");
const own = `body { margin: 0; padding: 18px; background: white; }
  .slack_blocks_to_jsx { max-width: 100% !important; margin-bottom: 18px; }
  .person .slack_blocks_to_jsx--header > div:nth-of-type(1) { display: none; }`;
const style = readFileSync(join(dirname(require.resolve("slack-blocks-to-jsx")), "style.css"), "utf8") + own;
const measure = "document.documentElement.dataset.height = Math.ceil(document.body.getBoundingClientRect().height) + 4";

const [conversations, folder] = process.argv.slice(2);
for (const [name, messages] of Object.entries(JSON.parse(readFileSync(conversations, "utf8")))) {
  const shown = messages.map(({ who, logo, time, bot, blocks, text }, key) => {
    const said = [{ type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] }];
    return h("div", { key, className: bot ? "bot" : "person" },
      h(Message, { name: who, logo, time: new Date(time), theme: "light", blocks: blocks ?? said }));
  });
  const body = renderToStaticMarkup(h("body", null, shown));
  const page = `<!doctype html><meta charset="utf-8"><style>${style}</style>${body}<script>${measure}</script>`;
  writeFileSync(join(folder, `${name}.html`), page);
}
