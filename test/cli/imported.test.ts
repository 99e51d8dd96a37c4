// Imported responses from the command line: rated, compared and exported like generated ones, without a model and without a key.
import assert from "node:assert/strict";
import type { RunJson } from "../support/cli-json.ts";
import { runCli } from "../support/run-cli.ts";
import { createProject } from "../support/temporary-project.ts";

describe("an experiment of imported responses", () => {
  it("is checked, run, compared and exported, and calls nobody", async () => {
    const lines = Array.from({ length: 40 }, (_, index) => `r${index},Why?,${index % 2 === 0 ? "Because." : "no"},Because of ${index}.`);
    await using project = await createProject({
      "touchstone.yaml": "format: 1\n",
      "answers.csv": `id,question,old,new\n${lines.join("\n")}\n`,
      "rate.criteria.yaml": "criteria:\n  - {id: ends, check: ends-with, value: .}\n",
      "rate.experiment.yaml":
        "kind: imported\ncollection: answers.csv\ncriteria: rate.criteria.yaml\nresponse: old\nvariants: [{name: newer, response: new}]\n",
    });
    const check = await runCli(["check", "--json"], project);
    const run = await runCli(["run", "rate.experiment.yaml", "--json"], project);
    const { calls, variants } = run.json<RunJson>();
    const compare = await runCli(["compare", "latest:baseline", "latest:newer"], project);
    const csv = await runCli(["export", "latest", "--format", "csv"], project);
    assert.deepEqual(
      [check.exitCode, run.exitCode, compare.exitCode, csv.exitCode],
      [0, 0, 0, 0],
      check.stdout + run.stderr + compare.stderr,
    );
    assert.deepEqual([calls.generation, variants.map(({ passed }) => passed)], [0, [20, 40]]);
    assert.match(compare.stdout, /newer is better than/);
    assert.equal(csv.stdout.trim().split("\n").length, 1 + 80);
    assert.doesNotMatch(run.stderr, /simulated/i);
  });
});
