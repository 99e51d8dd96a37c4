// The wire and what survives: broken messages are dropped, and a reload asks again for what was on the screen.
import assert from "node:assert/strict";
import { openPanelBrowser, type PanelBrowser } from "../support/webview/panel-page.ts";
import { lineOf, rowsOf, summaryOf } from "../support/webview/planes.ts";
import { rowId, tableHost } from "../support/webview/table-host.ts";

describe("the wire of the view", () => {
  let browser: PanelBrowser;
  before(async () => (browser = await openPanelBrowser()));
  after(() => browser[Symbol.asyncDispose]());

  it("says that it is ready, and asks nothing else before it knows what is shown", async () => {
    await using panel = await browser.open();
    await panel.page.getByText("Loading the results…").waitFor();
    assert.deepEqual(panel.posted, [{ kind: "ready", protocol: 1 }]);
  });

  it("drops what is no message of the host, naming the kind and nothing of the content", async () => {
    await using panel = await browser.open({ answer: tableHost({ rows: 200 }) });
    await panel.page.getByRole("heading", { name: "Better" }).waitFor();
    const secret = "model output that no log should hold";
    const broken: unknown[] = [
      null,
      42,
      "summary",
      [],
      { kind: "summary" },
      { kind: "summary", summary: { ...summaryOf(), title: 7 } },
      { kind: "rows", rows: { lines: [secret] } },
      { kind: secret },
      { kind: "command", command: "workbench.action.quit" },
    ];
    for (const message of broken) await panel.sendAnything(message);
    await panel.send({ kind: "failure", message: "The log could not be read.", hint: null });
    await panel.page.getByRole("alert").waitFor();
    assert.equal(await panel.page.getByRole("heading", { name: "Better" }).count(), 1);
    assert.equal(panel.consoleLines.length, broken.length);
    assert.ok(panel.consoleLines.some((line) => line.includes('kind "rows" was dropped')));
    assert.doesNotMatch(panel.consoleLines.join("\n"), /model output|error:/);
  });

  it("shows a failure without letting go of what is on the screen, until it is dismissed", async () => {
    await using panel = await browser.open({ answer: tableHost({ rows: 200 }) });
    await panel.page.getByRole("heading", { name: "Better" }).waitFor();
    await panel.send({ kind: "failure", message: "The export could not be written.", hint: "Choose another folder." });
    assert.match(await panel.page.getByRole("alert").innerText(), /could not be written\.\s+Choose another folder\./);
    await panel.page.getByRole("button", { name: "Dismiss" }).click();
    assert.equal(await panel.page.getByRole("alert").count(), 0);
  });

  it("passes over an answer to a question that is no longer asked", async () => {
    await using panel = await browser.open({ answer: tableHost({ rows: 200 }) });
    await panel.page.getByRole("tab", { name: "Rows" }).click();
    await panel.page.getByRole("row", { name: rowId(0) }).waitFor();
    const { query } = await panel.nextPosted("rows-visible");
    const late = lineOf({ key: { row: "T-9999", epoch: 0 } });
    await panel.send({ kind: "rows", rows: rowsOf({ ...query, text: "earlier" }, [late]) });
    await panel.send({ kind: "summary", summary: summaryOf({ context: "after it" }) });
    await panel.page.getByText("after it").last().waitFor();
    assert.equal(await panel.page.getByRole("row", { name: "T-9999" }).count(), 0);
  });

  it("comes back after a reload with the tab, the filter and the variant", async () => {
    await using panel = await browser.open({ answer: tableHost({ rows: 200, summary: summaryOf({ variants: ["cool", "short"] }) }) });
    await panel.page.getByRole("tab", { name: "Rows" }).click();
    await panel.page.getByRole("combobox", { name: "Variant" }).click();
    await panel.page.getByRole("option", { name: "cool compared with baseline" }).click();
    await panel.page.getByRole("button", { name: /^Regressed/ }).click();
    await panel.page.getByText("11 of 200 rows").waitFor();
    const before = panel.posted.length;
    await panel.page.reload();
    await panel.page.getByText("11 of 200 rows").waitFor();
    assert.deepEqual(panel.posted.slice(before), [
      { kind: "ready", protocol: 1 },
      { kind: "variant-select", variant: "cool" },
      {
        kind: "rows-visible",
        query: { variant: "cool", sort: { by: "verdict", isDescending: false }, chips: ["regressed"], text: "" },
        from: 0,
        to: 200,
      },
    ]);
  });

  it("comes back after a reload with the sample that was open", async () => {
    await using panel = await browser.open({ answer: tableHost({ rows: 200 }) });
    await panel.page.getByRole("tab", { name: "Rows" }).click();
    await panel.page.getByRole("row", { name: rowId(5) }).dblclick();
    await panel.page.getByRole("heading", { name: rowId(5) }).waitFor();
    await panel.page.reload();
    await panel.page.getByRole("heading", { name: rowId(5) }).waitFor();
    assert.equal(panel.posted.filter((message) => message.kind === "sample-open").length, 2);
  });

  it("begins anew when what was kept is of another form", async () => {
    await using panel = await browser.open({ keptState: { tab: "rows", query: 5 }, answer: tableHost({ rows: 200 }) });
    await panel.page.getByRole("heading", { name: "Better" }).waitFor();
    assert.equal(await panel.page.getByRole("tab", { name: "Overview" }).getAttribute("aria-selected"), "true");
  });

  it("begins anew when another experiment is shown", async () => {
    await using panel = await browser.open({ answer: tableHost({ rows: 200 }) });
    await panel.page.getByRole("tab", { name: "Rows" }).click();
    await panel.page.getByRole("row", { name: rowId(0) }).waitFor();
    const subject = { root: "/project", path: "experiments/other.experiment.yaml", run: null };
    await panel.send({ kind: "summary", summary: summaryOf({ subject, title: "Other" }) });
    await panel.page.getByRole("heading", { name: "Better" }).waitFor();
    assert.equal(await panel.page.getByRole("tab", { name: "Overview" }).getAttribute("aria-selected"), "true");
  });

  it("moves between tabs with the arrow keys, one stop for Tab", async () => {
    await using panel = await browser.open({ answer: tableHost({ rows: 200 }) });
    await panel.page.getByRole("tab", { name: "Overview" }).focus();
    await panel.page.keyboard.press("ArrowLeft");
    assert.equal(await panel.page.getByRole("tab", { name: "Sample" }).getAttribute("aria-selected"), "true");
    await panel.page.keyboard.press("Tab");
    assert.equal(await panel.page.locator(":focus").last().getAttribute("aria-label"), "Run Experiment");
  });
});
