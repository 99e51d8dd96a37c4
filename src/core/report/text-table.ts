// Columns of text: words to the left, figures to the right.

/** Lines of a table; every row has as many cells as the head. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((cell, index) => Math.max(cell.length, ...rows.map((row) => (row[index] ?? "").length)));
  const areFigures = head.map((_, index) => rows.every((row) => /^[-+$–\d]/.test(row[index] ?? "")));
  const pad = (cell: string, index: number): string =>
    areFigures[index] === true ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
  const line = (cells: readonly string[]): string => cells.map(pad).join("  ").trimEnd();
  return [line(head), line(widths.map((width) => "─".repeat(width))), ...rows.map(line)];
}
