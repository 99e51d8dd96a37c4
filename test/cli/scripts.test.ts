// Scripts of criteria by the built command line: refused until allowed, trusted by content, run in processes that end with it.
import assert from "node:assert/strict";
import type { RunJson } from "../support/cli-json.ts";
import { startProviderServer, type ProviderServer } from "../support/provider-server.ts";
import { runCli, type CliResult } from "../support/run-cli.ts";
import { addingModel, sumsProject } from "../support/sums-project.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";

const script = "export const evaluate = ({ output, row }) => ({ pass: output === row.total, reason: Object.keys(process.env).join() });\n";
const criteria = "criteria:\n  - {id: adds, check: script, file: scorers/adds.mjs}\n";

interface Stage extends AsyncDisposable {
  readonly project: TemporaryProject;
  readonly server: ProviderServer;
  /** Runs a command with a configuration folder of its own. */
  readonly cli: (...words: readonly string[]) => Promise<CliResult>;
}

async function openStage(): Promise<Stage> {
  const server = await startProviderServer({ handler: addingModel((n) => n === 2) });
  const project = await createProject({ ...sumsProject(4), "sums.criteria.yaml": criteria, "scorers/adds.mjs": script });
  const configuration = await createProject();
  const environment = {
    OPENAI_API_KEY: "sk-test",
    OPENAI_BASE_URL: `${server.url}/v1`,
    XDG_CONFIG_HOME: configuration.folder,
    APPDATA: configuration.folder,
  };
  return {
    project,
    server,
    cli: (...words) => runCli(words, { folder: project.folder, environment }),
    async [Symbol.asyncDispose]() {
      await server.close();
      await configuration[Symbol.asyncDispose]();
      await project[Symbol.asyncDispose]();
    },
  };
}

const run = ["run", "sums.experiment.yaml", "--json"] as const;

interface Evaluated {
  readonly status: string;
  readonly evaluations: readonly {
    readonly arms: readonly { value: number | null; reason: string | null; error: { code: string } | null }[];
  }[];
}

describe("scripts of criteria", () => {
  it("are refused before anything is sent, with the file, its hash and both ways to allow it", async () => {
    await using stage = await openStage();
    const { exitCode, json } = await stage.cli(...run);
    const { error } = json<{ error: { code: string; message: string; hint: string; file: string } }>();
    assert.deepEqual([exitCode, error.code, error.file, stage.server.requests.length], [4, "script/unapproved", "scorers/adds.mjs", 0]);
    assert.match(error.message, /scorers\/adds\.mjs \(sha256:[0-9a-f]{64}\)/);
    assert.match(error.hint, /--allow-code .* touchstone trust add scorers\/adds\.mjs$/);
  });

  it("run for one call with --allow-code, without the environment, and rate", async () => {
    await using stage = await openStage();
    const { exitCode, json, stderr } = await stage.cli(...run, "--allow-code");
    const [arm] = json<RunJson>().variants;
    assert.deepEqual([exitCode, arm?.passed, arm?.errors], [0, 3, 0]);
    assert.match(stderr, /runs 1 script: scorers\/adds\.mjs \(sha256:[0-9a-f]{64}\)/);
    const lines = (await stage.cli("export", "latest", "--format", "jsonl")).stdout.trimEnd().split("\n");
    const reasons = lines.map((line) => (JSON.parse(line) as { ratings: { reason: string }[] }).ratings[0]?.reason);
    assert.deepEqual([reasons, (await stage.cli(...run)).exitCode], [["", "", "", ""], 4]);
  });

  it("run once they are trusted, until they change or are removed", async () => {
    await using stage = await openStage();
    const added = await stage.cli("trust", "add", "scorers/adds.mjs");
    const codes = [added.exitCode, (await stage.cli(...run)).exitCode];
    const listed = (await stage.cli("trust", "list", "--json")).json<{ scripts: { sha256: string }[] }>();
    await stage.project.write({ "scorers/adds.mjs": `${script}// changed` });
    codes.push((await stage.cli(...run)).exitCode, (await stage.cli("rerate", "latest")).exitCode);
    // The run goes on by the version that it pinned.
    codes.push((await stage.cli("retry", "latest")).exitCode);
    codes.push((await stage.cli("trust", "remove", "scorers/adds.mjs")).exitCode);
    const left = (await stage.cli("trust", "list", "--json")).json<{ scripts: unknown[] }>();
    assert.deepEqual([codes, listed.scripts.length, left.scripts.length], [[0, 0, 4, 4, 0, 0], 1, 0]);
  });

  it("stand in the plan, which runs none", async () => {
    await using stage = await openStage();
    const { exitCode, json } = await stage.cli("plan", "sums.experiment.yaml", "--json");
    const { scripts } = json<{ scripts: { file: string; sha256: string }[] }>();
    assert.deepEqual([exitCode, scripts.map(({ file }) => file), stage.server.requests.length], [0, ["scorers/adds.mjs"], 0]);
    assert.match(scripts[0]?.sha256 ?? "", /^sha256:[0-9a-f]{64}$/);
  });

  for (const [title, words] of [
    ["an unknown action", ["trust", "ad", "scorers/adds.mjs"]],
    ["a file that is not there", ["trust", "add", "scorers/none.mjs"]],
    ["no file to add", ["trust", "add"]],
    ["a file to list", ["trust", "list", "scorers/adds.mjs"]],
    ["a script that was never trusted", ["trust", "remove", "scorers/adds.mjs"]],
  ] as const) {
    it(`trust refuses ${title}`, async () => {
      await using stage = await openStage();
      assert.equal((await stage.cli(...words)).exitCode, 4);
    });
  }

  it("see a whole run where a criterion set names evaluators; one that throws ends the command with 3", async () => {
    await using stage = await openStage();
    const evaluator = "export const evaluateRun = ({ samples }) => ({ value: samples.length, reason: samples[0].outcome });\n";
    const evaluators = "evaluators:\n  - {id: many, file: scorers/many.mjs}\n";
    await stage.project.write({ "sums.criteria.yaml": criteria + evaluators, "scorers/many.mjs": evaluator });
    const sound = await stage.cli(...run, "--allow-code");
    const [many] = sound.json<Evaluated>().evaluations;
    assert.deepEqual([sound.exitCode, many?.arms[0]?.value, many?.arms[0]?.reason], [0, 4, "pass"]);
    assert.match(sound.stderr, /runs 2 scripts: .*scorers\/many\.mjs \(sha256:[0-9a-f]{64}\)/);
    await stage.project.write({ "scorers/many.mjs": "export const evaluateRun = () => { throw new Error('no'); };\n" });
    const failed = await stage.cli(...run, "--allow-code");
    const { status, evaluations } = failed.json<Evaluated>();
    assert.deepEqual([failed.exitCode, status, evaluations[0]?.arms[0]?.error?.code], [3, "done", "scorer/script-threw"]);
  });
});
