// A run exported as HTML, opened as a person would: the panel's own figures, rows and samples, and nothing that leaves the page or runs in it.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../scripts/vscode/launch-browser.ts";
import { createLineMatcher } from "../../src/core/report/results/line-matcher.ts";
import { rowLines } from "../../src/core/report/results/row-lines.ts";
import { html } from "../../src/core/report/exporters/html.ts";
import { filePlanes } from "../../src/core/report/exporters/html-planes.ts";
import type { ExportInput } from "../../src/core/report/exporters/exporter.ts";
import { readPanelPage } from "../../src/node/panel-page.ts";
import type { HostMessage } from "../../src/protocol/messages.ts";
import type { RowsPlane } from "../../src/protocol/rows-plane.ts";
import { queryLines } from "../../webview-ui/host/query-lines.ts";
import { exampleExport } from "../core/report/example-export.ts";
import { hostileRun, secret } from "../core/report/hostile-run.ts";
import { textOf } from "../core/report/report-fixtures.ts";
import { openPanelBrowser } from "../support/webview/panel-page.ts";

const home = new URL("../../dist/", import.meta.url);

interface OpenedFile extends AsyncDisposable {
  readonly page: Page;
  /** Requests but that of the file, violations of the policy, lines of the console, dialogs. */
  readonly trouble: readonly string[];
}

describe("a run as an HTML file", () => {
  let browser: Browser;
  let folder: string;
  let example: ExportInput;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "touchstone-html-"));
    browser = await launchBrowser();
    example = { ...(await exampleExport()), readPage: () => readPanelPage(home) };
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function open(input: ExportInput): Promise<OpenedFile> {
    const file = path.join(folder, "run.html");
    await writeFile(file, await textOf(html, input));
    const context = await browser.newContext({ viewport: { width: 1000, height: 800 } });
    const page = await context.newPage();
    const trouble: string[] = [];
    const url = pathToFileURL(file).href;
    page.on("request", (request) => void (request.url() === url || request.url().startsWith("data:font/") || trouble.push(request.url())));
    page.on("console", (line) => void trouble.push(line.text()));
    page.on("pageerror", ({ message }) => void trouble.push(message));
    page.on("dialog", (dialog) => {
      trouble.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.exposeFunction("heardViolation", (text: string) => void trouble.push(text));
    await page.addInitScript(
      'addEventListener("securitypolicyviolation", (event) => window.heardViolation(event.violatedDirective + " " + event.blockedURI))',
    );
    await page.goto(url);
    await page.locator("touchstone-overview .context").waitFor();
    return { page, trouble, [Symbol.asyncDispose]: () => context.close() };
  }

  async function messagesOf(input: ExportInput): Promise<HostMessage[]> {
    const messages: HostMessage[] = [];
    for await (const message of filePlanes(input)) messages.push(message);
    return messages;
  }
  const overviewText = (page: Page): Promise<string> => page.locator("touchstone-overview .scroller").innerText();

  it("shows the figures of the panel, byte for byte", async () => {
    await using file = await open(example);
    const [summary] = await messagesOf(example);
    await using panels = await openPanelBrowser();
    await using panel = await panels.open({ width: 1000, height: 800, answer: ({ kind }) => (kind === "ready" ? [summary] : []) });
    const text = await overviewText(file.page);
    assert.match(text, /Gate passed: its rule holds\./);
    assert.equal(text, await overviewText(panel.page));
    assert.deepEqual(file.trouble, []);
  });

  it("shows rows, filters them and opens them, with nothing that only an editor can do", async () => {
    await using file = await open(example);
    const { page } = file;
    await page.getByRole("tab", { name: "Rows" }).click();
    await page.getByRole("button", { name: "Regressed 14" }).click();
    await page.getByText("14 of 80 rows").waitFor();
    await page.getByRole("row", { name: "T-0012" }).dblclick();
    await page.locator("touchstone-sample h2", { hasText: "T-0012" }).waitFor();
    assert.match(await page.locator("touchstone-sample .navigator").innerText(), /4 of 14 rows/);
    assert.match(await page.locator("touchstone-sample .scroller").innerText(), /The Quillmere team[\s\S]*Customer: Dimitri Kostas/);
    await page.keyboard.press("Alt+ArrowDown");
    await page.locator("touchstone-sample h2", { hasText: "T-0013" }).waitFor();
    assert.equal(await page.getByRole("button", { name: /Run Experiment|Export|Open Diff|Go to/ }).count(), 0);
    assert.deepEqual(file.trouble, []);
  });

  it("orders and counts rows as the editor's half does", async () => {
    const messages = await messagesOf(example);
    const planes = messages.flatMap((message) => (message.kind === "rows" ? [message.rows] : []));
    const [head] = planes;
    assert.ok(head !== undefined);
    const lines = planes.flatMap((plane) => plane.lines);
    const set = rowLines(example, "short");
    const match = createLineMatcher(example.texts);
    const orders = [
      "file",
      "score",
      "change",
      "verdict",
      "row",
      "tokens",
      "latency",
      "criterion:polite",
      "column:segment",
      "column:window_days",
    ];
    for (const by of orders)
      for (const isDescending of [false, true])
        for (const chips of [[], ["regressed", "same"]] satisfies RowsPlane["query"]["chips"][])
          for (const text of ["", "refund"]) {
            const query = { variant: "short", sort: { by, isDescending }, chips, text };
            const found = queryLines(lines, head, query);
            const expected = await match(set, example.columns, query);
            // A text may stand behind what a line shows; what is found without one must be the same.
            if (text === "")
              assert.deepEqual(
                [found.lines.map(({ key }) => key), found.chips],
                [expected.lines.map(({ key }) => key), expected.chips],
                by,
              );
            else assert.ok(found.lines.length > 0 && found.lines.length <= expected.lines.length);
          }
  });

  it("draws hostile texts as text: no script runs, no request leaves, no rule of the policy is broken", async () => {
    await using file = await open(hostileRun("ended", { readPage: example.readPage }));
    const { page } = file;
    await page.getByRole("tab", { name: "Rows" }).click();
    await page.getByRole("row").nth(1).dblclick();
    await page.locator("touchstone-sample .navigator").waitFor();
    for (let step = 0; step < 20; step += 1) await page.keyboard.press("Alt+ArrowDown");
    assert.equal(await page.locator("img, iframe, script[src], a[href]").count(), 0);
    assert.deepEqual(file.trouble, []);
  });

  it("holds no text of a confidential collection, and says so", async () => {
    const input = hostileRun("ended", { readPage: example.readPage, isConfidential: true });
    assert.equal((await textOf(html, input)).includes(secret), false);
    await using file = await open(input);
    assert.match(await overviewText(file.page), /The collection is confidential/);
  });

  it("says how many rows and samples it leaves out", async () => {
    const [row] = example.rows;
    assert.ok(row !== undefined);
    const rows = Array.from({ length: 2500 }, (_, index) => ({ ...row, id: `r${index}` }));
    const messages = await messagesOf({ ...example, rows });
    const [summary] = messages;
    const count = (kind: HostMessage["kind"]): number => messages.filter((message) => message.kind === kind).length;
    assert.ok(summary?.kind === "summary");
    assert.deepEqual(
      summary.summary.warnings.slice(0, 2).map(({ text }) => text),
      [
        "This file holds the first 2,000 of 2,580 rows; export CSV for all of them.",
        "Of 2,580 rows the first 200 can be opened, those that got worse before the others.",
      ],
    );
    const lines = messages.flatMap((message) => (message.kind === "rows" ? message.rows.lines : []));
    assert.deepEqual([lines.length, count("sample")], [2000, 200]);
  });
});
