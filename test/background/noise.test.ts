// A Noise Check in the editor's thread: the same run as on the command line, and its band in the panel.
import assert from "node:assert/strict";
import { runCli } from "../support/run-cli.ts";
import { keys, openScene } from "./scene.ts";

const brief = '{{role "system"}}\nAnswer briefly with a number.\n{{role "user"}}\n{{left}} + {{right}}\n';
const variants = `collection: sums.csv
template: ask.prompt
model: adder.model.yaml
criteria: sums.criteria.yaml
variants:
  - {name: brief, template: brief.prompt}
`;

describe("a Noise Check in the editor", () => {
  it("runs the baseline against itself, and its band stands beside the difference of a run", async () => {
    // Every other answer to a row divisible by five is wrong, so that equal arms differ.
    let asked = 0;
    const files = { "sums.experiment.yaml": variants, "brief.prompt": brief };
    await using stage = await openScene(40, files, (n) => n % 5 === 0 && (asked += 1) % 2 === 0);
    const { thread, request } = stage;
    const { project } = request;

    const planned = await thread.ask("run/plan", { ...request, isNoiseCheck: true });
    const check = await thread.start({ ...request, isNoiseCheck: true, keys });
    const end = await thread.end(check.runId);
    const run = await thread.start({ ...request, keys });
    await thread.end(run.runId);

    const summary = (runId: string) => thread.ask("results/summary", { project, runId, variant: null, maxCostUsd: 1 });
    const [ofCheck, ofRun] = [await summary(check.runId), await summary(run.runId)];
    assert.deepEqual([planned.variants, planned.samples], [["baseline", "baseline-again"], 80]);
    assert.match(end.end.sentence, /^Run again, the same prompt's pass rate/);
    assert.deepEqual([ofCheck.comparison?.isNoiseCheck, ofRun.comparison?.isNoiseCheck], [true, false]);
    assert.match(ofRun.comparison?.noise ?? "", new RegExp(`^±\\d+\\.\\d points, by the Noise Check ${check.runId.slice(0, 13)}$`));

    const items = await thread.ask("runs/list", project);
    assert.deepEqual(
      items.map(({ runId, isNoiseCheck, verdict }) => [runId, isNoiseCheck, verdict !== null]),
      [
        [run.runId, false, true],
        [check.runId, true, false],
      ],
    );
    const exported = await runCli(["export", run.runId, "--format", "markdown"], { folder: stage.project.folder });
    assert.ok(exported.stdout.includes(`Noise ${ofRun.comparison?.noise?.split(",")[0]}`), exported.stdout);
  });
});
