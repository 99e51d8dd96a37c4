// Sample in the browser: what was sent, the two answers and their differences, and the ways out.
import assert from "node:assert/strict";
import type { SamplePlane } from "../../src/protocol/sample-plane.ts";
import { openPanelBrowser, type PanelBrowser, type PanelPage } from "../support/webview/panel-page.ts";
import { baselineSummary, sampleOf } from "../support/webview/planes.ts";
import { rowId, tableHost } from "../support/webview/table-host.ts";

describe("sample", () => {
  let browser: PanelBrowser;
  before(async () => (browser = await openPanelBrowser()));
  after(() => browser[Symbol.asyncDispose]());

  async function openSample(sample: Partial<SamplePlane> = {}, width = 1200): Promise<PanelPage> {
    const panel = await browser.open({ width, answer: tableHost({ rows: 200, sample }) });
    await panel.page.getByRole("tab", { name: "Rows" }).click();
    await panel.page.getByRole("row", { name: rowId(5) }).dblclick();
    await panel.page.getByRole("heading", { name: rowId(5) }).waitFor();
    return panel;
  }

  it("asks for the sample with the rows that it stands among", async () => {
    await using panel = await openSample();
    const { key, query } = await panel.nextPosted("sample-open");
    assert.deepEqual([key, query.variant], [{ row: rowId(5), epoch: 0 }, "short"]);
  });

  it("moves to the neighbours with Alt+Down and Alt+Up", async () => {
    await using panel = await openSample();
    await panel.page.keyboard.press("Alt+ArrowDown");
    await panel.page.getByRole("heading", { name: rowId(6) }).waitFor();
    await panel.page.getByText("7 of 200 rows").waitFor();
    await panel.page.keyboard.press("Alt+ArrowUp");
    await panel.page.getByRole("heading", { name: rowId(5) }).waitFor();
    const opened = panel.posted.flatMap((message) => (message.kind === "sample-open" ? [message.key.row] : []));
    assert.deepEqual(opened, [rowId(5), rowId(6), rowId(5)]);
  });

  it("says which column a filled-in value came from, and opens the template where the message stands", async () => {
    await using panel = await openSample();
    assert.equal(await panel.page.getByTitle("Column customer_name").innerText(), "Mara Lindqvist");
    await panel.page.getByRole("button", { name: "reply-short.prompt:25" }).click();
    assert.deepEqual(await panel.nextPosted("place-open"), { kind: "place-open", file: "templates/reply-short.prompt", line: 25 });
  });

  it("marks what was removed on the left and what was inserted on the right", async () => {
    await using panel = await openSample();
    const marked = (name: string) => panel.page.getByRole("article", { name }).locator(".marked").allInnerTexts();
    assert.deepEqual(await marked("Response of baseline"), ["thank you for writing to us. You", "the headphones from ", "30 days"]);
    assert.deepEqual(await marked("Response of short"), ["yes: you", "a month"]);
  });

  it("adds no white space to what was sent and what came back", async () => {
    await using panel = await openSample();
    const sent = await panel.page.locator(".message .text").allTextContents();
    const received = await panel.page.locator(".lines .text").allTextContents();
    await panel.page.getByRole("button", { name: "Inline" }).click();
    const both = await panel.page.locator(".inline").allTextContents();
    const { messages, responses, diff } = sampleOf();
    assert.deepEqual(
      { sent, received, both },
      {
        sent: messages.map(({ pieces }) => pieces.map(({ text }) => text).join("")),
        received: responses.flatMap(({ text }) => text!.split("\n")),
        both: [diff!.pieces.map(({ text }) => text).join("")],
      },
    );
  });

  it("shows both in one text on demand, removed words before inserted ones", async () => {
    await using panel = await openSample();
    await panel.page.getByRole("button", { name: "Inline" }).click();
    const text = await panel.page.getByRole("article", { name: "Responses in one text" }).locator(".inline").innerText();
    assert.match(text, /30 daysa month/);
    assert.equal(await panel.page.getByRole("button", { name: "Inline" }).getAttribute("aria-pressed"), "true");
  });

  it("shows one text without being asked where there is no room for two", async () => {
    await using panel = await openSample({}, 400);
    assert.equal(await panel.page.getByRole("deletion").count(), 3);
    assert.equal(await panel.page.getByRole("button", { name: "Inline" }).count(), 0);
  });

  it("strikes removed words through in a high-contrast theme", async () => {
    await using panel = await browser.open({ theme: "high-contrast", width: 1200, answer: tableHost({ rows: 200 }) });
    await panel.page.getByRole("tab", { name: "Rows" }).click();
    await panel.page.getByRole("row", { name: rowId(5) }).dblclick();
    const removed = panel.page.getByRole("article", { name: "Response of baseline" }).locator(".marked").first();
    assert.equal(await removed.evaluate((node) => getComputedStyle(node).textDecorationLine), "line-through");
  });

  it("says why there is no answer", async () => {
    const [baseline, short] = sampleOf().responses;
    const responses = [
      baseline!,
      { ...short!, text: null, error: "timed out after 60 s", outcome: "error" as const, outcomeText: "No response" },
    ];
    await using panel = await openSample({ responses, diff: null, diffNote: "There is only one response." });
    assert.equal(await panel.page.getByText("No response: timed out after 60 s").count(), 1);
    assert.equal(await panel.page.getByText("There is only one response.").count(), 1);
  });

  it("lays out ratings with their reasons, the baseline's too where the two disagree", async () => {
    await using panel = await openSample();
    const row = panel.page.getByRole("table", { name: "Ratings" }).getByRole("row", { name: /States refund window/ });
    const text = (await row.innerText()).replaceAll(/[\s\uE000-\uF8FF]+/g, " ");
    assert.equal(
      text.trim(),
      "States refund window hard Pass Fail Says “a month”. The window of 30 days is not stated. baseline: Says 30 days.",
    );
  });

  it("lists every attempt", async () => {
    await using panel = await openSample();
    const rows = panel.page.getByRole("table", { name: "Attempts, timing and cost" }).getByRole("row");
    assert.equal(await rows.count(), 5);
    assert.match(await rows.nth(2).innerText(), /429, waited 2\.0 s/);
  });

  it("leads to the row, to the diff editor and to a response that is cut", async () => {
    const [baseline, short] = sampleOf().responses;
    await using panel = await openSample({ responses: [baseline!, { ...short!, isTruncated: true }] });
    await panel.page.getByRole("button", { name: "Go to tickets.csv:30" }).click();
    await panel.page.getByRole("button", { name: "Open Diff Editor" }).click();
    await panel.page.getByRole("button", { name: "Open the Whole Response of short" }).click();
    const key = { row: rowId(5), epoch: 0 };
    assert.deepEqual(panel.posted.slice(-3), [
      { kind: "place-open", file: "collections/tickets.csv", line: 30 },
      { kind: "responses-compare", key, variant: "short" },
      { kind: "response-open", key, variant: "short" },
    ]);
  });

  it("opens the only response of a run without variants", async () => {
    const sample = { responses: sampleOf().responses.slice(0, 1), diff: null };
    await using panel = await browser.open({ answer: tableHost({ rows: 200, summary: baselineSummary(), sample }) });
    await panel.page.getByRole("tab", { name: "Rows" }).click();
    await panel.page.getByRole("row", { name: rowId(5) }).dblclick();
    await panel.page.getByRole("button", { name: "Open Response" }).last().click();
    const key = { row: rowId(5), epoch: 0 };
    assert.deepEqual(await panel.nextPosted("response-open"), { kind: "response-open", key, variant: "baseline" });
  });

  it("says that no sample is open, and leads to the rows", async () => {
    await using panel = await browser.open({ answer: tableHost({ rows: 200 }) });
    await panel.page.getByRole("tab", { name: "Sample" }).click();
    await panel.page.getByRole("button", { name: "Show Rows" }).click();
    assert.equal(await panel.page.getByRole("tab", { name: "Rows" }).getAttribute("aria-selected"), "true");
  });

  it("says that a sample does not exist", async () => {
    await using panel = await openSample();
    await panel.send({ kind: "sample", sample: null });
    await panel.page.getByText("This run has no such sample.").waitFor();
    assert.equal(await panel.page.getByRole("table", { name: "Ratings" }).count(), 0);
  });

  it("lets go of the sample when another tab is shown", async () => {
    await using panel = await openSample();
    await panel.page.getByRole("tab", { name: "Overview" }).click();
    assert.deepEqual(await panel.nextPosted("sample-close"), { kind: "sample-close" });
  });
});
