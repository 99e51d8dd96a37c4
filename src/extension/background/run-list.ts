// The runs of a project, newest first, in the words of the tree; a finished run is read once.
import { summarizeRun } from "../../core/comparison/summarize-run.ts";
import { countEnded } from "../../core/comparison/count-ended.ts";
import { runStatus } from "../../core/report/run-result.ts";
import type { Storage } from "../../core/base/ports.ts";
import { listRunIds, readRun } from "../../core/store/run-store.ts";
import { isAlive } from "../../node/lock-file.ts";
import type { RunListItem } from "./contract.ts";
import type { LiveRuns } from "./live-runs.ts";
import type { OpenProject } from "./open-project.ts";
import type { ResultsModel } from "./results-model.ts";
import { subjectPath } from "./subject-path.ts";

export interface RunList {
  read(project: OpenProject): Promise<readonly RunListItem[]>;
}

/** Reading a run reads its journal, so only so many are looked into. */
const mostListed = 100;

export function createRunList(live: LiveRuns): RunList {
  const finished = new Map<string, RunListItem>();
  return {
    async read(project) {
      const items: RunListItem[] = [];
      for (const runId of (await listRunIds(project.storage)).slice(0, mostListed)) {
        const key = `${project.root}\0${runId}`;
        const item = finished.get(key) ?? (await readItem(project, runId, live));
        if (item.status === "done") finished.set(key, item);
        items.push(item);
      }
      return items;
    },
  };
}

async function readItem({ storage }: OpenProject, runId: string, live: LiveRuns): Promise<RunListItem> {
  try {
    const { manifest, record, status } = live.model(runId) ?? (await readStored(storage, runId));
    const { ended, errors } = countEnded(manifest, record);
    const variants = status() === "done" ? summarizeRun(manifest, record).variants : [];
    const arms = variants.map(({ name, passed, samples, comparison }) => ({ name, passed, samples, verdict: comparison?.verdict ?? null }));
    return {
      runId,
      name: manifest.experiment.name,
      path: subjectPath(manifest),
      startedAt: manifest.createdAt,
      status: status(),
      ended,
      samples: manifest.samples,
      errors,
      verdict: arms.findLast(({ verdict }) => verdict !== null)?.verdict ?? null,
      isSimulated: manifest.isSimulated,
      variants: arms,
      files: manifest.files.map(({ path }) => path),
      problem: null,
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return {
      runId,
      name: runId.slice(0, 13),
      path: "",
      startedAt: "",
      status: "unreadable",
      ended: 0,
      samples: 0,
      errors: 0,
      verdict: null,
      isSimulated: false,
      variants: [],
      files: [],
      problem,
    };
  }
}

async function readStored(storage: Storage, runId: string): Promise<Pick<ResultsModel, "manifest" | "record" | "status">> {
  const { manifest, record, lock } = await readRun(storage, runId);
  const status = runStatus(record, lock !== null && isAlive(lock));
  return { manifest, record, status: () => status };
}
