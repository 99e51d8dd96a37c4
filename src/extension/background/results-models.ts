// The runs that are open for looking at: live ones from memory, stored ones read once and kept while they are looked at.
import type { Hash } from "../../core/base/hash.ts";
import { labelsHash } from "../../core/engine/labels/run-labels.ts";
import { findNoiseFloor, type KnownChecks } from "../../core/engine/stored/find-noise-floor.ts";
import { pinnedFiles } from "../../core/store/objects.ts";
import { openRunTexts } from "../../core/store/run-texts.ts";
import type { OpenProject } from "./open-project.ts";
import type { ReadStoredRun } from "./read-stored-run.ts";
import { createResultsModel, type ResultsModel } from "./results-model.ts";
import { runKey, type RunName } from "./run-key.ts";
import type { Runner } from "./runner.ts";

export interface ResultsModels {
  open(project: OpenProject, runId: string): Promise<ResultsModel>;
  /** The run is about to change: what was read of it counts no more. */
  forget(run: RunName): void;
}

/** A stored run of 100,000 samples takes some 150 MB. */
const mostKept = 3;

/** `checks` is shared by whoever looks for A/A runs. */
export function createResultsModels(runner: Runner, readStoredRun: ReadStoredRun, checks: KnownChecks): ResultsModels {
  const kept = new Map<string, Promise<KeptModel>>();
  return {
    async open(project, runId) {
      const run = { root: project.root, runId };
      const key = runKey(run);
      const growing = runner.model(run);
      if (growing !== null) {
        kept.delete(key);
        return growing;
      }
      const known = kept.get(key);
      const isKept = known !== undefined && (await isCurrent(known, project));
      const opening = isKept ? known : readModel(project, runId, { readStoredRun, checks });
      kept.delete(key);
      kept.set(key, opening);
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
      try {
        const { model } = await opening;
        // Somebody else may be writing it, or have finished: only a run that is done stays as it is.
        if (model.status() !== "done") kept.delete(key);
        return model;
      } catch (error) {
        kept.delete(key);
        throw error;
      }
    },
    forget: (run) => void kept.delete(runKey(run)),
  };
}

interface Reading {
  readonly readStoredRun: ReadStoredRun;
  readonly checks: KnownChecks;
}

interface KeptModel {
  readonly model: ResultsModel;
  /** The labels file that its figures were made with; null without one. */
  readonly labels: Hash | null;
}

/** People may have rated since. */
async function isCurrent(known: Promise<KeptModel>, { files }: OpenProject): Promise<boolean> {
  const kept = await known.catch(() => null);
  return kept === null || kept.labels === (await labelsHash(files, kept.model.manifest));
}

async function readModel(project: OpenProject, runId: string, { readStoredRun, checks }: Reading): Promise<KeptModel> {
  const { root, storage } = project;
  const { manifest, record, status, notes } = await readStoredRun(project, runId);
  const model = createResultsModel({
    root,
    manifest,
    record,
    texts: openRunTexts(storage, runId, record),
    status: () => status,
    pinned: pinnedFiles(storage, manifest.files),
    planWarnings: notes,
    floor: () => findNoiseFloor(storage, manifest, checks),
  });
  return { model, labels: await labelsHash(project.files, manifest) };
}
