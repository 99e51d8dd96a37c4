// Cuts what follows the last line feed off a file and keeps it beside it (rule R7): nobody can write a line onto half a one, and nothing is thrown away.
import { constants } from "node:fs";
import { dirname } from "node:path";
import type { FileHandle } from "node:fs/promises";
import { openRegular, type OpenedFile } from "./open-regular.ts";
import { readAt } from "./read-at.ts";
import { syncFolder } from "./sync-folder.ts";
import { writeAll } from "./write-all.ts";

const lineFeed = 10;
const chunk = 65_536;
/** What a link leads to may belong to somebody else. */
const noLink = constants.O_NOFOLLOW ?? 0;

/** `target` is an absolute path whose folder exists. Answers with the number of bytes moved; throws what the system throws. */
export async function cutTorn(target: string): Promise<number> {
  const { file, size } = await openForWriting(target, 0);
  try {
    const whole = await endOfLastLine(file, size);
    if (whole === size) return 0;
    await keep(`${target}.torn`, file, { from: whole, to: size });
    // Only now: cut off twice is kept twice, cut off first might be lost.
    await file.truncate(whole);
    await file.datasync();
    return size - whole;
  } finally {
    await file.close();
  }
}

async function keep(target: string, file: FileHandle, { from, to }: { readonly from: number; readonly to: number }): Promise<void> {
  const kept = await openForWriting(target, constants.O_CREAT | constants.O_APPEND);
  try {
    for (let start = from; start < to; start += chunk) await writeAll(kept.file, await readAt(file, start, Math.min(chunk, to - start)));
    await kept.file.sync();
  } finally {
    await kept.file.close();
  }
  await syncFolder(dirname(target));
}

async function openForWriting(target: string, flags: number): Promise<OpenedFile> {
  const opened = await openRegular(target, constants.O_RDWR | noLink | flags);
  if (opened === null) throw new Error("it is no ordinary file");
  return opened;
}

/** Where the bytes behind the last line feed begin. */
async function endOfLastLine(file: FileHandle, size: number): Promise<number> {
  for (let end = size; end > 0; end -= chunk) {
    const start = Math.max(0, end - chunk);
    const at = (await readAt(file, start, end - start)).lastIndexOf(lineFeed);
    if (at >= 0) return start + at + 1;
  }
  return 0;
}
