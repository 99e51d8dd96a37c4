/**
 * Loaded before the command line (`node --import`): counts what it does to files under `.touchstone` and makes the nth fail.
 * It reads what is wished from the variable `FAILING_FILES`, a JSON `Wish`.
 */
import { appendFileSync } from "node:fs";
import fs, { type FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { sep } from "node:path";

export type FileOperation = "open" | "write" | "sync" | "rename";

export interface Wish {
  readonly operations: readonly FileOperation[];
  /** The first operation that fails, counted from 1. */
  readonly nth: number;
  /** How many fail from there on; 1 is a passing fault, `null` one that stays. */
  readonly times: number | null;
  readonly code: string;
  /** Gets a line `operation path` for each failure. */
  readonly log: string;
}

const wish = JSON.parse(process.env["FAILING_FILES"] ?? "null") as Wish | null;
let seen = 0;

/** Throws when it is this operation's turn. */
function pass(operation: FileOperation, path: string): void {
  if (wish === null || !wish.operations.includes(operation)) return;
  seen += 1;
  if (seen < wish.nth || (wish.times !== null && seen >= wish.nth + wish.times)) return;
  appendFileSync(wish.log, `${operation} ${path}\n`);
  throw Object.assign(new Error(`${wish.code}: injected, ${operation} '${path}'`), { code: wish.code, syscall: operation, path });
}

function isOurs(path: unknown): path is string {
  return typeof path === "string" && path.includes(`${sep}.touchstone${sep}`);
}

function watched(file: FileHandle, path: string): FileHandle {
  const { sync, datasync } = file;
  const write: (bytes: Uint8Array, offset: number, length: number) => Promise<object> = file.write.bind(file);
  return Object.assign(file, {
    // A full disk takes a part of what it is given before it refuses.
    async write(bytes: Uint8Array, offset: number, length: number) {
      try {
        pass("write", path);
      } catch (error) {
        const half = Math.floor(length / 2);
        if (half > 0) await write(bytes, offset, half);
        throw error;
      }
      return write(bytes, offset, length);
    },
    async sync() {
      pass("sync", path);
      return sync.call(file);
    },
    async datasync() {
      pass("sync", path);
      return datasync.call(file);
    },
  });
}

const { open, rename } = fs;
Object.assign(fs, {
  async open(...words: Parameters<typeof open>) {
    const [path] = words;
    if (!isOurs(path)) return open(...words);
    pass("open", path);
    return watched(await open(...words), path);
  },
  async rename(...words: Parameters<typeof rename>) {
    if (isOurs(words[1])) pass("rename", words[1]);
    return rename(...words);
  },
});
syncBuiltinESMExports();
