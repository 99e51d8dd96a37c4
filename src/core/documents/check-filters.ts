// The columns and values that an experiment's filters and gates name must exist: a misspelt one would choose no row, or all.
import { filterRows, unknownFilterColumns, type RowFilter } from "../collections/filter-rows.ts";
import type { Collection } from "../domain/collection.ts";
import { advise } from "../domain/correction.ts";
import type { Diagnostic, Range } from "../domain/diagnostic.ts";
import type { YamlPath } from "../domain/read-yaml.ts";
import type { ExperimentSource } from "./experiment-source.ts";
import { rememberBy } from "./remember.ts";

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
  if (unmatched.some((diagnostic) => diagnostic.severity === "error") || hasRow(collection, filter)) return unmatched;
  return [
    ...unmatched,
    source.diagnose(yaml.rangeOf(path), {
      code: "experiment/no-rows",
      message: `No row of ${collection.path} has all of these values at once.`,
      hint: "Loosen the filter.",
    }),
  ];
}

/** The values of a single column were found already. */
function hasRow({ rows }: Collection, filter: RowFilter): boolean {
  return Object.keys(filter).length < 2 ? rows.length > 0 : filterRows(rows, filter).length > 0;
}

/** The texts in a column, found once for the rows. */
const valuesOf = rememberBy((rows: Collection["rows"]) => {
  const known = new Map<string, ReadonlySet<string>>();
  return (column: string): ReadonlySet<string> => {
    const kept =
      known.get(column) ??
      new Set(rows.flatMap(({ values: { [column]: value } }) => (value === undefined || typeof value === "object" ? [] : [String(value)])));
    known.set(column, kept);
    return kept;
  };
});

/** A value that no row has is an error where the column has no other one to go by. */
function checkValues(
  { source, yaml }: ExperimentSource,
  { rows, path: file }: Collection,
  column: string,
  values: RowFilter[string],
  path: YamlPath,
): Diagnostic[] {
  const known = valuesOf(rows)(column);
  const unmatched = [...values.entries()].filter(([, value]) => !known.has(String(value)));
  const severity = unmatched.length === values.length ? "error" : "warning";
  return unmatched.map(([index, value]) =>
    source.diagnose(yaml.rangeOf([...path, index]), {
      severity,
      code: "experiment/unmatched-value",
      message: `No row of ${file} has "${value}" in "${column}".`,
      ...advise(String(value), [...known], "value"),
    }),
  );
}

function unknownColumn({ source }: ExperimentSource, { columns, path }: Collection, name: string, range: Range): Diagnostic {
  return source.diagnose(range, {
    code: "experiment/missing-column",
    message: `There is no column "${name}" in ${path}.`,
    ...advise(
      name,
      columns.map((column) => column.name),
      "column",
    ),
  });
}
