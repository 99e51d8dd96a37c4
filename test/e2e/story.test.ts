// The whole story as a person: the example in the tree, run from the palette, watched live, read row by row, mended, and still there after a reload.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { makeWorkspace } from "../../scripts/vscode/make-workspace.ts";
import { journey, ourExtension } from "../support/vscode/journey.ts";
import { eventually } from "../support/vscode/waiting.ts";

const parts = `
Collections · 1
  tickets.csv · 80 rows
    ticket_id · id
    segment · category, 3 values
    region · category, 3 values
    topic · category, 6 values
    customer_name · text
    order_id · text
    window_days · number
    message · text
    expected_action · category, 4 values, expected
Templates · 3
  _signature.prompt · partial
  reply-short.prompt · 6 placeholders
  reply.prompt · 6 placeholders
    segment
    customer_name
    order_id
    window_days
    topic
    message
Criterion Sets · 1
  support.criteria.yaml · 7 criteria
    states-window · judge
    answers-question · judge
    polite · judge, soft
    mentions-order · contains
    no-placeholder · not-regex
    no-promise · not-icontains
    short-enough · length, soft
Models · 4
  anthropic.model.yaml · anthropic, claude-haiku-4-5
  judge.model.yaml · simulated, simulated-judge-1
  openai.model.yaml · openai, gpt-5-mini
  simulated.model.yaml · simulated, simulated-support-1
Experiments · 1
  Shorter tone · not run
    baseline · not run
    short · not run`;

/** The example with two calls at a time, so that its run lasts long enough to be watched; what it answers stays the same. */
function slowExample(target: string): string | null {
  const workspace = makeWorkspace(target, [{ name: "support-replies", copyOf: "examples/support-replies" }]);
  const project = path.join(target, "support-replies/touchstone.yaml");
  writeFileSync(project, readFileSync(project, "utf8").replace("concurrency: 10", "concurrency: 2"));
  return workspace;
}

describe("the whole story", () => {
  // High enough for the whole tree, of which only what is on the screen exists.
  const window = journey(async ({ scratch }) => ({
    ...ourExtension,
    workspace: slowExample(scratch),
    size: { width: 1400, height: 1500 },
  }));

  it("opens the example, whose parts are in the tree", async () => {
    const { openContainer, expand, waitForTree } = window();
    await openContainer("Touchstone");
    for (const document of ["tickets.csv", "reply.prompt", "support.criteria.yaml", "Models"]) await expand("Workspace", document);
    await waitForTree("Workspace", (rows) => `\n${rows.join("\n")}` === parts);
  });

  it("runs the experiment from the palette, with its progress in the status bar and in the tree", async () => {
    const { openFile, runCommand, statusBarItem, waitForTree } = window();
    await openFile("reply.prompt");
    await runCommand("Touchstone: Run Experiment");
    await statusBarItem(/\d+\/160 · \$0/);
    await waitForTree("Runs", ([run]) => run !== undefined && /^Shorter tone · \d+ of 160, \d\d:\d\d$/.test(run));
  });

  it("shows the run beside the template while it goes on, and leaves the focus where it was", async () => {
    const { page, block, tabs } = window();
    assert.match(await block(/\d+ of 160 samples/), /No verdict before the planned 80 rows are complete/);
    assert.match((await tabs()).join(" "), /^reply\.prompt webview-touchstone\.results/);
    assert.equal(await page.locator('.monaco-editor.focused[data-uri$="/reply.prompt"]').count(), 1);
  });

  it("ends in a verdict, in the panel and in the tree", async () => {
    const { block, page, waitForTree } = window();
    assert.match(await block("Better"), /short is better than baseline: .+ The gain is \+[\d.]+ points/);
    await waitForTree("Runs", ([run]) => run?.startsWith("Shorter tone · better, ") === true);
    await eventually(page, "no run in the status bar", {
      read: () => page.locator(".statusbar-item:visible").filter({ hasText: "/160" }).count(),
      isGood: (items) => items === 0,
    });
  });

  it("opens a row with its word diff, its ratings and their reasons", async () => {
    const { showTab, openRow, sample, resultsFrame } = window();
    await showTab("Rows");
    await openRow("T-0014");
    assert.match(await sample("T-0014"), /Mentions the order number hard Pass Fail The response does not contain "A-48803"\./);
    const marked = await resultsFrame().locator("touchstone-sample").locator("del, ins, .marked").allInnerTexts();
    assert.ok(marked.length > 1, marked.join("|"));
  });

  it("squiggles a misspelt placeholder and says what is wrong", async () => {
    const { focusFile, select, type, waitForSquiggles, hover } = window();
    await focusFile("reply.prompt");
    await select("window_days}}");
    await type("windw_days}}");
    await waitForSquiggles("error", 1);
    assert.match(await hover("windw_days"), /windw_days[\s\S]*Did you mean "window_days"\?/);
  });

  it("mends it with the quick fix", async () => {
    const { quickFix, waitForSquiggles, editorText } = window();
    await quickFix("windw_days", 'Change to "window_days"');
    await waitForSquiggles("error", 0);
    assert.match(await editorText(), /Refund window: \{\{window_days\}\} days/);
  });

  it("brings the panel back after a reload, with its tab and its sample", async () => {
    const { reload, sample, shownTab } = window();
    await reload();
    assert.match(await sample("T-0014"), /Mentions the order number/);
    assert.equal(await shownTab(), "Sample");
  });
});
