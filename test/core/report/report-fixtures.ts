// What the report tests share: one small run as an exporter gets it, and the pieces of a file joined.
import type { Row } from "../../../src/core/domain/collection.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import type { RunManifest } from "../../../src/core/domain/run-manifest.ts";
import { createExportInput, type ExporterDefinition, type ExportInput } from "../../../src/core/report/exporters/exporter.ts";
import { recordOf, textsOf } from "../../support/event-factories.ts";
import { inputsOf, manifestOf, plainExport } from "../../support/factories.ts";

export interface RunInput {
  readonly variants?: readonly string[];
  readonly rows: readonly Row[];
  readonly events: readonly RunEvent[];
  readonly manifest?: Partial<RunManifest>;
  readonly input?: Partial<ExportInput>;
}

/** `input` takes the place of what the run and its rows would give. */
export function exportInput({ variants = ["baseline"], rows, events, manifest: changes = {}, input = {} }: RunInput): ExportInput {
  const models = manifestOf().models.map((model) => (changes.isSimulated === true ? model : { ...model, provider: "openai" }));
  const manifest = manifestOf(variants, { samples: rows.length * variants.length, models, ...changes });
  const record = recordOf(...events);
  const texts = textsOf(...events);
  const run = { manifest, record, texts, status: "done", ...plainExport, onProblem: () => undefined } as const;
  return { ...createExportInput(run, inputsOf(rows)), ...input };
}

export async function piecesOf(exporter: ExporterDefinition, input: ExportInput): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of exporter.write(input)) pieces.push(piece);
  return pieces;
}

export async function textOf(exporter: ExporterDefinition, input: ExportInput): Promise<string> {
  return (await piecesOf(exporter, input)).join("");
}
