// The runs of a project, newest first, in the words of the tree; a finished run is read once.
import type { Hash } from "../../core/base/hash.ts";
import { createReader } from "../../core/documents/reader.ts";
import type { RunManifest } from "../../core/domain/run-manifest.ts";
import { labelsHash } from "../../core/engine/labels/run-labels.ts";
import { readOverview } from "../../core/engine/stored/run-overview.ts";
import { tallyRun, type RunTally } from "../../core/engine/stored/run-tally.ts";
import { runStatus, type RunStatus } from "../../core/report/run-result.ts";
import { readManifest } from "../../core/store/read-manifest.ts";
import { listRunIds } from "../../core/store/run-store.ts";
import type { RunListItem } from "./contract.ts";
import type { OpenProject } from "./open-project.ts";
import { runKey, type RunName } from "./run-key.ts";
import type { RunLocks } from "./run-locks.ts";
import type { Runner } from "./runner.ts";
import { subjectPath } from "./subject-path.ts";

export interface RunList {
  read(project: OpenProject): Promise<readonly RunListItem[]>;
  /** Runs with batches that are not collected. */
  waiting(project: OpenProject): Promise<readonly RunListItem[]>;
  /** The run is about to change: what was read of it counts no more. */
  forget(run: RunName): void;
}

/** A run without a current summary is read from its journals, so only so many are looked into. */
const mostListed = 100;

export function createRunList(runner: Runner, locks: RunLocks): RunList {
  const finished = new Map<string, FinishedRun>();
  return {
    forget: (run) => void finished.delete(runKey(run)),
    async read(project) {
      const items: RunListItem[] = [];
      // Many runs share a labels file, which is read once.
      const files = { ...project.files, read: createReader(project.files).bytes };
      for (const runId of (await listRunIds(project.storage)).slice(0, mostListed)) {
        const key = runKey({ root: project.root, runId });
        const known = finished.get(key);
        const isCurrent = known !== undefined && known.labels === (await labelsHash(files, known.manifest));
        const { item, manifest } = isCurrent ? known : await readItem({ ...project, files }, runId, { runner, locks });
        if (item.status === "done" && manifest !== null) finished.set(key, { item, manifest, labels: await labelsHash(files, manifest) });
        items.push(item);
      }
      return items;
    },
    async waiting(project) {
      const items: RunListItem[] = [];
      for (const runId of (await listRunIds(project.storage)).slice(0, mostListed)) {
        const manifest = await readManifest(project.storage, runId).catch(() => null);
        if (manifest?.manifest.batch !== undefined) items.push((await readItem(project, runId, { runner, locks })).item);
      }
      return items.filter(({ waitingBatches }) => waitingBatches > 0);
    },
  };
}

interface FinishedRun {
  readonly item: RunListItem;
  readonly manifest: RunManifest;
  /** The labels file that its figures were made with; null without one. */
  readonly labels: Hash | null;
}

interface RunReaders {
  readonly runner: Runner;
  readonly locks: RunLocks;
}

/** The run as it is listed; without a manifest where it cannot be read. */
async function readItem(
  project: OpenProject,
  runId: string,
  readers: RunReaders,
): Promise<{ readonly item: RunListItem; readonly manifest: RunManifest | null }> {
  try {
    const { manifest, tally, status } = await readFacts(project, runId, readers);
    const { ended, errors } = tally;
    const isNoiseCheck = manifest.purpose === "aa";
    const arms = status === "done" ? tally.variants.map((arm) => (isNoiseCheck ? { ...arm, verdict: null } : arm)) : [];
    const item: RunListItem = {
      runId,
      name: manifest.experiment.name,
      path: subjectPath(manifest),
      startedAt: manifest.createdAt,
      status,
      rows: manifest.collection.rows,
      ended,
      samples: manifest.samples,
      errors,
      waitingBatches: tally.waitingBatches,
      isRetriable: tally.isRetriable,
      verdict: arms.findLast(({ verdict }) => verdict !== null)?.verdict ?? null,
      isSimulated: manifest.isSimulated,
      isPartial: manifest.isPartial,
      isNoiseCheck,
      isAgainstCommit: manifest.against !== undefined,
      hasGates: manifest.experiment.gates.length > 0,
      variants: arms,
      files: manifest.files.map(({ path }) => path),
      problem: null,
    };
    return { item, manifest };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const item: RunListItem = {
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
      isRetriable: false,
      verdict: null,
      isSimulated: false,
      isPartial: false,
      isNoiseCheck: false,
      isAgainstCommit: false,
      hasGates: false,
      variants: [],
      files: [],
      problem,
    };
    return { item, manifest: null };
  }
}

interface RunFacts {
  readonly manifest: RunManifest;
  readonly tally: RunTally;
  readonly status: RunStatus;
}

/** A run of this window as it grows, any other as its files tell it. */
async function readFacts({ root, storage, files }: OpenProject, runId: string, { runner, locks }: RunReaders): Promise<RunFacts> {
  const live = runner.model({ root, runId });
  if (live !== null) return { manifest: live.manifest, tally: tallyRun(live.manifest, live.record, []), status: live.status() };
  const { manifest, tally, isHeld } = await readOverview({ storage, files }, runId, (lock) => locks.isHeld(lock, storage, runId));
  return { manifest, tally, status: runStatus(tally, isHeld) };
}
