// `{{column}}` in the texts of a criterion: which columns they name, and the texts with a row's values in their places.
import type { RowValue } from "../domain/collection.ts";
import { fillText, placeholdersIn } from "../template/fill.ts";

type Values = Readonly<Record<string, RowValue>>;

/** The columns that a text names, each once, in the order of their first mention. */
export function columnsIn(text: string): string[] {
  return [...new Set(placeholdersIn(text).map(({ name }) => name))];
}

/**
 * The text with each `{{column}}` replaced by the row's value as `change` writes it, or the columns that are absent or hold nothing but spaces:
 * an empty column would make a check say yes to everything.
 */
export function fillColumns(
  text: string,
  row: Values,
  change: (text: string) => string = (value) => value,
): { readonly text: string } | { readonly missing: readonly string[] } {
  const names = columnsIn(text);
  if (names.length === 0) return { text };
  const texts = new Map(names.map((name) => [name, columnText(row, name)]));
  const missing = names.filter((name) => (texts.get(name) ?? "").trim() === "");
  if (missing.length > 0) return { missing };
  return { text: fillText(text, Object.fromEntries([...texts].map(([name, value]) => [name, change(value)]))).text };
}

/** The text with the letter x for each `{{column}}`: enough to see, before there is a row, whether the rest of it is sound. */
export function fillSample(text: string): string {
  return fillText(text, Object.fromEntries(columnsIn(text).map((name) => [name, "x"]))).text;
}

function columnText(row: Values, name: string): string {
  const value = Object.hasOwn(row, name) ? row[name] : null;
  if (value === null || value === undefined) return "";
  if (typeof value === "object") return JSON.stringify(value);
  return String(value);
}
