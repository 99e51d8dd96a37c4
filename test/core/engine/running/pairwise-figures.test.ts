// What a pairwise criterion means in the figures: a difference of preferences, read as a number by tests and gates; and what of a run does not go with it.
import assert from "node:assert/strict";
import { positionBias, positionWarnings } from "../../../../src/core/comparison/position-bias.ts";
import { summarizeRun } from "../../../../src/core/comparison/summarize-run.ts";
import { isVariantFirst } from "../../../../src/core/domain/pairwise-order.ts";
import { loadExperiment } from "../../../../src/core/documents/load-experiment.ts";
import { compareRuns } from "../../../../src/core/engine/compare-runs.ts";
import { forecastPlan } from "../../../../src/core/engine/gating/forecast-plan.ts";
import { defaultOptions, type RunOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../../src/core/engine/planning/plan.ts";
import { refuseOtherRatings } from "../../../../src/core/engine/refuse-other-ratings.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import { decideGates } from "../../../../src/core/gates/decide-gates.ts";
import { judgePrompts } from "../../../../src/core/scorers/judge-prompt.ts";
import { judgePromptHash, pairwisePrompt } from "../../../../src/core/scorers/pairwise-prompt.ts";
import { readPreference } from "../../../../src/core/scorers/read-ratings.ts";
import { memoryFiles } from "../../../support/memory-files.ts";
import { createMemoryStorage, type MemoryStorage } from "../../../support/memory-storage.ts";
import { noEndpoints } from "../engine-fixtures.ts";
import { makeGate, project as gated } from "../gating/gate-desk.ts";
import { hostOf, loadSetup } from "../run-fixtures.ts";
import { criteriaWith, preferred, project, rowsOf } from "./pairwise-fixtures.ts";

type Files = Readonly<Record<string, string>>;

async function run(files: Files, options: Partial<RunOptions> = {}, storage: MemoryStorage = createMemoryStorage(), id = "run") {
  const plan = planRun(await loadSetup(files), { ...defaultOptions, ...options }, noEndpoints);
  return startRun(plan, hostOf(storage, { newId: () => id }), { signal: new AbortController().signal });
}

function experiment(more: string): string {
  return `${project["test.experiment.yaml"]}${more}`;
}

/** A judge that prefers either answer as often: what it likes stands in both at random. */
const undecided = {
  ...project,
  "rows.csv": rowsOf(60),
  "writer.model.yaml": "provider: simulated\nmodel: writer\nrules:\n  - {when: '.', replies: [{text: 'yes, good'}, {text: 'yes, bad'}]}\n",
  "judge.model.yaml": "provider: simulated\nmodel: judge\njudge:\n  - {criterion: better, prefer_when: good}\n",
};

describe("the metric of a pairwise criterion", () => {
  it("is its value, tested as a number, and its difference a shifted preference", async () => {
    const { manifest, record } = await run({
      ...project,
      "rows.csv": rowsOf(40),
      "test.experiment.yaml": experiment("plan: {primary: criterion.better}\n"),
    });
    const comparison = summarizeRun(manifest, record).variants[1]?.comparison;
    assert.deepEqual(
      [comparison?.isBinary, comparison?.difference.value, comparison?.won, comparison?.verdict, comparison?.criteria[1]?.isBinary],
      [false, 0.5, 40, "better", false],
    );
  });

  it("is no difference where nothing is preferred, and counts ties as ties", async () => {
    const { manifest, record } = await run({ ...undecided, "test.experiment.yaml": experiment("plan: {primary: criterion.better}\n") });
    const comparison = summarizeRun(manifest, record).variants[1]?.comparison;
    assert.ok(comparison != null && Math.abs(comparison.difference.value) < 0.15);
    assert.deepEqual([comparison.verdict, comparison.won + comparison.lost + comparison.tied], ["not_enough_rows", 60]);
    assert.ok(comparison.tied > 10);
  });

  it("stands still when the drawn order is another: an unbiased judge is not moved by it", async () => {
    for (const seed of [1, 2, 3]) {
      const { manifest, record } = await run({ ...project, "rows.csv": rowsOf(12) }, { seed });
      const short = summarizeRun(manifest, record).variants[1];
      assert.deepEqual([short?.meanScore, short?.comparison?.criteria[1]?.difference.value], [1, 0.5]);
    }
  });

  it("is averaged over epochs, whatever the reducer of passes is", async () => {
    const files = { ...undecided, "test.experiment.yaml": experiment("epochs: 3\nreduce: mode\nplan: {primary: criterion.better}\n") };
    const { manifest, record } = await run(files);
    const [, short] = summarizeRun(manifest, record).variants;
    const values = [...record.samples.values()].flatMap(({ variant, ratings }) =>
      variant === "short" ? [ratings.get("better")?.value ?? 0] : [],
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    assert.ok(Math.abs((short?.comparison?.difference.value ?? 0) - (mean - 0.5)) < 1e-9);
  });

  it("is what a gate reads, also against another commit, and half where both ask the same", async () => {
    const contents = {
      ...gated,
      "prompts/ask.prompt": "Answer briefly: {{id}}",
      "writer.model.yaml": project["writer.model.yaml"],
      "judge.model.yaml": project["judge.model.yaml"],
      "test.criteria.yaml": project["test.criteria.yaml"],
      "test.experiment.yaml":
        gated["test.experiment.yaml"]?.replace("pass_rate, no_worse_than: 0.05", "criterion.better, better_by: 0.3") ?? "",
    };
    const base = { ...contents, "prompts/ask.prompt": "Answer at length: {{id}}" };
    const better = await makeGate({ head: contents, base });
    assert.deepEqual([better.gates.rulings[0]?.verdict, better.gates.rulings[0]?.value, better.exit], ["pass", 0.5, 0]);
    const worse = await makeGate({ head: { ...contents, "prompts/ask.prompt": "Answer at length: {{id}}" }, base: contents });
    assert.deepEqual([worse.gates.rulings[0]?.verdict, worse.gates.rulings[0]?.value], ["fail", -0.5]);
    const same = await makeGate({ head: contents, base: contents });
    assert.deepEqual([same.manifest.variants.length, same.record.calls.rating], [1, 0]);
  });

  it("is no subject of a forecast, which knows rows that pass or fail", async () => {
    const gates = "gates:\n  - {metric: criterion.better, no_worse_than: 0.1}\n  - {metric: criterion.yes, no_worse_than: 0.1}\n";
    const setup = await loadSetup({ ...project, "test.experiment.yaml": experiment(gates) });
    const forecasts = forecastPlan(planRun(setup, defaultOptions, noEndpoints));
    assert.deepEqual(
      forecasts.map(({ metric }) => metric),
      ["criterion.yes"],
    );
  });

  it("is read by its value in a rule about the variant alone too", async () => {
    const { manifest, record } = await run({
      ...project,
      "rows.csv": rowsOf(40),
      "test.experiment.yaml": experiment("gates:\n  - {metric: criterion.better, at_least: 0.9}\n"),
    });
    assert.deepEqual(
      decideGates(manifest, record)?.rulings.map(({ value, verdict }) => [value, verdict]),
      [[1, "pass"]],
    );
  });
});

describe("rows that are run again", () => {
  it("are compared with nothing, and count all the same", async () => {
    const made = await makeGate({
      base: null,
      head: {
        "prompts/guess.prompt": "Answer by guessing: {{id}}",
        "test.criteria.yaml": criteriaWith("{id: yes, check: equals, value: 'yes'}", preferred),
        "judge.model.yaml": "provider: simulated\nmodel: judge\njudge:\n  - {criterion: better, prefer_when: yes}\n",
        "test.experiment.yaml": `${gated["test.experiment.yaml"]?.replace("{metric: pass_rate, no_worse_than: 0.05}", "{rows: {filter: {kind: [must]}}, must_pass: all}") ?? ""}variants:\n  - {name: guess, template: prompts/guess.prompt}\n`,
      },
    });
    const again = [...made.record.samples.values()].filter(({ rerun }) => rerun > 0);
    assert.ok(again.length > 0 && again.every(({ ratings }) => ratings.get("better")?.value === 0.5));
    assert.deepEqual([made.record.calls.rating, made.gates.rulings[0]?.verdict === "inconclusive"], [40, false]);
  });
});

describe("the place of a response", () => {
  /** The record of a run whose judge chooses the first of two as often as `share` says, in the order of its samples. */
  async function judgedBy(share: number) {
    const { manifest, record } = await run({ ...undecided, "rows.csv": rowsOf(40) });
    const { seed } = manifest.order;
    for (const [index, sample] of [...record.samples.values()].filter(({ variant }) => variant === "short").entries()) {
      const isVariant =
        isVariantFirst({ seed, row: sample.row, epoch: sample.epoch, criterion: "better", variant: "short" }) === index < share * 40;
      sample.ratings = new Map([
        ...sample.ratings,
        ["better", { value: isVariant ? 1 : 0, label: isVariant ? "pass" : "fail", error: null }],
      ]);
    }
    return { manifest, record };
  }

  for (const [share, chosen, percent] of [
    [0.9, "first", 90],
    [0.15, "second", 85],
  ] as const) {
    it(`is warned of where the judge mostly chooses the ${chosen}`, async () => {
      const { manifest, record } = await judgedBy(share);
      const { warnings } = summarizeRun(manifest, record);
      const warning = `On "better" the judge prefers the ${chosen} of two responses in ${percent}% of 40 verdicts (p < 0.0001): the place sways it. The order is drawn by lot, so this favours no arm, but it hides differences.`;
      assert.ok(warnings.includes(warning), warnings.join("\n"));
    });
  }

  it("is not spoken of where it may be chance, nor for few verdicts", async () => {
    const { manifest, record } = await judgedBy(0.625);
    assert.deepEqual([positionWarnings(manifest, record), positionBias(manifest, record)[0]?.first], [[], 25]);
    const few = await run({ ...project, "rows.csv": rowsOf(15) });
    for (const sample of few.record.samples.values()) sample.ratings = new Map();
    assert.deepEqual(
      [positionWarnings(few.manifest, few.record), positionBias(few.manifest, few.record)],
      [[], [{ criterion: "better", decided: 0, first: 0, p: 1 }]],
    );
  });

  it("changes nothing of what a verdict means: whichever stands first, the same response is worth the same", () => {
    for (const mode of ["detailed", "fast"] as const)
      for (const [verdict, swapped] of [
        ["first", "second"],
        ["second", "first"],
        ["tie", "tie"],
      ] as const) {
        const valueOf = (word: string, isFirst: boolean) => {
          const answer = JSON.stringify({ ratings: [{ id: "a", ...(mode === "fast" ? {} : { reason: "r" }), verdict: word }] });
          const rated = readPreference(answer, "a", isFirst, mode).get("a");
          return rated?.kind === "rated" ? [rated.value, rated.label] : assert.fail(rated?.message);
        };
        assert.deepEqual(valueOf(verdict, true), valueOf(swapped, false));
        assert.equal((valueOf(verdict, true)[0] as number) + (valueOf(verdict, false)[0] as number), 1);
      }
  });

  it("is drawn for each row, epoch, criterion and variant, and comes first half the time", () => {
    const pairs = Array.from({ length: 2000 }, (_, index) => ({ seed: 1, row: `r${index}`, epoch: 0, criterion: "a", variant: "v" }));
    const share = pairs.filter(isVariantFirst).length / pairs.length;
    assert.ok(Math.abs(share - 0.5) < 0.04, String(share));
    for (const other of [{ seed: 2 }, { epoch: 1 }, { criterion: "b" }, { variant: "w" }]) {
      const moved = pairs.filter((pair) => isVariantFirst({ ...pair, ...other }) !== isVariantFirst(pair)).length / pairs.length;
      assert.ok(Math.abs(moved - 0.5) < 0.04, JSON.stringify(other));
    }
  });
});

describe("what a pairwise criterion does not go with", () => {
  async function findings(files: Files): Promise<string[]> {
    const { diagnostics } = await loadExperiment(memoryFiles(files), "test.experiment.yaml");
    return diagnostics.map(({ severity, code, message, hint }) => `${severity} ${code} ${message} ${hint ?? ""}`);
  }

  it("is a single arm, as a warning of the files and a refusal of the run", async () => {
    const alone = { ...project, "test.experiment.yaml": project["test.experiment.yaml"].replace(/variants:.*/s, "") };
    assert.deepEqual(await findings(alone), [
      'warning criteria/never-applies The criterion "better" says nothing of any response here. It prefers one of two responses, and the experiment has one arm. Add a variant. As it stands only `touchstone gate --base` and `touchstone aa` have two arms to compare.',
    ]);
    await assert.rejects(run(alone), /"better" prefers one of two responses, and this run has one arm/);
    await assert.rejects(run(project, { variants: [] }), /this run has one arm/);
    assert.equal((await run(alone, { purpose: "aa" })).record.calls.rating, 3);
  });

  it("is a run that may stop early", async () => {
    const early = { ...project, "test.experiment.yaml": experiment("plan: {early_stop: true}\n") };
    assert.deepEqual(await findings(early), [
      "error experiment/early-stop A run cannot stop early with a pairwise criterion (better), which is asked when every row is answered. Leave `early_stop` out.",
    ]);
  });

  it("is a run in batches", async () => {
    const files = {
      ...project,
      "writer.model.yaml": "provider: openai\nmodel: writer\n",
      "judge.model.yaml": "provider: openai\nmodel: judge\n",
    };
    await assert.rejects(
      run(files, { batch: { judge: "live" } }),
      /"better" compares responses when all of them are there, which is asked live/,
    );
  });

  it("is a comparison of two runs, which leaves it out with a sentence or is refused where it decides", async () => {
    const storage = createMemoryStorage();
    const files = { ...project, "rows.csv": rowsOf(20) };
    await run(files, {}, storage, "01a");
    await run(files, {}, storage, "01b");
    const compared = await compareRuns({ storage, files: memoryFiles({}) }, ["01a:baseline", "01b:short"]);
    const [, short] = compared.variants;
    assert.deepEqual(
      [short?.criteria.map(({ id }) => id), short?.comparison?.criteria.map(({ metric }) => metric)],
      [["yes"], ["criterion.yes"]],
    );
    assert.ok(
      compared.warnings.includes(
        'The criterion "better" is left out: each run asked which response its judge prefers to the baseline of that run alone.',
      ),
    );
    const within = await compareRuns({ storage, files: memoryFiles({}) }, ["01a:baseline", "01a:short"]);
    assert.deepEqual(
      within.variants[1]?.comparison?.criteria.map(({ metric }) => metric),
      ["criterion.yes", "criterion.better"],
    );
    const decided = { ...files, "test.experiment.yaml": experiment("plan: {primary: criterion.better}\n") };
    await run(decided, {}, storage, "02a");
    await run(decided, {}, storage, "02b");
    await assert.rejects(
      compareRuns({ storage, files: memoryFiles({}) }, ["02a:baseline", "02b:short"]),
      /The plan decides by criterion\.better/,
    );
  });
});

describe("the prompt of pairwise criteria", () => {
  it("never changes: a better one is a new version", () => {
    assert.deepEqual(
      [pairwisePrompt.version, pairwisePrompt.hash],
      [1, "sha256:3efddfa644f5dcdc659e137b909f8d5f940d122dc17c0ab2c81cc17d43bb61c3"],
    );
  });

  it("is pinned by the run beside the prompt of questions, and refused beside another; without such criteria the hash is the old one", async () => {
    const { manifest } = await run(project);
    assert.notEqual(manifest.criteria.judge?.promptHash, judgePrompts[1].hash);
    assert.equal(judgePromptHash({ criteria: [], judgeVersion: 1 }), judgePrompts[1].hash);
    const judge = manifest.criteria.judge ?? assert.fail("no judge");
    const other = { ...manifest, criteria: { ...manifest.criteria, judge: { ...judge, promptHash: judgePrompts[1].hash } } };
    assert.throws(
      () => refuseOtherRatings({ name: "a", manifest }, { name: "b", manifest: other }),
      /^TouchstoneError: a and b were rated by different judge prompts; their figures do not mean the same\.$/,
    );
  });
});
