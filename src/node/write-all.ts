// Writes all of some bytes to an open file.
import type { FileHandle } from "node:fs/promises";

/** A write may take fewer bytes than it was given without an error, for example on a full disk (rule R6). */
export async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written);
    if (bytesWritten === 0) throw Object.assign(new Error("no space is left"), { code: "ENOSPC" });
    written += bytesWritten;
  }
}
