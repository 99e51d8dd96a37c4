// "I changed two words": the template as it stands in the editor, not saved, against HEAD; the second time only requests that differ are sent.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { addingModel, ownSumsTemplate } from "../support/sums-project.ts";
import { journey } from "../support/vscode/journey.ts";
import { setKey, sumsWindow, type SumsWindow } from "../support/vscode/sums-window.ts";

describe("Run Template Against HEAD", () => {
  let sums: SumsWindow;
  const window = journey(async (place) => {
    sums = await sumsWindow(place, {
      rows: 10,
      isCommitted: true,
      handler: addingModel((n) => n === 4),
      files: { "ownSumsTemplate.prompt": ownSumsTemplate },
    });
    return sums.options;
  });
  const runKey = "ControlOrMeta+Alt+Enter";

  it("says that there is nothing to compare as long as no word has changed", async () => {
    const bench = window();
    await setKey(bench);
    await bench.openFile("ownSumsTemplate.prompt");
    await bench.runCommand("Touchstone: Run Template Against HEAD");
    const message = await bench.notification("ownSumsTemplate.prompt reads as it does in HEAD: there is nothing to compare.");
    assert.deepEqual(await message.buttons(), ["Open File"]);
    await message.press("Open File");
  });

  it("runs the unsaved text by its key, and leaves the file alone", async () => {
    const bench = window();
    await bench.select("a number");
    await bench.type("one number");
    await bench.page.keyboard.press(runKey);
    await (await bench.dialog("Run ownSumsTemplate.prompt against HEAD?")).press("Run");
    assert.match(await bench.block("Not enough rows"), /working-copy/);
    assert.equal(sums.server.requests.length, 20);
    assert.equal(readFileSync(path.join(sums.folder, "ownSumsTemplate.prompt"), "utf8"), ownSumsTemplate);
  });

  it("takes what has not changed since from the cache", async () => {
    const bench = window();
    await bench.focusFile("ownSumsTemplate.prompt");
    await bench.select("one number");
    await bench.type("the number");
    await bench.page.keyboard.press(runKey);
    await bench.openContainer("Touchstone");
    await bench.waitForTree("Runs", (rows) => rows.length === 2 && rows.every((row) => row.includes("not enough rows")));
    // The five even rows of the buffer: HEAD has answered before, and the odd rows read the same in both.
    assert.equal(sums.server.requests.length, 25);
  });
});
