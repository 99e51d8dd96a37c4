// What a rendering has produced so far, within fixed limits; nothing is added once a limit is reached.
import type { Diagnostic, Range } from "../domain/diagnostic.ts";
import type { Role } from "../domain/message.ts";
import type { Finding, SourceText } from "../domain/source-text.ts";
import type { Piece, RenderedPart } from "./rendered.ts";

/** What the tree gives, in order: text, parts, and the marks that divide messages. */
export type Item =
  /** `isLiteral` says that the piece's range covers its very text. */
  | { readonly kind: "text"; readonly piece: Piece; readonly isLiteral: boolean }
  | { readonly kind: "part"; readonly part: Exclude<RenderedPart, { kind: "text" }> }
  | { readonly kind: "role"; readonly role: Role }
  | { readonly kind: "history"; readonly file: string; readonly range: Range };

/** Most UTF-16 units of all messages together. */
const maximumLength = 1_000_000;
/** Most statements and loop turns: partials that call each other twice grow without printing anything. */
const maximumSteps = 1_000_000;

export interface Rendering {
  readonly diagnostics: readonly Diagnostic[];
  /** Counts a statement or a loop turn against the limit; false when rendering has to end. */
  step(source: SourceText, range: Range): boolean;
  /** Adds an item, unless it would be too much. */
  add(item: Item, source: SourceText): void;
  /** A finding, kept once for each place and code. */
  report(source: SourceText, range: Range, finding: Finding): void;
  /** Reports and ends the rendering. */
  stop(source: SourceText, range: Range, finding: Finding): void;
  items(): readonly Item[];
  /** The items after the first `count`, removed from the output. */
  takeAfter(count: number): Item[];
}

export function createRendering(): Rendering {
  const items: Item[] = [];
  const diagnostics = new Map<string, Diagnostic>();
  let length = 0;
  let steps = 0;
  let isRunning = true;
  const report = (source: SourceText, range: Range, finding: Finding): void => {
    const key = `${finding.code}\0${source.file}\0${range.start}`;
    if (!diagnostics.has(key)) diagnostics.set(key, source.diagnose(range, finding));
  };
  const stop = (source: SourceText, range: Range, finding: Finding): void => {
    if (isRunning) report(source, range, finding);
    isRunning = false;
  };
  return {
    get diagnostics() {
      return [...diagnostics.values()];
    },
    step(source, range) {
      steps++;
      if (steps > maximumSteps) {
        stop(source, range, {
          code: "template/too-much-work",
          message: "Rendering takes more than a million steps.",
          hint: "Loop over fewer items, or call fewer partials from partials.",
        });
      }
      return isRunning;
    },
    add(item, source) {
      const added = sizeOf(item);
      const range = item.kind === "text" ? item.piece.range : item.kind === "part" ? item.part.range : { start: 0, end: 0 };
      if (length + added > maximumLength) {
        stop(source, range, {
          code: "template/too-large",
          message: "The messages of this row are larger than 1 MB.",
          hint: "Leave out the column that is so large, or split the row.",
        });
      }
      if (!isRunning) return;
      length += added;
      items.push(item);
    },
    report,
    stop,
    items: () => items,
    takeAfter(count) {
      const taken = items.splice(count);
      length -= taken.reduce((sum, item) => sum + sizeOf(item), 0);
      return taken;
    },
  };
}

function sizeOf(item: Item): number {
  if (item.kind === "text") return item.piece.text.length;
  return item.kind === "part" && item.part.kind === "media" ? item.part.url.length : 0;
}
