// Everything a run has written, looked at: manifest, journals, what they add up to, pinned inputs, lock and summary; nothing is changed.
import { isTouchstoneError } from "../../base/errors.ts";
import { hashBytes } from "../../base/hash.ts";
import type { Storage } from "../../base/ports.ts";
import { countEnded } from "../../comparison/count-ended.ts";
import { waitingWarnings } from "../../comparison/run-warnings.ts";
import type { BatchRecord } from "../../domain/batch-record.ts";
import type { StateEvent } from "../../domain/run-event.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { applyRunEvent, beginJournal } from "../../domain/fold-run.ts";
import { emptyRecord, unansweredCalls, type RunRecord } from "../../domain/run-record.ts";
import { blobPath, lockPath, manifestPath, objectPath, runFolder, summaryPath } from "../../store/layout.ts";
import { readManifest, type StoredManifest } from "../../store/read-manifest.ts";
import { piecesOf } from "../../store/journal-reader.ts";
import { journalNames, readLock, readRun } from "../../store/run-store.ts";
import { describeDamage } from "../../store/describe-damage.ts";
import { examineJournal } from "./examine-journal.ts";
import type { RunFinding } from "./finding.ts";
import type { IsHeld } from "./run-overview.ts";
import { tallyRun } from "./run-tally.ts";
import { readSummary } from "./stored-summary.ts";

export interface Examination {
  readonly runId: string;
  /** In the order of the files in which they were found. */
  readonly findings: readonly RunFinding[];
}

/** True when nothing of what the run has written is missing, damaged or left over. */
export function isSound({ findings }: Examination): boolean {
  return findings.every(({ severity }) => severity === "note");
}

/** `isHeld` says whether who wrote the run's lock is still writing. Throws only what the storage throws. */
export async function examineRun(storage: Storage, runId: string, isHeld: IsHeld): Promise<Examination> {
  const opened = await openManifest(storage, runId);
  const lock = await examineLock(storage, runId, isHeld);
  const { isBeingWritten } = lock;
  const journals = await examineJournals(storage, { runId, stored: opened.stored, isBeingWritten });
  const { stored } = opened;
  const rest =
    stored === null
      ? []
      : [
          ...examineState(stored.manifest, journals),
          ...(isBeingWritten ? [] : [...noteBatches(runId, journals.record), ...openCalls(runId, journals.record)]),
          ...(await examineCopies(storage, stored.manifest, journals.blobs)),
          ...(isBeingWritten ? [] : await examineSummary(storage, stored)),
        ];
  return { runId, findings: [...opened.findings, ...lock.findings, ...journals.findings, ...rest] };
}

async function openManifest(
  storage: Storage,
  runId: string,
): Promise<{ readonly stored: StoredManifest | null; readonly findings: readonly RunFinding[] }> {
  const file = manifestPath(runId);
  try {
    const stored = await readManifest(storage, runId);
    const { newerFormat } = stored;
    if (newerFormat === null) return { stored, findings: [] };
    return { stored, findings: [note(file, `A newer version made this run (${newerFormat}); it can only be read.`, "Update Touchstone.")] };
  } catch (error) {
    if (!isTouchstoneError(error, "run/invalid")) throw error;
    return { stored: null, findings: [problem(file, error.message, error.hint)] };
  }
}

async function examineLock(
  storage: Storage,
  runId: string,
  isHeld: IsHeld,
): Promise<{ readonly isBeingWritten: boolean; readonly findings: readonly RunFinding[] }> {
  const file = lockPath(runId);
  if ((await storage.size(file)) === null) return { isBeingWritten: false, findings: [] };
  const lock = await readLock(storage, runId);
  if (lock !== null && (await isHeld(lock)))
    return { isBeingWritten: true, findings: [note(file, "The run is being made now: what is said here may change.", null)] };
  const message = "The lock was left behind by a process that is gone.";
  return {
    isBeingWritten: false,
    findings: [{ ...problem(file, message, "Remove it: `doctor --repair`, or `resume`."), isRepairable: true }],
  };
}

interface JournalsRead {
  readonly record: RunRecord;
  readonly blobs: ReadonlySet<string>;
  /** The last word of the run, where it stands, and what the lines up to there add up to. */
  readonly state: {
    readonly event: StateEvent;
    readonly file: string;
    readonly line: number;
    readonly counted: StateEvent["counts"];
  } | null;
  readonly findings: readonly RunFinding[];
}

async function examineJournals(
  storage: Storage,
  { runId, stored, isBeingWritten }: { readonly runId: string; readonly stored: StoredManifest | null; readonly isBeingWritten: boolean },
): Promise<JournalsRead> {
  const record = emptyRecord();
  const blobs = new Set<string>();
  const findings: RunFinding[] = [];
  let state: JournalsRead["state"] = null;
  for (const name of await journalNames(storage, runId)) {
    const file = `${runFolder(runId)}/${name}`;
    const opened = await storage.openReader(file);
    if (opened === null) {
      findings.push(problem(file, "The journal is no ordinary file and cannot be read.", "Restore it from a copy."));
      continue;
    }
    const journal = beginJournal(record, name);
    const subject = { file, pieces: piecesOf(opened), manifestHash: stored?.hash ?? null, isBeingWritten };
    findings.push(
      ...(await examineJournal(subject, (event, line, span) => {
        if (event.k === "response" && event.blob !== null) blobs.add(event.blob);
        if (event.k === "state" && stored !== null) {
          const { manifest } = stored;
          state = { event, file, line, counted: { planned: manifest.samples, ...countEnded(manifest, record) } };
        }
        applyRunEvent(record, event, { journal, ...span });
      }).finally(() => opened.close())),
    );
  }
  return { record, blobs, state, findings };
}

/** The counts of the last state line against the fold of what stands before it. */
function examineState(manifest: RunManifest, { state }: JournalsRead): RunFinding[] {
  if (state === null) return [];
  const { event, file, line, counted } = state;
  const hint = "Resume the run: what is missing is made again.";
  if ((["planned", "ended", "errors"] as const).some((key) => event.counts[key] !== counted[key])) {
    const message = `The run said ${countWords(event.counts)}; its lines add up to ${countWords(counted)}.`;
    return [{ ...problem(file, message, hint), line }];
  }
  if (event.state === "done" && counted.ended < manifest.samples)
    return [
      {
        ...problem(file, `The run says that it is done, but only ${counted.ended} of ${manifest.samples} samples have ended.`, hint),
        line,
      },
    ];
  return [];
}

function countWords({ planned, ended, errors }: StateEvent["counts"]): string {
  return `${ended} of ${planned} samples, ${errors} with errors`;
}

/** What was handed over, or may have been, and is to be collected; and what came back and counts for nothing. */
function noteBatches(runId: string, record: RunRecord): RunFinding[] {
  const waiting = waitingWarnings(record).map((message) => note(runFolder(runId), message, `Collect it: touchstone resume ${runId}`));
  const strays = [...record.batches.byToken.values()].filter((batch) => batch.strays > 0);
  return [...waiting, ...strays.map((batch) => note(runFolder(runId), strayLines(batch), null))];
}

function strayLines({ id, model, strays }: BatchRecord): string {
  const lines = strays === 1 ? "One line" : `${strays} lines`;
  return `${lines} in the results of the batch ${id ?? ""} for ${model} could not be read, or answered no request of it or one twice: left out.`;
}

/** Calls that were sent and never answered (rule R9). */
function openCalls(runId: string, record: RunRecord): RunFinding[] {
  const unanswered = unansweredCalls(record).length;
  if (unanswered === 0) return [];
  const calls = unanswered === 1 ? "One call was" : `${unanswered} calls were`;
  return [note(runFolder(runId), `${calls} sent and never answered: may have been billed.`, "`resume` makes what is missing again.")];
}

/** What the run pinned and what it kept beside its journals: there, and of the content that their hash says. */
async function examineCopies(
  storage: Storage,
  { runId, files, collection }: RunManifest,
  blobs: ReadonlySet<string>,
): Promise<RunFinding[]> {
  const copies = new Map<string, { readonly hash: string; readonly what: string }>();
  for (const { path, sha256 } of files) copies.set(objectPath(sha256), { hash: sha256, what: `the pinned copy of ${path}` });
  copies.set(objectPath(collection.rowHashes), { hash: collection.rowHashes, what: "the hashes of the rows" });
  for (const hash of blobs) copies.set(blobPath(runId, hash), { hash, what: "a long response" });
  const findings: RunFinding[] = [];
  for (const [file, { hash, what }] of copies) {
    const bytes = await storage.read(file);
    if (bytes !== null && hashBytes(bytes) === hash) continue;
    findings.push(problem(file, `This is ${what}: it is ${bytes === null ? "missing" : "damaged"}.`, "Restore the file from a copy."));
  }
  return findings;
}

async function examineSummary(storage: Storage, { manifest, hash: manifestHash, newerFormat }: StoredManifest): Promise<RunFinding[]> {
  const { runId } = manifest;
  if (newerFormat !== null) return [];
  const file = summaryPath(runId);
  const rebuilt = { isRepairable: true };
  const hint = "Make it again: `doctor --repair`.";
  const reading = await readSummary(storage, { manifest, manifestHash });
  switch (reading.kind) {
    case "missing":
      return [{ ...note(file, "There is no summary; lists read the journals instead.", hint), ...rebuilt }];
    case "outdated":
      return [
        { ...note(file, "The summary is of other journals than those that lie here; lists read the journals instead.", hint), ...rebuilt },
      ];
    case "damaged":
      return [{ ...problem(file, "The summary is damaged; lists read the journals instead.", hint), ...rebuilt }];
    case "current": {
      const stored = await readRun(storage, runId);
      const tally = tallyRun(manifest, stored.record, describeDamage(stored));
      if (JSON.stringify(tally) === JSON.stringify(reading.tally)) return [];
      return [{ ...problem(file, "The summary says something else than the journals.", hint), ...rebuilt }];
    }
  }
}

function problem(file: string, message: string, hint: string | null): RunFinding {
  return { severity: "problem", file, line: null, message, hint, isRepairable: false };
}

function note(file: string, message: string, hint: string | null): RunFinding {
  return { ...problem(file, message, hint), severity: "note" };
}
