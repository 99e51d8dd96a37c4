// The page that is shipped: its policy word for word, its size, and that drawing it in every theme breaks no rule.
import assert from "node:assert/strict";
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { webviewBuild } from "../../scripts/webview-build.mjs";
import { codePoints } from "../../webview-ui/elements/icon.ts";
import { openPanelBrowser, type PanelBrowser } from "../support/webview/panel-page.ts";
import { rowId, tableHost } from "../support/webview/table-host.ts";
import { themeNames } from "../support/webview/themes.ts";

describe("the page of the panel", () => {
  let browser: PanelBrowser;
  before(async () => (browser = await openPanelBrowser()));
  after(() => browser[Symbol.asyncDispose]());

  it("has the strictest policy that the panel can live with", () => {
    const html = readFileSync("media/webview/index.html", "utf8");
    const policy = /Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1];
    assert.equal(
      policy,
      "default-src 'none'; script-src 'nonce-{{nonce}}'; style-src {{cspSource}} 'nonce-{{nonce}}'; img-src {{cspSource}} data:; font-src {{cspSource}}; connect-src 'none'; frame-src 'none'; form-action 'none'; base-uri 'none'",
    );
    assert.doesNotMatch(html, /\son\w+=|style=|https?:/);
  });

  for (const theme of themeNames) {
    it(`draws every tab in the ${theme} theme without a violation, a line in the console or a request`, async () => {
      await using panel = await browser.open({ theme, answer: tableHost({ rows: 200 }) });
      await panel.page.getByRole("tab", { name: "Rows" }).click();
      await panel.page.getByRole("row", { name: rowId(5) }).dblclick();
      await panel.page.getByRole("heading", { name: "Ratings" }).waitFor();
      assert.deepEqual([panel.violations, panel.consoleLines, panel.requests], [[], [], []]);
      assert.equal(await panel.evaluate("document.fonts.check('16px codicon')"), true);
    });
  }

  it("moves nothing for who asked for less motion", async () => {
    await using panel = await browser.open({ isMotionReduced: true });
    const moving = panel.page.getByRole("progressbar").locator("div");
    assert.equal(await moving.evaluate((node) => node.getAnimations().length), 0);
  });

  it("takes its icons from the code points of the icon font", () => {
    const names = JSON.parse(readFileSync("node_modules/@vscode/codicons/src/template/mapping.json", "utf8")) as Record<string, string[]>;
    const wrong = Object.entries(codePoints).filter(([name, point]) => !names[String(point)]?.includes(name));
    assert.deepEqual(wrong, []);
  });

  it("ships a script of at most 400 kB", async () => {
    const { outputFiles } = await build({ ...webviewBuild({ production: true }), plugins: [], write: false });
    const sizes = outputFiles.map(({ contents }) => contents.length);
    assert.equal(sizes.length, 1);
    assert.ok(
      sizes.every((size) => size <= 400_000),
      `${sizes[0]} bytes`,
    );
  });
});
