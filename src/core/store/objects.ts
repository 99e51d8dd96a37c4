// Pinned inputs by content hash: what a run was made from can always be read again.
import { hashBytes, type Hash } from "../base/hash.ts";
import { TouchstoneError } from "../base/errors.ts";
import type { Files, Storage } from "../base/ports.ts";
import type { PinnedFile } from "../domain/run-manifest.ts";
import { objectPath } from "./layout.ts";

/** Keeps the bytes of a file; the same bytes are kept once, and a damaged copy is replaced. */
export async function keepObject(storage: Storage, bytes: Uint8Array): Promise<Hash> {
  const hash = hashBytes(bytes);
  const path = objectPath(hash);
  const kept = await storage.read(path);
  if (kept === null || hashBytes(kept) !== hash) await storage.write(path, bytes);
  return hash;
}

/** Keeps the bytes of files by path; what a manifest says of them, in the order of their paths. */
export async function pinFiles(storage: Storage, files: ReadonlyMap<string, Uint8Array>): Promise<PinnedFile[]> {
  const pinned = await Promise.all([...files].map(async ([path, bytes]) => ({ path, sha256: await keepObject(storage, bytes) })));
  return pinned.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A project as it was when a run pinned it, read-only. A missing or altered object throws `run/invalid`. */
export function pinnedFiles(storage: Pick<Storage, "read">, pinned: readonly PinnedFile[]): Files {
  const byPath = new Map(pinned.map((file) => [file.path, file.sha256]));
  return {
    list: () => Promise.resolve([...byPath.keys()].sort()),
    async read(path) {
      const hash = byPath.get(path);
      if (hash === undefined) return null;
      const bytes = await storage.read(objectPath(hash));
      if (bytes === null || hashBytes(bytes) !== hash) {
        throw new TouchstoneError("run/invalid", `The copy of ${path} that this run pinned is ${bytes === null ? "missing" : "damaged"}.`, {
          file: path,
          hint: "Start a new run.",
        });
      }
      return bytes;
    },
  };
}
