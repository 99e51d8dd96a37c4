// Runs whose criteria are scripts: nothing happens before each file is approved, and what was pinned is what rates.
import assert from "node:assert/strict";
import type { ScriptRunner } from "../../../../src/core/base/ports.ts";
import { scriptsOf } from "../../../../src/core/domain/criterion-set.ts";
import type { RunEvent } from "../../../../src/core/domain/run-event.ts";
import { defaultOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun, type Plan } from "../../../../src/core/engine/planning/plan.ts";
import { planRerate, startRerate } from "../../../../src/core/engine/running/rerate-run.ts";
import { resumeRun } from "../../../../src/core/engine/running/resume-run.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import { createFakeClock } from "../../../support/fake-clock.ts";
import { memoryFiles } from "../../../support/memory-files.ts";
import { createMemoryStorage, type MemoryStorage } from "../../../support/memory-storage.ts";
import { noScripts, scriptedScripts } from "../../../support/scripts.ts";
import { hostOf, loadSetup, project } from "../run-fixtures.ts";

const { signal } = new AbortController();
const first = "export const evaluate = () => true; // the first version";
const second = "export const evaluate = () => false; // the second version";

function filesWith(script: string): Readonly<Record<string, string>> {
  return { ...project, "test.criteria.yaml": "criteria:\n  - {id: kind, check: script, file: kind.mjs}\n", "kind.mjs": script };
}

async function planOf(script: string): Promise<Plan> {
  return planRun(await loadSetup(filesWith(script)), defaultOptions, new Map());
}

/** Passes what the first version of the script rates; `texts` gets what was run. */
function versionRunner(texts: string[]): ScriptRunner {
  const runner = scriptedScripts(() => ({ kind: "answered", answer: true }));
  return {
    ...runner,
    evaluate(script, input, aborted) {
      texts.push(script.text);
      return script.text === first
        ? runner.evaluate(script, input, aborted)
        : Promise.resolve({ kind: "failed", code: "scorer/script-threw", message: "The script threw Error: no" });
    },
  };
}

async function refusal(work: Promise<unknown>): Promise<{ code: string; message: string; hint: string }> {
  return work.then(
    () => assert.fail("it was not refused"),
    ({ code, message, hint }: { code: string; message: string; hint: string }) => ({ code, message, hint }),
  );
}

/** A run that was cancelled when its first responses had been rated. */
async function cutShort(storage: MemoryStorage): Promise<string> {
  const cancel = new AbortController();
  const onEvent = (event: RunEvent): void => void (event.k === "rating" && cancel.abort());
  const plan = { ...(await planOf(first)) };
  const { manifest, record } = await startRun(
    { ...plan, limits: { ...plan.limits, concurrency: 1 } },
    hostOf(storage, { scripts: versionRunner([]) }),
    {
      signal: cancel.signal,
      onEvent,
    },
  );
  assert.equal(record.state, "cancelled");
  return manifest.runId;
}

describe("a run whose criteria are scripts", () => {
  it("is refused before anything is written while nobody has approved the file, which is named with its hash and the ways out", async () => {
    const storage = createMemoryStorage();
    const plan = await planOf(first);
    const [script] = scriptsOf(plan.setup.criteria, plan.samples.length);
    const { code, message, hint } = await refusal(startRun(plan, hostOf(storage, { scripts: noScripts }), { signal }));
    assert.equal(code, "script/unapproved");
    assert.ok(message.includes(`kind.mjs (${script?.sha256})`), message);
    assert.ok(hint.includes("--allow-code") && hint.includes("touchstone trust add kind.mjs"), hint);
    assert.deepEqual(await storage.list("runs"), []);
  });

  it("rates by the script, pins it, and gives each row what it says", async () => {
    const storage = createMemoryStorage();
    const ratings: (string | null)[] = [];
    const onEvent = (event: RunEvent): void => void (event.k === "rating" && ratings.push(event.label ?? event.error?.code ?? null));
    const scripts = scriptedScripts((input) =>
      (input as { row: { id: string } }).row.id === "b"
        ? { kind: "failed", code: "scorer/script-timeout", message: "The script took more than 5 s and was stopped." }
        : { kind: "answered", answer: true },
    );
    const { manifest, record } = await startRun(await planOf(first), hostOf(storage, { scripts }), { signal, onEvent });
    assert.deepEqual(
      [record.state, ratings.sort(), manifest.files.some(({ path }) => path === "kind.mjs")],
      ["done", ["pass", "pass", "pass", "pass", "scorer/script-timeout", "scorer/script-timeout"], true],
    );
  });

  it("goes on by the version that it pinned, whatever the file holds today, and only when that is approved", async () => {
    const storage = createMemoryStorage();
    const runId = await cutShort(storage);
    const { code } = await refusal(resumeRun(runId, {}, hostOf(storage, { newId: () => "later", scripts: noScripts }), { signal }));
    const texts: string[] = [];
    const host = hostOf(storage, { newId: () => "later", scripts: versionRunner(texts) });
    const { record } = await resumeRun(runId, {}, host, { signal });
    assert.deepEqual([code, record.state, record.samples.size, [...new Set(texts)]], ["script/unapproved", "done", 6, [first]]);
  });

  it("is rated again by the working file, when that is approved", async () => {
    const storage = createMemoryStorage();
    const { manifest } = await startRun(await planOf(first), hostOf(storage, { scripts: versionRunner([]) }), { signal });
    const options = { concurrency: null, maxCostUsd: null, maxCalls: null, isFresh: false, ratingMode: null };
    const input = {
      options,
      files: memoryFiles(filesWith(second)),
      endpoints: new Map<string, string>(),
      storage,
      clock: createFakeClock(),
    };
    const rerate = await planRerate(manifest.runId, input);
    const { code } = await refusal(startRerate(rerate, hostOf(storage, { newId: () => "again", scripts: noScripts }), { signal }));
    const texts: string[] = [];
    await startRerate(rerate, hostOf(storage, { newId: () => "again", scripts: versionRunner(texts) }), { signal });
    assert.deepEqual([code, texts], ["script/unapproved", Array(6).fill(second)]);
  });
});
