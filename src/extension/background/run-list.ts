// The runs of a project, newest first, in the words of the tree; a finished run is read once.
import { summarizeRun } from "../../core/comparison/summarize-run.ts";
import { countEnded } from "../../core/comparison/count-ended.ts";
import { openBatches } from "../../core/domain/batch-record.ts";
import { listRunIds, readManifest } from "../../core/store/run-store.ts";
import type { RunListItem } from "./contract.ts";
import type { OpenProject } from "./open-project.ts";
import type { ReadStoredRun } from "./read-stored-run.ts";
import { runKey } from "./run-key.ts";
import type { Runner } from "./runner.ts";
import { subjectPath } from "./subject-path.ts";

export interface RunList {
  read(project: OpenProject): Promise<readonly RunListItem[]>;
  /** Runs with batches that are not collected. */
  waiting(project: OpenProject): Promise<readonly RunListItem[]>;
}

/** Reading a run reads its journal, so only so many are looked into. */
const mostListed = 100;

export function createRunList(runner: Runner, readStoredRun: ReadStoredRun): RunList {
  const finished = new Map<string, RunListItem>();
  return {
    async read(project) {
      const items: RunListItem[] = [];
      for (const runId of (await listRunIds(project.storage)).slice(0, mostListed)) {
        const key = runKey({ root: project.root, runId });
        const item = finished.get(key) ?? (await readItem(project, runId, { runner, readStoredRun }));
        if (item.status === "done") finished.set(key, item);
        items.push(item);
      }
      return items;
    },
    async waiting(project) {
      const items: RunListItem[] = [];
      for (const runId of (await listRunIds(project.storage)).slice(0, mostListed)) {
        const manifest = await readManifest(project.storage, runId).catch(() => null);
        if (manifest?.manifest.batch !== undefined) items.push(await readItem(project, runId, { runner, readStoredRun }));
      }
      return items.filter(({ waitingBatches }) => waitingBatches > 0);
    },
  };
}

interface RunReaders {
  readonly runner: Runner;
  readonly readStoredRun: ReadStoredRun;
}

async function readItem({ root, storage }: OpenProject, runId: string, { runner, readStoredRun }: RunReaders): Promise<RunListItem> {
  try {
    const live = runner.model({ root, runId });
    const { manifest, record, status } = live === null ? await readStoredRun(storage, runId) : { ...live, status: live.status() };
    const { ended, errors } = countEnded(manifest, record);
    const variants = status === "done" ? summarizeRun(manifest, record).variants : [];
    const arms = variants.map(({ name, passed, samples, comparison }) => ({ name, passed, samples, verdict: comparison?.verdict ?? null }));
    return {
      runId,
      name: manifest.experiment.name,
      path: subjectPath(manifest),
      startedAt: manifest.createdAt,
      status,
      rows: manifest.collection.rows,
      ended,
      samples: manifest.samples,
      errors,
      waitingBatches: openBatches(record.batches).length,
      verdict: arms.findLast(({ verdict }) => verdict !== null)?.verdict ?? null,
      isSimulated: manifest.isSimulated,
      isPartial: manifest.isPartial,
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
      rows: 0,
      ended: 0,
      samples: 0,
      errors: 0,
      waitingBatches: 0,
      verdict: null,
      isSimulated: false,
      isPartial: false,
      variants: [],
      files: [],
      problem,
    };
  }
}
