// One labels file, two doors: what people say after a run was opened moves the panel and the command line alike, to the same verdict.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { RunGates } from "../../src/core/gates/ruling.ts";
import { runCli } from "../support/run-cli.ts";
import { keys, openScene } from "./scene.ts";

const gated = `collection: sums.csv
template: ask.prompt
model: adder.model.yaml
criteria: sums.criteria.yaml
gates:
  - {metric: criterion.right, at_least: 0.9}
`;

describe("labels in the editor and on the command line", () => {
  it("give the same figures and the same verdict, also in a panel that was open before", async () => {
    await using stage = await openScene(24, { "sums.experiment.yaml": gated }, () => false);
    const { project } = stage.request;
    const { folder } = stage.project;
    const { runId } = await stage.thread.start({ ...stage.request, keys });
    await stage.thread.end(runId);
    const panel = async () => stage.thread.ask("results/summary", { project, runId, variant: null, maxCostUsd: 1 });
    const listed = async () => (await stage.thread.ask("runs/list", project)).map(({ variants }) => variants[0]?.passed);
    const before = [(await panel()).gates?.verdict, await listed()];

    await runCli(["labels", "export", runId, "--criteria", "right", "--out", "rate.csv"], { folder });
    const [head, ...lines] = (await readFile(path.join(folder, "rate.csv"), "utf8")).trimEnd().split("\r\n");
    const rated = [head, ...lines.map((line, index) => line.replace(/,,$/, index < 12 ? ",fail," : ",pass,"))];
    await stage.project.write({ "rated.csv": rated.join("\r\n") });
    await runCli(["labels", "import", "rated.csv", "--by", "ada"], { folder });

    const exported = await runCli(["export", runId, "--format", "json"], { folder });
    const { gates: ofCommand, people } = exported.json<{ gates: RunGates; people: { sentences: string[] } }>();
    const after = await panel();
    const file = path.join(folder, "from-editor.json");
    await stage.thread.ask("run/export", { project, runId, format: "json", file });

    assert.deepEqual(
      [before, [after.gates?.verdict, await listed()]],
      [
        ["pass", [24]],
        ["fail", [12]],
      ],
    );
    assert.equal(await readFile(file, "utf8"), exported.stdout);
    assert.equal(after.gates?.sentence, ofCommand.sentence);
    assert.deepEqual(
      after.warnings.filter(({ text }) => text.startsWith("People")).map(({ text }) => text),
      people.sentences,
    );
  });
});
