// Criteria against the rows they will be asked about: every {{column}} they name must exist.
import type { Collection } from "../domain/collection.ts";
import { advise, type Spellings } from "../domain/correction.ts";
import type { Diagnostic, Range } from "../domain/diagnostic.ts";
import type { SourceText } from "../domain/source-text.ts";
import { columnsUsed } from "../scorers/fill-options.ts";
import { placeholdersIn } from "../template/fill.ts";
import type { CriteriaDocument } from "./read-criteria.ts";

export function checkCriteriaColumns({ set, source, yaml }: CriteriaDocument, collection: Collection): Diagnostic[] {
  const known = collection.columns.map((column) => column.name);
  const ids = (yaml.value as { criteria: ({ id?: unknown } | null)[] }).criteria.map((item) => item?.id);
  return set.criteria.flatMap((criterion) =>
    Object.entries(criterion.options).flatMap(([key, option]) => {
      const whole = yaml.rangeOf(["criteria", ids.indexOf(criterion.id), key]);
      return columnsUsed({ [key]: option })
        .filter((name) => !known.includes(name))
        .flatMap((name) =>
          placesOf(name, source, whole).map((range) =>
            source.diagnose(range, {
              code: "criteria/missing-column",
              message: `The criterion "${criterion.id}" uses {{${name}}}, but ${collection.path} has no such column.`,
              ...advise(name, known, "column", { spellings }),
            }),
          ),
        );
    }),
  );
}

/** Where a name stands between braces in what is written; all of that where YAML writes the name in another way than it reads it. */
function placesOf(name: string, source: SourceText, whole: Range): Range[] {
  const written = source.text.slice(whole.start, whole.end);
  const places = placeholdersIn(written)
    .filter((placeholder) => placeholder.name === name)
    .map((placeholder) => {
      const inner = written.slice(placeholder.start + 2, placeholder.end - 2);
      const start = whole.start + placeholder.start + 2 + (inner.length - inner.trimStart().length);
      return { start, end: start + inner.trim().length };
    });
  return places.length === 0 ? [whole] : places;
}

/** Only names that mean the same in every kind of YAML text. */
const spellings: Spellings = (name) => (/^[\p{L}\p{N}_.-]+(?: [\p{L}\p{N}_.-]+)*$/u.test(name) ? [name, `[${name}]`] : []);
