// Starts and resumes runs: pin the inputs, write the manifest, journal every event, fold the record. Every door calls this.
import type { Hash } from "../base/hash.ts";
import type { RunEvent, RunState, StopCause } from "../domain/run-event.ts";
import type { RunManifest } from "../domain/run-manifest.ts";
import { applyRunEvent, emptyRecord, isAnswered, type RunRecord } from "../domain/run-record.ts";
import { createJournalWriter } from "../store/journal-writer.ts";
import { isJournalName, journalPath, runFolder } from "../store/layout.ts";
import { openResponseCache } from "../store/response-cache.ts";
import { keepObject, pinnedFiles } from "../store/objects.ts";
import { findRunId, readRun, writeManifest } from "../store/run-store.ts";
import { isoTime } from "./call-model.ts";
import { execute } from "./execute.ts";
import { createManifest } from "./manifest.ts";
import { openCallers } from "./open-callers.ts";
import type { RunOptions } from "./options.ts";
import type { Plan } from "./plan.ts";
import { createRunControl } from "./run-control.ts";
import type { RunHost } from "./run-host.ts";
import { spentForCap } from "./spent-for-cap.ts";
import { planAgain, refuseOtherOrigins } from "./stored-plan.ts";

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

/** Starts a new run of a plan. Throws before anything is written when a key or an endpoint is missing. */
export async function startRun(plan: Plan, host: RunHost, watch: RunWatch): Promise<RunOutcome> {
  const callers = await openCallers(plan, host);
  const runId = host.newId();
  const files = await Promise.all(
    [...plan.setup.files].map(async ([path, bytes]) => ({ path, sha256: await keepObject(host.storage, bytes) })),
  );
  const rowHashes = await keepObject(host.storage, new TextEncoder().encode(JSON.stringify(plan.rows.map((row) => [row.id, row.hash]))));
  const manifest = createManifest(plan, {
    runId,
    createdAt: isoTime(host.clock),
    tool: host.tool,
    git: await host.git(),
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    rowHashes,
    endpoints: host.endpoints,
  });
  const release = await host.lock(runId);
  try {
    const manifestHash = await writeManifest(host.storage, manifest);
    return await write({ plan, manifest, manifestHash, record: emptyRecord(), isResumed: false, callers, host, watch });
  } finally {
    await release();
  }
}

/** How a run is continued: what may differ from its first start. */
export interface ResumeOptions extends Pick<RunOptions, "concurrency" | "maxCostUsd" | "maxCalls"> {
  /** Origins that whoever resumes has named for this run: elsewhere than where it began it goes on only there. */
  readonly acceptsOrigins: readonly string[];
}

/** Continues a run from its pinned inputs: what has ended is kept, what is missing is done. */
export async function resumeRun(name: string, options: Partial<ResumeOptions>, host: RunHost, watch: RunWatch): Promise<RunOutcome> {
  const runId = await findRunId(host.storage, name);
  const release = await host.lock(runId);
  try {
    const stored = await readRun(host.storage, runId);
    const { acceptsOrigins = [], ...limits } = options;
    const plan = await planAgain(stored.manifest, limits, {
      endpoints: host.endpoints,
      files: pinnedFiles(host.storage, stored.manifest.files),
    });
    refuseOtherOrigins(stored.manifest, plan, acceptsOrigins);
    const { planned, ended } = countSamples(plan, stored.record);
    if (stored.record.state === "done" && ended === planned) return { manifest: stored.manifest, record: stored.record, warnings: [] };
    const callers = await openCallers(plan, host);
    return await write({
      plan,
      manifest: stored.manifest,
      manifestHash: stored.manifestHash,
      record: stored.record,
      isResumed: true,
      callers,
      host,
      watch,
    });
  } finally {
    await release();
  }
}

interface Writing {
  readonly plan: Plan;
  readonly manifest: RunManifest;
  readonly manifestHash: Hash;
  readonly record: RunRecord;
  readonly isResumed: boolean;
  readonly callers: Awaited<ReturnType<typeof openCallers>>;
  readonly host: RunHost;
  readonly watch: RunWatch;
}

async function write({ plan, manifest, manifestHash, record, isResumed, callers, host, watch }: Writing): Promise<RunOutcome> {
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
    counts: countSamples(plan, record),
    t: isoTime(host.clock),
  });
  try {
    await journal.append({ k: "open", schema: "touchstone.journal/1", writer, pid: host.pid, manifest: manifestHash });
    if (isResumed) await journal.append(state("resumed", { reason: null }));
    watch.onStart?.(manifest, plan, record);
    const { endpoints, clock, random, regex } = host;
    await execute({ plan, record, journal, cache, endpoints, callers, control, clock, random, regex });
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

/** A sample has ended when it cannot be answered, or is answered and every criterion has a rating. */
function countSamples(plan: Plan, record: RunRecord): { planned: number; ended: number; errors: number } {
  const criteria = plan.setup.criteria.criteria;
  let ended = 0;
  let errors = 0;
  for (const sample of plan.samples) {
    const known = record.samples.get(sample.hash);
    if (known?.response == null) continue;
    if (!isAnswered(known.response)) {
      ended += 1;
      errors += 1;
    } else if (criteria.every((criterion) => known.ratings.has(criterion.id))) {
      ended += 1;
      if (criteria.some((criterion) => known.ratings.get(criterion.id)?.error != null)) errors += 1;
    }
  }
  return { planned: plan.samples.length, ended, errors };
}
