// Batches whose window is reloaded while they are at the provider: picked up without a question where no key is missing, finished by Resume where one is, and handed over once.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { startBatchServer, type BatchServer } from "../support/batch-server.ts";
import { addingModel } from "../support/sums-project.ts";
import { type JourneyPlace, journey } from "../support/vscode/journey.ts";
import { giveKeyAgain, savedResponses, setKey, sumsWindow, type SumsWindow } from "../support/vscode/sums-window.ts";
import { eventually } from "../support/vscode/waiting.ts";
import type { Workbench } from "../support/vscode/workbench.ts";

const rows = 12;

interface BatchWindow extends SumsWindow {
  readonly batches: BatchServer;
}

/** A window whose provider answers no batch until it is told to. */
async function batchWindow(place: JourneyPlace, endpoint: string): Promise<BatchWindow> {
  const batches = await startBatchServer({ handler: addingModel(), script: { pollsUntilEnded: 1000 } });
  const model = "provider: openai\nmodel: adder-1\napi: chat\nprice: {input: 1, output: 1}\nparameters: {max_tokens: 10}\n";
  const files = { "adder.model.yaml": `${model}endpoint: ${endpoint}\n` };
  return { ...(await sumsWindow(place, { rows, files, endpoint, server: batches.live })), batches };
}

/** Agrees to a run in batches and waits until the provider has been asked how its batch stands. */
async function runAsBatch(bench: Workbench, { batches }: BatchWindow): Promise<void> {
  await bench.runCommand("Touchstone: Run as Batch");
  const question = await bench.dialog("Run Sums?");
  assert.match(await question.text(), /The responses are a batch that takes up to 24 h\./);
  await question.press("Run");
  await waitForPolls(bench, batches, 1);
}

async function waitForPolls({ page }: Workbench, { batches }: BatchServer, count: number): Promise<void> {
  const read = (): Promise<number> => Promise.resolve(batches[0]?.polls ?? 0);
  await eventually(page, `${count} polls of the batch`, { read, isGood: (polls) => polls >= count });
}

/** Waits until the session before is gone: it may have stopped the run, and is killed sooner or later, with or without its lock. */
async function waitForEndOfSession({ page }: Workbench, { folder }: BatchWindow): Promise<void> {
  await eventually(page, "no process of the session before", {
    read: () => Promise.resolve(readdirSync(path.join(folder, ".touchstone/runs"), { recursive: true, encoding: "utf8" })),
    isGood: (files) =>
      files.filter((file) => file.endsWith("lock.json")).every((file) => isGone(path.join(folder, ".touchstone/runs", file))),
  });
}

function isGone(lock: string): boolean {
  try {
    process.kill((JSON.parse(readFileSync(lock, "utf8")) as { readonly pid: number }).pid, 0);
    return false;
  } catch {
    return true;
  }
}

/** What the provider was given, and how much of it is on the disk. */
function handedOver({ batches: { batches, live }, folder }: BatchWindow): object {
  return { batches: batches.map(({ items }) => items.length), live: live.requests.length, saved: savedResponses(folder) };
}

describe("a window that is reloaded while a batch is at the provider", () => {
  let sums: BatchWindow;
  const window = journey(async (place) => {
    sums = await batchWindow(place, "vllm");
    return sums.options;
  });

  it("says that it waits for the provider", async () => {
    const bench = window();
    await runAsBatch(bench, sums);
    await bench.openContainer("Touchstone");
    await bench.waitForTree("Runs", ([run]) => run?.includes("waiting for the provider") === true);
    assert.deepEqual(handedOver(sums), { batches: [rows], live: 0, saved: 0 });
  });

  it("asks for the same batch again after the reload, without a word, and hands nothing over", async () => {
    const bench = window();
    const polls = sums.batches.batches[0]?.polls ?? 0;
    await bench.reload();
    await waitForPolls(bench, sums.batches, polls + 1);
    await bench.openContainer("Touchstone");
    await bench.waitForTree("Runs", ([run]) => run?.includes("waiting for the provider") === true);
    assert.deepEqual([await bench.notifications(), handedOver(sums)], [[], { batches: [rows], live: 0, saved: 0 }]);
  });

  it("finishes the run when the provider has", async () => {
    const bench = window();
    sums.batches.direct({});
    await bench.waitForTree("Runs", ([run]) => run?.startsWith("Sums · finished, ") === true);
    assert.deepEqual(handedOver(sums), { batches: [rows], live: 0, saved: rows });
  });
});

describe("a window that is reloaded while a batch is at the provider, and has no key any more", () => {
  let sums: BatchWindow;
  const window = journey(async (place) => {
    sums = await batchWindow(place, "openai");
    return sums.options;
  });

  it("says what is left, and asks nobody without the key", async () => {
    const bench = window();
    await setKey(bench);
    await runAsBatch(bench, sums);
    await bench.reload();
    await bench.openContainer("Touchstone");
    await bench.waitForTree("Runs", ([run = ""]) => /^Sums · (interrupted|cancelled), waiting for the provider, /.test(run));
    await waitForEndOfSession(bench, sums);
  });

  it("finishes the run with the batch that is there when it is resumed", async () => {
    const bench = window();
    sums.batches.direct({});
    await bench.chooseFromMenu(bench.treeItem("Runs", "Sums"), "Resume Run");
    await giveKeyAgain(bench);
    await bench.waitForTree("Runs", ([run]) => run?.startsWith("Sums · finished, ") === true);
    assert.deepEqual(handedOver(sums), { batches: [rows], live: 0, saved: rows });
  });
});
