// Gates on the command line: what `run` prints, keeps and exits with, and what is refused before anything is spent.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { RunGates } from "../../src/core/gates/ruling.ts";
import { runCli } from "../support/run-cli.ts";
import { createProject } from "../support/temporary-project.ts";

const experiment = "experiments/tone.experiment.yaml";
const shipped = "- {metric: pass_rate, no_worse_than: 0.05}";

async function exampleWith(gates: string): Promise<Awaited<ReturnType<typeof createProject>>> {
  const project = await createProject();
  await runCli(["init"], { folder: project.folder });
  const text = await readFile(path.join(project.folder, experiment), "utf8");
  assert.ok(text.includes(shipped));
  await project.write({ [experiment]: text.replace(shipped, gates) });
  return project;
}

async function keptGate(folder: string): Promise<unknown> {
  const runs = path.join(folder, ".touchstone/runs");
  const [run = ""] = await readdir(runs);
  const { tally } = JSON.parse(await readFile(path.join(runs, run, "summary.json"), "utf8")) as { tally: { gate: unknown } };
  return tally.gate;
}

describe("gates of `touchstone run`", () => {
  it("are said under the figures and kept; the run itself is done, whatever the verdict", async () => {
    await using project = await exampleWith(`${shipped}\n  - {metric: pass_rate, at_least: 0.95}`);
    const { stdout, exitCode } = await runCli(["run", experiment], { folder: project.folder });
    const lines = stdout.split("\n").filter((line) => /^(Gate| {2}[✓✗?]) /.test(line));
    assert.deepEqual(lines, [
      "Gate failed: 1 of 2 rules does not hold.",
      "  ✓ pass_rate of short is at most 5 points worse than baseline: the change is +23.8 points (between +12.8 and +34 points).",
      "  ✗ pass_rate of short is less than 95%: it is 90% (between 83.1% and 94.3%).",
    ]);
    assert.deepEqual([exitCode, await keptGate(project.folder)], [0, "fail"]);
  });

  it("are not decided by a part of the rows", async () => {
    await using project = await exampleWith(shipped);
    const run = await runCli(["run", experiment, "--rows", "first:30", "--json"], { folder: project.folder });
    const { gates } = run.json<{ gates: RunGates }>();
    assert.deepEqual(gates, { verdict: null, sentence: "Gates are not decided by a part of the rows.", rulings: [] });
  });

  it("that could never be decided end a run before it begins, with file, line and key", async () => {
    await using project = await exampleWith("- {metric: criterion.charming, at_least: 0.9}\n  - {metric: score, at_least: 95}");
    const run = await runCli(["run", experiment, "--json"], { folder: project.folder });
    const check = await runCli(["check", "--json"], { folder: project.folder });
    const { diagnostics } = check.json<{ diagnostics: { file: string; line: number; column: number; code: string }[] }>();
    assert.deepEqual(
      [run.exitCode, check.exitCode, diagnostics.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`)],
      [4, 4, [`${experiment}:19:14 experiment/unknown-metric`, `${experiment}:20:31 experiment/gate-range`]],
    );
    await assert.rejects(readdir(path.join(project.folder, ".touchstone/runs")), { code: "ENOENT" });
  });
});
