// JSON Lines: one object per line; a broken line costs only itself.
import type { Diagnostic, Parsed } from "../domain/diagnostic.ts";
import type { SourceText } from "../domain/source-text.ts";
import { buildObjectTable, type PlacedValue } from "./object-table.ts";
import { describeRepeatedKey, parseJson } from "./parse-json.ts";
import type { Table } from "./table.ts";

/** Reads a .jsonl file; blank lines are skipped, and a last line that is cut off is told apart from a broken one. */
export function readJsonl(source: SourceText): Parsed<Table> {
  const items: PlacedValue[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const match of source.text.matchAll(/[^\r\n]+/g)) {
    const line = match[0];
    const range = { start: match.index, end: match.index + line.length };
    if (line.trim() === "") continue;
    const outcome = parseJson(line);
    if (outcome.kind === "value") items.push({ value: outcome.value, range });
    else if (outcome.kind === "repeated-key")
      diagnostics.push(source.diagnose(range, describeRepeatedKey(outcome.key, source.positionAt(range.start).line)));
    else diagnostics.push(diagnoseLine(source, range, outcome.reason, outcome.offset));
  }
  const table = buildObjectTable(source, items);
  return { value: table.value, diagnostics: [...diagnostics, ...table.diagnostics] };
}

function diagnoseLine(source: SourceText, range: { start: number; end: number }, reason: string, offset: number | null): Diagnostic {
  const { line } = source.positionAt(range.start);
  if (range.end === source.text.length) {
    return source.diagnose(range, {
      code: "collection/torn-line",
      message: `The last line (line ${line}) is cut off or broken: ${reason}.`,
      hint: "The file may still be written, or its writing stopped halfway: complete the line or delete it.",
    });
  }
  return source.diagnose(offset === null ? range : { start: range.start + offset, end: range.end }, {
    code: "collection/json-syntax",
    message: `Line ${line} is not valid JSON: ${reason}.`,
    hint: "Write one complete JSON object per line; a line break inside a text is \\n.",
  });
}
