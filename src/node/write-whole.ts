// Writes whole files durably: afterwards either all of the new bytes are there or the old file is.
import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder } from "./sync-folder.ts";
import { writeAll } from "./write-all.ts";

/** Writes the pieces one after the other to the file at an absolute path, and answers with the number of bytes. Throws what the system throws. */
export async function writeWhole(target: string, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<number> {
  const temporary = `${target}.${randomBytes(6).toString("hex")}.tmp`;
  let bytes = 0;
  try {
    const file = await open(temporary, "wx");
    try {
      for await (const piece of pieces) {
        await writeAll(file, piece);
        bytes += piece.length;
      }
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
  return bytes;
}

/** On Windows a scanner may hold the target for a moment, so that is tried again for about 300 ms. */
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
