// From a labels file to the runs it concerns: what every door asks before it shows a figure of a stored run.
import { hashBytes, type Hash } from "../../base/hash.ts";
import { isTouchstoneError } from "../../base/errors.ts";
import type { Files, Storage } from "../../base/ports.ts";
import { labelsOf } from "../../documents/read-labels.ts";
import { labelsPath } from "../../documents/kinds.ts";
import { applyLabels, type RunLabels } from "../../domain/apply-labels.ts";
import { gatherVerdicts } from "../../domain/gather-verdicts.ts";
import type { LabelsFile } from "../../domain/people-verdict.ts";
import type { Label } from "../../domain/label.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import type { RunRecord } from "../../domain/run-record.ts";
import { readRowHashes } from "../row-hashes.ts";

export interface LabelSource {
  /** The project as it is today: labels belong to no run. */
  readonly files: Pick<Files, "read">;
  readonly storage: Pick<Storage, "read">;
}

/** A project's runs with its labels. */
export interface RunSource extends LabelSource {
  readonly storage: Storage;
}

export interface ReadLabels {
  readonly file: LabelsFile;
  readonly labels: readonly Label[];
}

/** The labels file of a criterion set; null when there is none. What is wrong with it becomes a sentence, since figures without it are better than none. */
export async function readLabelsFile(files: Pick<Files, "read">, criteriaPath: string): Promise<ReadLabels | null> {
  const path = labelsPath(criteriaPath);
  try {
    const bytes = await files.read(path);
    if (bytes === null) return null;
    const { value: labels, diagnostics } = labelsOf(path, bytes);
    return { file: { path, hash: hashBytes(bytes), problems: problemsOf(path, diagnostics) }, labels };
  } catch (error) {
    if (!isTouchstoneError(error)) throw error;
    return {
      file: { path, hash: null, problems: [`Ratings by people do not count: ${error.message}`] },
      labels: [],
    };
  }
}

function problemsOf(
  path: string,
  diagnostics: readonly { readonly code: string; readonly line: number; readonly message: string }[],
): string[] {
  const [first] = diagnostics;
  if (first === undefined) return [];
  if (first.code !== "labels/invalid-line") return [`${path}: ${first.message}`];
  const lines = diagnostics.length === 1 ? "1 line is no label and does" : `${diagnostics.length} lines are no labels and do`;
  return [`${path}: ${lines} not count, the first at line ${first.line}; \`touchstone check\` names each.`];
}

/** Of the labels file of a run's criteria; null without one, or where it cannot be read. Equal hashes mean that people said nothing since. */
export async function labelsHash(files: Pick<Files, "read">, { criteria }: Pick<RunManifest, "criteria">): Promise<Hash | null> {
  const read = await readLabelsFile(files, criteria.path);
  return read?.file.hash ?? null;
}

/** What the labels file says of a run; null where it says nothing: then nothing of the run need be read again. */
export async function readRunLabels({ files, storage }: LabelSource, manifest: RunManifest): Promise<RunLabels | null> {
  const read = await readLabelsFile(files, manifest.criteria.path);
  if (read === null) return null;
  const { file } = read;
  const verdicts = gatherVerdicts(read.labels, manifest.criteria.items);
  if (verdicts.size === 0) return file.problems.length === 0 ? null : { file, verdicts, rows: new Map() };
  const rows = await readRowHashes(storage, manifest);
  if (typeof rows === "string") {
    const problem = `Ratings by people do not count for run ${manifest.runId}: its row hashes are ${rows}.`;
    return { file: { ...file, problems: [...file.problems, problem] }, verdicts: new Map(), rows: new Map() };
  }
  const isConcerned = [...rows.values()].some((hash) => verdicts.has(hash));
  return isConcerned || file.problems.length > 0 ? { file, verdicts, rows } : null;
}

/** The record with what people said of it: what figures are made from, at every door. */
export async function withLabels(record: RunRecord, manifest: RunManifest, source: LabelSource): Promise<RunRecord> {
  const labels = await readRunLabels(source, manifest);
  return labels === null ? record : applyLabels(record, labels);
}
