// The metrics that a plan and its gates name: a misspelt one must never pass silently.
import { advise } from "../domain/correction.ts";
import type { CriterionSet } from "../domain/criterion-set.ts";
import type { Diagnostic } from "../domain/diagnostic.ts";
import { gateMetricNames } from "../domain/gate-limit.ts";
import type { ExperimentSource } from "./experiment-source.ts";

export function checkMetrics({ document, source, yaml }: ExperimentSource, set: CriterionSet): Diagnostic[] {
  const ofCriteria = set.criteria.map((criterion) => `criterion.${criterion.id}`);
  const primaries = ["pass_rate", "score", ...ofCriteria];
  const places = [
    { metric: document.plan?.primary, path: ["plan", "primary"], known: primaries },
    ...(document.gates ?? []).map((gate, index) => ({
      metric: gate.metric,
      path: ["gates", index, "metric"],
      known: gateMetricNames(set.criteria),
    })),
  ];
  return places.flatMap(({ metric, path, known }) =>
    metric === undefined || known.includes(metric)
      ? []
      : [
          source.diagnose(yaml.rangeOf(path), {
            code: "experiment/unknown-metric",
            message: `Unknown metric "${metric}".`,
            ...advise(metric, known, "metric"),
          }),
        ],
  );
}
