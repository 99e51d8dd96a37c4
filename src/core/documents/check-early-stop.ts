// What keeps an experiment from stopping early: the evidence counts rows that pass or fail once, each by itself, and gates need every row.
import type { Collection } from "../domain/collection.ts";
import { isPairwise, type CriterionSet } from "../domain/criterion-set.ts";
import type { Diagnostic } from "../domain/diagnostic.ts";
import { clusterColumn } from "../domain/row-clusters.ts";
import type { ExperimentSource } from "./experiment-source.ts";

export function checkEarlyStop(
  { document, source, yaml }: ExperimentSource,
  collection: Collection | null,
  criteria: Pick<CriterionSet, "criteria"> | null,
): Diagnostic[] {
  const { plan, epochs, gates = [] } = document;
  if (plan?.early_stop !== true) return [];
  const column = collection === null ? null : clusterColumn(collection.columns);
  const compared = criteria?.criteria.find(isPairwise);
  const reasons = [
    ...(epochs > 1 ? [`rows of ${epochs} epochs`] : []),
    ...(plan.primary === "score" ? ["a score, which neither passes nor fails"] : []),
    ...(gates.length > 0 ? ["gates, which need every row"] : []),
    ...(column === null ? [] : [`rows in groups (${column})`]),
    ...(compared === undefined ? [] : [`a pairwise criterion (${compared.id}), which is asked when every row is answered`]),
  ];
  return reasons.map((reason) =>
    source.diagnose(yaml.rangeOf(["plan", "early_stop"]), {
      code: "experiment/early-stop",
      message: `A run cannot stop early with ${reason}.`,
      hint: "Leave `early_stop` out.",
    }),
  );
}
