// Overview in the browser: what a person reads and what their clicks ask, by role and label.
import assert from "node:assert/strict";
import { openPanelBrowser, type PanelBrowser } from "../support/webview/panel-page.ts";
import { baselineSummary, runningSummary, summaryOf } from "../support/webview/planes.ts";
import { tableHost } from "../support/webview/table-host.ts";

/** In the page: the texts that do not fit where they stand, and the words of a chart that meet. Names of criteria may be cut at 320 px. */
function findCut(width: number): string[] {
  const root = document.querySelector("touchstone-results")?.shadowRoot?.querySelector("touchstone-overview")?.shadowRoot;
  const parts = root?.querySelectorAll<HTMLElement>(`.scroller, section, .cut, [role=cell], [role=rowheader], [role=columnheader]`) ?? [];
  const cut = [...parts].filter((part) => part.scrollWidth > part.clientWidth && part.getClientRects().length > 0);
  const isAllowed = (part: HTMLElement) => width < 420 && part.closest(".name") !== null;
  const meeting = [...(root?.querySelectorAll(".axis svg") ?? [])].flatMap((axis) => {
    const boxes = [...axis.querySelectorAll("text")].map((text) => text.getBoundingClientRect()).filter((box) => box.width > 0);
    return boxes.some((box, index) => index > 0 && box.left < (boxes[index - 1]?.right ?? 0) + 2)
      ? [`axis ${axis.textContent.trim()}`]
      : [];
  });
  return [...cut.filter((part) => !isAllowed(part)).map((part) => `${part.className}: ${part.textContent.trim()}`), ...meeting];
}

describe("overview", () => {
  let browser: PanelBrowser;
  before(async () => (browser = await openPanelBrowser()));
  after(() => browser[Symbol.asyncDispose]());

  const open = (summary = summaryOf()) => browser.open({ answer: tableHost({ rows: 200, summary }) });

  it("says the verdict as a word and a sentence, and how it was computed on demand", async () => {
    await using panel = await open();
    const verdict = panel.page.getByRole("region", { name: "Better" });
    await verdict.getByText("How was this computed?").click();
    const text = (await verdict.innerText()).replaceAll(/\s+/g, " ");
    assert.match(text, /Better short is better than baseline: 24 rows only short passed.*mid-p 0\.029/);
  });

  it("shows the noise beside the difference, and calls equal arms a Noise Check", async () => {
    await using panel = await open();
    assert.match(
      await panel.page.getByRole("region", { name: "Better" }).innerText(),
      /Noise ±3\.0 points, by the Noise Check 01a1f945-bc58/,
    );
    const { comparison } = summaryOf();
    if (comparison === null) assert.fail("the summary compares");
    const sentence = "Run again, the same prompt's pass rate differs by up to ±3.0 points (95%): 9 of 80 rows came out differently.";
    await using check = await open({ ...summaryOf(), comparison: { ...comparison, sentence, isNoiseCheck: true } });
    const text = await check.page.getByRole("region", { name: "Noise Check" }).innerText();
    assert.deepEqual([text.includes(sentence), text.includes("Noise ±")], [true, false]);
  });

  it("lists the rules of the gates with their verdicts in words", async () => {
    const gates = {
      verdict: "fail",
      sentence: "Gate failed: 1 of 2 rules does not hold.",
      rulings: [
        { verdict: "fail", sentence: "pass_rate of <b>short</b> is less than 95%: it is 90%." },
        { verdict: "inconclusive", sentence: "Not shown to be safe, not shown to be worse." },
      ],
    } as const;
    await using panel = await open(summaryOf({ gates: { ...gates, rulings: [...gates.rulings] } }));
    const region = panel.page.getByRole("region", { name: "Gates" });
    const items = await region.getByRole("listitem").allTextContents();
    assert.deepEqual(
      [await region.getByRole("paragraph").innerText(), ...items.map((item) => item.replaceAll(/[\s\uE000-\uF8FF]+/g, " ").trim())],
      [
        "Gate failed: 1 of 2 rules does not hold.",
        "Fail: pass_rate of <b>short</b> is less than 95%: it is 90%.",
        "Inconclusive: Not shown to be safe, not shown to be worse.",
      ],
    );
  });

  it("gives every whisker its figures in words", async () => {
    await using panel = await open();
    await panel.page.getByRole("table", { name: "Criteria" }).waitFor();
    const labels = await panel.page.getByRole("img").evaluateAll((images) => images.map((image) => image.getAttribute("aria-label")));
    assert.deepEqual(labels.slice(0, 5), [
      "Baseline: 84.0% passed, 95% interval 78.3 to 88.4",
      "short: 90.5% passed, 95% interval 85.6 to 93.8",
      "24 won, 165 tied, 11 lost",
      "+6.5 points, 95% interval +0.6 to +12.5",
      "−2.5 points, 95% interval −6.1 to +1.1",
    ]);
  });

  it("lays a criterion out as a row with rates, points, counts and a conclusion in words", async () => {
    await using panel = await open();
    const row = panel.page.getByRole("row", { name: /States refund window/ });
    const cells = await row.getByRole("cell").allInnerTexts();
    assert.deepEqual(
      cells.map((cell) => cell.replaceAll(/[\s\uE000-\uF8FF]+/g, " ").trim()),
      ["States refund window hard", "89.0%", "96.5%", "+7.5", "", "20", "5", "Better"],
    );
  });

  it("shows the rows of a criterion, sorted by it, at a click", async () => {
    await using panel = await open();
    await panel.page.getByRole("button", { name: "Polite" }).click();
    const { query } = await panel.nextPosted("rows-visible");
    assert.deepEqual(query, { variant: "short", sort: { by: "criterion:polite", isDescending: false }, chips: [], text: "" });
  });

  it("shows the lost rows at a click on their count", async () => {
    await using panel = await open();
    await panel.page.getByRole("button", { name: "11 lost" }).click();
    const { query } = await panel.nextPosted("rows-visible");
    assert.deepEqual(query.chips, ["regressed"]);
  });

  it("sends the action of a warning as it came", async () => {
    await using panel = await open();
    await panel.page.getByRole("button", { name: "Open Experiment" }).click();
    assert.deepEqual(await panel.nextPosted("action"), { kind: "action", action: { kind: "command", command: "open-experiment" } });
  });

  it("asks for another variant when it is chosen", async () => {
    await using panel = await open(summaryOf({ variants: ["short", "cool"] }));
    await panel.page.getByRole("combobox", { name: "Variant" }).click();
    await panel.page.getByRole("option", { name: "cool compared with baseline" }).click();
    assert.deepEqual(await panel.nextPosted("variant-select"), { kind: "variant-select", variant: "cool" });
  });

  it("shows figures so far and progress, and no verdict, while a run is live", async () => {
    await using panel = await open(runningSummary(237));
    const progress = panel.page.getByRole("progressbar", { name: "Samples that have ended" });
    assert.equal(await progress.getAttribute("aria-valuenow"), "237");
    assert.equal(await panel.page.getByRole("heading", { name: "237 of 400 samples, about 15 s left." }).count(), 1);
    assert.equal(await panel.page.getByText("No verdict before every planned sample has ended.").count(), 1);
    assert.equal(await panel.page.getByRole("button", { name: "Run Experiment" }).count(), 0);
  });

  it("takes a paused run for one that has stopped: intervals, and Resume", async () => {
    const resume = { label: "Resume", action: { kind: "command" as const, command: "resume" as const } };
    const card = {
      icon: "warning" as const,
      sentence: "Stopped by a cap at 380 of 400 samples.",
      explanation: "",
      actions: [resume],
      facts: [],
    };
    await using panel = await open(summaryOf({ status: "paused", card }));
    await panel.page.getByRole("button", { name: "Resume" }).click();
    assert.deepEqual((await panel.nextPosted("action")).action, resume.action);
    assert.equal(await panel.page.locator("[appearance=primary]").count(), 1);
    assert.equal(await panel.page.getByRole("img", { name: "Baseline: 84.0% passed, 95% interval 78.3 to 88.4" }).count(), 1);
    assert.deepEqual(
      [await panel.page.getByRole("button", { name: "Cancel Run" }).count(), await panel.page.getByText("So far").count()],
      [0, 0],
    );
  });

  it("says every tenth of the way and the end, and nothing in between", async () => {
    await using panel = await open(runningSummary(100));
    const spoken = panel.page.getByRole("status");
    const heard: string[] = [];
    for (const ended of [110, 125, 130, 165]) {
      await panel.send({ kind: "summary", summary: runningSummary(ended) });
      await panel.page.getByRole("heading", { name: `${ended} of 400 samples` }).waitFor();
      heard.push(await spoken.innerText());
    }
    await panel.send({ kind: "summary", summary: summaryOf() });
    await panel.page.getByRole("heading", { name: "Better" }).waitFor();
    heard.push(await spoken.innerText());
    const thirty = "30% of 400 samples have ended.";
    assert.deepEqual(heard, ["", thirty, thirty, "40% of 400 samples have ended.", "The run has ended. Better."]);
  });

  it("puts the first action of a state on the one filled button, the others on links", async () => {
    const command = (name: "set-api-key" | "resume", label: string) => ({ label, action: { kind: "command" as const, command: name } });
    const actions = [command("set-api-key", "Set API Key…"), command("resume", "Resume")];
    const card = {
      icon: "error" as const,
      sentence: "Stopped: the key was refused.",
      explanation: "212 responses are saved.",
      actions,
      facts: [],
    };
    await using panel = await open(summaryOf({ status: "failed", card, comparison: null }));
    await panel.page.getByRole("button", { name: "Resume" }).click();
    assert.deepEqual(await panel.nextPosted("action"), { kind: "action", action: { kind: "command", command: "resume" } });
    assert.equal(await panel.page.locator("[appearance=primary]").count(), 1);
  });

  it("says that the figures belong to an earlier text, and offers the changes", async () => {
    const editedSince = {
      sentence: "reply.prompt was edited since.",
      actions: [{ label: "Show Changes", action: { kind: "command" as const, command: "show-template-changes" as const } }],
    };
    await using panel = await open(summaryOf({ editedSince }));
    await panel.page.getByRole("note").getByRole("button", { name: "Show Changes" }).click();
    assert.deepEqual(await panel.nextPosted("action"), { kind: "action", action: { kind: "command", command: "show-template-changes" } });
  });

  it("keeps the focus where it is when planes arrive", async () => {
    await using panel = await open();
    await panel.page.getByRole("button", { name: "Mentions order id" }).focus();
    await panel.send({ kind: "summary", summary: summaryOf({ context: "later" }) });
    await panel.page.getByText("later").first().waitFor();
    assert.equal(await panel.page.locator(":focus").last().innerText(), "Mentions order id");
  });

  for (const width of [320, 420, 480, 520, 620, 700, 760, 960])
    it(`cuts no name and no label, and lays no words over others, at ${width} px`, async () => {
      await using panel = await browser.open({ width, answer: tableHost({ rows: 200 }) });
      await panel.page.getByRole("table", { name: "Criteria" }).waitFor();
      assert.deepEqual(await panel.evaluate(`(${findCut.toString()})(${width})`), []);
    });

  it("leaves out the zero of an axis where it would meet an end", async () => {
    const [first, ...others] = summaryOf().criteria;
    const difference = { value: 0.05, lower: -0.03, upper: 0.2 };
    const criteria = [{ ...first!, comparison: { ...first!.comparison!, difference } }];
    const comparison = { ...summaryOf().comparison!, difference };
    await using panel = await browser.open({
      width: 620,
      answer: tableHost({
        rows: 200,
        summary: summaryOf({ comparison, criteria: [...criteria, ...others.map((other) => ({ ...other, comparison: null }))] }),
      }),
    });
    const axis = panel.page.getByRole("table", { name: "Criteria" }).locator(".head .axis text");
    await axis.first().waitFor();
    const shown = await axis.evaluateAll((words) =>
      words.filter((word) => word.getClientRects().length > 0).map((word) => word.textContent),
    );
    assert.deepEqual(shown, ["−5", "+20"]);
  });

  it("has a column for each arm alone in a run without variants, each figure beside its label", async () => {
    await using panel = await open(baselineSummary());
    const table = panel.page.getByRole("table", { name: "Tokens, cost and latency" });
    const headers = await table.getByRole("columnheader").allInnerTexts();
    const [label, value] = [table.getByRole("rowheader").first(), table.getByRole("cell").first()];
    assert.deepEqual([headers, (await label.boundingBox())?.y], [["Figure", "Baseline"], (await value.boundingBox())?.y]);
  });
});
