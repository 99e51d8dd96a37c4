// The Storage port on a folder: whole files by rename, journals by appending and fdatasync; it writes nothing outside the project and waits for no device.
import { mkdir, open, readdir, realpath, rm, writeFile, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isTouchstoneError, TouchstoneError } from "../core/base/errors.ts";
import type { AppendFile, ReadFile, Storage } from "../core/base/ports.ts";
import { cutTorn } from "./cut-torn.ts";
import { isMissing } from "./missing.ts";
import { deepestReal, isInside } from "./inside.ts";
import { openRegular, readRegular } from "./open-regular.ts";
import { readAt } from "./read-at.ts";
import { syncFolder } from "./sync-folder.ts";
import { unwritable } from "./unwritable.ts";
import { writeAll } from "./write-all.ts";
import { writeWhole } from "./write-whole.ts";

export interface FolderStorage extends Storage {
  /** Where a path of this storage lies on disk, links and all. */
  place(path: string): string;
  /** Makes the folder of a file that is about to be written and answers with the file's real path. Throws `store/unwritable`. */
  prepare(path: string): Promise<string>;
}

const megabyte = 1024 ** 2;
/** Most bytes that are read at once, by the file's last name; what is larger was not written by us. */
const mostBytes: ReadonlyMap<string, number> = new Map([
  ["manifest.json", 16 * megabyte],
  ["lock.json", 4096],
]);
const mostBytesOfOthers = 2048 * megabyte;

/**
 * `root` is the absolute path of the folder that Touchstone writes; it is made, with a .gitignore that hides it, when first
 * written to. `mounts` puts folders of the storage elsewhere: name to absolute path. Both lie in the project, the folder that holds `root`.
 */
export function folderStorage(root: string, mounts: Readonly<Record<string, string>> = {}): FolderStorage {
  const place = (path: string): string => {
    const [first = "", ...rest] = path.split("/");
    return join(mounts[first] ?? join(root, first), ...rest);
  };
  const prepare = async (path: string): Promise<string> => {
    const target = place(path);
    try {
      const project = await realpath(dirname(root));
      // Looked at before anything is made there, and again when the last folder is there.
      for (const folder of [root, dirname(target)]) refuseOutside(project, await deepestReal(folder), folder);
      await prepareRoot(root);
      await mkdir(dirname(target), { recursive: true });
      const folder = await realpath(dirname(target));
      refuseOutside(project, folder, dirname(target));
      return join(folder, basename(target));
    } catch (error) {
      throw isTouchstoneError(error) ? error : unwritable(target, error);
    }
  };
  const writing = async <Value>(path: string, work: (target: string) => Promise<Value>): Promise<Value> => {
    const target = await prepare(path);
    try {
      return await work(target);
    } catch (error) {
      throw unwritable(place(path), error);
    }
  };
  return {
    place,
    prepare,
    read: (path) => unlessMissing(() => readWhole(place(path), path), null),
    readPart: (path, start, length) => unlessMissing(() => readBytes(place(path), start, length), null),
    openReader: (path) => unlessMissing(() => openReader(place(path)), null),
    size: (path) => unlessMissing(() => sizeOf(place(path)), null),
    remove: (path) => writing(path, (target) => rm(target, { force: true })),
    list: (folder) => unlessMissing(async () => (await readdir(place(folder))).sort(), []),
    write: (path, bytes) => writing(path, async (target) => void (await writeWhole(target, [bytes]))),
    openNew: (path) =>
      writing(path, async (target) => {
        const file = await open(target, "ax");
        await syncFolder(dirname(target));
        return appendFile(path, file);
      }),
    cutTorn: (path) => writing(path, cutTorn),
  };
}

function refuseOutside(project: string, folder: string, named: string): void {
  if (isInside(project, folder)) return;
  throw new TouchstoneError("store/unwritable", `${named} leads out of the project, to ${folder}: nothing is written there.`, {
    hint: "Put a folder in the place of the link.",
  });
}

/** Throws `store/unreadable` for what is there and cannot be had. */
async function unlessMissing<Value>(read: () => Promise<Value>, missing: Value): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (isMissing(error)) return missing;
    throw isTouchstoneError(error) ? error : unreadable(error);
  }
}

/** What the system said names the file. */
function unreadable(cause: unknown): TouchstoneError {
  return new TouchstoneError(
    "store/unreadable",
    `What Touchstone keeps could not be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
    {
      hint: "Check the folder's permissions, the disk, and how many files may be open at once; then try again.",
      cause,
    },
  );
}

/** Runs hold rows and answers: unless the project says otherwise they stay out of its repository. */
async function prepareRoot(root: string): Promise<void> {
  if ((await mkdir(root, { recursive: true })) !== undefined) await writeFile(join(root, ".gitignore"), "*\n");
}

async function readWhole(target: string, path: string): Promise<Uint8Array | null> {
  const most = mostBytes.get(basename(target)) ?? mostBytesOfOthers;
  const bytes = await readRegular(target, { mostBytes: most });
  if (bytes !== "too-large") return bytes;
  throw new TouchstoneError("run/invalid", `${path} is larger than such a file can be (${most} bytes).`, {
    file: path,
    hint: "Restore the file from a copy, or delete it.",
  });
}

async function readBytes(target: string, start: number, length: number): Promise<Uint8Array | null> {
  const reader = await openReader(target);
  if (reader === null) return null;
  try {
    return await reader.read(start, Math.min(length, reader.size - start));
  } finally {
    await reader.close();
  }
}

async function openReader(target: string): Promise<ReadFile | null> {
  const opened = await openRegular(target);
  if (opened === null) return null;
  const { file, size } = opened;
  return { size, read: (start, length) => readAt(file, start, Math.max(0, length)), close: () => file.close() };
}

async function sizeOf(target: string): Promise<number | null> {
  const opened = await openRegular(target);
  if (opened === null) return null;
  await opened.file.close();
  return opened.size;
}

function appendFile(path: string, file: FileHandle): AppendFile {
  let length = 0;
  return {
    path,
    async append(bytes) {
      try {
        await writeAll(file, bytes);
        length += bytes.length;
      } catch (error) {
        // Half a group must not stand in front of what a later reader finds.
        await file.truncate(length).catch(() => undefined);
        throw error;
      }
    },
    sync: () => file.datasync(),
    close: () => file.close(),
  };
}
