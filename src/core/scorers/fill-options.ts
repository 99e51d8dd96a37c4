// The options of a criterion for one row: every text in them, however deep, with its `{{columns}}` filled.
import type { RowValue } from "../domain/collection.ts";
import { placeholdersIn } from "../template/fill.ts";
import { columnsIn, fillColumns, fillSample } from "./columns.ts";
import { escapePattern } from "./regex-pattern.ts";

type Options = Readonly<Record<string, unknown>>;

/** Where a scorer's options hold regular expressions: under which key of which option. There a column's text stands for itself, not for a pattern. */
const patternPlaces: ReadonlyMap<string, { readonly option: string; readonly key: string }> = new Map([
  ["regex", { option: "value", key: "value" }],
  ["json-schema", { option: "schema", key: "pattern" }],
  ["tool-args", { option: "schema", key: "pattern" }],
]);

/** The columns that the options name, each once. Keys of objects are never filled. */
export function columnsUsed(options: Options): string[] {
  const found = new Set<string>();
  changeTexts(options, [], (text) => {
    for (const name of columnsIn(text)) found.add(name);
    return text;
  });
  return [...found];
}

/** The options with the row's values in them, or the columns that are absent or empty in this row. */
export function fillOptions(
  options: Options,
  row: Readonly<Record<string, RowValue>>,
  scorerName: string,
): { readonly options: Options } | { readonly missing: readonly string[] } {
  const missing = new Set<string>();
  const filled = changeTexts(options, [], (text, keys) => {
    const result = isPattern(keys, scorerName) ? fillColumns(text, row, escapePattern) : fillColumns(text, row);
    if ("text" in result) return result.text;
    for (const name of result.missing) missing.add(name);
    return text;
  });
  return missing.size > 0 ? { missing: [...missing] } : { options: filled };
}

/** The options with the letter x for every column, to be checked before there is a row. */
export function sampleOptions<Value>(options: Value): Value {
  return changeTexts(options, [], fillSample);
}

/** Why the options' `{{columns}}` could not be filled as they are meant, as a sentence, or null. */
export function columnProblem(options: Options, scorerName: string): string | null {
  let problem: string | null = null;
  changeTexts(options, [], (text, keys) => {
    const escaped = isPattern(keys, scorerName) ? escapedColumn(text) : null;
    if (escaped !== null)
      problem ??= `There is a backslash before {{${escaped}}}: it would change the first character of the column's text. A column's text stands for itself without one.`;
    return text;
  });
  return problem ?? keyProblem(options);
}

function isPattern(keys: readonly string[], scorerName: string): boolean {
  const place = patternPlaces.get(scorerName);
  return place !== undefined && keys[0] === place.option && keys.at(-1) === place.key;
}

/** The first column with a backslash before it that is not itself escaped, or null. */
function escapedColumn(pattern: string): string | null {
  const found = placeholdersIn(pattern).find(({ start }) => {
    const before = pattern.slice(0, start);
    return (before.length - before.replace(/(?<!\\)\\+$/, "").length) % 2 === 1;
  });
  return found?.name ?? null;
}

function keyProblem(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const [name] = Array.isArray(value) ? [] : columnsIn(key);
    if (name !== undefined) return `{{${name}}} stands in the name of a key, where columns are not filled.`;
    const problem = keyProblem(inner);
    if (problem !== null) return problem;
  }
  return null;
}

/** A copy of `value` with every text in it changed; `keys` are the names that lead to the text, or to the list that holds it. */
function changeTexts<Value>(value: Value, keys: readonly string[], change: (text: string, keys: readonly string[]) => string): Value;
function changeTexts(value: unknown, keys: readonly string[], change: (text: string, keys: readonly string[]) => string): unknown {
  if (typeof value === "string") return change(value, keys);
  if (Array.isArray(value)) return value.map((item: unknown) => changeTexts(item, keys, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [name, changeTexts(inner, [...keys, name], change)]),
  );
}
