// The exporter port: a stored run to one file.
import type { Row } from "../../domain/collection.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import type { RunRecord } from "../../domain/run-record.ts";
import type { RunTexts } from "../../domain/run-texts.ts";
import type { RunSummary } from "../../comparison/summarize-run.ts";
import type { RunStatus } from "../run-result.ts";

export interface ExportInput {
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  readonly texts: RunTexts;
  readonly summary: RunSummary;
  readonly status: RunStatus;
  /** The rows that ran, from the inputs the run pinned, in file order. */
  readonly rows: readonly Row[];
  /** Hears, as a sentence, of a sample whose texts cannot be read; it is written without them. */
  readonly onProblem: (problem: string) => void;
}

export interface ExporterDefinition {
  readonly title: string;
  readonly extension: string;
  /** The file piece by piece, so that no text over the whole run is ever built (rule R19). */
  write(input: ExportInput): AsyncIterable<string>;
}
