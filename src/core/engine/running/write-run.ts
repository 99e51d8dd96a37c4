// One writer of a run: a journal of its own from its first line to its last word, the record folded as it grows, the cache beside it.
import type { Hash } from "../../base/hash.ts";
import { countEnded } from "../../comparison/count-ended.ts";
import type { RunEvent, RunState, StopCause } from "../../domain/run-event.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { applyRunEvent, type RunRecord } from "../../domain/run-record.ts";
import { createJournalWriter } from "../../store/journal-writer.ts";
import { isJournalName, journalPath, runFolder } from "../../store/layout.ts";
import { openResponseCache } from "../../store/response-cache.ts";
import { isoTime } from "../calling/call-model.ts";
import type { Callers } from "../calling/open-callers.ts";
import type { Plan } from "../planning/plan.ts";
import { openBatchCallers } from "../batching/batch-callers.ts";
import { executeBatches } from "../batching/execute-batches.ts";
import { execute } from "./execute.ts";
import { createRunControl } from "./run-control.ts";
import type { RunHost } from "./run-host.ts";
import { spentForCap } from "./spent-for-cap.ts";

export interface RunWatch {
  readonly signal: AbortSignal;
  /** The run exists and is about to make its first call. */
  readonly onStart?: (manifest: RunManifest, plan: Plan, record: RunRecord) => void;
  /** An event has been saved and applied to the record. */
  readonly onEvent?: (event: RunEvent, record: RunRecord) => void;
}

export interface RunOutcome {
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  /** What went wrong beside the run, without a change to what came of it. */
  readonly warnings: readonly string[];
}

export interface Writing {
  readonly plan: Plan;
  readonly manifest: RunManifest;
  readonly manifestHash: Hash;
  /** What earlier writers have recorded. */
  readonly record: RunRecord;
  readonly isResumed: boolean;
  readonly cancelsBatches: boolean;
  readonly callers: Callers;
  readonly host: RunHost;
  readonly watch: RunWatch;
}

/** Executes what is missing and journals it. The caller holds the run's lock. */
export async function writeRun(writing: Writing): Promise<RunOutcome> {
  const { plan, manifest, manifestHash, record, isResumed, cancelsBatches, callers, host, watch } = writing;
  const writer = await nextWriter(host, manifest.runId);
  const file = await host.storage.openNew(journalPath(manifest.runId, writer));
  const journal = createJournalWriter(file, (event) => {
    applyRunEvent(record, event);
    watch.onEvent?.(event, record);
  });
  const { runId, createdAt, isFresh = false } = manifest;
  const cache = openResponseCache({ storage: host.storage, clock: host.clock, runId, writer, before: createdAt, isFresh });
  const spent = { calls: record.calls.generation + record.calls.rating, usd: spentForCap(plan, record) };
  const control = createRunControl(plan.limits, spent, host.clock, watch.signal);
  const state = (name: RunState, { reason, cause }: { readonly reason: string | null; readonly cause?: StopCause }): RunEvent => ({
    k: "state",
    state: name,
    reason,
    ...(cause === undefined ? {} : { cause }),
    counts: { planned: plan.samples.length, ...countEnded(manifest, record) },
    t: isoTime(host.clock),
  });
  try {
    await journal.append({ k: "open", schema: "touchstone.journal/1", writer, pid: host.pid, manifest: manifestHash });
    if (isResumed) await journal.append(state("resumed", { reason: null }));
    watch.onStart?.(manifest, plan, record);
    const { endpoints, clock, random, regex } = host;
    const input = { plan, record, journal, cache, endpoints, callers, control, clock, random, regex };
    if (plan.options.batch === null) await execute(input);
    else await executeBatches({ ...input, cancelsBatches, batchCallers: openBatchCallers(plan, host) });
    const stop = control.stopped();
    await journal.append(state(stop?.state ?? "done", stop ?? { reason: null }));
    const problem = await cache.close();
    return { manifest, record, warnings: problem === null ? [] : [problem] };
  } finally {
    control.dispose();
    await cache.close();
    await journal.close();
  }
}

/** Writers are numbered, so that their journals are folded in the order in which they wrote, whatever the clock said. */
async function nextWriter({ storage, newId }: RunHost, runId: string): Promise<string> {
  const earlier = (await storage.list(runFolder(runId))).filter(isJournalName).length;
  return `${String(earlier + 1).padStart(4, "0")}-${newId()}`;
}
