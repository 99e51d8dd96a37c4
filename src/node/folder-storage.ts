// The Storage port on a folder: whole files by rename, journals by appending and fdatasync.
import { mkdir, open, readdir, readFile, writeFile, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { AppendFile, Storage } from "../core/base/ports.ts";
import { isMissing } from "./folder-files.ts";
import { syncFolder } from "./sync-folder.ts";
import { unwritable } from "./unwritable.ts";
import { writeAll } from "./write-all.ts";
import { writeWhole } from "./write-whole.ts";

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
      throw unwritable(place(path), error);
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
    async readPart(path, start, length) {
      try {
        return await readBytes(place(path), start, length);
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
    write: (path, bytes) =>
      writing(path, async () => {
        await writeWhole(place(path), [bytes]);
      }),
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

/** A read may give fewer bytes than there are; only none at all is the end of the file. */
async function readBytes(path: string, start: number, length: number): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const bytes = new Uint8Array(length);
    let taken = 0;
    while (taken < length) {
      const { bytesRead } = await file.read(bytes, taken, length - taken, start + taken);
      if (bytesRead === 0) break;
      taken += bytesRead;
    }
    return bytes.subarray(0, taken);
  } finally {
    await file.close();
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
