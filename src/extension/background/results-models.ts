// The runs that are open for looking at: live ones from memory, stored ones read once and kept while they are looked at.
import { readRun } from "../../core/store/run-store.ts";
import { pinnedFiles } from "../../core/store/objects.ts";
import { runStatus } from "../../core/report/run-result.ts";
import { isAlive } from "../../node/lock-file.ts";
import type { LiveRuns } from "./live-runs.ts";
import type { OpenProject } from "./open-project.ts";
import { createResultsModel, type ResultsModel } from "./results-model.ts";

export interface ResultsModels {
  open(project: OpenProject, runId: string): Promise<ResultsModel>;
  /** The run is about to change: what was read of it counts no more. */
  forget(runId: string): void;
}

/** A stored run holds its responses in memory. */
const mostKept = 3;

export function createResultsModels(live: LiveRuns): ResultsModels {
  const kept = new Map<string, Promise<ResultsModel>>();
  return {
    async open(project, runId) {
      const growing = live.model(runId);
      if (growing !== null) {
        kept.delete(runId);
        return growing;
      }
      const known = kept.get(runId);
      const opening = known ?? readModel(project, runId);
      kept.delete(runId);
      kept.set(runId, opening);
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
      try {
        const model = await opening;
        // Somebody else may be writing it, or have finished: only a run that is done stays as it is.
        if (model.status() !== "done") kept.delete(runId);
        return model;
      } catch (error) {
        kept.delete(runId);
        throw error;
      }
    },
    forget: (runId) => void kept.delete(runId),
  };
}

async function readModel({ root, storage }: OpenProject, runId: string): Promise<ResultsModel> {
  const { manifest, record, lock } = await readRun(storage, runId);
  const status = runStatus(record, lock !== null && isAlive(lock));
  return createResultsModel({
    root,
    manifest,
    record,
    status: () => status,
    pinned: pinnedFiles(storage, manifest.files),
    planWarnings: [],
  });
}
