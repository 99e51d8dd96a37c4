// The runs that this window makes: each with what stops it, its record as it grows, and the notices that tell of it; every run that was told of is told to have ended.
import type { NoiseFloor } from "../../core/comparison/noise.ts";
import { summarizeRun } from "../../core/comparison/summarize-run.ts";
import { openBatches } from "../../core/domain/batch-record.ts";
import type { RunManifest } from "../../core/domain/run-manifest.ts";
import type { RunRecord } from "../../core/domain/run-record.ts";
import { spentUsd } from "../../core/domain/run-spend.ts";
import { decideGates } from "../../core/gates/decide-gates.ts";
import { withLabels } from "../../core/engine/labels/run-labels.ts";
import type { RunOutcome, RunWatch } from "../../core/engine/running/write-run.ts";
import { countEnded } from "../../core/comparison/count-ended.ts";
import { runStatus, type RunStatus } from "../../core/report/run-result.ts";
import { findNoiseFloor, type KnownChecks } from "../../core/engine/stored/find-noise-floor.ts";
import { pinnedFiles } from "../../core/store/objects.ts";
import { openRunTexts } from "../../core/store/run-texts.ts";
import type { Notice, RunEnd } from "./contract.ts";
import type { OpenProject } from "./open-project.ts";
import { createResultsModel, type ResultsModel } from "./results-model.ts";
import { runKey, type RunName } from "./run-key.ts";
import { subjectPath } from "./subject-path.ts";
import { describeFailure } from "./thread-messages.ts";

export interface Runner {
  /** Starts `work`; resolves when the run exists and rejects when it never came to be. */
  begin(setting: RunSetting, work: (watch: RunWatch) => Promise<RunOutcome>): Promise<{ readonly runId: string }>;
  /** The run as it grows; null when this window is not making it. */
  model(run: RunName): ResultsModel | null;
  /** Resolves when the run has written its last word; at once for one that is not made here. */
  cancel(runId: string, reason?: string): Promise<void>;
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

/** Who hears a notice counts all samples anew, and at 100,000 that must not take what the run needs: five seconds between them then. */
function millisecondsBetweenNotices({ samples }: RunManifest): number {
  return Math.max(250, samples / 20);
}

/** `checks` is shared by whoever looks for A/A runs. */
export function createRunner(notify: (notice: Notice) => void, checks: KnownChecks): Runner {
  const live = new Map<string, LiveRun>();
  return {
    begin({ project, warnings, close }, work) {
      const { root } = project;
      return new Promise((resolve, reject) => {
        const abort = new AbortController();
        let finish = (): void => undefined;
        const ended = new Promise<void>((done) => void (finish = done));
        let run: LiveRun | null = null;
        let timer: NodeJS.Timeout | null = null;
        let wait = 0;
        const tell = (): void => {
          timer = null;
          if (run !== null) notify(progressOf(run));
        };
        const settle = (outcome: RunOutcome | null, error: unknown): void => {
          if (timer !== null) clearTimeout(timer);
          // A run has ended whether or not what it held can be let go.
          close().catch(() => undefined);
          finish();
          const known = outcome ?? run;
          if (known === null) return reject(error instanceof Error ? error : new Error(String(error)));
          const { runId } = known.manifest;
          live.delete(runKey({ root, runId }));
          notify({ kind: "run-end", root, runId, end: endOf(known, outcome?.warnings ?? [], error) });
          // A run that had nothing left to do was never announced.
          resolve({ runId });
        };
        const watch: RunWatch = {
          signal: abort.signal,
          onStart(manifest, _, record) {
            const key = runKey({ root, runId: manifest.runId });
            const pinned = pinnedFiles(project.storage, manifest.files);
            const status = (): RunStatus => runStatus(record, live.has(key));
            const texts = openRunTexts(project.storage, manifest.runId, record);
            const floor = (): Promise<NoiseFloor | null> => findNoiseFloor(project.storage, manifest, checks);
            const model = createResultsModel({ root, manifest, record, texts, status, pinned, planWarnings: warnings, floor });
            run = { root, manifest, record, model, abort, ended };
            live.set(key, run);
            wait = millisecondsBetweenNotices(manifest);
            notify(progressOf(run));
            resolve({ runId: manifest.runId });
          },
          onEvent: () => void (timer ??= setTimeout(tell, wait)),
        };
        work(watch).then(
          async (outcome) => settle(await labelled(outcome, project), null),
          (error: unknown) => settle(null, error),
        );
      });
    },
    model: (run) => live.get(runKey(run))?.model ?? null,
    async cancel(runId, reason = "cancelled") {
      const runs = [...live.values()].filter(({ manifest }) => manifest.runId === runId);
      for (const { abort } of runs) abort.abort(new Error(reason));
      await Promise.all(runs.map(({ ended }) => ended));
    },
  };
}

/** With what people said of its responses, such as those that came from the cache. Never rejects: a run has ended whether or not its labels can be read. */
async function labelled(outcome: RunOutcome, project: OpenProject): Promise<RunOutcome> {
  const record = await withLabels(outcome.record, outcome.manifest, project).catch(() => outcome.record);
  return { ...outcome, record };
}

function progressOf({ root, manifest, record }: LiveRun): Notice {
  const { ended, errors } = countEnded(manifest, record);
  const progress = {
    name: manifest.experiment.name,
    path: subjectPath(manifest),
    ended,
    planned: manifest.samples,
    errors,
    waitingBatches: openBatches(record.batches).length,
    spentUsd: spentUsd(record),
    pausedFor: record.isWaiting ? (record.stateReason ?? "") : null,
  };
  return { kind: "run-progress", root, runId: manifest.runId, progress };
}

type Known = Pick<RunOutcome, "manifest" | "record">;

/** Never throws: a run whose figures cannot be made up has ended all the same. */
function endOf(known: Known, warnings: readonly string[], error: unknown): RunEnd {
  const { manifest, record } = known;
  const status = runStatus(record, false);
  const end = {
    name: manifest.experiment.name,
    path: manifest.experiment.path,
    status,
    sentence: "The run has ended.",
    gate: null,
    reason: record.stateReason,
    stop: record.stopCause,
    warnings,
    failure: error === null ? null : describeFailure(error),
  };
  try {
    return { ...end, path: subjectPath(manifest), sentence: sentenceOf(known, status), gate: gateOf(known, status) };
  } catch (problem) {
    return { ...end, failure: end.failure ?? describeFailure(problem) };
  }
}

function gateOf({ manifest, record }: Known, status: RunStatus): RunEnd["gate"] {
  const gates = manifest.against === undefined || status !== "done" ? null : decideGates(manifest, record);
  return gates === null ? null : { verdict: gates.verdict, sentence: gates.sentence };
}

/** The verdict of the last variant, else how far the run came. */
function sentenceOf({ manifest, record }: Known, status: RunStatus): string {
  const variants = status === "done" ? summarizeRun(manifest, record).variants : [];
  const verdict = variants.findLast(({ comparison }) => comparison !== null)?.comparison;
  return verdict?.sentence ?? `${countEnded(manifest, record).ended} of ${manifest.samples} samples have ended.`;
}
