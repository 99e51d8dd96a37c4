// Runs that may stop early: evidence along the seeded order, the same after a kill, false alarms under control though every row is looked at.
import assert from "node:assert/strict";
import { summarizeRun } from "../../../../src/core/comparison/summarize-run.ts";
import { decisiveEvidence } from "../../../../src/core/domain/early-stop.ts";
import type { RunRecord } from "../../../../src/core/domain/run-record.ts";
import { loadExperiment } from "../../../../src/core/documents/load-experiment.ts";
import { defaultOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun, type Plan } from "../../../../src/core/engine/planning/plan.ts";
import { watchForEarlyStop } from "../../../../src/core/engine/running/early-stop.ts";
import { resumeRun } from "../../../../src/core/engine/running/resume-run.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import { decideGates } from "../../../../src/core/gates/decide-gates.ts";
import { seededRandom } from "../../../../src/core/stats/random.ts";
import { ratingOf, recordOf, responseOf } from "../../../support/event-factories.ts";
import { armOf, collectionOf, manifestOf, rowsOf, setupOf } from "../../../support/factories.ts";
import { memoryFiles } from "../../../support/memory-files.ts";
import { createMemoryStorage } from "../../../support/memory-storage.ts";
import { hostOf, loadSetup, project } from "../run-fixtures.ts";

const early = { primary: "pass_rate", margin: 0.1, alpha: 0.05, early_stop: true };
const noEndpoints = new Map<string, string>();
const never = new AbortController().signal;

function planOf(rows: number): Plan {
  const setup = setupOf({ collection: collectionOf(rowsOf(rows)), arms: [armOf("baseline"), armOf("short")], plan: early });
  return planRun(setup, { ...defaultOptions, seed: 3 }, noEndpoints);
}

const manifest = manifestOf(["baseline", "short"]);
const watched = {
  purpose: "run" as const,
  criteria: manifest.criteria,
  experiment: { ...manifest.experiment, plan: early },
};

/** A run in which samples end one by one. */
function endSample(record: RunRecord, { hash, row, arm }: Plan["samples"][number], passes: boolean): void {
  const name = { row: row.id, variant: arm.name };
  const rating = ratingOf(name, passes ? {} : { value: 0, label: "fail" });
  for (const sample of recordOf(responseOf(name), rating).samples.values()) record.samples.set(hash, sample);
}

describe("watchForEarlyStop", () => {
  const plan = planOf(40);

  it("counts along the order of the plan, whichever answers come first", () => {
    const record = recordOf();
    const watch = watchForEarlyStop(watched, plan, record);
    const [first, ...others] = plan.samples;
    for (const sample of others.toReversed()) {
      endSample(record, sample, sample.arm.name === "short");
      assert.equal(watch?.look(), false);
    }
    if (first !== undefined) endSample(record, first, first.arm.name === "short");
    assert.equal(watch?.look(), true);
    const { rows, of, variants } = watch.evidence();
    assert.deepEqual(
      [rows, of, variants.map(({ rows: at, onlyVariant, onlyBaseline }) => [at, onlyVariant, onlyBaseline])],
      [20, 40, [[20, 20, 0]]],
    );
  });

  it("decides nothing before 20 rows, and nothing where the arms agree", () => {
    const [few, same] = [recordOf(), recordOf()];
    for (const sample of plan.samples.slice(0, 38)) endSample(few, sample, sample.arm.name === "short");
    for (const sample of plan.samples) endSample(same, sample, true);
    assert.deepEqual(
      [few, same].map((record) => watchForEarlyStop(watched, plan, record)?.look()),
      [false, false],
    );
  });

  it("is for runs that may stop early and have a variant", () => {
    const plain = { ...watched, experiment: manifest.experiment };
    assert.equal(watchForEarlyStop(plain, plan, recordOf()), null);
    assert.equal(watchForEarlyStop({ ...watched, purpose: "aa" }, plan, recordOf()), null);
    assert.equal(watchForEarlyStop(watched, { ...plan, arms: [plan.arms[0]] }, recordOf()), null);
  });

  it("asks more of several variants", () => {
    assert.ok(Math.abs(Math.exp(decisiveEvidence(0.05, 1)) - 20) < 1e-9 && Math.abs(Math.exp(decisiveEvidence(0.05, 3)) - 60) < 1e-9);
  });

  it("errs in at most 5 % of runs with equal arms though it looks after each row, and saves rows where one arm is better", () => {
    const random = seededRandom(5);
    const long = planOf(100);
    const stopsAt = (gain: number, loss: number): number => {
      const record = recordOf();
      const watch = watchForEarlyStop(watched, long, record);
      for (let at = 0; at + 1 < long.samples.length; at += 2) {
        const draw = random();
        for (const sample of long.samples.slice(at, at + 2))
          endSample(record, sample, draw < gain ? sample.arm.name === "short" : draw < gain + loss ? sample.arm.name === "baseline" : true);
        if (watch?.look() === true) return watch.evidence().rows;
      }
      return long.rows.length + 1;
    };
    const runs = 120;
    const alarms = Array.from({ length: runs }, () => stopsAt(0.15, 0.15)).filter((rows) => rows <= 100).length;
    const gains = Array.from({ length: 40 }, () => stopsAt(0.4, 0.05));
    const mean = gains.reduce((sum, rows) => sum + Math.min(rows, 100), 0) / gains.length;
    assert.ok(alarms / runs <= 0.05 && mean < 60, `${alarms} of ${runs}; ${mean} rows`);
  });
});

describe("a run that may stop early", () => {
  const rows = Array.from({ length: 120 }, (_, index) => `r${index},text ${index}`).join("\n");
  const files = {
    ...project,
    "rows.csv": `id,text\n${rows}\n`,
    "test.criteria.yaml": "criteria:\n  - {id: brief, check: contains, value: briefly}\n",
    "test.experiment.yaml": `${project["test.experiment.yaml"]}plan: {early_stop: true}\n`,
  };

  async function start(
    options: { readonly stopAfter?: number } = {},
  ): Promise<Awaited<ReturnType<typeof startRun>> & { storage: ReturnType<typeof createMemoryStorage> }> {
    const storage = createMemoryStorage();
    const plan = planRun(await loadSetup(files), { ...defaultOptions, seed: 7, concurrency: 2 }, noEndpoints);
    const stop = new AbortController();
    let responses = 0;
    const outcome = await startRun(plan, hostOf(storage), {
      signal: stop.signal,
      onEvent: ({ k }) => {
        if (k === "response") responses += 1;
        if (responses === options.stopAfter) stop.abort();
      },
    });
    return { ...outcome, storage };
  }

  it("ends as done when it is decided, with nothing missing and the words that say so", async () => {
    const { manifest: pinned, record } = await start();
    const { missing, warnings, variants } = summarizeRun(pinned, record);
    assert.deepEqual([record.state, record.early?.isStopped, record.early?.rows, missing], ["done", true, 20, 0]);
    assert.ok(record.samples.size < 100, String(record.samples.size));
    assert.match(record.stateReason ?? "", /^stopped early after 20 of 120 rows: e = \d+.* for short$/);
    assert.equal(warnings.filter((warning) => /^The run stopped early after 20 of 120 rows: /.test(warning)).length, 1);
    assert.equal(
      warnings.some((warning) => warning.includes("missing")),
      false,
    );
    const comparison = variants[1]?.comparison;
    assert.deepEqual([comparison?.verdict, comparison?.method.startsWith("e-value")], ["better", true]);
    assert.ok(Math.abs((comparison?.p ?? 1) - Math.exp(-(record.early?.variants[0]?.logE ?? 0))) < 1e-12);
  });

  it("is not gone on with", async () => {
    const { manifest: pinned, record, storage } = await start();
    const before = [...storage.files.keys()];
    const outcome = await resumeRun(pinned.runId, {}, hostOf(storage), { signal: never });
    assert.match(outcome.warnings[0] ?? "", /stopped early after 20 of 120 rows.* on purpose/);
    assert.deepEqual([outcome.record.early, [...storage.files.keys()]], [record.early, before]);
  });

  it("stops at the same row when it was killed before and resumed", async () => {
    const whole = await start();
    const { manifest: pinned, record, storage } = await start({ stopAfter: 11 });
    assert.deepEqual([record.state, record.early], ["cancelled", null]);
    const resumed = await resumeRun(pinned.runId, {}, hostOf(storage, { newId: () => "another" }), { signal: never });
    assert.deepEqual([resumed.record.state, resumed.record.early], ["done", whole.record.early]);
  });

  it("has no gates decided, and without its last word is neither better nor worse", async () => {
    const { manifest: pinned, record } = await start();
    const gated = { ...pinned, experiment: { ...pinned.experiment, gates: [{ metric: "pass_rate", at_least: 0 }] } };
    assert.equal(decideGates(gated, record)?.verdict, null);
    const verdict = summarizeRun(pinned, { ...record, early: null }).variants[1]?.comparison?.verdict;
    assert.ok(verdict === "not_enough_rows" || verdict === "no_evidence", verdict);
  });

  for (const [name, more] of [
    ["several epochs", "epochs: 2\n"],
    ["gates", "gates:\n  - {metric: pass_rate, at_least: 0.5}\n"],
  ] as const) {
    it(`is refused with ${name}`, async () => {
      const text = `${files["test.experiment.yaml"]}${more}`;
      const { diagnostics } = await loadExperiment(memoryFiles({ ...files, "test.experiment.yaml": text }), "test.experiment.yaml");
      assert.deepEqual(
        diagnostics.map(({ code }) => code),
        ["experiment/early-stop"],
      );
    });
  }

  it("is refused for a score, for rows in groups, and with flags that it cannot keep", async () => {
    const changed = {
      ...files,
      "rows.collection.yaml": "format: 1\ndata: rows.csv\ncolumns: {text: {role: cluster}}\n",
      "test.experiment.yaml": files["test.experiment.yaml"].replace("{early_stop", "{primary: score, early_stop"),
    };
    const { diagnostics } = await loadExperiment(memoryFiles(changed), "test.experiment.yaml");
    assert.deepEqual(
      diagnostics.filter(({ code }) => code === "experiment/early-stop").map(({ message }) => message),
      ["A run cannot stop early with a score, which neither passes nor fails.", "A run cannot stop early with rows in groups (text)."],
    );
    const setup = await loadSetup(files);
    for (const flags of [{ epochs: 2 }, { shard: { index: 1, count: 2 } }])
      assert.throws(() => planRun(setup, { ...defaultOptions, ...flags }, noEndpoints), { code: "input/invalid" });
  });
});
