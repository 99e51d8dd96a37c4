// One run file, two doors: the command line and the editor's thread say the same of its gates, byte for byte, and by what the run pinned.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { RunGates } from "../../src/core/gates/ruling.ts";
import { runCli } from "../support/run-cli.ts";
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
});
