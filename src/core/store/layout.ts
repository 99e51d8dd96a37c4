// Where things lie inside `.touchstone/`: names only, no reading and no writing.
import type { Hash } from "../base/hash.ts";

export const runsFolder = "runs";

export function runFolder(runId: string): string {
  return `${runsFolder}/${runId}`;
}

export function manifestPath(runId: string): string {
  return `${runFolder(runId)}/manifest.json`;
}

export function journalPath(runId: string, writer: string): string {
  return `${runFolder(runId)}/journal-${writer}.jsonl`;
}

export function isJournalName(name: string): boolean {
  return name.startsWith("journal-") && name.endsWith(".jsonl");
}

/** A large output of a run, by the hash of its bytes. */
export function blobPath(runId: string, hash: string): string {
  return `${runFolder(runId)}/blobs/${hash.slice("sha256:".length)}`;
}

/** The record of a run as columns; derived from its journals. */
export function indexPath(runId: string): string {
  return `${runFolder(runId)}/index.bin`;
}

export function lockPath(runId: string): string {
  return `${runFolder(runId)}/lock.json`;
}

/** What lists show of a run: derived, and used only while it agrees with the journals. */
export function summaryPath(runId: string): string {
  return `${runFolder(runId)}/summary.json`;
}

/** Who is making a run of this plan now; gone afterwards. */
export function planLockPath(planHash: Hash): string {
  return `locks/${planHash.slice("sha256:".length)}.json`;
}

export const cacheFolder = "cache";

/** Who is evicting from the cache; gone afterwards. */
export const cacheLockPath = `${cacheFolder}/lock.json`;

/** Each writer of a run keeps its answers in a file of its own, so that no two processes share one. */
export function answersPath(runId: string, writer: string): string {
  return `${cacheFolder}/${runId}-${writer}.jsonl`;
}

export function isAnswersName(name: string): boolean {
  return name.endsWith(".jsonl");
}

/** Pinned inputs lie under their hash, in folders of the first two digits. */
export function objectPath(hash: Hash): string {
  const digits = hash.slice("sha256:".length);
  return `objects/${digits.slice(0, 2)}/${digits}`;
}
