// Criteria against the rows they will be asked about: every {{column}} they name must exist.
import { didYouMean } from "../base/suggest.ts";
import type { Collection } from "../domain/collection.ts";
import type { Diagnostic } from "../domain/diagnostic.ts";
import { columnsUsed } from "../scorers/fill-options.ts";
import type { CriteriaDocument } from "./read-criteria.ts";

export function checkCriteriaColumns({ set, source, yaml }: CriteriaDocument, collection: Collection): Diagnostic[] {
  const known = collection.columns.map((column) => column.name);
  const ids = (yaml.value as { criteria: ({ id?: unknown } | null)[] }).criteria.map((item) => item?.id);
  return set.criteria.flatMap((criterion) =>
    Object.entries(criterion.options).flatMap(([key, option]) =>
      columnsUsed({ [key]: option })
        .filter((name) => !known.includes(name))
        .map((name) =>
          source.diagnose(yaml.rangeOf(["criteria", ids.indexOf(criterion.id), key]), {
            code: "criteria/missing-column",
            message: `The criterion "${criterion.id}" uses {{${name}}}, but ${collection.path} has no such column.`,
            hint: didYouMean(name, known, "column"),
          }),
        ),
    ),
  );
}
