// A JSON list of objects: split into its elements first, so that every row knows its line and every broken row is named.
import type { Diagnostic, Parsed, Range } from "../domain/diagnostic.ts";
import type { SourceText } from "../domain/source-text.ts";
import { buildObjectTable, type PlacedValue } from "./object-table.ts";
import { describeRepeatedKey, parseJson } from "./parse-json.ts";
import type { Table } from "./table.ts";

/** Reads a .json file that holds one list of objects; the value is null when it holds no list. */
export function readJson(source: SourceText): Parsed<Table | null> {
  const list = splitList(source.text);
  if (list === null) {
    const diagnostic = source.diagnose(trimRange(source.text, { start: 0, end: source.text.length }), {
      code: "collection/not-a-list",
      message: "This file does not hold a list of rows.",
      hint: "Write the rows as one list of objects, [{…}, {…}], or one object per line in a .jsonl file.",
    });
    return { value: null, diagnostics: [diagnostic] };
  }
  const items: PlacedValue[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const range of list.elements) {
    if (range.start === range.end) {
      diagnostics.push(
        source.diagnose(range, {
          code: "collection/json-syntax",
          message: "A comma stands here without a row beside it.",
          hint: "Remove the comma.",
        }),
      );
      continue;
    }
    const outcome = parseJson(source.text.slice(range.start, range.end));
    if (outcome.kind === "value") {
      items.push({ value: outcome.value, range });
      continue;
    }
    if (outcome.kind === "repeated-key") {
      diagnostics.push(source.diagnose(range, describeRepeatedKey(outcome.key, source.positionAt(range.start).line)));
      continue;
    }
    diagnostics.push(
      source.diagnose(outcome.offset === null ? range : { start: range.start + outcome.offset, end: range.end }, {
        code: "collection/json-syntax",
        message: `The row at line ${source.positionAt(range.start).line} is not valid JSON: ${outcome.reason}.`,
        hint: "Check the quotes, commas and brackets of this row.",
      }),
    );
  }
  if (list.trouble !== null) {
    diagnostics.push(
      source.diagnose(list.trouble, {
        code: "collection/json-syntax",
        message: list.message,
        hint: "The file must be exactly one list: [{…}, {…}].",
      }),
    );
  }
  const table = buildObjectTable(source, items);
  return { value: table.value, diagnostics: [...diagnostics, ...table.diagnostics] };
}

interface SplitList {
  readonly elements: readonly Range[];
  /** Where the list itself is wrong: not closed, or followed by something; `message` says which. */
  readonly trouble: Range | null;
  readonly message: string;
}

/** The ranges of the elements of the outermost list, by brackets and quotes alone; null when the text is no list. */
function splitList(text: string): SplitList | null {
  const whole = trimRange(text, { start: 0, end: text.length });
  if (text[whole.start] !== "[") return null;
  const elements: Range[] = [];
  let elementStart = whole.start + 1;
  let depth = 0;
  for (let index = whole.start; index < whole.end; index++) {
    const character = text[index];
    if (character === '"') index = skipText(text, index);
    else if (character === "[" || character === "{") depth++;
    else if (character === "]" || character === "}") depth--;
    const isEnd = depth === 0;
    if (isEnd || (character === "," && depth === 1)) {
      const element = trimRange(text, { start: elementStart, end: index });
      // A list without elements has one blank slice; anywhere else a blank slice is a comma too many.
      if (element.start < element.end || !isEnd || elements.length > 0) elements.push(element);
      elementStart = index + 1;
    }
    if (isEnd) {
      const rest = { start: index + 1, end: whole.end };
      return { elements, trouble: rest.start < rest.end ? rest : null, message: "Something follows the end of the list." };
    }
  }
  const last = trimRange(text, { start: Math.min(elementStart, whole.end), end: whole.end });
  if (last.start < last.end) elements.push(last);
  return { elements, trouble: { start: whole.end, end: whole.end }, message: "The list of rows is never closed with ]." };
}

/** The offset of the quote that ends the text that starts at `start`, or the end of everything. */
function skipText(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === "\\") index++;
    else if (text[index] === '"') return index;
  }
  return text.length;
}

function trimRange(text: string, range: Range): Range {
  let { start, end } = range;
  while (start < end && isJsonSpace(text.charCodeAt(start))) start++;
  while (end > start && isJsonSpace(text.charCodeAt(end - 1))) end--;
  return { start, end };
}

function isJsonSpace(unit: number): boolean {
  return unit === 32 || unit === 9 || unit === 10 || unit === 13;
}
