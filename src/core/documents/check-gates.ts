// The limits of an experiment's gates: one out of range, in a unit of something else, or for a column that is no category. Found before the run.
import type { Collection } from "../domain/collection.ts";
import type { CriterionSet } from "../domain/criterion-set.ts";
import type { Diagnostic } from "../domain/diagnostic.ts";
import type { GateDocument } from "../domain/experiment.ts";
import { gateMetric, parseCeiling, type MetricUnit } from "../domain/gate-limit.ts";
import { categoriesOf, mostCategories } from "../domain/gate-rows.ts";
import type { ExperimentSource } from "./experiment-source.ts";

interface Problem {
  readonly key: "no_worse_than" | "better_by" | "at_least" | "no_more_than";
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export function checkGates({ document, source, yaml }: ExperimentSource, set: CriterionSet): Diagnostic[] {
  return (document.gates ?? []).flatMap((gate, index) =>
    gateProblems(gate, set).map(({ key, ...finding }) => source.diagnose(yaml.rangeOf(["gates", index, key]), finding)),
  );
}

/** A column of nearly as many values as rows is no category, and a rule for each of them decides nothing. */
export function checkCategories({ document, source, yaml }: ExperimentSource, collection: Collection): Diagnostic[] {
  return (document.gates ?? []).flatMap(({ by }, index) => {
    const found = by === undefined ? 0 : categoriesOf(collection.rows, by).size;
    if (by === undefined || found <= mostCategories) return [];
    return [
      source.diagnose(yaml.rangeOf(["gates", index, "by"]), {
        code: "experiment/too-many-categories",
        message: `The column "${by}" of ${collection.path} has ${found} values; a gate decides for at most ${mostCategories}.`,
        hint: "Name a column of categories, or leave `by` out.",
      }),
    ];
  });
}

function gateProblems(gate: GateDocument, { criteria }: CriterionSet): Problem[] {
  if (gate.metric === undefined) return [];
  const metric = gateMetric(gate.metric, criteria);
  // A misspelt metric is found with that of the plan.
  if (metric === null) return [];
  return [...rangeProblems(gate, gate.metric, metric.unit), ...ceilingProblems(gate, gate.metric, metric.unit)];
}

function rangeProblems(gate: GateDocument, metric: string, unit: MetricUnit): Problem[] {
  return (["no_worse_than", "better_by", "at_least"] as const).flatMap((key) => {
    const limit = gate[key];
    return limit === undefined || isInRange(limit, unit) ? [] : [outOfRange(key, metric, unit, limit)];
  });
}

function ceilingProblems({ no_more_than: written }: GateDocument, metric: string, unit: MetricUnit): Problem[] {
  if (written === undefined) return [];
  const ceiling = parseCeiling(written, unit);
  const key = "no_more_than";
  if (ceiling === null) {
    const message = `"${written}" is no ceiling for ${metric}, which is ${unitNames[unit]}.`;
    return [{ key, code: "experiment/gate-unit", message, hint: `Write it like ${examples[unit]}.` }];
  }
  if (ceiling.kind === "absolute") return isInRange(ceiling.limit, unit) ? [] : [outOfRange(key, metric, unit, written)];
  const isPossible = ceiling.factor > 0 && (unit !== "fraction" || Math.abs(ceiling.offset) <= 1);
  return isPossible ? [] : [outOfRange(key, metric, unit, written)];
}

const unitNames: Readonly<Record<MetricUnit, string>> = {
  fraction: "a fraction between 0 and 1",
  usd: "an amount in US dollars",
  ms: "a time in milliseconds",
  tokens: "a number of tokens",
};

const examples: Readonly<Record<MetricUnit, string>> = {
  fraction: "0.05, 5% or +10%",
  usd: "0.02, 0.02usd or +10%",
  ms: "2000, 2s, +400ms or +10%",
  tokens: "500 or +10%",
};

function isInRange(limit: number, unit: MetricUnit): boolean {
  return Number.isFinite(limit) && limit >= 0 && (unit !== "fraction" || limit <= 1);
}

function outOfRange(key: Problem["key"], metric: string, unit: MetricUnit, limit: number | string): Problem {
  return {
    key,
    code: "experiment/gate-range",
    message: `${limit} is out of range: ${metric} is ${unitNames[unit]}.`,
    hint: unit === "fraction" ? "5 points are 0.05." : `Write it like ${examples[unit]}.`,
  };
}
