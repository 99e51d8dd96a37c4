// Writes a run in an export format, to a file piece by piece.
import { open } from "node:fs/promises";
import { TouchstoneError } from "../core/base/errors.ts";
import { didYouMean } from "../core/base/suggest.ts";
import type { ExporterDefinition, ExportInput } from "../core/report/exporters/exporter.ts";
import { exporters } from "../core/report/exporters/registry.ts";

/** Throws `input/invalid` for a format there is not. */
export function findExporter(format: string): ExporterDefinition {
  const registry: Readonly<Record<string, ExporterDefinition>> = exporters;
  const exporter = Object.hasOwn(registry, format) ? registry[format] : undefined;
  if (exporter === undefined) throw new TouchstoneError("input/invalid", `There is no export format "${format}".`, { hint: didYouMean(format, Object.keys(registry), "format") });
  return exporter;
}

/** Writes to an absolute path and answers with the number of bytes. Throws `input/invalid` when the file cannot be written. */
export async function writeExport(path: string, exporter: ExporterDefinition, input: ExportInput): Promise<number> {
  const file = await open(path, "w").catch((error: unknown) => {
    throw new TouchstoneError("input/invalid", `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`, { hint: "Choose another place with --out.", cause: error });
  });
  let bytes = 0;
  try {
    for (const piece of exporter.write(input)) bytes += (await file.write(piece)).bytesWritten;
  } finally {
    await file.close();
  }
  return bytes;
}
