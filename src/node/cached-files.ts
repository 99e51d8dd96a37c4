// The Files port on a folder that is asked again and again: a file that has not changed is the same bytes object as before.
import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Files } from "../core/base/ports.ts";
import { folderFiles } from "./folder-files.ts";

/** A file system may count time in steps of two seconds: a file written so shortly before it was read may change without a trace. */
const settledNs = 2_000_000_000n;

interface KeptFile {
  readonly bytes: Uint8Array;
  readonly stamp: string;
  readonly isSettled: boolean;
}

/** `root` is an absolute path, `now` the milliseconds since the epoch. What was read is kept until the file changes or goes. */
export function cachedFiles(root: string, now: () => number = Date.now): Files {
  const files = folderFiles(root);
  const kept = new Map<string, KeptFile>();
  return {
    list: files.list,
    async read(path) {
      // Taken before the file is read: a change in between is seen the next time.
      const found = await stat(join(root, ...path.split("/")), { bigint: true }).catch(() => null);
      const known = kept.get(path);
      const stamp = found === null ? null : stampOf(found);
      if (known?.isSettled === true && known.stamp === stamp) return known.bytes;
      kept.delete(path);
      const read = await files.read(path);
      if (read === null || found === null || stamp === null) return read;
      const bytes = known !== undefined && Buffer.compare(known.bytes, read) === 0 ? known.bytes : read;
      const isSettled = BigInt(now()) * 1_000_000n - (found.mtimeNs > found.ctimeNs ? found.mtimeNs : found.ctimeNs) > settledNs;
      kept.set(path, { bytes, stamp, isSettled });
      return bytes;
    },
  };
}

function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(":");
}
