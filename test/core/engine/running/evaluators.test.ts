// Evaluators of a whole run: asked once for every arm behind its last sample, and no part of what rates, whatever they answer.
import assert from "node:assert/strict";
import type { ScriptOutcome, ScriptRunner } from "../../../../src/core/base/ports.ts";
import { summarizeRun } from "../../../../src/core/comparison/summarize-run.ts";
import type { RunEvent } from "../../../../src/core/domain/run-event.ts";
import { emptyRecord, type RunRecord } from "../../../../src/core/domain/run-record.ts";
import { noTexts } from "../../../../src/core/domain/run-texts.ts";
import { defaultOptions, type RunOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun, type Plan } from "../../../../src/core/engine/planning/plan.ts";
import { continueRun } from "../../../../src/core/engine/running/continue-run.ts";
import { evaluateRun } from "../../../../src/core/engine/running/evaluate-run.ts";
import { evaluatorInput } from "../../../../src/core/engine/running/evaluator-input.ts";
import { planRerate, startRerate } from "../../../../src/core/engine/running/rerate-run.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import { readRun } from "../../../../src/core/store/run-store.ts";
import { openRunTexts } from "../../../../src/core/store/run-texts.ts";
import { createFakeClock } from "../../../support/fake-clock.ts";
import { memoryFiles } from "../../../support/memory-files.ts";
import { createMemoryStorage } from "../../../support/memory-storage.ts";
import { noScripts, scriptedScripts } from "../../../support/scripts.ts";
import { mergeAll, recordOf, type MadeRun } from "../merging/merge-fixtures.ts";
import { hostOf, loadSetup, project } from "../run-fixtures.ts";

const { signal } = new AbortController();
const files = {
  ...project,
  "test.criteria.yaml": `${project["test.criteria.yaml"]}evaluators:\n  - {id: length, name: Mean length, file: length.mjs}\n`,
  "length.mjs": "export const evaluateRun = () => 1; // the first version",
};

interface Given {
  readonly variant: string;
  readonly samples: readonly { readonly id: string; readonly epoch: number; readonly output: string | null }[];
}

const unasked = (): ScriptOutcome => assert.fail("no criterion is a script");

/** Evaluators that all answer so; `given` gets what they are asked. */
function answering(answer: (given: Given) => unknown, given: Given[] = []): ScriptRunner {
  return scriptedScripts(unasked, (input) => {
    given.push(input as Given);
    return { kind: "answered", answer: answer(input as Given) };
  });
}

const meanLength = ({ samples }: Given): number => samples.reduce((sum, { output }) => sum + (output ?? "").length, 0) / samples.length;

async function planOf(options: Partial<RunOptions> = {}, contents: Readonly<Record<string, string>> = files): Promise<Plan> {
  return planRun(await loadSetup(contents), { ...defaultOptions, ...options }, new Map());
}

const made = (storage: MadeRun["storage"], { runId }: { runId: string }): MadeRun => ({ storage, runId });
const figuresOf = ({ evaluations }: RunRecord) =>
  [...evaluations.values()].map(({ variant, value, error }) => [variant, value ?? error?.code]);

describe("evaluators of a run", () => {
  it("are asked once for each arm, with its samples in the order of the rows and all that is known of them", async () => {
    const storage = createMemoryStorage();
    const given: Given[] = [];
    const { manifest, record } = await startRun(await planOf({ epochs: 2 }), hostOf(storage, { scripts: answering(meanLength, given) }), {
      signal,
    });
    assert.deepEqual(
      given.map(({ variant, samples }) => [variant, samples.map(({ id, epoch }) => `${id}${epoch}`).join(" ")]),
      [
        ["baseline", "a0 a1 b0 b1 c0 c1"],
        ["short", "a0 a1 b0 b1 c0 c1"],
      ],
    );
    assert.deepEqual(given[1]?.samples[2], {
      id: "b",
      epoch: 0,
      input: "second",
      expected: null,
      row: { id: "b", text: "second" },
      output: "yes, briefly",
      toolCalls: [],
      outcome: "pass",
      score: 1,
      ratings: { yes: { value: 1, label: "pass" }, brief: { value: 1, label: "pass" } },
    });
    assert.deepEqual(summarizeRun(manifest, record).evaluations, [
      {
        id: "length",
        name: "Mean length",
        arms: [
          { variant: "baseline", value: 14, difference: null, reason: null, error: null },
          { variant: "short", value: 12, difference: -2, reason: null, error: null },
        ],
      },
    ]);
    const stored = await readRun(storage, manifest.runId);
    assert.deepEqual(stored.record.evaluations, record.evaluations);
  });

  for (const [title, answer, code] of [
    ["a text", "much", "scorer/script-answer"],
    ["no number", "NaN", "scorer/script-answer"],
    ["nothing", null, "scorer/script-answer"],
    ["another key", { value: 1, pass: true }, "scorer/script-answer"],
    ["a reason that is none", { value: 1, reason: 2 }, "scorer/script-answer"],
  ] as const)
    it(`end in an error when they answer ${title}, and the run is done all the same`, async () => {
      const host = hostOf(createMemoryStorage(), { scripts: answering(() => answer) });
      const { record, manifest } = await startRun(await planOf(), host, { signal });
      const { errors, warnings } = summarizeRun(manifest, record);
      assert.deepEqual(
        [record.state, errors, figuresOf(record)],
        [
          "done",
          0,
          [
            ["baseline", code],
            ["short", code],
          ],
        ],
      );
      assert.ok(warnings.includes(`The evaluator length has no figure for short: ${code}.`), warnings.join("\n"));
    });

  it("that failed are asked again by retry, and by nothing else", async () => {
    const storage = createMemoryStorage();
    const failing = scriptedScripts(unasked, () => ({ kind: "failed", code: "scorer/script-timeout", message: "too slow" }));
    const { manifest } = await startRun(await planOf(), hostOf(storage, { scripts: failing }), { signal });
    const later = hostOf(storage, { newId: () => "later", scripts: answering(() => ({ value: -0.5, reason: "worked" })) });
    const resumed = await continueRun(manifest.runId, {}, later, { signal });
    assert.deepEqual(figuresOf(resumed.record).flat(), ["baseline", "scorer/script-timeout", "short", "scorer/script-timeout"]);
    const { record } = await continueRun(manifest.runId, { retriesErrors: true }, later, { signal });
    assert.deepEqual(
      [...record.evaluations.values()].map(({ value, reason, error }) => [value, reason, error]),
      Array(2).fill([-0.5, "worked", null]),
    );
  });

  it("are asked when a run that was cut short has all its samples, and its export is that of a run that was not", async () => {
    const [whole, cut] = [createMemoryStorage(), createMemoryStorage()];
    const one = await startRun(await planOf(), hostOf(whole, { newId: () => "whole", scripts: answering(meanLength) }), { signal });
    const cancel = new AbortController();
    const onEvent = (event: RunEvent): void => void (event.k === "rating" && cancel.abort());
    const plan = await planOf();
    const slow = { ...plan, limits: { ...plan.limits, concurrency: 1 } };
    const cutShort = await startRun(slow, hostOf(cut, { scripts: answering(meanLength) }), { signal: cancel.signal, onEvent });
    assert.deepEqual([cutShort.record.state, cutShort.record.evaluations.size], ["cancelled", 0]);
    const host = hostOf(cut, { newId: () => "later", scripts: answering(meanLength) });
    const { record } = await continueRun(cutShort.manifest.runId, {}, host, { signal });
    assert.deepEqual(figuresOf(record), figuresOf(one.record));
    const exported = (await recordOf(made(cut, cutShort.manifest))) as { evaluations?: object[]; manifest: { limits: object } };
    const other = (await recordOf(made(whole, one.manifest))) as typeof exported;
    assert.equal(exported.evaluations?.length, 1);
    assert.deepEqual({ ...exported, manifest: null }, { ...other, manifest: null });
  });

  it("go on with the arms that are left when they were cut off, and only when they are approved", async () => {
    const storage = createMemoryStorage();
    const cancel = new AbortController();
    const scripts: ScriptRunner = {
      ...answering(() => 7),
      evaluateRun: (_, input, aborted) => {
        if ((JSON.parse(input) as Given).variant === "baseline") return Promise.resolve({ kind: "answered", answer: 7 });
        cancel.abort();
        return new Promise((_resolve, reject) => aborted.addEventListener("abort", () => reject(aborted.reason as Error)));
      },
    };
    const { manifest, record } = await startRun(await planOf(), hostOf(storage, { scripts }), { signal: cancel.signal });
    assert.deepEqual([record.state, figuresOf(record)], ["cancelled", [["baseline", 7]]]);
    await assert.rejects(continueRun(manifest.runId, {}, hostOf(storage, { scripts: noScripts }), { signal }), {
      code: "script/unapproved",
    });
    const given: Given[] = [];
    const host = hostOf(storage, { newId: () => "later", scripts: answering(() => 8, given) });
    const resumed = await continueRun(manifest.runId, {}, host, { signal });
    assert.deepEqual(
      [resumed.record.state, figuresOf(resumed.record).flat(), given.map(({ variant }) => variant)],
      ["done", ["baseline", 7, "short", 8], ["short"]],
    );
  });

  it("are asked anew when a retry has changed a sample", async () => {
    const storage = createMemoryStorage();
    const failing = { ...files, "writer.model.yaml": `${files["writer.model.yaml"]}failures: {server_error: 0.8}\n` };
    const answers = answering(({ samples }) => samples.filter(({ output }) => output !== null).length);
    const first = await startRun(await planOf({}, failing), hostOf(storage, { scripts: answers }), { signal });
    const before = figuresOf(first.record);
    const again = hostOf(storage, { newId: () => "later", scripts: answers });
    const { record } = await continueRun(first.manifest.runId, { retriesErrors: true }, again, { signal });
    const answered = (name: string): number =>
      [...record.samples.values()].filter(({ variant, response }) => variant === name && response?.status === "ok").length;
    assert.notDeepEqual(figuresOf(record), before);
    assert.deepEqual(
      figuresOf(record),
      ["baseline", "short"].map((name) => [name, answered(name)]),
    );
  });

  it("are not asked about shards, and about the merged run when it is resumed", async () => {
    const scripts = answering(meanLength);
    const runs: MadeRun[] = [];
    for (const index of [1, 2]) {
      const storage = createMemoryStorage();
      const runId = `shard-${index}`;
      const plan = await planOf({ shard: { index, count: 2 } });
      const { manifest, record } = await startRun(plan, hostOf(storage, { newId: () => runId, scripts }), { signal });
      const said = summarizeRun(manifest, record).warnings.filter((text) => /evaluators/.test(text));
      assert.deepEqual([record.state, record.evaluations.size, said.length], ["done", 0, 1]);
      runs.push({ storage, runId });
    }
    const merged = await mergeAll(runs);
    assert.equal(merged.record.evaluations.size, 0);
    assert.match(
      summarizeRun(merged.manifest, merged.record).warnings.join("\n"),
      /not been asked about this merged run; `touchstone resume merged`/,
    );
    const host = hostOf(merged.storage, { newId: () => "later", scripts });
    const { record } = await continueRun("merged", {}, host, { signal });
    assert.deepEqual(figuresOf(record), [
      ["baseline", 14],
      ["short", 12],
    ]);
  });

  it("are those of the working files when a run is rated again", async () => {
    const storage = createMemoryStorage();
    const { manifest } = await startRun(await planOf(), hostOf(storage, { scripts: answering(() => 1) }), { signal });
    const options = { concurrency: null, maxCostUsd: null, maxCalls: null, isFresh: false, ratingMode: null };
    const changed = memoryFiles({ ...files, "length.mjs": "export const evaluateRun = () => 2; // the second version" });
    const input = { options, files: changed, endpoints: new Map<string, string>(), storage, clock: createFakeClock() };
    const texts: string[] = [];
    const scripts: ScriptRunner = {
      ...noScripts,
      isApproved: () => true,
      evaluateRun: ({ text }) => (texts.push(text), Promise.resolve({ kind: "answered", answer: 2 })),
    };
    const rerate = await planRerate(manifest.runId, input);
    const rerated = await startRerate(rerate, hostOf(storage, { newId: () => "again", scripts }), { signal });
    assert.deepEqual(
      [figuresOf(rerated.record).flat(), texts.map((text) => text.includes("second"))],
      [
        ["baseline", 2, "short", 2],
        [true, true],
      ],
    );
  });

  it("are not asked while samples are left that no server takes, though nothing has stopped the run", async () => {
    const plan = await planOf();
    const { manifest } = await startRun(plan, hostOf(createMemoryStorage(), { scripts: answering(() => 1) }), { signal });
    const asked: Given[] = [];
    await evaluateRun({
      plan,
      manifest,
      record: emptyRecord(),
      texts: noTexts,
      redo: "nothing",
      journal: { append: () => Promise.resolve() },
      control: { stopped: () => null, callSignal: signal },
      scripts: answering(() => 1, asked),
      clock: createFakeClock(),
    });
    assert.deepEqual(asked, []);
  });

  it("get nothing of an arm that is too long, but an error that says how long it is", async () => {
    const storage = createMemoryStorage();
    const plan = await planOf();
    const { manifest, record } = await startRun(plan, hostOf(storage, { scripts: answering(() => 1) }), { signal });
    const texts = openRunTexts(storage, manifest.runId, record);
    const input = await evaluatorInput({ plan, manifest, record, texts, longestInput: 300 }, { name: "short" });
    assert.ok(input.kind === "failed");
    assert.match(
      input.message,
      /^All samples of short together have \d{3} characters as JSON; an evaluator reads at most 300\. Run fewer rows/,
    );
  });
});
