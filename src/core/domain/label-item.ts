// What annotators are given to rate: each response to a row by one criterion, once, under an id that tells neither arm nor order.
import { hashValue, type Hash } from "../base/hash.ts";
import type { ManifestCriterion, RunManifest } from "./run-manifest.ts";
import { isAnswered, type SampleRecord } from "./run-record.ts";

export interface LabelItem {
  readonly id: string;
  readonly criterion: ManifestCriterion;
  readonly rowHash: string;
  /** One of the samples with this response; equal responses of several arms are one item. */
  readonly sample: SampleRecord;
}

const idPattern = /^([A-Za-z0-9][A-Za-z0-9-]{0,127})\.[0-9a-f]{16}$/;

/** The run that an item is of; null for what is no id of an item. */
export function runOfItem(id: string): string | null {
  return idPattern.exec(id)?.[1] ?? null;
}

/** Every answered response of the rows given, by the criteria given; in the order of the samples. */
export function* labelItems(
  { runId }: Pick<RunManifest, "runId">,
  samples: Iterable<SampleRecord>,
  { rows, criteria }: { readonly rows: ReadonlyMap<string, string>; readonly criteria: readonly ManifestCriterion[] },
): Generator<LabelItem> {
  const seen = new Set<string>();
  for (const sample of samples) {
    const rowHash = rows.get(sample.row);
    if (rowHash === undefined || !isAnswered(sample.response) || sample.response.fingerprint === null) continue;
    const response = `${rowHash} ${sample.response.fingerprint}`;
    if (seen.has(response)) continue;
    seen.add(response);
    for (const criterion of criteria) yield { id: itemId(runId, response, criterion.hash), criterion, rowHash, sample };
  }
}

function itemId(runId: string, response: string, criterion: Hash): string {
  const digits = hashValue("touchstone/label-item/1", [runId, response, criterion]).slice("sha256:".length);
  return `${runId}.${digits.slice(0, 16)}`;
}
