// The columns that an experiment's filters and gates name must exist: a misspelt one would choose no row, or all.
import { didYouMean } from "../base/suggest.ts";
import { unknownFilterColumns } from "../collections/filter-rows.ts";
import type { Collection } from "../domain/collection.ts";
import type { Diagnostic } from "../domain/diagnostic.ts";
import type { YamlPath } from "../domain/read-yaml.ts";
import type { ExperimentSource } from "./resolve-arms.ts";

export function checkFilters({ document, source, yaml }: ExperimentSource, collection: Collection): Diagnostic[] {
  const filters: { filter: Readonly<Record<string, readonly (string | number | boolean)[]>> | undefined; path: YamlPath }[] = [
    { filter: document.rows?.filter, path: ["rows", "filter"] },
    ...(document.gates ?? []).map((gate, index) => ({ filter: gate.rows?.filter, path: ["gates", index, "rows", "filter"] })),
  ];
  const named = [
    ...filters.flatMap(({ filter, path }) => unknownFilterColumns(collection.columns, filter ?? {}).map((name) => ({ name, range: yaml.keyRangeOf([...path, name]) }))),
    ...(document.gates ?? []).flatMap(({ by }, index) => (by === undefined ? [] : unknownFilterColumns(collection.columns, { [by]: [""] }).map((name) => ({ name, range: yaml.rangeOf(["gates", index, "by"]) })))),
  ];
  const columns = collection.columns.map((column) => column.name);
  return named.map(({ name, range }) =>
    source.diagnose(range, { code: "experiment/missing-column", message: `There is no column "${name}" in ${collection.path}.`, hint: didYouMean(name, columns, "column") }),
  );
}
