// The export formats of the command line, by name.
import { TouchstoneError } from "../core/base/errors.ts";
import { didYouMean } from "../core/base/suggest.ts";
import type { ExporterDefinition, ExportInput } from "../core/report/exporters/exporter.ts";
import { exporters } from "../core/report/exporters/registry.ts";
import { writeTexts } from "../node/write-texts.ts";

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
export function writeExport(path: string, exporter: ExporterDefinition, input: ExportInput): Promise<number> {
  return writeTexts(path, exporter.write(input));
}
