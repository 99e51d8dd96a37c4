// The exporter port: a stored run to one file.
import type { NoiseFloor } from "../../comparison/noise.ts";
import { summarizeRun, type RunSummary } from "../../comparison/summarize-run.ts";
import type { Row } from "../../domain/collection.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import type { RunRecord } from "../../domain/run-record.ts";
import type { RunTexts } from "../../domain/run-texts.ts";
import type { RenderedMessage } from "../../template/rendered.ts";
import type { LineColumn } from "../results/row-lines.ts";
import type { LineOf } from "../results/sample-messages.ts";
import type { RunStatus } from "../run-result.ts";

/** What the run was made from. */
interface ExportedInputs {
  /** The rows that ran, from the inputs the run pinned, in file order. */
  readonly rows: readonly Row[];
  /** Their columns, in the order of the file; empty when they cannot be read. */
  readonly columns: readonly LineColumn[];
  /** What a row was sent as; null when it cannot be told. */
  readonly messages: (variant: string, row: Row) => readonly RenderedMessage[] | null;
  readonly lineOf: LineOf;
  /** True where the collection says that its texts stay out of comments, tools, traces and HTML. */
  readonly isConfidential: boolean;
}

interface ExportedRun {
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  readonly texts: RunTexts;
  /** What the newest A/A run of this baseline found; null where there is none, absent where nobody has looked. */
  readonly floor?: NoiseFloor | null;
  readonly status: RunStatus;
  /** True where messages and answers were asked for in a format that leaves them out by itself. */
  readonly hasContent: boolean;
  /** The panel's own script and style, each as one text without `</script` or `</style`. Rejects where the build left none. */
  readonly readPage: () => Promise<{ readonly script: string; readonly style: string }>;
  /** Hears, as a sentence, of a sample whose texts cannot be read; it is written without them. */
  readonly onProblem: (problem: string) => void;
}

export interface ExportInput extends ExportedRun, ExportedInputs {
  readonly summary: RunSummary;
}

export interface ExporterDefinition {
  readonly title: string;
  readonly extension: string;
  /** The file piece by piece, so that no text over the whole run is ever built (rule R19). */
  write(input: ExportInput): AsyncIterable<string>;
}

/** What every exporter is given. */
export function createExportInput(run: ExportedRun, inputs: ExportedInputs): ExportInput {
  const { rows, columns, messages, lineOf, isConfidential } = inputs;
  return { ...run, rows, columns, messages, lineOf, isConfidential, summary: summarizeRun(run.manifest, run.record, run.floor) };
}
