// The indentation that Handlebars gives each line of a partial that stands alone on an indented line.
import type { Piece } from "./rendered.ts";
import type { Item } from "./rendering.ts";

/**
 * Puts `indentation` before each line of the items; a line break at their very end starts no line.
 * A generator, so that a consumer with a limit of its own can stop it.
 */
export function* indentItems(items: readonly Item[], indentation: Piece): Generator<Item> {
  let isLineStart = true;
  for (const item of items) {
    if (isLineStart) yield { kind: "text", piece: indentation, isLiteral: true };
    isLineStart = false;
    if (item.kind !== "text") {
      yield item;
      continue;
    }
    const { piece, isLiteral } = item;
    let start = 0;
    while (start < piece.text.length) {
      if (isLineStart) yield { kind: "text", piece: indentation, isLiteral: true };
      const lineBreak = piece.text.indexOf("\n", start);
      const end = lineBreak < 0 ? piece.text.length : lineBreak + 1;
      const range = isLiteral ? { start: piece.range.start + start, end: piece.range.start + end } : piece.range;
      yield { kind: "text", piece: { ...piece, text: piece.text.slice(start, end), range }, isLiteral };
      isLineStart = lineBreak >= 0;
      start = end;
    }
  }
}
