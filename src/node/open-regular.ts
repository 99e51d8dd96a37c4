// Opens files that may be anything: a pipe or a device is never waited for, and only a regular file is given back.
import { constants, type Stats } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";

export interface OpenedFile {
  readonly file: FileHandle;
  readonly size: number;
}

/** `flags` come on top of reading, or of writing where they say so. Null for what is no regular file. Throws what the system throws; who is given a file closes it. */
export async function openRegular(path: string, flags = 0): Promise<OpenedFile | null> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | flags);
  let stat: Stats;
  try {
    stat = await file.stat();
    if (stat.isFile()) return { file, size: stat.size };
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  return null;
}

/** The bytes of a regular file; null for anything else, and `too-large` for one of more than `mostBytes`. Throws what the system throws. */
export async function readRegular(
  path: string,
  { mostBytes, flags = 0 }: { readonly mostBytes: number; readonly flags?: number },
): Promise<Uint8Array | "too-large" | null> {
  const opened = await openRegular(path, flags);
  if (opened === null) return null;
  const { file, size } = opened;
  try {
    return size > mostBytes ? "too-large" : await file.readFile();
  } finally {
    await file.close();
  }
}
