// A word diff as numbered lines of one side: which lines changed, and which stretches of them.
import type { DiffPlane } from "../../src/protocol/sample-plane.ts";

export interface Stretch {
  readonly text: string;
  readonly isMarked: boolean;
}

export interface DiffLine {
  readonly isChanged: boolean;
  readonly stretches: readonly Stretch[];
}

/** The lines of the text before (`removed`) or after (`inserted`). */
export function diffLines(pieces: DiffPlane["pieces"], side: "removed" | "inserted"): readonly DiffLine[] {
  const shown = pieces.filter(({ kind }) => kind === "same" || kind === side);
  return linesOf(shown.map(({ text, kind }) => ({ text, isMarked: kind !== "same" })));
}

/** A text without a diff, as lines. */
export function textLines(text: string): readonly DiffLine[] {
  return linesOf([{ text, isMarked: false }]);
}

function linesOf(stretches: readonly Stretch[]): readonly DiffLine[] {
  const lines: Stretch[][] = [[]];
  for (const { text, isMarked } of stretches) {
    for (const [index, part] of text.split(/\r?\n/).entries()) {
      if (index > 0) lines.push([]);
      if (part !== "") lines.at(-1)?.push({ text: part, isMarked });
    }
  }
  return lines.map((line) => ({ isChanged: line.some((stretch) => stretch.isMarked), stretches: line }));
}
