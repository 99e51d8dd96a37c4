// The shipped example, run in memory with a clock that stands still but for its sleeps: the same run, and so the same exports, on every machine.
import { plainExport } from "../../support/factories.ts";
import { fileURLToPath } from "node:url";
import { loadExperiment } from "../../../src/core/documents/load-experiment.ts";
import { defaultOptions, type RunOptions } from "../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../src/core/engine/planning/plan.ts";
import { startRun } from "../../../src/core/engine/running/start-run.ts";
import { pinnedInputs } from "../../../src/core/engine/stored/pinned-inputs.ts";
import { createExportInput, type ExportInput } from "../../../src/core/report/exporters/exporter.ts";
import { runStatus } from "../../../src/core/report/run-result.ts";
import { openRunTexts } from "../../../src/core/store/run-texts.ts";
import { folderFiles } from "../../../src/node/folder-files.ts";
import { createMemoryStorage } from "../../support/memory-storage.ts";
import { noEndpoints } from "../engine/engine-fixtures.ts";
import { hostOf } from "../engine/run-fixtures.ts";

const folder = fileURLToPath(new URL("../../../examples/support-replies/", import.meta.url));

/** What an exporter is given of the example's run. */
export async function exampleExport(options: Partial<RunOptions> = {}): Promise<ExportInput> {
  const { value: setup } = await loadExperiment(folderFiles(folder), "experiments/tone.experiment.yaml");
  if (setup === null) throw new Error("the example cannot be read");
  const storage = createMemoryStorage();
  const plan = planRun(setup, { ...defaultOptions, ...options }, noEndpoints);
  const { manifest, record } = await startRun(plan, hostOf(storage), { signal: new AbortController().signal });
  const texts = openRunTexts(storage, manifest.runId, record);
  const onProblem = (problem: string): never => {
    throw new Error(problem);
  };
  return createExportInput(
    { manifest, record, texts, status: runStatus(record, false), ...plainExport, floor: null, onProblem },
    pinnedInputs(setup, manifest),
  );
}
