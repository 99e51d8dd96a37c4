// The example from `init` to a verdict, as a stranger would type it, and the shape of each command's JSON.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { RunJson, SampleJson, VariantJson } from "../support/cli-json.ts";
import { runCli, type CliResult } from "../support/run-cli.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";

const experiment = "experiments/tone.experiment.yaml";

describe("the example", () => {
  let project: TemporaryProject;
  let touchstone: (...words: string[]) => Promise<CliResult>;
  let run: RunJson;

  before(async () => {
    project = await createProject();
    touchstone = (...words) => runCli(words, { folder: project.folder });
    const init = await touchstone("init");
    assert.equal(init.exitCode, 0, init.stderr);
    run = (await touchstone("run", experiment, "--json")).json<RunJson>();
  });
  after(() => project[Symbol.asyncDispose]());

  it("is checked without a finding", async () => {
    const check = await touchstone("check", "--json");
    assert.deepEqual([check.exitCode, check.json()], [0, { diagnostics: [], exitCode: 0 }]);
  });

  it("is planned as calls of a simulated model, at no cost", async () => {
    const planned = (await touchstone("plan", experiment, "--json")).json<Record<string, object> & { forecast: { sentence: string }[] }>();
    const { forecast, ...plan } = planned;
    assert.deepEqual(
      forecast.map(({ sentence }) => sentence),
      ["At 80 rows an equal prompt passes pass_rate no_worse_than 0.05 41% of the time; 433 rows would make it 95%."],
    );
    assert.deepEqual(
      { ...plan, tokens: shapeOf(plan["tokens"]), power: { ...plan["power"], detectable: "number" } },
      {
        rows: 80,
        variants: [
          { name: "baseline", samples: 80 },
          { name: "short", samples: 80 },
        ],
        calls: { generation: 160, rating: 160, cached: 0 },
        tokens: { input: "number", outputMax: "number" },
        costUsd: { worst: 0 },
        power: { rows: 80, detectable: "number", rowsForMargin: 85 },
        destinations: [
          { endpoint: null, origin: null, provider: "simulated", model: "simulated-support-1", calls: 160 },
          { endpoint: null, origin: null, provider: "simulated", model: "simulated-judge-1", calls: 160 },
        ],
        scripts: [],
        warnings: [],
        exitCode: 0,
      },
    );
  });

  it("ends with every sample rated, and a variant that is better", () => {
    const [baseline, short] = run.variants;
    assert.deepEqual(
      [run.status, run.exitCode, run.missing, baseline?.errors, short?.errors, short?.comparison?.verdict],
      ["done", 0, 0, 0, 0, "better"],
    );
  });

  it("prints a run in the promised shape", () => {
    assert.deepEqual(shapeOf(run), {
      run: "string",
      dir: "string",
      experiment: "string",
      status: "string",
      reason: "null",
      simulated: "boolean",
      partial: "boolean",
      seed: "number",
      variants: [
        { ...armShape, comparison: "null" },
        {
          ...armShape,
          comparison: { ...comparisonShape, baseline: "string", sentence: "string", criteria: Array(7).fill(comparisonShape) },
        },
      ],
      gates: {
        verdict: "string",
        sentence: "string",
        rulings: [
          {
            gate: "number",
            rule: "string",
            metric: "string",
            variant: "string",
            category: "null",
            verdict: "string",
            sentence: "string",
            rows: "number",
            value: "number",
            interval: { lower: "number", upper: "number" },
            limit: "number",
            rowsToSettle: "null",
          },
        ],
      },
      calls: { generation: "number", rating: "number", cached: "number", retried: "number", possiblyBilledTwice: "number" },
      spentUsd: "number",
      missing: "number",
      errorReasons: [],
      warnings: ["string", "string"],
      exitCode: "number",
    });
  });

  it("says the verdict first and the next step last", async () => {
    const { stdout, stderr } = await touchstone("run", experiment);
    assert.match(stdout, /^short is better than baseline: \d+ rows only short passed/);
    assert.match(stderr, /Next: touchstone export \S+ --format csv/);
  });

  it("gives the same figures for the same seed and others for another", async () => {
    const again = (await touchstone("run", experiment, "--json", "--seed", "1")).json<RunJson>();
    const other = (await touchstone("run", experiment, "--json", "--seed", "2")).json<RunJson>();
    assert.deepEqual([again.variants.map(figures), again.calls], [run.variants.map(figures), run.calls]);
    assert.notDeepEqual(other.variants.map(figures), run.variants.map(figures));
  });

  it("lists its runs, newest first", async () => {
    const list = (await touchstone("list", "runs", "--json")).json<{ runs: { run: string; startedAt: string }[] }>();
    assert.deepEqual(shapeOf(list.runs.at(-1)), {
      run: "string",
      experiment: "string",
      name: "string",
      status: "string",
      startedAt: "string",
      endedAt: "string",
      samples: "number",
      ended: "number",
      simulated: "boolean",
      gate: "string",
      variants: Array(2).fill({ name: "string", passed: "number", samples: "number" }),
    });
    const starts = list.runs.map(({ startedAt }) => startedAt);
    assert.deepEqual(starts, starts.toSorted().reverse());
    assert.equal(list.runs.at(-1)?.run, run.run);
  });

  it("lists its documents", async () => {
    const list = (await touchstone("list", "--json")).json<Record<string, string[]>>();
    assert.deepEqual([list["experiments"], list["collections"]], [[experiment], ["collections/tickets.collection.yaml"]]);
  });

  it("exports the figures and every sample as JSON", async () => {
    const exported = (await touchstone("export", run.run, "--format", "json")).json<RunJson & { samples: SampleJson[] }>();
    assert.deepEqual([exported.variants, exported.samples.length], [run.variants, 160]);
  });

  it("exports one sample a line as JSON lines", async () => {
    const { stdout } = await touchstone("export", run.run, "--format", "jsonl");
    const samples = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as SampleJson);
    const passed = samples.filter(({ variant, outcome }) => variant === "short" && outcome === "pass");
    assert.deepEqual([samples.length, passed.length], [160, run.variants[1]?.passed]);
  });

  it("exports a CSV file that its own reader takes", async () => {
    await touchstone("export", run.run, "--format", "csv", "--out", "run.csv");
    await project.write({ "read-back.prompt": "{{row}} {{variant}} {{outcome}}" });
    const render = await touchstone("render", "read-back.prompt", "--collection", "run.csv", "--json");
    assert.match(render.stdout, /T-0001 baseline (pass|fail)/);
  });

  it("exports the verdict and the figures as Markdown", async () => {
    const { stdout } = await touchstone("export", run.run, "--format", "markdown");
    assert.match(stdout, /^## Shorter tone\n\n\*\*short is better than baseline/);
    assert.match(stdout, new RegExp(`\\| short \\| 80 \\| .*\\|\\n`));
  });

  it("compares its arms as the run did", async () => {
    const compare = (await touchstone("compare", `${run.run}:baseline`, `${run.run}:short`, "--json")).json<{ variants: VariantJson[] }>();
    const onlyIn = [
      { name: "baseline", rows: 0 },
      { name: "short", rows: 0 },
    ];
    assert.deepEqual(
      {
        ...compare,
        variants: compare.variants.map(({ passed, comparison }) => ({ passed, verdict: comparison?.verdict ?? null })),
        warnings: [],
      },
      {
        variants: [
          { passed: run.variants[0]?.passed, verdict: null },
          { passed: run.variants[1]?.passed, verdict: "better" },
        ],
        joined: 80,
        edited: 0,
        onlyIn,
        warnings: [],
        exitCode: 0,
      },
    );
  });

  it("compares `latest` with an arm of it", async () => {
    const { exitCode, stdout } = await touchstone("compare", "latest:baseline", "latest:short");
    assert.equal(exitCode, 0);
    assert.match(stdout, /80 rows in all/);
  });

  it("renders one ticket as the messages that are sent", async () => {
    const render = (await touchstone("render", "templates/reply.prompt", "--row", "T-0002", "--json")).json<{
      messages: { role: string; content: { text: string }[] }[];
    }>();
    assert.deepEqual(
      render.messages.map(({ role }) => role),
      ["system", "user"],
    );
    assert.match(render.messages[1]?.content[0]?.text ?? "", /^\nCustomer: Lorenzo Bianchi\nOrder: A-48280\n/);
  });

  it("is also written where --out says, in each format", async () => {
    const { run: id } = (
      await touchstone("run", experiment, "--rows", "first:1", "--json", "--out", "results/today", "--format", "json,csv")
    ).json<RunJson>();
    const exported = await touchstone("export", id, "--format", "json");
    assert.deepEqual(await project.list("results"), [`results/today/${id}.csv`, `results/today/${id}.json`]);
    assert.equal(await project.read(`results/today/${id}.json`), exported.stdout);
  });

  it("keeps its runs where the project says", async () => {
    await using other = await project.copy();
    await other.write({ "touchstone.yaml": "format: 1\ndefaults: {model: models/simulated.model.yaml}\nruns: kept/runs\n" });
    const ran = (await runCli(["run", experiment, "--rows", "first:1", "--json"], other)).json<RunJson>();
    const list = (await runCli(["list", "runs", "--json"], other)).json<{ runs: { run: string }[] }>();
    assert.deepEqual([ran.dir, list.runs.map((listed) => listed.run)], [path.join("kept", "runs", ran.run), [ran.run]]);
  });

  it("is not written over what is there", async () => {
    const before = await project.read("README.md");
    const init = await touchstone("init", "--json");
    assert.deepEqual(
      [init.exitCode, init.json<{ error: { code: string } }>().error.code, await project.read("README.md")],
      [4, "input/invalid", before],
    );
  });

  it("is written into a new folder, which is said", async () => {
    const { stdout } = await touchstone("init", "another/project");
    assert.match(stdout, /cd another[\\/]project\n {2}touchstone run experiments\/tone\.experiment\.yaml/);
    assert.ok((await project.list("another/project")).includes("another/project/touchstone.yaml"));
  });
});

describe("touchstone", () => {
  it("says its version", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
    await using project = await createProject();
    const { exitCode, stdout } = await runCli(["--version"], project);
    assert.deepEqual([exitCode, stdout], [0, `${version}\n`]);
  });

  for (const words of [["--help"], []]) {
    it(`names every command when asked with "${words.join("")}"`, async () => {
      await using project = await createProject();
      const { exitCode, stdout } = await runCli(words, project);
      const commands = [...stdout.matchAll(/^ {2}([a-z]+)(?= .*\S {2,}\S)/gm)].map(([, name]) => name);
      assert.deepEqual(
        [exitCode, commands],
        [
          0,
          [
            "init",
            "check",
            "render",
            "plan",
            "run",
            "aa",
            "gate",
            "resume",
            "retry",
            "rerate",
            "list",
            "export",
            "approve",
            "merge",
            "doctor",
            "compare",
            "stats",
            "trust",
            "help",
          ],
        ],
      );
    });
  }

  for (const command of [
    "init",
    "check",
    "render",
    "plan",
    "run",
    "aa",
    "gate",
    "resume",
    "retry",
    "rerate",
    "list",
    "export",
    "approve",
    "merge",
    "doctor",
    "compare",
    "stats",
    "trust",
  ]) {
    it(`shows an example of ${command}`, async () => {
      await using project = await createProject();
      const { exitCode, stdout } = await runCli([command, "--help"], project);
      assert.equal(exitCode, 0);
      assert.match(stdout, new RegExp(`Examples:\\n {2}touchstone ${command}`));
    });
  }
});

const intervalShape = { value: "number", lower: "number", upper: "number" };
const tokensShape = { input: "number", output: "number" };

const armShape = {
  name: "string",
  samples: "number",
  passed: "number",
  failed: "number",
  errors: "number",
  passRate: intervalShape,
  completeCasePassRate: "number",
  meanScore: "number",
  criteria: Array(7).fill({ id: "string", passed: "number", failed: "number", errors: "number" }),
  tokens: tokensShape,
  costUsd: "number",
  judge: { tokens: tokensShape, costUsd: "number" },
  latencyMs: { p50: "number", p95: "number" },
  completedAt: "string",
};

const comparisonShape = {
  metric: "string",
  isBinary: "boolean",
  rows: "number",
  won: "number",
  lost: "number",
  tied: "number",
  difference: intervalShape,
  verdict: "string",
  practicallyEqual: "boolean",
  minimumDetectableEffect: "number or null",
  rowsForMargin: "number or null",
  p: "number",
  pAdjusted: "number",
  family: "number",
  method: "string",
  noise: "null",
};

const nullableNumbers = new Set(["minimumDetectableEffect", "rowsForMargin"]);

/** A JSON value with the names of types in place of its scalars. */
function shapeOf(value: unknown, name = ""): unknown {
  if (nullableNumbers.has(name) && (value === null || typeof value === "number")) return "number or null";
  if (value === null) return "null";
  if (Array.isArray(value)) return value.map((inner) => shapeOf(inner));
  if (typeof value !== "object") return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner, key)]));
}

/** What of an arm depends on the seed and not on the clock. */
function figures({ latencyMs: _latency, completedAt: _completed, ...rest }: VariantJson): object {
  return rest;
}
