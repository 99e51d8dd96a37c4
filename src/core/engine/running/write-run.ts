// One writer of a run: a journal of its own from its first line to its last word, the record folded as it grows, the cache beside it.
import { isTouchstoneError, TouchstoneError } from "../../base/errors.ts";
import type { Hash } from "../../base/hash.ts";
import { countEnded } from "../../comparison/count-ended.ts";
import { journalSchemaName, type ResponseEvent, type RunEvent, type RunState, type StateEvent } from "../../domain/run-event.ts";
import { stopWords, type EarlyStop } from "../../domain/early-stop.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { applyRunEvent, beginJournal } from "../../domain/fold-run.ts";
import { unansweredCalls, type RunRecord } from "../../domain/run-record.ts";
import { mayBeLarge } from "../../store/blobs.ts";
import { keepLargeAside } from "../../store/aside-journal.ts";
import { createJournalWriter, type JournalWriter } from "../../store/journal-writer.ts";
import { evictAnswers } from "../../store/evict-answers.ts";
import { journalPath, runFolder } from "../../store/layout.ts";
import { openResponseCache } from "../../store/response-cache.ts";
import { writeIndex } from "../../store/run-index.ts";
import { openRunTexts } from "../../store/run-texts.ts";
import { journalNames } from "../../store/run-store.ts";
import { isoTime } from "../calling/call-events.ts";
import { openBatchCallers } from "../batching/batch-callers.ts";
import { executeBatches } from "../batching/execute-batches.ts";
import { createCallQueue, type CallQueue } from "../calling/call-queue.ts";
import type { Callers } from "../calling/open-callers.ts";
import { createPause, type PauseState } from "../calling/pause.ts";
import type { Plan } from "../planning/plan.ts";
import type { Redo } from "../planning/remainder.ts";
import { copiedEvents, type ResponseCopies } from "./copied-responses.ts";
import { watchForEarlyStop } from "./early-stop.ts";
import { evaluateRun } from "./evaluate-run.ts";
import { execute } from "./execute.ts";
import { createRunControl, type Stop } from "./run-control.ts";
import type { RunHost } from "./run-host.ts";
import { spentForCap } from "./spent-for-cap.ts";

export interface RunWatch {
  readonly signal: AbortSignal;
  /** The run exists and is about to make its first call. */
  readonly onStart?: (manifest: RunManifest, plan: Plan, record: RunRecord) => void;
  /** An event has been saved and applied to the record. */
  readonly onEvent?: (event: RunEvent, record: RunRecord) => void;
  /** The run has paused by itself, or has tried in vain whether it can go on; null when it goes on. */
  readonly onPause?: (pause: PauseState | null) => void;
}

export interface RunOutcome {
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  /** What went wrong beside the run, without a change to what came of it. */
  readonly warnings: readonly string[];
}

/** Lines that are appended together: a run's responses are never one text. */
const linesAtOnce = 200;

export interface Writing {
  /** What is left to be done. */
  readonly plan: Plan;
  /** The plan that the run began with. */
  readonly whole: Plan;
  readonly manifest: RunManifest;
  readonly manifestHash: Hash;
  /** What earlier writers have recorded. */
  readonly record: RunRecord;
  readonly isResumed: boolean;
  /** Batches at the provider are stopped, and nothing more goes out. */
  readonly cancelsBatches: boolean;
  /** What of the record is done again all the same. */
  readonly redo: Redo;
  /** Responses of another run that stand in the journal before anything is called. */
  readonly copies: ResponseCopies;
  readonly callers: Callers;
  readonly host: RunHost;
  readonly watch: RunWatch;
}

/** Executes what is missing and journals it. The caller holds the run's lock. */
export async function writeRun(writing: Writing): Promise<RunOutcome> {
  const { plan, whole, manifest, manifestHash, record, isResumed, cancelsBatches, redo, copies, callers, host, watch } = writing;
  const { runId, createdAt } = manifest;
  const { isFresh } = plan.options;
  const batchCallers = manifest.batch === undefined ? null : openBatchCallers(whole, record.batches, host);
  const { earlier, writer } = await nextWriter(host, runId);
  const path = journalPath(runId, writer);
  const file = await host.storage.openNew(path);
  const name = path.slice(runFolder(runId).length + 1);
  const number = beginJournal(record, name);
  const lines = createJournalWriter(file, (event, span) => {
    applyRunEvent(record, event, { journal: number, ...span });
    record.journals[number] = { name, bytes: span.start + span.length + 1, isWhole: true };
    watch.onEvent?.(event, record);
    if (event.k === "response" || event.k === "rating") stopWhenDecided();
  });
  const journal = keepLargeAside(lines, host.storage, runId);
  const cache = openResponseCache({ storage: host.storage, clock: host.clock, runId, writer, before: createdAt, isFresh });
  const spent = { calls: record.calls.generation + record.calls.rating, usd: spentForCap(plan, record) };
  const control = createRunControl(plan.limits, spent, host.clock, watch.signal);
  const early = watchForEarlyStop(manifest, whole, record);
  let isStoppedEarly = false;
  const stopWhenDecided = (): void => {
    // What is tried again changes rows that were counted: such a run goes on to its end.
    if (early === null || redo !== "nothing" || control.stopped() !== null || !early.look()) return;
    isStoppedEarly = true;
    control.stop({ state: "done", reason: stopWords(early.evidence()) });
  };
  const evidenceAtEnd = (): { readonly early?: EarlyStop } => {
    const watched = watchForEarlyStop(manifest, whole, record);
    watched?.look();
    return watched === null ? {} : { early: { ...watched.evidence(), isStopped: isStoppedEarly } };
  };
  const state = (name: RunState, { reason, cause, isWaiting }: StateWords): RunEvent => ({
    k: "state",
    state: name,
    reason,
    ...(cause === undefined ? {} : { cause }),
    ...(isWaiting === undefined ? {} : { isWaiting }),
    ...(name === "done" ? evidenceAtEnd() : {}),
    counts: { planned: manifest.samples, ...countEnded(manifest, record) },
    t: isoTime(host.clock),
  });
  let queue: CallQueue | null = null;
  try {
    await journal.append({ k: "open", schema: journalSchemaName, writer, pid: host.pid, manifest: manifestHash });
    if (isResumed) await journal.append(state("resumed", { reason: null }));
    await writeCopies(copies, journal);
    watch.onStart?.(manifest, plan, record);
    stopWhenDecided();
    const onChange = (pause: PauseState | null, isNew: boolean): void => {
      // A journal that cannot be written ends the run at its next line; nobody waits for this one.
      const noted = isNew ? journal.append(pause === null ? state("resumed", { reason: null }) : state("paused", waiting(pause))) : null;
      noted?.catch(() => undefined);
      watch.onPause?.(pause);
    };
    const { endpoints, clock, random, regex, scripts, limiters, patienceMs } = host;
    const pause = createPause({ clock, random, control, patienceMs, onChange });
    const { stopSignal } = control;
    queue = createCallQueue({ ceiling: plan.limits.concurrency, limiters, endpoints, pause, stopSignal });
    // What is simulated is drawn: the draws of before would bring the errors of before.
    const seed = redo === "nothing" ? plan.seed : plan.seed + earlier;
    const texts = openRunTexts(host.storage, runId, record);
    const input = { record, texts, redo, seed, journal, cache, endpoints, callers, control, queue, pause, clock, random, regex, scripts };
    if (batchCallers === null) await execute({ ...input, plan });
    // What is at the provider may be about samples of which nothing is left otherwise.
    else await executeBatches({ ...input, plan: whole, cancelsBatches, batchCallers });
    await evaluateRun({ ...input, plan: whole, manifest });
    const stop = control.stopped() ?? parked(queue.parkedUntil());
    await journal.append(state(stop?.state ?? "done", stop ?? { reason: null }));
    const problem = (await cache.close()) ?? (await evictAnswers(host));
    await writeIndex(host.storage, runId, manifestHash, record);
    return { manifest, record, warnings: problem === null ? [] : [problem] };
  } catch (error) {
    throw withUnkeptCalls(error, record);
  } finally {
    queue?.dispose();
    control.dispose();
    await cache.close();
    await journal.close();
  }
}

type StateWords = Pick<StateEvent, "reason" | "cause" | "isWaiting">;

function waiting({ reason, cause }: PauseState): StateWords {
  return { reason, cause, isWaiting: true };
}

/** What is left when a server wants no call for longer than a run waits. */
function parked(until: number | null): Stop | null {
  if (until === null) return null;
  const time = `${new Date(until).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return { state: "paused", reason: `the rate limit is used up: the server wants no calls until ${time}`, cause: "rate-limit" };
}

/** The large ones into blobs of this run, each by itself. */
async function writeCopies(copies: ResponseCopies, journal: JournalWriter): Promise<void> {
  let group: ResponseEvent[] = [];
  for await (const copy of copiedEvents(copies)) {
    if (mayBeLarge(copy)) await journal.append(copy);
    else group.push(copy);
    if (group.length < linesAtOnce) continue;
    await journal.append(...group);
    group = [];
  }
  if (group.length > 0) await journal.append(...group);
}

/** A journal that cannot be written keeps no answers: what had been sent by then may have been billed. */
function withUnkeptCalls(error: unknown, record: RunRecord): unknown {
  const unkept = unansweredCalls(record).length;
  if (!isTouchstoneError(error, "store/unwritable") || unkept === 0) return error;
  const sent = unkept === 1 ? "call was sent whose answer is not kept: it" : "calls were sent whose answers are not kept: they";
  const { message, hint, cause } = error;
  return new TouchstoneError("store/unwritable", `${message} ${unkept} ${sent} may have been billed.`, {
    ...(hint === null ? {} : { hint }),
    cause,
  });
}

/** Writers are numbered, so that their journals are folded in the order in which they wrote, whatever the clock said. */
async function nextWriter({ storage, newId }: RunHost, runId: string): Promise<{ readonly earlier: number; readonly writer: string }> {
  const earlier = (await journalNames(storage, runId)).length;
  return { earlier, writer: `${String(earlier + 1).padStart(4, "0")}-${newId()}` };
}
