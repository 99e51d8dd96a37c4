// A document's text, for whoever cannot go on without it.
import { TouchstoneError } from "../base/errors.ts";
import type { Files } from "../base/ports.ts";
import { decodeUtf8 } from "../domain/source-text.ts";

/** Throws `document/missing` for a file that is not there or is no UTF-8 text. */
export async function readText(files: Files, path: string): Promise<string> {
  const bytes = await files.read(path);
  const text = bytes === null ? null : decodeUtf8(bytes);
  if (text !== null) return text;
  throw new TouchstoneError("document/missing", bytes === null ? `There is no file "${path}".` : `${path} is not UTF-8 text.`, {
    file: path,
    hint: bytes === null ? "It may have been moved or deleted." : "Save it as UTF-8.",
  });
}
