// The Storage port on a folder: whole files by rename, journals by appending and fdatasync.
import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, writeFile, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { TouchstoneError } from "../core/base/errors.ts";
import type { AppendFile, Storage } from "../core/base/ports.ts";
import { isMissing } from "./folder-files.ts";

export interface FolderStorage extends Storage {
  /** Where a path of this storage lies on disk. */
  place(path: string): string;
}

/**
 * `root` is the absolute path of the folder that Touchstone writes; it is made, with a .gitignore that hides it, when first
 * written to. `mounts` puts folders of the storage elsewhere: name to absolute path.
 */
export function folderStorage(root: string, mounts: Readonly<Record<string, string>> = {}): FolderStorage {
  const place = (path: string): string => {
    const [first = "", ...rest] = path.split("/");
    return join(mounts[first] ?? join(root, first), ...rest);
  };
  const writing = async <Value>(path: string, work: () => Promise<Value>): Promise<Value> => {
    try {
      await prepareRoot(root);
      await mkdir(dirname(place(path)), { recursive: true });
      return await work();
    } catch (error) {
      throw new TouchstoneError("store/unwritable", `${place(path)} could not be written: ${error instanceof Error ? error.message : String(error)}.`, {
        hint: "Check the folder's permissions and the free disk space.",
        cause: error,
      });
    }
  };
  return {
    place,
    async read(path) {
      try {
        return await readFile(place(path));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async list(folder) {
      try {
        return (await readdir(place(folder))).sort();
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    },
    write: (path, bytes) => writing(path, () => writeWhole(place(path), bytes)),
    openNew: (path) =>
      writing(path, async () => {
        const file = await open(place(path), "ax");
        await syncFolder(dirname(place(path)));
        return appendFile(file);
      }),
  };
}

/** Runs hold rows and answers: unless the project says otherwise they stay out of its repository. */
async function prepareRoot(root: string): Promise<void> {
  if ((await mkdir(root, { recursive: true })) !== undefined) await writeFile(join(root, ".gitignore"), "*\n");
}

async function writeWhole(target: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${target}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const file = await open(temporary, "wx");
    try {
      await writeAll(file, bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await renameOver(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(target));
}

/** On Windows a scanner may hold the target for a moment. */
async function renameOver(from: string, to: string): Promise<void> {
  for (let wait = 5; ; wait *= 2) {
    try {
      return await rename(from, to);
    } catch (error) {
      const { code } = error as { code?: string };
      if (wait > 160 || (code !== "EPERM" && code !== "EACCES" && code !== "EBUSY")) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** Makes a new name durable; where folders cannot be opened (Windows) the file system does it itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function appendFile(file: FileHandle): AppendFile {
  let length = 0;
  return {
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

/** A write may take fewer bytes than it was given without an error, for example on a full disk (rule R6). */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written);
    if (bytesWritten === 0) throw new Error("no space is left");
    written += bytesWritten;
  }
}
