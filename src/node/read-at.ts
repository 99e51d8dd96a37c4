// Reads a part of an open file.
import type { FileHandle } from "node:fs/promises";

/** Up to `length` bytes from `start`, fewer where the file ends: a read may give fewer bytes than there are, and only none at all is the end. */
export async function readAt(file: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let taken = 0;
  while (taken < length) {
    const { bytesRead } = await file.read(bytes, taken, length - taken, start + taken);
    if (bytesRead === 0) break;
    taken += bytesRead;
  }
  return bytes.subarray(0, taken);
}
