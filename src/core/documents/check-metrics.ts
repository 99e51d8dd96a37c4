// The metrics that a plan and its gates name: a misspelt one must never pass silently.
import { advise } from "../domain/correction.ts";
import type { CriterionSet } from "../domain/criterion-set.ts";
import type { Diagnostic } from "../domain/diagnostic.ts";
import type { ExperimentSource } from "./experiment-source.ts";

const metrics = [
  "pass_rate",
  "score",
  "refusal_rate",
  "error_rate",
  "cost_per_sample",
  "judge_cost",
  "latency_p50",
  "latency_p95",
  "tokens",
];

export function checkMetrics({ document, source, yaml }: ExperimentSource, set: CriterionSet): Diagnostic[] {
  const ofCriteria = set.criteria.map((criterion) => `criterion.${criterion.id}`);
  const primaries = ["pass_rate", "score", ...ofCriteria];
  const places = [
    { metric: document.plan?.primary, path: ["plan", "primary"], known: primaries },
    ...(document.gates ?? []).map((gate, index) => ({
      metric: gate.metric,
      path: ["gates", index, "metric"],
      known: [...metrics, ...ofCriteria],
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
