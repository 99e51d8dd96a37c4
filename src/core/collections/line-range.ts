// The range of one line of a source, for findings that are about a whole row.
import type { Range } from "../domain/diagnostic.ts";
import type { SourceText } from "../domain/source-text.ts";

/** The offsets of a 1-based line without its line break. */
export function lineRange(source: SourceText, line: number): Range {
  const start = source.offsetAt(line, 1);
  let end = start;
  while (end < source.text.length && !isLineBreak(source.text.charCodeAt(end))) end++;
  return { start, end };
}

function isLineBreak(unit: number): boolean {
  return unit === 10 || unit === 13;
}
