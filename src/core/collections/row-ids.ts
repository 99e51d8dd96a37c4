// Row ids: always texts, unique in their collection.
import type { Hash } from "../base/hash.ts";
import type { RowValue } from "../domain/collection.ts";

/** The id a value spells, or null when it spells none: empty, no text, or a number whose digits may differ from what is written. */
export function toRowId(value: RowValue | undefined): string | null {
  if (typeof value === "number" && Number.isInteger(value)) return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

/** Names rows without an id column by their hash; equal rows get `-2`, `-3`, … in file order. */
export function createHashIds(): (hash: Hash) => string {
  const counts = new Map<string, number>();
  return (hash) => {
    const name = `row-${hash.slice("sha256:".length, "sha256:".length + 12)}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  };
}
