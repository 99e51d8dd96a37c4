// One run file, two doors: the command line and the editor's thread say the same of its gates, byte for byte, and by what the run pinned.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { RunGates } from "../../src/core/gates/ruling.ts";
import { git } from "../support/repository.ts";
import { runCli } from "../support/run-cli.ts";
import { addingModel, rowNumber } from "../support/sums-project.ts";
import { keys, openScene } from "./scene.ts";

/** Every kind of verdict, in a run whose variant answers as the baseline does: wrong in every fifth row. */
const experiment = `collection: sums.csv
template: ask.prompt
model: adder.model.yaml
criteria: sums.criteria.yaml
variants:
  - {name: brief, template: brief.prompt}
gates:
  - {metric: pass_rate, no_worse_than: 0.05}
  - {metric: criterion.right, at_least: 0.8, by: size}
  - {metric: cost_per_sample, no_more_than: "+50%", rule: evidence}
  - {metric: score, better_by: 0.1}
  - {rows: {filter: {size: [small]}}, must_pass: all}
`;
/** Rows that must pass are run again where they failed, and the base is another commit's. */
const strict = `collection: sums.csv
template: ask.prompt
model: adder.model.yaml
criteria: sums.criteria.yaml
gates:
  - {metric: pass_rate, no_worse_than: 0.05}
  - {rows: {filter: {size: [small]}}, must_pass: all}
`;
const brief = '{{role "system"}}\nAnswer briefly with a number.\n{{role "user"}}\n{{left}} + {{right}}\n';

describe("gates in the editor and on the command line", () => {
  it("are the same verdicts and sentences, byte for byte, whatever the experiment says by then", async () => {
    await using stage = await openScene(40, { "sums.experiment.yaml": experiment, "brief.prompt": brief }, (n) => n % 5 === 0);
    const { runId } = await stage.thread.start({ ...stage.request, keys });
    await stage.thread.end(runId);
    const laxer = experiment.replace("at_least: 0.8", "at_least: 0").replace("better_by: 0.1", "better_by: 0");
    await stage.project.write({ "sums.experiment.yaml": laxer });

    const { project } = stage.request;
    const file = path.join(stage.project.folder, "from-editor.json");
    await stage.thread.ask("run/export", { project, runId, format: "json", file });
    const { gates: ofEditor } = JSON.parse(await readFile(file, "utf8")) as { gates: RunGates };
    const exported = await runCli(["export", runId, "--format", "json"], { folder: stage.project.folder });
    const { gates: ofCommand } = exported.json<{ gates: RunGates }>();
    const { gates: ofPanel } = await stage.thread.ask("results/summary", { project, runId, variant: null, maxCostUsd: 1 });

    assert.equal(JSON.stringify(ofEditor), JSON.stringify(ofCommand));
    assert.equal(ofPanel?.sentence, ofCommand.sentence);
    const lines = ofCommand.rulings.map(({ verdict, sentence }) => JSON.stringify({ verdict, sentence }));
    assert.deepEqual((ofPanel?.rulings ?? []).map((ruling) => JSON.stringify(ruling)).toSorted(), lines.toSorted());
    assert.deepEqual(
      ofCommand.rulings.map(({ rule, category, verdict }) => [rule, category, verdict]),
      [
        ["no_worse_than", null, "inconclusive"],
        ["at_least", "small", "pass"],
        ["at_least", "large", "pass"],
        ["no_more_than", null, "pass"],
        ["better_by", null, "fail"],
        ["must_pass", null, "inconclusive"],
      ],
    );
    assert.deepEqual([ofPanel?.verdict, ofPanel?.rulings[0]?.verdict], ["fail", "fail"]);
  });

  it("are the same of a gate against another commit whose rows were run again", async () => {
    await using stage = await openScene(40, { "sums.experiment.yaml": strict }, (n) => n % 5 === 0);
    git(stage.project, "init", "--initial-branch=main");
    git(stage.project, "add", ".");
    git(stage.project, "commit", "--message=first");
    await stage.project.write({ "ask.prompt": brief });
    const sum = addingModel((n) => n % 5 === 0);
    stage.server.respond((request, nth) =>
      rowNumber(request) === 7 && !request.rawBody.includes("briefly") ? { kind: "answer", text: "of base" } : sum(request, nth),
    );
    const environment = { OPENAI_API_KEY: keys.openai, OPENAI_BASE_URL: `${stage.server.url}/v1` };
    const gate = await runCli(["gate", "sums.experiment.yaml", "--base", "main", "--max-cost", "1", "--json"], {
      folder: stage.project.folder,
      environment,
    });
    const { run: runId, gates: ofCommand } = gate.json<{ run: string; gates: RunGates }>();

    const { project } = stage.request;
    const file = path.join(stage.project.folder, "from-editor.json");
    await stage.thread.ask("run/export", { project, runId, format: "json", file });
    const { gates: ofEditor, samples } = JSON.parse(await readFile(file, "utf8")) as { gates: RunGates; samples: readonly unknown[] };
    const { gates: ofPanel, arms } = await stage.thread.ask("results/summary", { project, runId, variant: null, maxCostUsd: 1 });

    assert.equal(JSON.stringify(ofEditor), JSON.stringify(ofCommand));
    assert.deepEqual([ofPanel?.sentence, ofPanel?.verdict], [ofCommand.sentence, "fail"]);
    assert.deepEqual(
      [arms.map(({ name, samples: ended }) => [name, ended]), samples.length],
      [
        [
          ["base", 40],
          ["head", 40],
        ],
        80,
      ],
    );
    assert.deepEqual(
      ofCommand.rulings.map(({ rule, verdict, sentence }) => [rule, verdict, sentence.includes("s5 failed in two of three runs")]),
      [
        ["no_worse_than", "pass", false],
        ["must_pass", "fail", true],
      ],
    );
    const responses = ["baseline", "base", "head"].map((variant) =>
      stage.thread.ask("results/response", { project, runId, key: { row: "s7", epoch: 0 }, variant }),
    );
    assert.deepEqual(await Promise.all(responses), ["of base", "of base", "77"]);
    assert.equal(gate.exitCode, 1);
    assert.equal(stage.server.requests.length, 82);
  });
});
