// Hostile text stays text: 300 payloads in every place run no script, ask for no address, break no rule of the page's policy, and can be read.
import assert from "node:assert/strict";
import { hostilePayloads } from "../support/webview/hostile-payloads.ts";
import { hostileLine, hostileRows, hostileSample, hostileSummary } from "../support/webview/hostile-planes.ts";
import { openPanelBrowser, type PanelBrowser, type PanelPage } from "../support/webview/panel-page.ts";
import { sampleOf, summaryOf } from "../support/webview/planes.ts";
import { tableHost } from "../support/webview/table-host.ts";

/** What a payload reads like once hidden characters are badges; how often a character is repeated may be summed up. */
function readable(text: string): RegExp {
  const words = text.match(/[\p{L}\p{N}<>"'=/(){}[\].:;]{4,}/gu) ?? [];
  return new RegExp(words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[^]*"));
}

describe("hostile text", () => {
  let browser: PanelBrowser;
  before(async () => (browser = await openPanelBrowser()));
  after(() => browser[Symbol.asyncDispose]());

  async function assertHarmless(panel: PanelPage): Promise<void> {
    assert.deepEqual(
      { scripts: await panel.evaluate("ranScripts"), requests: panel.requests, violations: panel.violations, console: panel.consoleLines },
      { scripts: 0, requests: [], violations: [], console: [] },
    );
  }

  it("is 300 different texts", () => {
    assert.equal(new Set(hostilePayloads).size, 300);
  });

  it("stays text in rows, cells, errors and headers", async () => {
    const answer = tableHost({ rows: hostilePayloads.length, line: hostileLine, plane: hostileRows });
    await using panel = await browser.open({ answer, height: 1000 });
    await panel.page.getByRole("tab", { name: "Rows" }).click();
    const grid = panel.page.getByRole("grid", { name: "Rows" });
    const unread: string[] = [];
    for (let first = 0; first < hostilePayloads.length; first += 25) {
      await grid.evaluate((node, top) => node.scrollTo({ top }), first * 22);
      await panel.page.locator(`#row-${Math.min(first + 24, hostilePayloads.length - 1)}`).waitFor();
      const cells = await panel.page
        .locator("[role=row][id]")
        .evaluateAll((rows) => rows.map((row) => [row.id, row.querySelector(".of-cell")?.textContent ?? ""] as const));
      for (const [id, text] of cells) {
        const payload = hostilePayloads[Number(id.slice(4))]!;
        if (!readable(payload).test(text)) unread.push(`${id}: ${text}`);
      }
    }
    assert.deepEqual(unread, []);
    await assertHarmless(panel);
  });

  it("stays text in responses, messages, reasons and tool calls", async () => {
    await using panel = await browser.open({ width: 1200, answer: tableHost({ rows: 1 }) });
    await panel.page.getByRole("tab", { name: "Rows" }).click();
    await panel.page.getByRole("row", { name: "T-1001" }).dblclick();
    await panel.page.getByRole("heading", { name: "T-1001" }).waitFor();
    const key = { row: "T-1001", epoch: 0 };
    const unread: string[] = [];
    for (const [index, payload] of hostilePayloads.entries()) {
      await panel.send({ kind: "sample", sample: sampleOf({ ...hostileSample(index), key, position: index + 1, matched: 300 }) });
      await panel.page.getByText(`${index + 1} of 300 rows`, { exact: true }).waitFor();
      const lines = await panel.page.locator(".inserted .text").allTextContents();
      if (!readable(payload).test(lines.join("\n"))) unread.push(`${index}: ${lines.join("\n")}`);
    }
    assert.deepEqual(unread, []);
    await assertHarmless(panel);
  });

  it("stays text in the names, sentences and actions of a summary", async () => {
    await using panel = await browser.open({ answer: tableHost({ rows: 1 }) });
    await panel.page.getByRole("heading", { name: "Better" }).waitFor();
    const overview = panel.page.locator("touchstone-overview");
    const unread: string[] = [];
    for (let index = 0; index < 43; index += 1) {
      const summary = hostileSummary(index);
      const last = { label: `summary ${index}`, values: [], change: "" };
      await panel.send({ kind: "summary", summary: { ...summary, totals: [...summary.totals, last] } });
      await panel.send({ kind: "failure", message: hostilePayloads[index]!, hint: hostilePayloads[index + 1]! });
      await overview.getByText(last.label, { exact: true }).waitFor();
      const { title, card, comparison } = summary;
      const shown = [
        [title, overview.locator(".context .note")],
        [card!.sentence, overview.locator(".card .headline")],
        [comparison!.sentence, overview.locator(".verdict .sentence")],
      ] as const;
      for (const [text, place] of shown) {
        const words = (await place.textContent()) ?? "";
        if (!readable(text).test(words)) unread.push(`${index}: ${words}`);
      }
    }
    assert.deepEqual(unread, []);
    await panel.send({ kind: "summary", summary: summaryOf({ title: "after all of them" }) });
    await panel.page.getByText("after all of them").first().waitFor();
    await assertHarmless(panel);
  });

  it("names what cannot be seen, and lets nothing reorder its neighbours", async () => {
    const text = "pass \u202Eliaf\u202C\u200B\u200B\u200B end \u0000";
    await using panel = await browser.open({ answer: tableHost({ rows: 1, sample: { values: [{ name: "value", value: text }] } }) });
    await panel.page.getByRole("tab", { name: "Rows" }).click();
    await panel.page.getByRole("row", { name: "T-1001" }).dblclick();
    const value = panel.page.getByRole("definition");
    assert.equal(await value.innerText(), "pass U+202EliafU+202CU+200B ×3 end U+0000");
    assert.equal(await value.locator("bdi").evaluate((node) => getComputedStyle(node).unicodeBidi), "isolate");
  });

  it("leaves letters and pictures that need a joiner as they are", async () => {
    const text = "👩\u200D💻 می\u200Cخواهم नमस्\u200Dते";
    await using panel = await browser.open({ answer: tableHost({ rows: 1, sample: { values: [{ name: "value", value: text }] } }) });
    await panel.page.getByRole("tab", { name: "Rows" }).click();
    await panel.page.getByRole("row", { name: "T-1001" }).dblclick();
    assert.equal(await panel.page.getByRole("definition").innerText(), text);
  });
});
