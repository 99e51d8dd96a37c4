// Writes a run in an export format, to a file piece by piece.
import { open, realpath, stat } from "node:fs/promises";
import { isTouchstoneError, TouchstoneError } from "../core/base/errors.ts";
import { didYouMean } from "../core/base/suggest.ts";
import type { ExporterDefinition, ExportInput } from "../core/report/exporters/exporter.ts";
import { exporters } from "../core/report/exporters/registry.ts";
import { isMissing } from "../node/folder-files.ts";
import { writeAll } from "../node/write-all.ts";
import { writeWhole } from "../node/write-whole.ts";

/** Throws `input/invalid` for a format there is not. */
export function findExporter(format: string): ExporterDefinition {
  const registry: Readonly<Record<string, ExporterDefinition>> = exporters;
  const exporter = Object.hasOwn(registry, format) ? registry[format] : undefined;
  if (exporter === undefined)
    throw new TouchstoneError("input/invalid", `There is no export format "${format}".`, {
      hint: didYouMean(format, Object.keys(registry), "format"),
    });
  return exporter;
}

/** Writes to an absolute path, the whole file or nothing, and answers with the number of bytes. Throws `store/unwritable`. */
export async function writeExport(path: string, exporter: ExporterDefinition, input: ExportInput): Promise<number> {
  const pieces = encode(exporter.write(input));
  try {
    const isReplaceable = await stat(path).then((found) => found.isFile(), isMissing);
    // A pipe or a device is written to, not replaced; a link stays one.
    return isReplaceable ? await writeWhole(await realpath(path).catch(() => path), pieces) : await writeInto(path, pieces);
  } catch (error) {
    // Only what the system says has a code; an exporter that fails is no trouble of the file.
    if (isTouchstoneError(error) || (error as { code?: unknown }).code === undefined) throw error;
    throw new TouchstoneError("store/unwritable", `The export could not be written: ${(error as Error).message}.`, {
      file: path,
      hint: "Free disk space, or choose another place with --out.",
      cause: error,
    });
  }
}

async function writeInto(path: string, pieces: Iterable<Uint8Array>): Promise<number> {
  const file = await open(path, "w");
  let bytes = 0;
  try {
    for (const piece of pieces) {
      await writeAll(file, piece);
      bytes += piece.length;
    }
  } finally {
    await file.close();
  }
  return bytes;
}

function* encode(texts: Iterable<string>): Iterable<Uint8Array> {
  const encoder = new TextEncoder();
  for (const text of texts) yield encoder.encode(text);
}
