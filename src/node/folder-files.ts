// The Files port on a folder: lists what belongs to a project and reads only what lies inside it after symlinks are followed.
import { constants } from "node:fs";
import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { isTouchstoneError, TouchstoneError } from "../core/base/errors.ts";
import type { Files } from "../core/base/ports.ts";
import { isInside } from "./inside.ts";
import { isMissing } from "./missing.ts";
import { readRegular } from "./open-regular.ts";

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
      const target = await realpath(join(inside, ...path.split("/"))).catch((error: unknown) => refuse(error, path));
      if (target === null) return null;
      if (!isInside(inside, target)) {
        throw new TouchstoneError("document/invalid", `${path} leads out of the project.`, {
          file: path,
          hint: "Copy the file into the project.",
        });
      }
      return readInside(target, path).catch((error: unknown) => refuse(error, path));
    },
  };
}

async function readInside(target: string, path: string): Promise<Uint8Array | null> {
  // The path is real by now: a link that appears in between must not be followed, and a pipe must not be waited for.
  const bytes = await readRegular(target, { mostBytes: largestFile, flags: constants.O_NOFOLLOW ?? 0 });
  if (bytes !== "too-large") return bytes;
  throw new TouchstoneError("document/invalid", `${path} is larger than 1 GB.`, { file: path, hint: "Split the collection." });
}

/** Null for what is not there; any other trouble is said with the file's name. */
function refuse(error: unknown, path: string): null {
  if (isMissing(error)) return null;
  if (isTouchstoneError(error)) throw error;
  throw new TouchstoneError("document/invalid", `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, {
    file: path,
    hint: "Check the file's permissions.",
    cause: error,
  });
}
