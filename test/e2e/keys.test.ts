// Keys and endpoints that fail: a missing key, a refused one, a server that is gone, a server that has moved. Each is said once, with a way on.
import assert from "node:assert/strict";
import path from "node:path";
import { readFileSync, writeFileSync } from "node:fs";

import type { Handler } from "../support/provider-server/behaviour.ts";
import { type ProviderServer, startProviderServer } from "../support/provider-server.ts";
import { addingModel } from "../support/sums-project.ts";
import { journey } from "../support/vscode/journey.ts";
import { rightKey, savedResponses, sumsWindow, type SumsWindow, waitForRequests, writtenBy } from "../support/vscode/sums-window.ts";
import { writeUserSettings } from "../support/vscode/user-settings.ts";

const wrongKey = "sk-wrong-key-9876543210";
const otherKey = "sk-other-key-5555555555";
const rows = 20;

const guarded: Handler = (request, nth) =>
  request.headers.authorization === `Bearer ${rightKey}` ? addingModel()(request, nth) : { kind: "status", status: 401 };

describe("keys and endpoints", () => {
  let sums: SumsWindow;
  let revived: ProviderServer | null = null;
  let moved: ProviderServer;
  const window = journey(async (place) => {
    sums = await sumsWindow(place, { rows, handler: guarded });
    moved = await startProviderServer({ handler: addingModel() });
    place.defer(() => moved.close());
    place.defer(async () => revived?.close());
    return sums.options;
  });
  const sent = (server: ProviderServer, key: string) =>
    server.requests.filter(({ headers }) => headers.authorization === `Bearer ${key}`).length;
  /** Other words in the template, so that nothing can come from the cache. */
  const editTemplate = (from: string, to: string) => {
    const template = path.join(sums.folder, "ask.prompt");
    writeFileSync(template, readFileSync(template, "utf8").replace(from, to));
  };
  const origin = () => sums.server.url;

  it("asks once before anything is sent, with figures and destination, then for the key that is missing", async () => {
    const { runCommand, dialog, notification, notifications } = window();
    await runCommand("Touchstone: Run Experiment");
    const question = await dialog("Run Sums?");
    const text = await question.text();
    for (const part of ["20 rows", "Calls to models: 20", "Estimated at most $", `rows go to ${origin()}.`])
      assert.ok(text.includes(part), text);
    await question.press("Run");
    const missing = await notification("There is no key for openai");
    assert.deepEqual(await missing.buttons(), ["Set API Key…"]);
    assert.deepEqual(await notifications(), [
      `There is no key for openai, which openai/adder-1 calls at ${origin()}. Nothing has been sent.`,
    ]);
    assert.equal(sums.server.requests.length, 0);
  });

  it("goes on with the key that was given, and says that the server refuses it", async () => {
    const { notification, answer, block, notifications } = window();
    await (await notification("There is no key for openai")).press("Set API Key…");
    await answer(wrongKey);
    const card = await block("refused the key");
    assert.match(card, /^Stopped: 127\.0\.0\.1:\d+ refused the key\. .+ Set API Key… Resume/);
    assert.ok(!card.includes(wrongKey));
    assert.deepEqual(await notifications(), []);
  });

  it("finishes after the right key and Resume", async () => {
    const { press, answer, waitForFigures } = window();
    await press("Set API Key…");
    await answer(rightKey);
    await press("Resume");
    await waitForFigures("100.0%");
    assert.equal(sent(sums.server, rightKey), rows);
    assert.ok(savedResponses(sums.folder) >= rows);
    for (const key of [rightKey, wrongKey]) assert.ok(!writtenBy(sums.folder).includes(key));
  });

  it("says that a server is not there, and finishes when it is back", async () => {
    const { runCommand, block, press, notifications, waitForFigures } = window();
    const port = Number(new URL(origin()).port);
    await sums.server.close();
    editTemplate("a number", "one number");
    await runCommand("Touchstone: Run Experiment");
    const card = await block("cannot be reached");
    assert.match(card, /^Stopped: 127\.0\.0\.1:\d+ cannot be reached\./);
    assert.deepEqual(await notifications(), []);
    revived = await startProviderServer({ port, handler: guarded });
    await press("Resume");
    await waitForFigures("100.0%");
    assert.equal(sent(revived, rightKey), rows);
  });

  it("sends a key to the origin it was given for and to no other", async () => {
    const bench = window();
    await writeUserSettings(bench, { ...sums.options.settings, "touchstone.endpoints": { openai: `${moved.url}/v1` } });
    editTemplate("one number", "the number");
    await bench.runCommand("Touchstone: Run Experiment");
    const question = await bench.dialog("Run Sums?");
    assert.ok((await question.text()).includes(`rows go to ${moved.url}.`));
    await question.press("Run");
    const missing = await bench.notification(`There is no key for openai, which openai/adder-1 calls at ${moved.url}.`);
    assert.equal(moved.requests.length, 0);
    await missing.press("Set API Key…");
    await bench.answer(otherKey);
    await waitForRequests(bench, moved, rows);
    await bench.waitForFigures("100.0%");
    assert.deepEqual([sent(moved, otherKey), moved.requests.length], [rows, rows]);
  });
});
