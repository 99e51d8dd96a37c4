// Rows that must pass: one that failed is run twice more behind the plan, two failures of three fail the gate, and no figure counts those runs.
import assert from "node:assert/strict";
import type { RunRecord } from "../../../../src/core/domain/run-record.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import { planRunAgain } from "../../../../src/core/engine/running/run-again.ts";
import { resumeRun } from "../../../../src/core/engine/running/resume-run.ts";
import { planRerate, startRerate } from "../../../../src/core/engine/running/rerate-run.ts";
import { readRun } from "../../../../src/core/store/run-store.ts";
import { createMemoryStorage } from "../../../support/memory-storage.ts";
import { memoryFiles } from "../../../support/memory-files.ts";
import { responsesIn } from "../engine-fixtures.ts";
import { hostOf } from "../run-fixtures.ts";
import { experimentWith, judged, makeGate, planned, project } from "./gate-desk.ts";

const strict = "- {rows: {filter: {kind: [must]}}, must_pass: all}";
const guess = { "prompts/ask.prompt": "Answer by guessing: {{id}}", "test.experiment.yaml": experimentWith(strict) };
const quick = { "prompts/ask.prompt": "Answer quickly: {{id}}", "test.experiment.yaml": experimentWith(strict) };
const watch = { signal: new AbortController().signal };

/** Whether each run of a row passed, the one of the plan first; of the rows that were run again. */
function runsOf(record: RunRecord, variant: string): Map<string, boolean[]> {
  const runs = new Map<string, boolean[]>();
  for (const sample of [...record.samples.values()].sort((a, b) => a.rerun - b.rerun)) {
    if (sample.variant !== variant) continue;
    runs.set(sample.row, [...(runs.get(sample.row) ?? []), sample.ratings.get("yes")?.label === "pass"]);
  }
  return runs;
}

describe("rows that must pass", () => {
  it("are run twice more where they failed, only those, and decide by two of three", async () => {
    const { record, gates, exit } = await makeGate({ base: null, head: guess });
    const runs = runsOf(record, "baseline");
    const must = [...runs].filter(([row]) => row < "r24");
    assert.deepEqual(
      must.map(([, passed]) => passed.length),
      must.map(([, [first]]) => (first === true ? 1 : 3)),
    );
    assert.ok([...runs].filter(([row]) => row >= "r24").every(([, passed]) => passed.length === 1));
    const lost = must.filter(([, passed]) => passed.filter((did) => !did).length >= 2).map(([row]) => row);
    const forgiven = must.filter(([, passed]) => passed.length === 3 && passed.filter((did) => !did).length === 1);
    assert.ok(lost.length > 0 && forgiven.length > 0, "the coins fell to one side");
    assert.deepEqual([exit, gates.rulings[0]?.verdict], [1, "fail"]);
    for (const row of lost.toSorted().slice(0, 5)) assert.ok(gates.rulings[0]?.sentence.includes(row), row);
  });

  it("pass where every failure was the only one of three", async () => {
    const seeds = Array.from({ length: 12 }, (_, seed) => seed);
    const few = { ...guess, "rows.csv": "id,kind\nr30,must\nr31,must\n" };
    const gates = await Promise.all(seeds.map((seed) => makeGate({ base: null, head: few, options: { seed } })));
    const lost = ({ record }: (typeof gates)[number]): boolean =>
      [...runsOf(record, "baseline").values()].some((passed) => passed.filter((did) => !did).length >= 2);
    assert.ok(
      gates.some((gate) => !lost(gate) && gate.record.samples.size > 2),
      "nothing was forgiven",
    );
    assert.deepEqual(
      gates.map(({ exit }) => exit),
      gates.map((gate) => (lost(gate) ? 1 : 0)),
    );
  });

  it("count once in every figure, and with all they cost in what was spent", async () => {
    const wish = { base: null, head: guess };
    const { summary, record, manifest } = await makeGate(wish);
    const { plan } = await planned(wish);
    const { isGate: _, ...options } = plan.options;
    const alone = judged(await startRun({ ...plan, options }, hostOf(createMemoryStorage()), watch));
    const strip = ({ variants, missing, errors }: typeof summary): unknown => [
      variants.map(({ completedAt: _at, ...arm }) => arm),
      missing,
      errors,
    ];
    assert.deepEqual(strip(summary), strip(alone.summary));
    const again = [...record.samples.values()].filter(({ rerun }) => rerun > 0).length;
    assert.ok(again > 0);
    assert.deepEqual([summary.calls.generation, manifest.samples], [40 + again, 40]);
  });

  it("are looked at in the head alone, against a commit", async () => {
    const { record, exit, events } = await makeGate({ head: quick, base: { ...quick, "prompts/ask.prompt": "Answer quickly. {{id}}" } });
    const again = responsesIn(events).filter(({ rerun }) => rerun !== undefined);
    assert.deepEqual([exit, again.length, [...new Set(again.map(({ variant }) => variant))]], [1, 20, ["head"]]);
    assert.equal(runsOf(record, "base").get("r00")?.length, 1);
  });

  it("are left as they are by an ordinary run, which says what would settle them", async () => {
    const { plan } = await planned({ base: null, head: quick });
    const { isGate: _, ...options } = plan.options;
    const { record, gates } = judged(await startRun({ ...plan, options }, hostOf(createMemoryStorage()), watch));
    assert.deepEqual([record.samples.size, gates.verdict], [40, "inconclusive"]);
    assert.match(gates.rulings[0]?.sentence ?? "", /Two more runs of each would settle it: `touchstone gate` makes them/);
  });

  it("are asked anew: nothing that was kept answers for them", async () => {
    const { plan } = await planned({ base: null, head: quick });
    const { isGate: _, ...options } = plan.options;
    const { manifest, record } = judged(await startRun({ ...plan, options }, hostOf(createMemoryStorage()), watch));
    const again = planRunAgain(plan, { ...manifest, isGate: true }, record, "nothing");
    assert.deepEqual([again?.options.isFresh, again?.samples.length, again?.calls.generation], [true, 20, 20]);
    assert.deepEqual([...new Set(again?.samples.map(({ replicate }) => replicate))], [1, 2]);
  });

  it("need no other run where the plan has looked at them three times", async () => {
    const { record, exit } = await makeGate({ base: null, head: quick, options: { epochs: 3 } });
    assert.deepEqual([record.samples.size, exit], [120, 1]);
  });

  it("are not run again by rerating, which generates nothing, and keeps the commit that was compared with", async () => {
    const storage = createMemoryStorage();
    const { manifest } = await makeGate({ head: quick, base: { ...quick, "prompts/ask.prompt": "Answer quickly. {{id}}" }, storage });
    const host = hostOf(storage, { newId: () => "rerated" });
    const files = memoryFiles({ ...project, ...quick });
    const options = { concurrency: null, maxCostUsd: null, maxCalls: null, isFresh: false, ratingMode: null };
    const rerate = await planRerate(manifest.runId, { options, files, endpoints: new Map(), storage, clock: host.clock });
    const { record, gates, outcome } = judged(await startRerate(rerate, host, watch));
    assert.deepEqual([record.calls.generation, record.samples.size, outcome.manifest.against], [0, 80, manifest.against]);
    assert.equal(gates.rulings[0]?.verdict, "inconclusive");
  });

  for (const [title, stopAt] of [
    ["before the first of them", 40],
    ["in the middle of them", 47],
  ] as const)
    it(`are gone on with by resume when the gate was stopped ${title}`, async () => {
      const storage = createMemoryStorage();
      const abort = new AbortController();
      let answers = 0;
      const onEvent = (event: { readonly k: string }): void => {
        answers += event.k === "response" ? 1 : 0;
        if (answers === stopAt) abort.abort(new Error("cancelled"));
      };
      const host = { newId: () => `id-${answers}` };
      const stopped = await makeGate({
        base: null,
        head: quick,
        storage,
        host,
        options: { concurrency: 1 },
        watch: { signal: abort.signal, onEvent },
      });
      const { runId } = stopped.manifest;
      const resumed = judged(await resumeRun(runId, {}, hostOf(storage, { newId: () => "later" }), watch));
      const whole = await makeGate({ base: null, head: quick });
      const stored = await readRun(storage, runId);
      assert.deepEqual([stopped.exit, resumed.exit], [130, 1]);
      assert.deepEqual([...stored.record.samples.keys()].sort(), [...whole.record.samples.keys()].sort());
      assert.deepEqual(judged({ ...resumed.outcome, record: stored.record }).gates, whole.gates);
      const again = judged(await resumeRun(runId, {}, hostOf(storage), watch));
      assert.equal(again.record.journals.length, stored.record.journals.length, "a resumed gate was resumed for nothing");
    });
});
