// What the report tests share: one small run as an exporter gets it, and the pieces of a file joined.
import { summarizeRun } from "../../../src/core/comparison/summarize-run.ts";
import type { Row } from "../../../src/core/domain/collection.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import type { RunManifest } from "../../../src/core/domain/run-manifest.ts";
import type { ExporterDefinition, ExportInput } from "../../../src/core/report/exporters/exporter.ts";
import { manifestOf, recordOf } from "../../support/factories.ts";

export interface RunInput {
  readonly variants?: readonly string[];
  readonly rows: readonly Row[];
  readonly events: readonly RunEvent[];
  readonly manifest?: Partial<RunManifest>;
}

export function exportInput({ variants = ["baseline"], rows, events, manifest: changes = {} }: RunInput): ExportInput {
  const models = manifestOf().models.map((model) => (changes.isSimulated === true ? model : { ...model, provider: "openai" }));
  const manifest = manifestOf(variants, { samples: rows.length * variants.length, models, ...changes });
  const record = recordOf(...events);
  return { manifest, record, summary: summarizeRun(manifest, record), status: "done", rows };
}

export function textOf(exporter: ExporterDefinition, input: ExportInput): string {
  return [...exporter.write(input)].join("");
}
