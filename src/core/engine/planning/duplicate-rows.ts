// Rows that ask the same twice: by their input columns as they are, and by the words in them alone.
import type { Collection, Row, RowValue } from "../../domain/collection.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";

type Duplicates = NonNullable<RunManifest["collection"]["duplicates"]>;

/** Every text is taken apart, so only so many rows are looked at; more are rarely written by hand. */
const mostRows = 10_000;
/** Of longer values the beginning counts. */
const longestText = 10_000;

/** How many rows repeat an earlier one; null where none does, or no column is an input. */
export function findDuplicates({ columns }: Pick<Collection, "columns">, rows: readonly Row[]): Duplicates | null {
  const inputs = columns.filter(({ role }) => role === "input").map(({ name }) => name);
  if (inputs.length === 0) return null;
  const [exact, words] = [new Set<string>(), new Set<string>()];
  let [equal, alike] = [0, 0];
  for (const { values } of rows.slice(0, mostRows)) {
    const own = inputs.map((name) => beginningOf(values[name] ?? null));
    const [asWritten, inWords] = [JSON.stringify(own), JSON.stringify(own.map(wordsOf))];
    if (exact.has(asWritten)) equal += 1;
    else if (words.has(inWords)) alike += 1;
    exact.add(asWritten);
    words.add(inWords);
  }
  return equal + alike === 0 ? null : { equal, alike };
}

function beginningOf(value: RowValue): RowValue {
  return typeof value === "string" ? value.slice(0, longestText) : value;
}

/** Letters and digits in lower case, one space between words. A text without any says itself, and so does what is no text. */
function wordsOf(value: RowValue): RowValue {
  if (typeof value !== "string") return value;
  const words = value
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return words === "" ? value : words;
}
