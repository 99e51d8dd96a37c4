// `touchstone gate` and `approve` in a scratch repository: exit codes, what is printed and written, and that nothing of the repository moves.
import assert from "node:assert/strict";
import path from "node:path";
import type { Against } from "../../src/core/domain/run-manifest.ts";
import type { RunGates } from "../../src/core/gates/ruling.ts";
import { git } from "../support/repository.ts";
import { runCli } from "../support/run-cli.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";

const experiment = "experiments/tone.experiment.yaml";
const template = "templates/reply.prompt";

interface GateJson {
  readonly gates: RunGates;
  readonly against: Against;
  readonly regressed: readonly { readonly variant: string; readonly rows: readonly string[] }[];
  readonly warnings: readonly string[];
  readonly calls: { readonly generation: number };
  readonly exitCode: number;
}

/** The example in a repository, in one commit on `main`. */
async function committedExample(): Promise<TemporaryProject> {
  const project = await createProject();
  await runCli(["init"], { folder: project.folder });
  git(project, "init", "--initial-branch=main");
  git(project, "add", ".");
  git(project, "commit", "--message=example");
  git(project, "checkout", "-b", "change");
  return project;
}

async function edit(project: TemporaryProject, file: string, from: string, to: string): Promise<void> {
  const text = await project.read(file);
  assert.ok(text.includes(from), `${file} has no ${from}`);
  await project.write({ [file]: text.replace(from, to) });
}

const stateOf = (project: TemporaryProject): string[] => [
  git(project, "status", "--porcelain"),
  git(project, "rev-parse", "HEAD"),
  git(project, "ls-files", "--stage"),
  git(project, "for-each-ref"),
];

describe("touchstone gate", () => {
  it("fails a branch that worsens the template, names the rows, and leaves working tree and index alone", async () => {
    await using project = await committedExample();
    await edit(project, template, "Topic: {{topic}}", "");
    git(project, "commit", "--all", "--message=worse");
    await edit(project, template, "Be warm and thorough", "Be warm");
    const before = stateOf(project);
    const { exitCode, stdout, stderr } = await runCli(["gate", experiment, "--base", "main"], { folder: project.folder });
    const json = (await runCli(["gate", experiment, "--base", "main", "--json"], { folder: project.folder })).json<GateJson>();
    assert.deepEqual(stateOf(project), before);
    assert.deepEqual([exitCode, json.exitCode, json.gates.verdict], [1, 1, "fail"]);
    assert.deepEqual([json.against.ref, json.against.commit], ["main", git(project, "rev-parse", "main")]);
    const [{ variant, rows } = { variant: "", rows: [] }] = json.regressed;
    assert.ok(variant === "head" && rows.length > 40 && rows.includes("T-0001"), rows.join());
    assert.match(stdout, /^Gate failed: 1 of 1 rule does not hold\.\n {2}✗ pass_rate of head is more than 5 points worse than base/m);
    assert.match(stdout, new RegExp(`^Regressed in head \\(${rows.length}\\): T-0001, `, "m"));
    assert.match(stderr, /Against main \([0-9a-f]{12}\): 0 of 80 requests are identical\./);
  });

  it("passes an equal branch without a call, in a folder of a larger repository too", async () => {
    await using project = await createProject();
    await project.write({ "prompts/keep": "" });
    const folder = path.join(project.folder, "prompts");
    await runCli(["init", "support"], { folder });
    git(project, "init", "--initial-branch=main");
    git(project, "add", ".");
    git(project, "commit", "--message=example");
    const inside = path.join(folder, "support");
    const gate = await runCli(["gate", experiment, "--base", "HEAD", "--json"], { folder: inside });
    const { gates, calls, exitCode } = gate.json<GateJson>();
    assert.deepEqual(
      [gate.exitCode, exitCode, gates.rulings.map(({ sentence }) => sentence), calls.generation],
      [0, 0, ["Nothing changed: 80 of 80 requests are identical."], 0],
    );
  });

  it("writes what --out asks for, and warns of gates that were edited in the same change", async () => {
    await using project = await committedExample();
    await edit(project, template, "Be warm and thorough", "Be warm");
    await edit(project, experiment, "no_worse_than: 0.05", "no_worse_than: 0.3");
    const words = ["gate", experiment, "--base", "main", "--json", "--out", "reports", "--format", "json,markdown"];
    const gate = await runCli(words, { folder: project.folder });
    const { warnings, against } = gate.json<GateJson>();
    assert.deepEqual([gate.exitCode, against.areGatesEdited, (await project.list("reports")).length], [0, true, 2]);
    assert.ok(warnings.some((warning) => warning.startsWith("The gates or the plan were edited in the same change")));
  });

  it("is incomplete when the provider cannot be reached, and refuses to begin without a cap", async () => {
    await using project = await committedExample();
    await edit(project, experiment, "model: ../models/simulated.model.yaml", "model: ../models/openai.model.yaml");
    const environment = { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: "http://127.0.0.1:1/v1" };
    const options = { folder: project.folder, environment };
    const uncapped = await runCli(["gate", experiment, "--base", "main"], options);
    const dead = await runCli(["gate", experiment, "--base", "main", "--max-calls", "500", "--json"], options);
    assert.match(uncapped.stderr, /Nothing caps what this gate may spend at openai\/gpt-5-mini/);
    assert.deepEqual([uncapped.exitCode, dead.exitCode, dead.json<GateJson>().gates.verdict], [4, 3, "incomplete"]);
  });
});

describe("touchstone approve", () => {
  it("writes a small file beside the experiment, shows what it replaces, and overwrites nothing else", async () => {
    await using project = await committedExample();
    await runCli(["run", experiment], { folder: project.folder });
    const first = await runCli(["approve", "latest"], { folder: project.folder });
    const again = await runCli(["approve", "latest:baseline"], { folder: project.folder });
    const listed = await runCli(["list", "baselines", "--json"], { folder: project.folder });
    await project.write({ "experiments/tone.own.baseline.json": "{}" });
    const foreign = await runCli(["approve", "latest", "--name", "own"], { folder: project.folder });
    assert.match(
      first.stdout,
      /^Approved: short of run \S+: 90\.0% pass \(72 of 80\), simulated, at [0-9a-f]{12}\.\nCommit experiments\/tone\.baseline\.json\.\n$/,
    );
    assert.match(again.stdout, /^Was: short of run \S+: 90\.0% pass .*\nNow: baseline of run \S+: 66\.3% pass .*\nCommit /);
    assert.deepEqual(
      listed.json<{ baselines: { file: string; arm: string }[] }>().baselines.map(({ file, arm }) => [file, arm]),
      [["experiments/tone.baseline.json", "baseline"]],
    );
    assert.deepEqual([foreign.exitCode, await project.read("experiments/tone.own.baseline.json")], [4, "{}"]);
    assert.match(foreign.stderr, /tone\.own\.baseline\.json is there already, and is no baseline/);
  });
});
