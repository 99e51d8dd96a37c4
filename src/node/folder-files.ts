// The Files port on a folder: lists what belongs to a project and reads only what lies inside it after symlinks are followed.
import { constants } from "node:fs";
import { open, readdir, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { TouchstoneError } from "../core/base/errors.ts";
import type { Files } from "../core/base/ports.ts";

/** Folders that never hold documents of a project. */
const skipped = new Set(["node_modules", ".git", ".touchstone"]);
const largestFile = 1024 ** 3;

/** `root` is an absolute path. */
export function folderFiles(root: string): Files {
  let realRoot: Promise<string> | null = null;
  const findRoot = (): Promise<string> => (realRoot ??= realpath(root));
  return {
    async list() {
      const found: string[] = [];
      const visit = async (folder: string, prefix: string): Promise<void> => {
        const entries = await readdir(folder, { withFileTypes: true });
        for (const entry of entries) {
          const path = `${prefix}${entry.name}`;
          if (entry.isFile()) found.push(path);
          else if (entry.isDirectory() && !skipped.has(entry.name)) await visit(join(folder, entry.name), `${path}/`);
        }
      };
      await visit(await findRoot(), "");
      return found.sort();
    },
    async read(path) {
      const inside = await findRoot();
      let target: string;
      try {
        target = await realpath(join(inside, ...path.split("/")));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
      if (target !== inside && !target.startsWith(inside.endsWith(sep) ? inside : `${inside}${sep}`)) {
        throw new TouchstoneError("document/invalid", `${path} leads out of the project.`, { file: path, hint: "Copy the file into the project." });
      }
      return readRegularFile(target, path);
    },
  };
}

async function readRegularFile(target: string, path: string): Promise<Uint8Array | null> {
  // The path is real by now: a link that appears in between must not be followed, and a pipe must not be waited for.
  const file = await open(target, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return null;
    if (stat.size > largestFile) throw new TouchstoneError("document/invalid", `${path} is larger than 1 GB.`, { file: path, hint: "Split the collection." });
    return await file.readFile();
  } finally {
    await file.close();
  }
}

export function isMissing(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP";
}
