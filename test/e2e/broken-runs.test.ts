// Files that change under a run, or are wrong before one: a broken experiment, a template deleted while its run is live, one edited after it.
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { journey } from "../support/vscode/journey.ts";
import { eventually } from "../support/vscode/waiting.ts";
import {
  type HeldModel,
  heldAfter,
  savedResponses,
  setKey,
  sumsWindow,
  type SumsWindow,
  waitForRequests,
  writeProject,
} from "../support/vscode/sums-window.ts";

describe("files that change under a run", () => {
  let sums: SumsWindow;
  let held: HeldModel;
  let experiment = "";
  const window = journey(async (place) => {
    held = heldAfter(12);
    sums = await sumsWindow(place, { rows: 30, handler: held.handler });
    experiment = readFileSync(path.join(sums.folder, "sums.experiment.yaml"), "utf8");
    writeProject(sums.folder, { "sums.experiment.yaml": experiment.replace("ask.prompt", "asc.prompt") });
    return sums.options;
  });

  it("says where a broken experiment is wrong, and leads there", async () => {
    const bench = window();
    await setKey(bench);
    await bench.runCommand("Touchstone: Run Experiment");
    const message = await bench.notification('sums.experiment.yaml:3: There is no template at "asc.prompt". Did you mean "ask.prompt"?');
    assert.deepEqual([await message.buttons(), (await bench.notifications()).length], [["Open File"], 1]);
    await message.press("Open File");
    await bench.statusBarItem("Ln 3, Col");
    await bench.waitForSquiggles("error", 1);
    assert.equal(sums.server.requests.length, 0);
  });

  it("runs it when it is mended with the quick fix", async () => {
    const bench = window();
    await bench.quickFix("asc.prompt", 'Change to "ask.prompt"');
    await bench.waitForSquiggles("error", 0);
    await bench.save();
    assert.equal(readFileSync(path.join(sums.folder, "sums.experiment.yaml"), "utf8"), experiment);
    await bench.runCommand("Touchstone: Run Experiment");
    await (await bench.dialog("Run Sums?")).press("Run");
    await bench.block("12 of 30 samples");
    await waitForRequests(bench, sums.server, 22);
  });

  it("says of a live run that its template is gone, and finishes it with the text that it began with", async () => {
    const bench = window();
    const text = readFileSync(path.join(sums.folder, "ask.prompt"), "utf8");
    rmSync(path.join(sums.folder, "ask.prompt"));
    await bench.banner(/ask\.prompt was \w+ after this run began; the figures belong to the pinned text\./);
    held.release();
    await bench.waitForFigures("100.0%");
    assert.deepEqual([sums.server.requests.length, savedResponses(sums.folder)], [30, 30]);
    writeFileSync(path.join(sums.folder, "ask.prompt"), text);
    await eventually(bench.page, "no banner", {
      read: () => bench.resultsFrame().locator("touchstone-overview .banner").count(),
      isGood: (banners) => banners === 0,
    });
  });

  it("dims the figures of a run whose template was edited since, and shows the change", async () => {
    const bench = window();
    await bench.openFile("ask.prompt");
    await bench.select("a number");
    await bench.type("one number");
    await bench.banner("ask.prompt was edited after this run; the figures belong to the pinned text.");
    const figures = bench.resultsFrame().locator("touchstone-overview .figures");
    assert.match((await figures.getAttribute("class")) ?? "", /dimmed/);
    await bench.press("Show Changes");
    await bench.page.locator(".tab.active").getByText("ask.prompt (as run ↔ now)").waitFor();
    await bench.page.locator(".monaco-diff-editor .char-insert").first().waitFor({ state: "attached" });
  });
});
