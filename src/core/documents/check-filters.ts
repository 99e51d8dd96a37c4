// The columns and values that an experiment's filters and gates name must exist: a misspelt one would choose no row, or all.
import { didYouMean } from "../base/suggest.ts";
import { filterRows, unknownFilterColumns, type RowFilter } from "../collections/filter-rows.ts";
import type { Collection } from "../domain/collection.ts";
import type { Diagnostic, Range } from "../domain/diagnostic.ts";
import type { YamlPath } from "../domain/read-yaml.ts";
import type { ExperimentSource } from "./experiment-source.ts";

export function checkFilters(experiment: ExperimentSource, collection: Collection): Diagnostic[] {
  const { rows, gates = [] } = experiment.document;
  return [
    ...checkFilter(experiment, collection, rows?.filter ?? {}, ["rows", "filter"]),
    ...gates.flatMap((gate, index) => [
      ...checkFilter(experiment, collection, gate.rows?.filter ?? {}, ["gates", index, "rows", "filter"]),
      ...(gate.by === undefined || unknownFilterColumns(collection.columns, { [gate.by]: [] }).length === 0
        ? []
        : [unknownColumn(experiment, collection, gate.by, experiment.yaml.rangeOf(["gates", index, "by"]))]),
    ]),
  ];
}

function checkFilter(experiment: ExperimentSource, collection: Collection, filter: RowFilter, path: YamlPath): Diagnostic[] {
  const { source, yaml } = experiment;
  const unknown = unknownFilterColumns(collection.columns, filter);
  if (unknown.length > 0) return unknown.map((name) => unknownColumn(experiment, collection, name, yaml.keyRangeOf([...path, name])));
  const unmatched = Object.entries(filter).flatMap(([column, values]) =>
    checkValues(experiment, collection, column, values, [...path, column]),
  );
  if (unmatched.some((diagnostic) => diagnostic.severity === "error") || filterRows(collection.rows, filter).length > 0) return unmatched;
  return [
    ...unmatched,
    source.diagnose(yaml.rangeOf(path), {
      code: "experiment/no-rows",
      message: `No row of ${collection.path} has all of these values at once.`,
      hint: "Loosen the filter.",
    }),
  ];
}

/** A value that no row has is an error where the column has no other one to go by. */
function checkValues(
  { source, yaml }: ExperimentSource,
  { rows, path: file }: Collection,
  column: string,
  values: RowFilter[string],
  path: YamlPath,
): Diagnostic[] {
  const unmatched = [...values.entries()].filter(([, value]) => filterRows(rows, { [column]: [value] }).length === 0);
  const severity = unmatched.length === values.length ? "error" : "warning";
  const known =
    unmatched.length === 0
      ? []
      : [
          ...new Set(
            rows.flatMap((row) =>
              row.values[column] === undefined || typeof row.values[column] === "object" ? [] : [String(row.values[column])],
            ),
          ),
        ];
  return unmatched.map(([index, value]) =>
    source.diagnose(yaml.rangeOf([...path, index]), {
      severity,
      code: "experiment/unmatched-value",
      message: `No row of ${file} has "${value}" in "${column}".`,
      hint: didYouMean(String(value), known, "value"),
    }),
  );
}

function unknownColumn({ source }: ExperimentSource, { columns, path }: Collection, name: string, range: Range): Diagnostic {
  return source.diagnose(range, {
    code: "experiment/missing-column",
    message: `There is no column "${name}" in ${path}.`,
    hint: didYouMean(
      name,
      columns.map((column) => column.name),
      "column",
    ),
  });
}
