// The runs that this window makes: each with what stops it, its record as it grows, and the notices that tell of it.
import { isTouchstoneError } from "../../core/base/errors.ts";
import { summarizeRun } from "../../core/comparison/summarize-run.ts";
import type { RunManifest } from "../../core/domain/run-manifest.ts";
import type { RunRecord } from "../../core/domain/run-record.ts";
import { spentUsd } from "../../core/domain/run-spend.ts";
import type { RunOutcome, RunWatch } from "../../core/engine/run-experiment.ts";
import { countEnded } from "../../core/comparison/count-ended.ts";
import { runStatus } from "../../core/report/run-result.ts";
import { pinnedFiles } from "../../core/store/objects.ts";
import type { Notice, RunEnd, ThreadFailure } from "./contract.ts";
import type { OpenProject } from "./open-project.ts";
import { createResultsModel, type ResultsModel } from "./results-model.ts";
import { subjectPath } from "./subject-path.ts";

export interface LiveRuns {
  /** Starts `work`; resolves when the run exists and rejects when it never came to be. */
  begin(setting: RunSetting, work: (watch: RunWatch) => Promise<RunOutcome>): Promise<{ readonly runId: string }>;
  /** The run as it grows, and for a while after it has ended; null when this window does not make it. */
  model(runId: string): ResultsModel | null;
  isLive(runId: string): boolean;
  /** Resolves when the run has written its last word; at once for one that is not made here. */
  cancel(runId: string): Promise<void>;
}

export interface RunSetting {
  readonly project: OpenProject;
  readonly warnings: readonly string[];
  /** Lets go of what the run held. */
  close(): Promise<void>;
}

interface LiveRun {
  readonly root: string;
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  readonly model: ResultsModel;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

const millisecondsBetweenNotices = 250;

export function createLiveRuns(notify: (notice: Notice) => void): LiveRuns {
  const live = new Map<string, LiveRun>();
  return {
    begin({ project, warnings, close }, work) {
      return new Promise((resolve, reject) => {
        const abort = new AbortController();
        let finish = (): void => undefined;
        const ended = new Promise<void>((done) => void (finish = done));
        let run: LiveRun | null = null;
        let timer: NodeJS.Timeout | null = null;
        const tell = (): void => {
          timer = null;
          if (run !== null) notify(progressOf(run));
        };
        const settle = (outcome: RunOutcome | null, error: unknown): void => {
          if (timer !== null) clearTimeout(timer);
          void close();
          finish();
          const known = outcome ?? run;
          if (known === null) return reject(error instanceof Error ? error : new Error(String(error)));
          live.delete(known.manifest.runId);
          notify({ kind: "run-end", root: project.root, runId: known.manifest.runId, end: endOf(known, outcome?.warnings ?? [], error) });
          // A run that had nothing left to do was never announced.
          resolve({ runId: known.manifest.runId });
        };
        const watch: RunWatch = {
          signal: abort.signal,
          onStart(manifest, _, record) {
            const pinned = pinnedFiles(project.storage, manifest.files);
            const status = (): ReturnType<typeof runStatus> => runStatus(record, live.has(manifest.runId));
            const model = createResultsModel({ root: project.root, manifest, record, status, pinned, planWarnings: warnings });
            run = { root: project.root, manifest, record, model, abort, ended };
            live.set(manifest.runId, run);
            notify(progressOf(run));
            resolve({ runId: manifest.runId });
          },
          onEvent: () => void (timer ??= setTimeout(tell, millisecondsBetweenNotices)),
        };
        work(watch).then(
          (outcome) => settle(outcome, null),
          (error: unknown) => settle(null, error),
        );
      });
    },
    model: (runId) => live.get(runId)?.model ?? null,
    isLive: (runId) => live.has(runId),
    async cancel(runId) {
      const run = live.get(runId);
      run?.abort.abort(new Error("cancelled"));
      await run?.ended;
    },
  };
}

function progressOf({ root, manifest, record }: LiveRun): Notice {
  const { ended, errors } = countEnded(manifest, record);
  const progress = {
    name: manifest.experiment.name,
    path: subjectPath(manifest),
    ended,
    planned: manifest.samples,
    errors,
    spentUsd: spentUsd(record),
  };
  return { kind: "run-progress", root, runId: manifest.runId, progress };
}

function endOf({ manifest, record }: Pick<RunOutcome, "manifest" | "record">, warnings: readonly string[], error: unknown): RunEnd {
  const status = runStatus(record, false);
  const { ended } = countEnded(manifest, record);
  const verdict =
    status === "done"
      ? (summarizeRun(manifest, record).variants.findLast(({ comparison }) => comparison !== null)?.comparison ?? null)
      : null;
  return {
    name: manifest.experiment.name,
    path: subjectPath(manifest),
    status,
    sentence: verdict?.sentence ?? `${ended} of ${manifest.samples} samples have ended.`,
    reason: record.stateReason,
    stop: record.stopCause,
    warnings,
    failure: error === null ? null : describeFailure(error),
  };
}

function describeFailure(error: unknown): ThreadFailure {
  const { message, stack = null } = error instanceof Error ? error : new Error(String(error));
  return isTouchstoneError(error)
    ? { code: error.code, message, hint: error.hint, place: error.place, stack }
    : { code: null, message, hint: null, place: {}, stack };
}
