// Several epochs, a reducer and rows in groups on the command line: from the files to the figures, and decided from the stored run again.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { VariantSummary } from "../../src/core/comparison/summarize-run.ts";
import { runCli } from "../support/run-cli.ts";
import { createProject } from "../support/temporary-project.ts";

const experiment = "experiments/tone.experiment.yaml";

interface Result {
  readonly reduce: unknown;
  readonly variants: readonly VariantSummary[];
  readonly gates: { readonly verdict: string };
}

describe("`touchstone run` over epochs and groups", () => {
  it("decides by the reducer and the groups that the run pinned, whatever the files say later", async () => {
    await using project = await createProject();
    await runCli(["init"], { folder: project.folder });
    const text = await readFile(path.join(project.folder, experiment), "utf8");
    const manifest = await readFile(path.join(project.folder, "collections/tickets.collection.yaml"), "utf8");
    await project.write({
      [experiment]: text.replace("epochs: 1", "epochs: 3\nreduce: {at_least: 2}"),
      "collections/tickets.collection.yaml": manifest.replace("topic: {type: category}", "topic: {type: category, role: cluster}"),
    });
    const run = await runCli(["run", experiment, "--json"], { folder: project.folder });
    const { reduce, variants, gates } = run.json<Result>();
    const [, short] = variants;
    assert.deepEqual([run.exitCode, reduce, short?.variance?.epochs, short?.comparison?.isBinary], [0, { at_least: 2 }, 3, true]);
    assert.match(short?.comparison?.sentence ?? "", /80 rows in 6 groups .* A row passes when at least 2 of its 3 epochs do\.$/);
    await project.write({ [experiment]: text, "collections/tickets.collection.yaml": manifest });
    const again = await runCli(["export", "latest", "--format", "json"], { folder: project.folder });
    const stored = again.json<Result>();
    assert.deepEqual([stored.reduce, stored.variants, stored.gates], [reduce, variants, gates]);
  });
});
