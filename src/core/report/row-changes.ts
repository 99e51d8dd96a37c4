// What became of each row from the baseline to a variant, its epochs folded into one: which regressed, by which criteria, and how many improved.
import { scoreArm, type ScoredSample } from "../comparison/arm-samples.ts";
import { groupByRow } from "../comparison/metric.ts";
import { rowRulesOf, rowValue, type RowRules } from "../comparison/row-rules.ts";
import type { Row } from "../domain/collection.ts";
import type { RunManifest } from "../domain/run-manifest.ts";
import type { RunRecord } from "../domain/run-record.ts";

export interface RegressedRow {
  readonly id: string;
  /** 1-based line of the collection's file; null when the row cannot be read. */
  readonly line: number | null;
  /** True where it passes less often, false where only its score is lower. */
  readonly isLost: boolean;
  /** Ids of the criteria that fewer epochs pass than in the baseline; empty where errors or the score alone made it worse. */
  readonly criteria: readonly string[];
  /** Whether any epoch ended in an error. */
  readonly isErrored: boolean;
}

export interface RowChanges {
  /** In the order of the file. */
  readonly regressed: readonly RegressedRow[];
  readonly improved: number;
  /** Rows that have ended in both arms. */
  readonly paired: number;
}

export interface RowChangesSource {
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  readonly rows: readonly Row[];
}

const equalScores = 1e-9;

/** A row regresses when it passes less often than in the baseline or, passing as often, scores less: as the panel's chips have it. */
export function rowChanges({ manifest, record, rows }: RowChangesSource, variant: string): RowChanges {
  const [baseline] = manifest.variants;
  if (baseline === undefined || baseline.id === variant) return { regressed: [], improved: 0, paired: 0 };
  const rules = rowRulesOf(manifest);
  const own = groupByRow(scoreArm(record, variant, manifest.criteria));
  const others = groupByRow(scoreArm(record, baseline.id, manifest.criteria));
  const lines = new Map(rows.map(({ id, line }) => [id, line]));
  const ids = [...lines.keys(), ...[...own.keys()].filter((id) => !lines.has(id))];
  const regressed: RegressedRow[] = [];
  let [improved, paired] = [0, 0];
  for (const id of ids) {
    const epochs = own.get(id);
    const other = others.get(id);
    if (epochs === undefined || other === undefined) continue;
    paired += 1;
    const passes = rowValue(epochs, "pass_rate", rules) - rowValue(other, "pass_rate", rules);
    const direction = passes === 0 ? scoreChange(epochs, other, rules) : passes;
    if (direction > 0) improved += 1;
    if (direction < 0) {
      const isErrored = epochs.some(({ outcome }) => outcome === "error");
      const criteria = isErrored ? [] : worseCriteria(manifest, epochs, other, rules);
      regressed.push({ id, line: lines.get(id) ?? null, isLost: passes < 0, criteria, isErrored });
    }
  }
  return { regressed, improved, paired };
}

function scoreChange(epochs: readonly ScoredSample[], other: readonly ScoredSample[], rules: RowRules): number {
  const scores = rowValue(epochs, "score", rules) - rowValue(other, "score", rules);
  return Math.abs(scores) < equalScores ? 0 : scores;
}

function worseCriteria(
  { criteria }: RunManifest,
  epochs: readonly ScoredSample[],
  other: readonly ScoredSample[],
  rules: RowRules,
): string[] {
  const isWorse = (metric: string): boolean => rowValue(epochs, metric, rules) < rowValue(other, metric, rules);
  return criteria.items.map(({ id }) => id).filter((id) => isWorse(`criterion.${id}`));
}
