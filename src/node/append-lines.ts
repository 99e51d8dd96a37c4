// Appends lines to a text file of the project that only grows: all of them or none, and durably.
import { constants } from "node:fs";
import { mkdir, open, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { TouchstoneError } from "../core/base/errors.ts";
import { deepestReal, isInside } from "./inside.ts";
import { readAt } from "./read-at.ts";
import { syncFolder } from "./sync-folder.ts";
import { unwritable } from "./unwritable.ts";
import { writeAll } from "./write-all.ts";

/** `path` is relative to the folder `root`, with slashes. A last line without LF gets one first. Throws `store/unwritable`, and `document/invalid` for a path that leads out of the folder. */
export async function appendLines(root: string, path: string, lines: readonly string[]): Promise<void> {
  const target = join(root, ...path.split("/"));
  const real = await realTarget(root, target).catch((error: unknown) => Promise.reject(unwritable(path, error)));
  if (real === null)
    throw new TouchstoneError("document/invalid", `${path} leads out of the project.`, {
      file: path,
      hint: "Replace the link by the file itself.",
    });
  try {
    await appendTo(real, lines);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Where the file really is or will be, its folder made; null outside of `root`. */
async function realTarget(root: string, target: string): Promise<string | null> {
  const inside = await realpath(root);
  if (!isInside(inside, await deepestReal(target))) return null;
  await mkdir(dirname(target), { recursive: true });
  return join(await realpath(dirname(target)), basename(target));
}

async function appendTo(path: string, lines: readonly string[]): Promise<void> {
  // Whoever may have put a link or a pipe there since: it is not followed, and not waited for.
  const file = await open(
    path,
    constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  );
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error("it is no regular file");
    const last = stat.size === 0 ? new Uint8Array() : await readAt(file, stat.size - 1, 1);
    const begin = last.length === 0 || last[0] === lineFeed ? "" : "\n";
    try {
      await writeAll(file, new TextEncoder().encode(`${begin}${lines.map((line) => `${line}\n`).join("")}`));
      await file.sync();
    } catch (error) {
      await file.truncate(stat.size);
      throw error;
    }
  } finally {
    await file.close();
  }
  await syncFolder(dirname(path));
}

const lineFeed = 10;
