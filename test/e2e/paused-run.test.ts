// A server that goes away in the middle of a run and comes back: the run pauses, says so everywhere, and finishes by itself.
import assert from "node:assert/strict";

import { startProviderServer } from "../support/provider-server.ts";
import { addingModel, rowNumber } from "../support/sums-project.ts";
import { journey } from "../support/vscode/journey.ts";
import { heldAfter, setKey, sumsWindow, type SumsWindow, waitForRequests } from "../support/vscode/sums-window.ts";

describe("a run whose server goes away", () => {
  let sums: SumsWindow;
  const closing: (() => Promise<void>)[] = [];
  const window = journey(async (place) => {
    sums = await sumsWindow(place, { rows: 30, handler: heldAfter(12).handler });
    place.defer(async () => {
      for (const close of closing) await close();
    });
    return sums.options;
  });

  it("pauses, and says so in the status bar, the tree and the panel", async () => {
    const bench = window();
    await setKey(bench);
    await bench.runCommand("Touchstone: Run Experiment");
    await (await bench.dialog("Run Sums?")).press("Run");
    await bench.block("12 of 30 samples");
    await waitForRequests(bench, sums.server, 22);
    await sums.server.close();
    await bench.statusBarItem(/12\/30 · .* · paused$/);
    await bench.openContainer("Touchstone");
    await bench.waitForTree("Runs", ([run]) => /^Sums · 12 of 30, paused, \d\d:\d\d$/.test(run ?? ""));
    await bench.waitForTree("Workspace", (rows) => rows.includes("  Sums · paused, 12 of 30"));
    await bench.block(/Paused at 12 of 30 samples: .* cannot be reached/);
  });

  it("finishes by itself when the server is back, and asks for nothing twice that was answered", async () => {
    const bench = window();
    const server = await startProviderServer({ port: Number(new URL(sums.server.url).port), handler: addingModel() });
    closing.push(() => server.close());
    await bench.waitForFigures("100.0%");
    await bench.waitForTree("Runs", ([run]) => run?.startsWith("Sums · finished, ") === true);
    assert.equal(new Set(server.requests.map(rowNumber)).size, 18);
  });
});
