// Keeps the cache from growing for ever: beyond its size the oldest files go, whole, and never one of a run that is being written.
import type { LockHolder, Storage } from "../base/ports.ts";
import { longestHead, readAnswerHead } from "../domain/kept-answer.ts";
import { cacheFolder, isAnswersName } from "./layout.ts";
import { readLock } from "./run-store.ts";

/** How large the cache of a project may get: bytes, and files, of which each run writes one. */
const cacheLimits = { bytes: 512 * 1024 ** 2, files: 2_000 } as const;

export interface EvictionPorts {
  readonly storage: Storage;
  /** Holds the cache for one process that evicts; null while another one does. */
  lockCache(): Promise<(() => Promise<void>) | null>;
  /** True while the process that wrote a lock runs. */
  isAlive(lock: LockHolder): boolean;
}

/** Evicts what is too much. Answers with what went wrong, as a sentence, or null. Never rejects. */
export async function evictAnswers(
  ports: EvictionPorts,
  limits: { readonly bytes: number; readonly files: number } = cacheLimits,
): Promise<string | null> {
  try {
    if (!isTooMuch(await listFiles(ports.storage), limits)) return null;
    const release = await ports.lockCache();
    if (release === null) return null;
    try {
      // Once more: somebody else may have evicted before the lock was free.
      await evictOldest(await listFiles(ports.storage), limits, ports);
    } finally {
      await release();
    }
    return null;
  } catch (error) {
    const cause = error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
    return `The cache of answers is larger than it should be and could not be made smaller: ${cause}.`;
  }
}

interface KeptFile {
  readonly path: string;
  readonly bytes: number;
}

/** Oldest first: names begin with the id of their run, and that with its time. */
async function listFiles(storage: Storage): Promise<KeptFile[]> {
  const names = (await storage.list(cacheFolder)).filter(isAnswersName).sort();
  const files = await Promise.all(
    names.map(async (name) => {
      const path = `${cacheFolder}/${name}`;
      return { path, bytes: await storage.size(path) };
    }),
  );
  return files.flatMap(({ path, bytes }) => (bytes === null ? [] : [{ path, bytes }]));
}

function isTooMuch(files: readonly KeptFile[], limits: { readonly bytes: number; readonly files: number }): boolean {
  return files.length > limits.files || files.reduce((sum, { bytes }) => sum + bytes, 0) > limits.bytes;
}

async function evictOldest(
  files: readonly KeptFile[],
  limits: { readonly bytes: number; readonly files: number },
  ports: EvictionPorts,
): Promise<void> {
  let left = [...files];
  for (const file of files) {
    if (!isTooMuch(left, limits)) return;
    if (await isBeingWritten(file, ports)) continue;
    await ports.storage.remove(file.path);
    left = left.filter((other) => other !== file);
  }
}

/** Who else than the run that its first line names would write it? */
async function isBeingWritten({ path }: KeptFile, { storage, isAlive }: EvictionPorts): Promise<boolean> {
  const bytes = await storage.readPart(path, 0, longestHead);
  const head = bytes === null ? null : readAnswerHead(new TextDecoder().decode(bytes));
  if (head === null) return false;
  const lock = await readLock(storage, head.run);
  return lock !== null && isAlive(lock);
}
