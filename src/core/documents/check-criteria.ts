// Criteria against the rows and arms they will be asked about: every {{column}} must exist, and each criterion must be able to apply to something.
import { filterRows } from "../collections/filter-rows.ts";
import type { Collection, Row } from "../domain/collection.ts";
import type { Criterion } from "../domain/criterion-set.ts";
import { advise, type Spellings } from "../domain/correction.ts";
import type { Diagnostic, Range } from "../domain/diagnostic.ts";
import type { SourceText } from "../domain/source-text.ts";
import { isImported } from "../providers/imported.ts";
import { priceOf } from "../providers/pricing.ts";
import { columnsUsed, fillOptions } from "../scorers/fill-options.ts";
import { findCheck } from "../scorers/registry.ts";
import type { ArmFacts, OptionProblem } from "../scorers/scorer.ts";
import { placeholdersIn } from "../template/fill.ts";
import type { CriteriaDocument } from "./read-criteria.ts";
import type { Arm, Setup } from "./setup.ts";

/** What the criteria will be asked about; without arms, because some could not be read, only rows and columns are looked at. */
export interface Rated {
  readonly collection: Collection;
  readonly rows: Setup["rows"];
  readonly arms: readonly Pick<Arm, "name" | "model">[];
}

export function checkCriteria(document: CriteriaDocument, { collection, rows, arms }: Rated): Diagnostic[] {
  const missing = checkColumns(document, collection);
  if (missing.length > 0) return missing;
  const chosen = rows.filter === undefined ? collection.rows : filterRows(collection.rows, rows.filter);
  const facts = arms.map(factsOf);
  return document.set.criteria.flatMap((criterion) => [
    ...checkRows(document, criterion, chosen),
    ...(facts.length === 0 ? [] : checkArms(document, criterion, facts)),
  ]);
}

function factsOf({ name, model }: Rated["arms"][number]): ArmFacts {
  const tools = model.tools.map((tool) => tool.name);
  const outputSchema = model.output?.schema ?? null;
  return { name, tools, outputSchema, hasPrice: priceOf(model) !== null, ...(isImported(model) ? { isImported: true } : {}) };
}

function checkColumns(document: CriteriaDocument, collection: Collection): Diagnostic[] {
  const { set, source } = document;
  const known = collection.columns.map((column) => column.name);
  return set.criteria.flatMap((criterion) =>
    Object.entries(criterion.options).flatMap(([key, option]) => {
      const whole = rangeOf(document, criterion, key);
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

/** A finding where none of the rows has values that the criterion can use; it ends at the first row that has. */
function checkRows(document: CriteriaDocument, criterion: Criterion, rows: readonly Row[]): Diagnostic[] {
  const key = Object.keys(criterion.options).find((name) => columnsUsed({ [name]: criterion.options[name] }).length > 0);
  if (key === undefined) return [];
  let first: string | null = null;
  for (const row of rows) {
    const problem = problemInRow(criterion, row);
    if (problem === null) return [];
    first ??= problem;
  }
  if (first === null) return [];
  return [
    neverApplies(document, criterion, key, {
      message:
        rows.length === 1 ? `In the only row: ${first}` : `It can be used in none of the ${rows.length} rows. In the first one: ${first}`,
      hint: "Fill the column with values that fit, or name another column.",
    }),
  ];
}

function problemInRow({ options, scorer }: Criterion, { values }: Row): string | null {
  const filled = fillOptions(options, values, scorer);
  if ("missing" in filled) return `${filled.missing.map((name) => `{{${name}}}`).join(", ")} is empty.`;
  return findCheck(scorer)?.checkFilled?.(filled.options) ?? null;
}

function checkArms(document: CriteriaDocument, criterion: Criterion, arms: readonly ArmFacts[]): Diagnostic[] {
  const problems = findCheck(criterion.scorer)?.checkArms?.(criterion.options, arms) ?? [];
  return problems.map(({ key, ...problem }) => neverApplies(document, criterion, key, problem));
}

function neverApplies(
  document: CriteriaDocument,
  criterion: Criterion,
  key: string,
  { severity, message, hint }: Omit<OptionProblem, "key">,
): Diagnostic {
  return document.source.diagnose(rangeOf(document, criterion, key), {
    code: "criteria/never-applies",
    message: `The criterion "${criterion.id}" says nothing of any response here. ${message}`,
    hint,
    ...(severity === undefined ? {} : { severity }),
  });
}

function rangeOf({ yaml }: CriteriaDocument, { id }: Criterion, key: string): Range {
  const ids = (yaml.value as { criteria: ({ id?: unknown } | null)[] }).criteria.map((item) => item?.id);
  return yaml.rangeOf(["criteria", ids.indexOf(id), key]);
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
