// Shards of a run, each made by a process of its own in a folder of its own, put together to the run that nobody divided.
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import path from "node:path";
import type { ErrorJson, RunJson } from "../support/cli-json.ts";
import { exportedRecord } from "../support/exported-record.ts";
import type { Handler } from "../support/provider-server/behaviour.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli, type CliOptions, type CliResult } from "../support/run-cli.ts";
import { addingModel, rowNumber, sumsProject, withJudge } from "../support/sums-project.ts";
import { createProject, type ProjectFiles, type TemporaryProject } from "../support/temporary-project.ts";

const run = ["run", "sums.experiment.yaml", "--json"];

/** Two arms, a check and a question; one in twenty answers is wrong, and calls fail as on a busy day. */
const simulated: ProjectFiles = {
  ...sumsProject(1_000),
  "ask-politely.prompt": "Please add {{left}} + {{right}}",
  "adder.model.yaml": `provider: simulated
model: adder
rules:
  - {when: Please, replies: [{text: "Gladly, 11", share: 19}, {text: "Sorry", share: 1}]}
  - {when: ".", replies: [{text: "11", share: 9}, {text: "I pass", share: 1}]}
failures: {rate_limit: 0.02, server_error: 0.01, reset: 0.1}
`,
  "judge.model.yaml": `provider: simulated
model: judge
judge:
  - {criterion: number, pass_when: "[0-9]", flip: 0.05}
failures: {server_error: 0.01, reset: 0.05}
`,
  "sums.criteria.yaml": `judge: {model: judge.model.yaml}
criteria:
  - {id: right, check: contains, value: "1", weight: 0.7}
  - {id: number, question: Is it a number?, weight: 0.2, severity: soft}
`,
  "sums.experiment.yaml": `collection: sums.csv
template: ask.prompt
model: adder.model.yaml
criteria: sums.criteria.yaml
variants:
  - {name: politely, template: ask-politely.prompt}
plan: {primary: score}
`,
};

/** Where the runs of a project lie, as somebody outside would name them; oldest first. */
async function runFolders(project: TemporaryProject): Promise<string[]> {
  const manifests = (await project.list(".touchstone/runs")).filter((file) => file.endsWith("/manifest.json"));
  return manifests.map((file) => path.join(project.folder, path.dirname(file)));
}

/** The flags of all shards. */
function shardsOf(count: number): string[][] {
  return Array.from({ length: count }, (_, at) => ["--shard", `${at + 1}/${count}`]);
}

/** Models that never fail. */
const quick: ProjectFiles = Object.fromEntries(
  ["adder.model.yaml", "judge.model.yaml"].map((file) => [file, (simulated[file] ?? "").replace(/^failures:.*$/m, "")]),
);

interface PlanJson {
  readonly shard?: string;
  readonly calls: { readonly generation: number };
}

function merge(project: TemporaryProject, ...words: string[]): Promise<CliResult> {
  return runCli(["merge", ...words, "--json"], project);
}

describe("eight shards of a run of 2,000 samples", () => {
  it("are put together to the record of the run that was not divided", async () => {
    await using project = await createProject(simulated);
    const whole = await runCli([...run, "--concurrency", "200"], project);
    const undivided = await exportedRecord(project, 2_000);
    const { variants, calls } = whole.json<RunJson>();
    const errors = variants.reduce((sum, variant) => sum + variant.errors, 0);
    assert.deepEqual([whole.exitCode, errors > 5, calls.retried > 50], [3, true, true]);

    await using machine = await createProject(simulated);
    const made = await Promise.all(shardsOf(8).map((shard) => runCli([...run, "--concurrency", "200", ...shard], machine)));
    const sizes = made.map((shard) => shard.json<RunJson>().variants.reduce((sum, { samples }) => sum + samples, 0));
    await using merging = await createProject();
    const merged = await merge(merging, ...(await runFolders(machine)));
    assert.deepEqual(
      [merged.exitCode, sizes.length, sizes.reduce((sum, size) => sum + size, 0), merged.json<RunJson>().calls],
      [3, 8, 2_000, calls],
    );
    assert.deepEqual(await exportedRecord(merging, 2_000), undivided);
  });
});

describe("shards of a run at a server", () => {
  const files: ProjectFiles = {
    ...sumsProject(40),
    "adder.model.yaml": "{provider: openai, model: adder-1, api: chat, price: {input: 0.17, output: 0.71}}",
    "sums.criteria.yaml": `judge: {model: adder.model.yaml}
criteria:
  - {id: right, check: equals, value: "{{total}}", weight: 0.7}
  - {id: even, question: Is it even?, weight: 0.2, severity: soft}
`,
  };
  /** Every seventh row is refused, every fifth is answered at the second try only, and wrongly. */
  const seen = new Set<string>();
  const answer = withJudge(
    (_, response) => (Number(response) % 2 === 0 ? "pass" : "fail"),
    addingModel((n) => n % 5 === 0),
  );
  const moody: Handler = (request, nth) => {
    const n = rowNumber(request);
    const key = JSON.stringify(request.body);
    if (n % 7 === 0) return { kind: "status", status: 400 };
    if (n % 5 !== 0 || seen.has(key)) return answer(request, nth);
    seen.add(key);
    return { kind: "status", status: 500 };
  };

  it("give the record of the whole, with cached answers, retries and refusals, from wherever they lie", async () => {
    await using server = await startProviderServer({ handler: moody });
    const at = ({ folder }: TemporaryProject): CliOptions => ({
      folder,
      environment: { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: `${server.url}/v1` },
    });
    await using primed = await createProject(files);
    await runCli([...run, "--rows", "first:12"], at(primed));
    const [before = ""] = await runFolders(primed);
    await using whole = await primed.copy();
    seen.clear();
    const undivided = await runCli(run, at(whole));
    assert.deepEqual([undivided.exitCode, undivided.json<RunJson>().calls.cached > 0], [3, true]);

    await using home = await primed.copy();
    const folders: string[] = [];
    for (const shard of shardsOf(3)) {
      seen.clear();
      await using machine = await primed.copy();
      await runCli([...run, ...shard], at(machine));
      const [folder = ""] = (await runFolders(machine)).filter((found) => path.basename(found) !== path.basename(before));
      // The first as a CI artifact, the second as a bare folder, the third among this project's own runs.
      const target = [`artifacts/one/.touchstone`, "artifacts/two", ".touchstone"][folders.length] ?? "";
      const id = path.basename(folder);
      await cp(folder, path.join(home.folder, target, "runs", id), { recursive: true });
      await cp(path.join(machine.folder, ".touchstone/objects"), path.join(home.folder, target, "objects"), { recursive: true });
      folders.push(target === ".touchstone" ? id : `${target}/runs/${id}`);
    }
    const requests = server.requests.length;
    const merged = await merge(home, ...folders);
    assert.deepEqual([merged.exitCode, server.requests.length], [3, requests]);
    assert.deepEqual(await exportedRecord(home, 40), await exportedRecord(whole, 40));
  });
});

describe("a shard", () => {
  const files = { ...simulated, ...quick, "sums.csv": sumsProject(10)["sums.csv"] ?? "" };

  it("has its own figures in the plan, and says so", async () => {
    await using project = await createProject(files);
    const whole = (await runCli(["plan", "sums.experiment.yaml", "--json"], project)).json<PlanJson>();
    const plans = await Promise.all(
      shardsOf(3).map(async (shard) => (await runCli(["plan", "sums.experiment.yaml", "--json", ...shard], project)).json<PlanJson>()),
    );
    const calls = plans.reduce((sum, plan) => sum + plan.calls.generation, 0);
    assert.deepEqual([whole.shard, plans.map(({ shard }) => shard), calls], [undefined, ["1/3", "2/3", "3/3"], whole.calls.generation]);
    const { stdout } = await runCli(["plan", "sums.experiment.yaml", "--shard", "2/3"], project);
    assert.match(stdout, /^Shard 2\/3: \d rows × 2 arms \(baseline, politely\)/);
  });

  it("warns that its figures stand for a part, is partial, and is resumed as a shard", async () => {
    await using project = await createProject(files);
    const stopped = await runCli([...run, "--shard", "1/2", "--max-calls", "3"], project);
    const resumed = await runCli(["resume", "latest", "--max-calls", "100", "--json"], project);
    const { warnings, partial, missing } = resumed.json<RunJson & { partial: boolean }>();
    const sentence = "This is shard 1/2: the figures stand for its rows. Put all 2 together with `touchstone merge`.";
    assert.deepEqual([stopped.exitCode, resumed.exitCode, warnings.includes(sentence), partial, missing], [3, 0, true, true, 0]);
  });

  it("without a row is a run that ends well", async () => {
    await using project = await createProject({ ...files, "sums.csv": sumsProject(1)["sums.csv"] ?? "" });
    const made = [await runCli([...run, "--shard", "1/2"], project), await runCli([...run, "--shard", "2/2"], project)];
    const sizes = made.map((shard) => shard.json<RunJson>().variants.reduce((sum, { samples }) => sum + samples, 0));
    const merged = await merge(project, ...(await runFolders(project)));
    assert.deepEqual([made.map(({ exitCode }) => exitCode), sizes.sort(), merged.exitCode], [[0, 0], [0, 2], 0]);
  });

  for (const shard of ["9/8", "0/8", "3", "a/b", "1/10000"]) {
    it(`cannot be ${shard}`, async () => {
      await using project = await createProject(files);
      const { exitCode, json } = await runCli([...run, "--shard", shard], project);
      const { error } = json<ErrorJson>();
      assert.deepEqual(
        [exitCode, error.code, error.message, error.hint, await runFolders(project)],
        [
          4,
          "input/invalid",
          `--shard cannot be "${shard}".`,
          "Give it a shard and how many there are, such as 3/8 for the third of eight.",
          [],
        ],
      );
    });
  }
});

describe("merging what does not belong together", () => {
  const files = { ...simulated, ...quick, "sums.csv": sumsProject(10)["sums.csv"] ?? "" };
  let machine: TemporaryProject;
  let shards: readonly string[];

  before(async () => {
    machine = await createProject(files);
    for (const shard of shardsOf(4)) await runCli([...run, ...shard], machine);
    shards = await runFolders(machine);
  });
  after(() => machine[Symbol.asyncDispose]());

  /** The folder of another run, made with other files or flags. */
  async function stranger(changes: ProjectFiles, words: readonly string[]): Promise<string> {
    const other = await machine.copy();
    strangers.push(other);
    await other.write(changes);
    await runCli([...run, ...words], other);
    const known = new Set(shards.map((folder) => path.basename(folder)));
    return (await runFolders(other)).find((folder) => !known.has(path.basename(folder))) ?? "";
  }
  const strangers: TemporaryProject[] = [];
  after(() => Promise.all(strangers.map((project) => project[Symbol.asyncDispose]())));

  /** A shard whose files have been written over. */
  async function altered(shard: string, name: RegExp, change: (text: string) => string): Promise<string> {
    const copy = await machine.copy();
    strangers.push(copy);
    const folder = `.touchstone/runs/${path.basename(shard)}`;
    const file = (await copy.list(folder)).find((found) => name.test(found)) ?? "";
    const text = await copy.read(file);
    assert.notEqual(change(text), text);
    await copy.write({ [file]: change(text) });
    return path.join(copy.folder, folder);
  }

  const wrong: readonly [string, (all: readonly string[]) => string[] | Promise<string[]>, string, RegExp][] = [
    ["a missing shard", (all) => all.slice(1), "merge/incompatible", /^Shard 1\/4 is missing\.$/],
    ["a shard twice", (all) => [...all, ...all.slice(0, 1)], "merge/incompatible", /^Shard 1\/4 is there twice/],
    [
      "another experiment",
      async (all) => [...all.slice(1), await stranger({ "ask.prompt": "What is {{left}} + {{right}}?" }, ["--shard", "1/4"])],
      "merge/incompatible",
      /has another set of variants, templates or models than/,
    ],
    [
      "another seed",
      async (all) => [...all.slice(1), await stranger({}, ["--shard", "1/4", "--seed", "7"])],
      "merge/incompatible",
      /another seed/,
    ],
    [
      "another number of shards",
      async (all) => [...all.slice(1), await stranger({}, ["--shard", "1/5"])],
      "merge/incompatible",
      /is one of 5 shards/,
    ],
    [
      "an unfinished shard",
      async (all) => [...all.slice(1), await stranger({}, ["--shard", "1/4", "--max-calls", "1"])],
      "merge/incompatible",
      /is unfinished: /,
    ],
    ["a run that is no shard", async (all) => [...all, await stranger({}, [])], "merge/incompatible", /is no shard/],
    [
      "another major format",
      async ([one = "", ...others]) => [
        ...others,
        await altered(one, /manifest/, (text) => text.replace("touchstone.run/1.1", "touchstone.run/2.0")),
      ],
      "run/invalid",
      /its format touchstone\.run\/2\.0 is newer than this version writes/,
    ],
    [
      "a damaged journal",
      async ([one = "", ...others]) => [...others, await altered(one, /journal/, (text) => text.replace('"attempt":1', '"attempt":2'))],
      "run/invalid",
      /:\d+: the checksum does not match\.$/,
    ],
    ["a folder without a run", (all) => [...all, "nowhere/runs/x"], "run/missing", /^There is no run in the folder nowhere\/runs\/x\.$/],
    ["a run that is not there", (all) => [...all, "0193a5b0"], "run/missing", /^There is no run "0193a5b0" in this project\.$/],
  ];
  for (const [what, runs, code, message] of wrong) {
    it(`is refused with exit 4 for ${what}, and nothing is written`, async () => {
      await using project = await createProject({ "touchstone.yaml": "format: 1\n" });
      const { exitCode, json } = await merge(project, ...(await runs(shards)));
      const { error } = json<ErrorJson>();
      assert.deepEqual([exitCode, error.code, await project.list()], [4, code, ["touchstone.yaml"]]);
      assert.match(error.message, message);
      assert.ok((error.hint ?? "").length > 0);
    });
  }

  it("makes an incomplete run of what is there when that is asked for, which resume finishes", async () => {
    await using project = await createProject({ "touchstone.yaml": "format: 1\n" });
    const partial = await merge(project, ...shards.slice(0, 2), "--allow-partial");
    const { status, reason, missing } = partial.json<RunJson>();
    assert.deepEqual([partial.exitCode, status, reason, missing > 0], [3, "incomplete", "Shards 3/4 and 4/4 are missing.", true]);
    const resumed = await runCli(["resume", "latest", "--json"], project);
    await using whole = await createProject(files);
    await runCli(run, whole);
    assert.equal(resumed.exitCode, 0);
    assert.deepEqual(await exportedRecord(project, 20), await exportedRecord(whole, 20));
  });
});
