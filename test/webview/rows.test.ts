// Rows in the browser: windows of a long table, filters, sorting and the whole keyboard path.
import assert from "node:assert/strict";
import { openPanelBrowser, type PanelBrowser, type PanelOptions, type PanelPage } from "../support/webview/panel-page.ts";
import { baselineSummary } from "../support/webview/planes.ts";
import { exampleLine, rowId, tableHost, type TableOptions } from "../support/webview/table-host.ts";

describe("rows", () => {
  let browser: PanelBrowser;
  before(async () => (browser = await openPanelBrowser()));
  after(() => browser[Symbol.asyncDispose]());

  async function openRows(table: Partial<TableOptions> = {}, options: PanelOptions = {}): Promise<PanelPage> {
    const panel = await browser.open({ answer: tableHost({ rows: 200, ...table }), ...options });
    await panel.page.getByRole("tab", { name: "Rows" }).click();
    await panel.page.getByRole("row", { name: rowId(0) }).waitFor();
    return panel;
  }
  const grid = ({ page }: PanelPage) => page.getByRole("grid", { name: "Rows" });
  const selected = ({ page }: PanelPage) => page.locator("[role=row][aria-selected=true] .of-row").innerText();

  it("keeps fewer than 100 rows in the document and shows the last of 10,000 after a jump", async () => {
    await using panel = await openRows({ rows: 10_000 });
    await grid(panel).press("End");
    await panel.page.getByRole("row", { name: rowId(9_999) }).waitFor();
    assert.ok((await panel.page.getByRole("row").count()) < 100);
    assert.equal(await grid(panel).getAttribute("aria-rowcount"), "10001");
    assert.equal(await panel.page.getByRole("row", { name: rowId(9_999) }).getAttribute("aria-rowindex"), "10001");
  });

  it("asks for windows of at most 200 rows around what is visible", async () => {
    await using panel = await openRows({ rows: 10_000 });
    await grid(panel).evaluate((node) => node.scrollTo({ top: 22 * 5000 }));
    await panel.page.getByRole("row", { name: rowId(5_005) }).waitFor();
    const asked = panel.posted.filter((message) => message.kind === "rows-visible");
    assert.deepEqual(
      asked.filter(({ from, to }) => to - from > 200),
      [],
    );
    const last = asked.at(-1)!;
    assert.ok(last.from <= 5_000 - 30 && last.to >= 5_030 + 30, `${last.from} to ${last.to}`);
  });

  it("shows the lines that it has seen when scrolling back, while the host is still silent", async () => {
    const host = tableHost({ rows: 10_000 });
    let isSilent = false;
    await using panel = await openRows({}, { answer: (message) => (isSilent ? [] : host(message)) });
    await grid(panel).evaluate((node) => node.scrollTo({ top: 22 * 5000 }));
    await panel.page.getByRole("row", { name: rowId(5_005) }).waitFor();
    isSilent = true;
    await grid(panel).evaluate((node) => node.scrollTo({ top: 0 }));
    await panel.page.getByRole("row", { name: rowId(0) }).waitFor();
    assert.equal(await panel.page.locator("[role=row][aria-busy]").count(), 0);
  });

  it("moves with the arrow, page, home and end keys", async () => {
    await using panel = await openRows();
    const seen: string[] = [];
    for (const key of ["ArrowDown", "ArrowDown", "ArrowUp", "End", "Home", "PageDown"]) {
      await grid(panel).press(key);
      seen.push(await selected(panel));
    }
    assert.deepEqual(seen.slice(0, 5), [rowId(0), rowId(1), rowId(0), rowId(199), rowId(0)]);
    assert.notEqual(seen[5], rowId(0));
  });

  it("opens the sample with Enter and comes back to its row with Escape", async () => {
    await using panel = await openRows();
    await panel.page.getByRole("row", { name: rowId(4) }).click();
    await grid(panel).press("Enter");
    await panel.page.getByRole("heading", { name: rowId(4) }).waitFor();
    await panel.page.keyboard.press("Escape");
    await grid(panel).waitFor();
    assert.equal(await selected(panel), rowId(4));
    assert.equal(await panel.page.locator(":focus").last().getAttribute("role"), "grid");
  });

  it("opens the diff with D and the line of the collection with G", async () => {
    await using panel = await openRows();
    await panel.page.getByRole("row", { name: rowId(6) }).click();
    await grid(panel).press("d");
    assert.deepEqual(await panel.nextPosted("responses-compare"), {
      kind: "responses-compare",
      key: { row: rowId(6), epoch: 0 },
      variant: "short",
    });
    await grid(panel).press("g");
    assert.deepEqual(await panel.nextPosted("row-open"), { kind: "row-open", key: { row: rowId(6), epoch: 0 } });
  });

  it("opens the only response with D in a run without variants", async () => {
    await using panel = await openRows({ summary: baselineSummary() }, { width: 1600 });
    const row = panel.page.getByRole("row", { name: rowId(6) });
    await row.click();
    await grid(panel).press("d");
    const opened = { kind: "response-open", key: { row: rowId(6), epoch: 0 }, variant: "baseline" };
    assert.deepEqual(await panel.nextPosted("response-open"), opened);
    await row.hover();
    await row.getByRole("button", { name: "Open Response (D)" }).click();
    assert.deepEqual(await panel.nextPosted("response-open"), opened);
  });

  it("narrows by chips, several at once, and says so to who cannot see it", async () => {
    await using panel = await openRows();
    const chip = (name: RegExp) => panel.page.getByRole("button", { name });
    await chip(/^Regressed/).click();
    await chip(/^Improved/).click();
    await panel.page.getByText("29 of 200 rows: 11 regressed, 18 improved").waitFor();
    assert.equal(await chip(/^Regressed/).getAttribute("aria-pressed"), "true");
    assert.equal(await chip(/^Same/).getAttribute("aria-pressed"), "false");
    assert.equal(await grid(panel).getAttribute("aria-rowcount"), "30");
  });

  it("asks once for a text that was typed in one go, and clears it again", async () => {
    await using panel = await openRows();
    await panel.page.getByRole("textbox", { name: "Filter rows" }).pressSequentially("locker", { delay: 20 });
    await panel.page.getByText(/^\d+ of 200 rows$/).waitFor();
    const texts = panel.posted.flatMap((message) => (message.kind === "rows-visible" ? [message.query.text] : []));
    assert.deepEqual([...new Set(texts)], ["", "locker"]);
    await panel.page.getByRole("button", { name: "Clear Filters" }).click();
    await panel.page.getByText("200 rows", { exact: true }).waitFor();
  });

  it("leads from the filter to the table with the down arrow", async () => {
    await using panel = await openRows();
    await panel.page.getByRole("textbox", { name: "Filter rows" }).press("ArrowDown");
    await panel.page.keyboard.press("ArrowDown");
    assert.equal(await selected(panel), rowId(0));
  });

  it("says when no row matches", async () => {
    await using panel = await openRows();
    await panel.page.getByRole("textbox", { name: "Filter rows" }).fill("no such text");
    await panel.page.getByText("No row matches.").waitFor();
    assert.equal(await grid(panel).count(), 0);
  });

  it("sorts by a header and reverses at the second click", async () => {
    await using panel = await openRows();
    const header = panel.page.getByRole("columnheader", { name: "Score" });
    await header.getByRole("button").click();
    await header.getByRole("button").click();
    await header.and(panel.page.locator("[aria-sort=descending]")).waitFor();
    const sorts = panel.posted.flatMap((message) => (message.kind === "rows-visible" ? [message.query.sort] : []));
    assert.deepEqual(sorts.slice(-2), [
      { by: "score", isDescending: false },
      { by: "score", isDescending: true },
    ]);
  });

  it("moves along the header with arrows and leaves it with one Tab", async () => {
    await using panel = await openRows();
    await panel.page.getByRole("columnheader", { name: "Verdict" }).getByRole("button").focus();
    await panel.page.keyboard.press("ArrowRight");
    await panel.page.keyboard.press("Enter");
    const sorts = panel.posted.flatMap((message) => (message.kind === "rows-visible" ? [message.query.sort.by] : []));
    assert.equal(sorts.at(-1), "criterion:polite");
  });

  it("goes to the filter with Ctrl+F from any tab", async () => {
    await using panel = await browser.open({ answer: tableHost({ rows: 200 }) });
    await panel.page.getByRole("heading", { name: "Better" }).waitFor();
    await panel.page.keyboard.press("Control+f");
    await panel.page.keyboard.type("headphones");
    await panel.page.getByText(/^\d+ of 200 rows$/).waitFor();
    const texts = panel.posted.flatMap((message) => (message.kind === "rows-visible" ? [message.query.text] : []));
    assert.equal(texts.at(-1), "headphones");
  });

  it("tells the host when the rows are out of sight", async () => {
    await using panel = await openRows();
    await panel.page.getByRole("tab", { name: "Overview" }).click();
    assert.deepEqual(await panel.nextPosted("rows-hidden"), { kind: "rows-hidden" });
  });

  it("offers three actions on the row under the pointer", async () => {
    await using panel = await openRows({}, { width: 1600 });
    const row = panel.page.getByRole("row", { name: rowId(3) });
    await row.hover();
    const names = await row.getByRole("button").evaluateAll((buttons) => buttons.map((button) => button.getAttribute("title")));
    assert.deepEqual(names, ["Open Sample (Enter)", "Open Diff Editor (D)", "Go to Row (G)"]);
    await row.getByRole("button", { name: "Open Diff Editor (D)" }).click();
    assert.deepEqual((await panel.nextPosted("responses-compare")).key, { row: rowId(3), epoch: 0 });
  });

  it("says an error across the criteria, and no score", async () => {
    await using panel = await openRows();
    const cells = await panel.page
      .getByRole("row", { name: rowId(0) })
      .getByRole("gridcell")
      .allInnerTexts();
    assert.equal(cells[0], "–");
    assert.match(cells[3] ?? "", /Error: timed out after 60 s/);
  });

  it("becomes items of two lines below 420 px", async () => {
    await using panel = await openRows({}, { width: 320 });
    const box = (index: number) => panel.page.getByRole("row", { name: rowId(index) }).boundingBox();
    const [item, next] = [await box(2), await box(3)];
    assert.deepEqual([item?.width, item?.height, (next?.y ?? 0) - (item?.y ?? 0)], [320, 46, 46]);
    assert.equal(await panel.page.getByRole("columnheader").count(), 0);
  });

  it("is sorted by a list and a button where there is no header", async () => {
    await using panel = await openRows({}, { width: 320 });
    await panel.page.getByRole("combobox", { name: "Order of the rows" }).click();
    await panel.page.getByRole("option", { name: "Sort by Score" }).click();
    await panel.page.getByRole("button", { name: "Ascending: Reverse" }).click();
    await panel.page.getByRole("button", { name: "Descending: Reverse" }).waitFor();
    await panel.page.getByRole("row", { name: rowId(0) }).waitFor();
    const sorts = panel.posted.flatMap((message) => (message.kind === "rows-visible" ? [message.query.sort] : []));
    assert.deepEqual(sorts.at(-1), { by: "score", isDescending: true });
  });

  it("follows a live run: a new window replaces the lines, the selection stays", async () => {
    await using panel = await openRows();
    await panel.page.getByRole("row", { name: rowId(3) }).click();
    const asked = panel.posted.findLast((message) => message.kind === "rows-visible")!;
    const answer = tableHost({ rows: 200, line: (index) => ({ ...exampleLine(index), score: 0.33 }) });
    for (const message of answer(asked)) await panel.sendAnything(message);
    await panel.page.getByRole("gridcell", { name: "0.33" }).first().waitFor();
    assert.equal(await selected(panel), rowId(3));
  });
});
