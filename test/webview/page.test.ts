// The page that is shipped: its policy word for word, its size, and that drawing it in every theme breaks no rule.
import assert from "node:assert/strict";
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { webviewBuild } from "../../scripts/webview-build.mjs";
import { codePoints } from "../../webview-ui/text/icons.ts";
import { openPanelBrowser, type PanelBrowser } from "../support/webview/panel-page.ts";
import { summaryOf } from "../support/webview/planes.ts";
import { rowId, tableHost } from "../support/webview/table-host.ts";
import { themeNames } from "../support/webview/themes.ts";

/** In the page: for each dimmed text the ratio of its colour, as it is painted, to the editor's background. */
function dimmedRatios(): Record<string, number> {
  const root = document.querySelector("touchstone-results")?.shadowRoot?.querySelector("touchstone-overview")?.shadowRoot;
  const paint = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const background = getComputedStyle(document.documentElement).getPropertyValue("--vscode-editor-background");
  const luminance = (...colors: readonly string[]) => {
    for (const color of colors) {
      if (paint !== null) paint.fillStyle = color;
      paint?.fillRect(0, 0, 1, 1);
    }
    const [red = 0, green = 0, blue = 0] = [...(paint?.getImageData(0, 0, 1, 1).data ?? [])].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratios: Record<string, number> = {};
  for (const part of root?.querySelectorAll<HTMLElement>(".dimmed *") ?? []) {
    const words = [...part.childNodes]
      .flatMap((node) => (node.nodeType === Node.TEXT_NODE ? (node.textContent?.trim() ?? "") : []))
      .join("");
    if (words === "" || part.classList.contains("icon")) continue;
    const [text, ground] = [luminance(background, getComputedStyle(part).color), luminance(background)];
    ratios[words] = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
  }
  return ratios;
}

describe("the page of the panel", () => {
  let browser: PanelBrowser;
  before(async () => (browser = await openPanelBrowser()));
  after(() => browser[Symbol.asyncDispose]());

  it("has the strictest policy that the panel can live with", () => {
    const html = readFileSync("dist/webview/index.html", "utf8");
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

  for (const theme of themeNames)
    it(`keeps dimmed words at 4.5 to 1 in the ${theme} theme`, async () => {
      const summary = summaryOf({ editedSince: { sentence: "reply.prompt was edited since.", actions: [] } });
      await using panel = await browser.open({ theme, answer: tableHost({ rows: 200, summary }) });
      await panel.page.getByRole("table", { name: "Criteria" }).waitFor();
      const ratios = await panel.evaluate<Record<string, number>>(`(${dimmedRatios.toString()})()`);
      assert.ok(Object.keys(ratios).length > 10);
      assert.deepEqual(
        Object.entries(ratios).filter(([, ratio]) => ratio < 4.5),
        [],
      );
    });

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
