// The Storage port in memory: what was written can be looked at, and any write can be made to fail.
import type { Storage } from "../../src/core/base/ports.ts";

export type WritingOperation = "write" | "open" | "append" | "sync" | "close" | "cut" | "remove";

/** How an operation fails; an append may take some bytes first, as on a full disk. */
export interface StorageFault {
  readonly message: string;
  readonly taken?: number;
}

export interface MemoryStorage extends Storage {
  /** Contents by path, unsynced bytes included. */
  readonly files: Map<string, Uint8Array>;
  /** Every operation that writes, as `append path`, in order. */
  readonly operations: readonly string[];
}

const lineFeed = 10;

/** `fault` is asked before every operation that writes; null lets it succeed. */
export function createMemoryStorage(fault: (operation: WritingOperation, path: string) => StorageFault | null = () => null): MemoryStorage {
  const files = new Map<string, Uint8Array>();
  const operations: string[] = [];

  const perform = async (operation: WritingOperation, path: string, bytes: Uint8Array = new Uint8Array()): Promise<void> => {
    operations.push(`${operation} ${path}`);
    const failure = fault(operation, path);
    const before: Uint8Array = operation === "write" ? new Uint8Array() : (files.get(path) ?? new Uint8Array());
    if (failure === null) files.set(path, joinBytes(before, bytes));
    else if (operation === "append") files.set(path, joinBytes(before, bytes.subarray(0, failure.taken ?? 0)));
    // Like a disk, it answers later, so that what was asked meanwhile is asked before the answer.
    await new Promise((resolve) => setImmediate(resolve));
    if (failure !== null) throw new Error(failure.message);
  };

  return {
    files,
    operations,
    read: (path) => Promise.resolve(files.get(path) ?? null),
    readPart: (path, start, length) => Promise.resolve(files.get(path)?.slice(start, start + length) ?? null),
    openReader(path) {
      const { length: size = -1 } = files.get(path) ?? {};
      if (size < 0) return Promise.resolve(null);
      const read = (start: number, length: number): Promise<Uint8Array> =>
        Promise.resolve((files.get(path) ?? new Uint8Array()).slice(start, start + length));
      return Promise.resolve({ size, read, close: () => Promise.resolve() });
    },
    size: (path) => Promise.resolve(files.get(path)?.length ?? null),
    async remove(path) {
      await perform("remove", path);
      files.delete(path);
    },
    list(folder) {
      const inside = [...files.keys()]
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1).split("/")[0] ?? "");
      return Promise.resolve([...new Set(inside)].sort());
    },
    write: (path, bytes) => perform("write", path, bytes),
    async openNew(path) {
      if (files.has(path)) throw new Error(`${path} exists`);
      await perform("open", path);
      return {
        path,
        append: (bytes) => perform("append", path, bytes),
        sync: () => perform("sync", path),
        close: () => perform("close", path),
      };
    },
    async cutTorn(path) {
      const bytes = files.get(path) ?? new Uint8Array();
      const whole = bytes.lastIndexOf(lineFeed) + 1;
      const torn = bytes.slice(whole);
      if (torn.length === 0) return 0;
      await perform("cut", path);
      files.set(`${path}.torn`, joinBytes(files.get(`${path}.torn`) ?? new Uint8Array(), torn));
      files.set(path, bytes.slice(0, whole));
      return torn.length;
    },
  };
}

function joinBytes(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
