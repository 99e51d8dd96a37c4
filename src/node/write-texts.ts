// Writes a text that comes in pieces to a file: the whole file or nothing.
import { open, realpath, stat } from "node:fs/promises";
import { isTouchstoneError, TouchstoneError } from "../core/base/errors.ts";
import { isMissing } from "./missing.ts";
import { writeAll } from "./write-all.ts";
import { writeWhole } from "./write-whole.ts";

/** Writes to an absolute path and answers with the number of bytes. Throws `store/unwritable`. */
export async function writeTexts(path: string, texts: AsyncIterable<string>): Promise<number> {
  const pieces = encode(texts);
  try {
    const isReplaceable = await stat(path).then((found) => found.isFile(), isMissing);
    // A pipe or a device is written to, not replaced; a link stays one.
    return isReplaceable ? await writeWhole(await realpath(path).catch(() => path), pieces) : await writeInto(path, pieces);
  } catch (error) {
    // Only what the system says has a code; a producer of texts that fails is no trouble of the file.
    if (isTouchstoneError(error) || (error as { code?: unknown }).code === undefined) throw error;
    throw new TouchstoneError("store/unwritable", `The export could not be written: ${(error as Error).message}.`, {
      file: path,
      hint: "Free disk space, or choose another place.",
      cause: error,
    });
  }
}

async function writeInto(path: string, pieces: AsyncIterable<Uint8Array>): Promise<number> {
  const file = await open(path, "w");
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      await writeAll(file, piece);
      bytes += piece.length;
    }
  } finally {
    await file.close();
  }
  return bytes;
}

async function* encode(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}
