// Labels at every door: one file moves the figures, the gates, the comparison and the list alike, and each says which file.
import assert from "node:assert/strict";
import { summarizeRun } from "../../../../src/core/comparison/summarize-run.ts";
import type { Files } from "../../../../src/core/base/ports.ts";
import { decideGates } from "../../../../src/core/gates/decide-gates.ts";
import { compareRuns } from "../../../../src/core/engine/compare-runs.ts";
import { withLabels } from "../../../../src/core/engine/labels/run-labels.ts";
import { readOverview } from "../../../../src/core/engine/stored/run-overview.ts";
import { createExportInput } from "../../../../src/core/report/exporters/exporter.ts";
import { exporters } from "../../../../src/core/report/exporters/registry.ts";
import { inputsOfRun } from "../../../../src/core/engine/planning/stored-plan.ts";
import { summaryText } from "../../../../src/core/report/summary-text.ts";
import { pinnedFiles } from "../../../../src/core/store/objects.ts";
import { openRunTexts } from "../../../../src/core/store/run-texts.ts";
import { plainExport } from "../../../support/factories.ts";
import { memoryFiles } from "../../../support/memory-files.ts";
import { project } from "../run-fixtures.ts";
import { filesWith, importRated, labelsFile, makeScene, rated, sheetOf, type Scene } from "./label-scene.ts";

const gates = "gates:\n  - {metric: criterion.brief, at_least: 0.9}\n";

/** The judge passes the variant in every row and the baseline in none; people say the opposite of the rows in `rows`. */
async function labelledFiles(scene: Scene, ...rows: readonly string[]): Promise<Files> {
  const says = (line: string): string | undefined =>
    rows.some((row) => line.includes(row)) ? (line.includes("briefly") ? "fail," : "pass,") : undefined;
  const { labels } = await importRated(scene, rated(await sheetOf(scene), says));
  return filesWith(...(labels.get(labelsFile) ?? []));
}

function briefOf(
  variants: readonly { readonly criteria: readonly { readonly id: string; readonly passed: number }[] }[],
): (number | undefined)[] {
  return variants.map(({ criteria }) => criteria.find(({ id }) => id === "brief")?.passed);
}

describe("a run with labels", () => {
  let scene: Scene;
  let files: Files;
  before(async () => {
    scene = await makeScene({ "test.experiment.yaml": `${project["test.experiment.yaml"]}${gates}` });
    files = await labelledFiles(scene, "first", "second");
  });

  const labelled = async () => withLabels(scene.run.record, scene.run.manifest, { storage: scene.storage, files });

  it("is summarized with what people said, and names the file and its hash", async () => {
    const { manifest, record } = scene.run;
    const { variants, people } = summarizeRun(manifest, await labelled());
    assert.deepEqual(
      [briefOf(summarizeRun(manifest, record).variants), briefOf(variants)],
      [
        [0, 3],
        [2, 1],
      ],
    );
    const { counted, changed, files: named } = people ?? { counted: 0, changed: 0, files: [] };
    assert.deepEqual([counted, changed, named.map(({ path }) => path)], [4, 4, [labelsFile]]);
    const text = summaryText(summarizeRun(manifest, await labelled()), null).join("\n");
    assert.match(
      text,
      /People's ratings from test\.labels\.jsonl \(sha256:[0-9a-f]{12}\) stand for 4 ratings in these figures; 4 of them differ/,
    );
    assert.match(text, /brief: the judge agrees with people on 0 of 4 \(0\.0%, kappa -1\.00\)/);
  });

  it("has its gates decided by the same ratings", async () => {
    const { manifest, record } = scene.run;
    assert.deepEqual([decideGates(manifest, record)?.verdict, decideGates(manifest, await labelled())?.verdict], ["pass", "fail"]);
  });

  it("is listed with the same figures, whatever its kept summary says", async () => {
    const list = async (source: Files) =>
      (await readOverview({ storage: scene.storage, files: source }, scene.run.manifest.runId, () => false)).tally;
    const [own, people] = [await list(memoryFiles({})), await list(files)];
    assert.deepEqual([own.gate, people.gate, people.variants.map(({ passed }) => passed)], ["pass", "fail", [2, 1]]);
  });

  it("is exported with both, each under its own name", async () => {
    const { manifest } = scene.run;
    const record = await labelled();
    const inputs = await inputsOfRun(manifest, pinnedFiles(scene.storage, manifest.files));
    const texts = openRunTexts(scene.storage, manifest.runId, record);
    const input = createExportInput({ manifest, record, texts, status: "done", ...plainExport, onProblem: assert.fail }, inputs);
    let json = "";
    for await (const piece of exporters.json.write(input)) json += piece;
    const { samples } = JSON.parse(json) as {
      samples: { outcome: string; ratings: { criterion: string; label: string; people?: { label: string; counts: boolean } }[] }[];
    };
    const [first, , third] = [samples[0], samples[1], samples[4]];
    const brief = first?.ratings.find(({ criterion }) => criterion === "brief");
    assert.deepEqual([first?.outcome, brief?.label, brief?.people?.label, brief?.people?.counts], ["pass", "fail", "pass", true]);
    assert.equal(
      third?.ratings.some(({ people }) => people !== undefined),
      false,
    );
    let csv = "";
    for await (const piece of exporters.csv.write(input)) csv += piece;
    assert.match(csv.split("\r\n")[0] ?? "", /brief\.reason,yes\.people,brief\.people,/);
  });

  it("is compared by the arms that are named", async () => {
    const { variants, people } = await compareRuns({ storage: scene.storage, files }, ["latest:baseline", "latest:short"]);
    assert.deepEqual([briefOf(variants), people?.counted], [[2, 1], 4]);
  });

  it("reads no text and no journal to know who is concerned", async () => {
    const { record, manifest } = scene.run;
    const reads: string[] = [];
    const storage = { read: (path: string) => (reads.push(path), scene.storage.read(path)) };
    const source = { storage, files };
    await withLabels(record, manifest, source);
    assert.deepEqual([reads.length, reads.every((path) => path.startsWith("objects/"))], [1, true]);
  });
});

describe("a run whose labels file is damaged", () => {
  it("counts the lines that are whole, and says how many are not", async () => {
    const scene = await makeScene();
    const whole = new TextDecoder().decode((await (await labelledFiles(scene, "first")).read(labelsFile)) ?? new Uint8Array());
    const files = memoryFiles({ [labelsFile]: `<<<<<<< HEAD\n${whole}{"format":1` });
    const record = await withLabels(scene.run.record, scene.run.manifest, { storage: scene.storage, files });
    const { variants, people } = summarizeRun(scene.run.manifest, record);
    assert.deepEqual(briefOf(variants), [1, 2]);
    assert.match(
      people?.sentences.join("\n") ?? "",
      /2 lines are no labels and do not count, the first at line 1; `touchstone check` names each/,
    );
  });

  it("is read by its own ratings where the row hashes are gone, and says so", async () => {
    const scene = await makeScene();
    const files = await labelledFiles(scene, "first");
    const record = await withLabels(scene.run.record, scene.run.manifest, { storage: { read: () => Promise.resolve(null) }, files });
    const { variants, people } = summarizeRun(scene.run.manifest, record);
    assert.deepEqual(briefOf(variants), [0, 3]);
    assert.match(people?.sentences.join("\n") ?? "", /its row hashes are missing/);
  });
});
