// The panel by keyboard alone, and what it opens: rows in their file, responses in the diff editor, an export; and both ways to cancel a run.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { addingModel } from "../support/sums-project.ts";
import { journey } from "../support/vscode/journey.ts";
import { heldAfter, savedResponses, setKey, sumsWindow, type SumsWindow } from "../support/vscode/sums-window.ts";
import { eventually } from "../support/vscode/waiting.ts";

const compared =
  "name: Sums\ncollection: sums.csv\ntemplate: ask.prompt\nmodel: adder.model.yaml\ncriteria: sums.criteria.yaml\nvariants:\n  - {name: brief, template: brief.prompt}\n";
const brief = '{{role "system"}}\nAnswer briefly with a number.\n{{role "user"}}\n{{left}} + {{right}}\n';
const samples = 60;

describe("the results panel", () => {
  let sums: SumsWindow;
  const window = journey(async (place) => {
    sums = await sumsWindow(place, { rows: samples / 2, files: { "sums.experiment.yaml": compared, "brief.prompt": brief } });
    sums.server.respond(heldAfter(14).handler);
    return sums.options;
  });

  it("is cancelled from the status bar, and keeps what was answered", async () => {
    const bench = window();
    await setKey(bench);
    await bench.openFile("ask.prompt");
    await bench.runCommand("Touchstone: Run Experiment");
    await (await bench.dialog("Run Sums?")).press("Run");
    await bench.block(`14 of ${samples} samples`);
    await (await bench.statusBarItem(`14/${samples}`)).click();
    const card = await bench.block("Cancelled by you");
    assert.match(card, /^Cancelled by you at 14 of 60 samples\. .*All 14 responses are saved\. Resume runs the other 46 samples/);
    assert.equal(savedResponses(sums.folder), 14);
  });

  it("is cancelled from the panel after it went on, and finished after that", async () => {
    const bench = window();
    sums.server.respond(heldAfter(10).handler);
    await bench.press("Resume");
    await bench.block(`24 of ${samples} samples`);
    await bench.press("Cancel");
    await bench.block("Cancelled by you at 24 of 60 samples");
    sums.server.respond(addingModel((n) => n % 5 === 0));
    await bench.press("Resume");
    await bench.waitForFigures("30 pairs");
    assert.equal(savedResponses(sums.folder), samples);
  });

  it("leads by keyboard from the tabs to a row, into its sample, to its neighbour and back", async () => {
    const bench = window();
    const { page, resultsFrame, sample, shownTab } = bench;
    const frame = resultsFrame();
    const { keyboard } = page;
    await frame.getByRole("tab", { name: "Overview" }).focus();
    await keyboard.press("ArrowRight");
    assert.equal(await shownTab(), "Rows");
    await eventually(page, "the table to have the focus", {
      async read() {
        await keyboard.press("Tab");
        return frame.locator("[role=grid]:focus").count();
      },
      isGood: (focused) => focused === 1,
    });
    const ids = await bench.rowIds();
    assert.deepEqual(ids.slice(0, 3), ["s1", "s2", "s3"]);
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    assert.match(await sample(ids[1] ?? ""), /^Responses .+ Baseline .+ brief .+ Ratings /);
    await keyboard.press("Alt+ArrowDown");
    await sample(ids[2] ?? "");
    await keyboard.press("Escape");
    assert.equal(await shownTab(), "Rows");
    assert.equal(await frame.locator("[role=grid]:focus .row[aria-selected=true] .of-row").innerText(), ids[2]);
  });

  it("opens both responses of a row in the diff editor with D", async () => {
    const bench = window();
    await bench.page.keyboard.press("d");
    await bench.page.locator(".tab.active").getByText("s3: baseline ↔ brief").waitFor();
    await bench.page.locator(".monaco-diff-editor").first().waitFor();
    assert.match((await bench.tabs()).join(" "), /^ask\.prompt s3\.brief\.txt webview-touchstone\.results/);
  });

  it("opens the line of a row in its file with G", async () => {
    const bench = window();
    await bench.resultsFrame().locator("[role=grid]").focus();
    await bench.page.keyboard.press("g");
    await bench.page.locator('.monaco-editor.focused[data-uri$="/sums.csv"]').waitFor();
    await bench.statusBarItem("Ln 4, Col 1");
  });

  it("exports what it shows into a file that the person names", async () => {
    const bench = window();
    await bench.resultsFrame().getByRole("button", { name: "Export…" }).click();
    await bench.pick("CSV");
    const file = path.join(sums.folder, "out.csv");
    // The field of the formats was there before: this one is that of the file once it proposes a name, and takes ours only then.
    await eventually(bench.page, "the proposed name", { read: () => bench.field().inputValue(), isGood: (name) => name.endsWith(".csv") });
    await bench.field().fill(file);
    await eventually(bench.page, "the name that was typed", { read: () => bench.field().inputValue(), isGood: (name) => name === file });
    await bench.field().press("Enter");
    const message = await bench.notification("The run is exported.");
    assert.deepEqual(await message.buttons(), ["Open File"]);
    assert.ok(existsSync(file));
    assert.equal(readFileSync(file, "utf8").trim().split("\n").length, samples + 1);
    await message.press("Open File");
    await bench.page.locator('.monaco-editor[data-uri$="/out.csv"]').first().waitFor();
  });
});
