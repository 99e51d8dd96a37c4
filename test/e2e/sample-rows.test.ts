// Run on Sample Rows: 25 rows whose price is said before, whatever was agreed to; what they have answered is not asked again.
import assert from "node:assert/strict";

import { journey } from "../support/vscode/journey.ts";
import { setKey, sumsWindow, type SumsWindow } from "../support/vscode/sums-window.ts";

describe("Run on Sample Rows", () => {
  let sums: SumsWindow;
  const window = journey(async (place) => {
    sums = await sumsWindow(place, { rows: 40 });
    return sums.options;
  });

  it("says its price and its destination first, and sends nothing when the answer is no", async () => {
    const bench = window();
    await setKey(bench);
    await bench.openFile("sums.experiment.yaml");
    await bench.runCommand("Touchstone: Run on Sample Rows…");
    const question = await bench.dialog("Run Sums?");
    assert.match(
      await question.text(),
      new RegExp(
        String.raw`^Run Sums\?\n25 rows, baseline: 25 samples\.\nCalls to models: 25, to the judge: 0, from the cache: 0\.\nEstimated at most \$0\.\d+ without retries; no new calls after \$1\.00\.\nopenai/adder-1: rows go to ${sums.server.url}\.$`,
      ),
    );
    await question.press("Cancel");
    assert.equal(sums.server.requests.length, 0);
  });

  it("runs 25 rows", async () => {
    const bench = window();
    await bench.runCommand("Touchstone: Run on Sample Rows…");
    await (await bench.dialog("Run Sums?")).press("Run");
    await bench.waitForFigures("100.0%");
    assert.equal(sums.server.requests.length, 25);
  });

  it("is not asked about again for all rows, of which only the other 15 are sent", async () => {
    const bench = window();
    await bench.runCommand("Touchstone: Run Experiment");
    await bench.waitForFigures("40 rows");
    await bench.waitForFigures("100.0%");
    assert.equal(sums.server.requests.length, 40);
  });

  it("costs nothing the second time, and says so", async () => {
    const bench = window();
    await bench.runCommand("Touchstone: Run on Sample Rows…");
    const question = await bench.dialog("Run Sums?");
    assert.match(
      await question.text(),
      /\nCalls to models: 0, to the judge: 0, from the cache: 25\.\nEstimated at most \$0 without retries/,
    );
    await question.press("Run");
    await bench.waitForFigures("25 rows");
    assert.equal(sums.server.requests.length, 40);
  });
});
