// Figures of two runs mean the same only where both were rated by the same criteria, and judged alike: by the same judge, told the same, asked in the same way.
import { TouchstoneError } from "../base/errors.ts";
import { isAskedAloneKind } from "../domain/criterion-set.ts";
import type { RunManifest } from "../domain/run-manifest.ts";

interface NamedRun {
  /** As the comparison calls the arm. */
  readonly name: string;
  readonly manifest: RunManifest;
}

/** Throws `compare/incompatible` with the `rerate` command that mends it. */
export function refuseOtherRatings(baseline: NamedRun, other: NamedRun): void {
  const difference = differenceOf(baseline.manifest, other.manifest);
  if (difference === null) return;
  const [older, newer] = [baseline.manifest, other.manifest].sort((a, b) => (a.runId < b.runId ? -1 : 1)) as [RunManifest, RunManifest];
  // A mode that was chosen for one run is in no file that rating again would read.
  const mode = older.rating.mode === newer.rating.mode ? "" : ` --rating ${newer.rating.mode}`;
  throw new TouchstoneError(
    "compare/incompatible",
    `${baseline.name} and ${other.name} were rated ${difference}; their figures do not mean the same.`,
    { hint: `Rate the older one again by the criteria as they are now, and compare that: touchstone rerate ${older.runId}${mode}` },
  );
}

/** Behind "were rated"; null where there is none. The judge prompt comes before the criteria, whose hash its version is part of. */
function differenceOf({ criteria, rating }: RunManifest, other: RunManifest): string | null {
  const [judge, otherJudge] = [criteria.judge, other.criteria.judge];
  if (judge !== null && otherJudge !== null && judge.promptHash !== otherJudge.promptHash)
    return judge.promptVersion === otherJudge.promptVersion
      ? "by different judge prompts"
      : `by different judge prompts, version ${judge.promptVersion} and version ${otherJudge.promptVersion}`;
  if (criteria.hash !== other.criteria.hash) return "by different criteria";
  const embeddings = (items: RunManifest["criteria"]["items"]) =>
    JSON.stringify(items.map((item) => [item.id, item.embeddings?.configHash]).sort());
  if (embeddings(criteria.items) !== embeddings(other.criteria.items)) return "by different models of embeddings";
  if (judge?.configHash !== otherJudge?.configHash) return "by different judges";
  if (judge === null) return null;
  if (rating.mode !== other.rating.mode) return `in different modes, ${rating.mode} and ${other.rating.mode}`;
  const questions = criteria.items.filter(({ kind }) => isAskedAloneKind(kind)).length;
  if (questions > 1 && rating.grouping !== other.rating.grouping)
    return `with the questions asked ${rating.grouping} and ${other.rating.grouping}`;
  return null;
}
