// A run whose window is reloaded, then closed, in its middle: what was answered is kept, the run says how far it came, and Resume asks for the rest only.
import assert from "node:assert/strict";

import { addingModel, rowNumber } from "../support/sums-project.ts";
import { journey } from "../support/vscode/journey.ts";
import {
  giveKeyAgain,
  heldAfter,
  rowsAsked,
  savedResponses,
  setKey,
  sumsWindow,
  type SumsWindow,
  waitForRequests,
} from "../support/vscode/sums-window.ts";

describe("a window that goes away in the middle of a run", () => {
  let sums: SumsWindow;
  const window = journey(async (place) => {
    sums = await sumsWindow(place, { rows: 40, handler: heldAfter(12).handler });
    return sums.options;
  });
  /** The rows of the requests from one to before another, in the order of the table. */
  const asked = (from: number, to: number) =>
    sums.server.requests
      .slice(from, to)
      .map(rowNumber)
      .sort((a, b) => a - b);
  const without = (rows: readonly number[]) => Array.from({ length: 40 }, (_, index) => index + 1).filter((row) => !rows.includes(row));

  it("has 12 answers on the disk when the server stops answering", async () => {
    const bench = window();
    await setKey(bench);
    await bench.runCommand("Touchstone: Run Experiment");
    await (await bench.dialog("Run Sums?")).press("Run");
    await bench.block("12 of 40 samples");
    await waitForRequests(bench, sums.server, 22);
    assert.equal(savedResponses(sums.folder), 12);
  });

  it("shows after a reload what is kept and what is left, and says it once", async () => {
    const bench = window();
    await bench.reload();
    const card = await bench.block("Interrupted");
    assert.match(
      card,
      /^Interrupted at 12 of 40 samples\. .+ All 12 responses are saved\. Resume runs the other 28 samples; 10 calls that were in flight may be billed twice\. Resume /,
    );
    await bench.openContainer("Touchstone");
    await bench.waitForTree("Runs", ([run]) => run?.startsWith("Sums · interrupted, ") === true);
    assert.deepEqual(await bench.notifications(), []);
  });

  it("asks after Resume for rows without an answer only, and may be closed again", async () => {
    const bench = window();
    sums.server.respond(heldAfter(8).handler);
    await bench.press("Resume");
    await giveKeyAgain(bench);
    await bench.block("20 of 40 samples");
    await waitForRequests(bench, sums.server, 40);
    assert.deepEqual(
      asked(0, 12).filter((row) => asked(22, 40).includes(row)),
      [],
    );
    await bench.closeWindow();
    assert.equal(savedResponses(sums.folder), 20);
  });

  it("finishes in a new window with the rest, and has asked for no answered row again", async () => {
    const bench = window();
    sums.server.respond(addingModel());
    await bench.reopenWindow();
    await bench.openContainer("Touchstone");
    await bench.waitForTree("Runs", ([run]) => run?.startsWith("Sums · interrupted, ") === true);
    await bench.chooseFromMenu(bench.treeItem("Runs", "Sums"), "Resume Run");
    await giveKeyAgain(bench);
    await bench.waitForTree("Runs", ([run]) => run?.startsWith("Sums · finished, ") === true);
    assert.deepEqual(asked(40, 60), without([...asked(0, 12), ...asked(22, 30)]));
    assert.equal(rowsAsked(sums.server).length, 60);
    assert.equal(savedResponses(sums.folder), 40);
  });
});
