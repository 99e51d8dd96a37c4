// `@handlebars/parser` behind one door: a body gives its trees or exactly one finding, whatever shape the parser's error has.
import type { Diagnostic, Range } from "../domain/diagnostic.ts";
import { createSourceText, type SourceText } from "../domain/source-text.ts";
import type { Program } from "./ast.ts";
import { convertProgram, type ConversionContext } from "./convert-tree.ts";
import { estimateDepth, measureDepth } from "./nesting.ts";
import { parseRaw, parseRawStripped, type RawLocation, type RawPosition } from "./raw-tree.ts";
import { describeSyntaxError } from "./syntax-error.ts";

export interface Syntax {
  /** The tree as written, for the editor; null when there is a finding that leaves no tree. */
  readonly tree: Program | null;
  /** The tree with white space stripped, for rendering; made when it is first asked for. */
  readonly processed: Program | null;
  readonly diagnostics: readonly Diagnostic[];
}

const maximumDepth = 100;
/** Beyond this the parser takes seconds and more; an estimate from above must not refuse what only looks deep. */
const maximumEstimate = 1000;

export function parseSyntax(source: SourceText, body: Range): Syntax {
  const written = source.text.slice(body.start, body.end);
  const { text, restore } = replaceLineSeparators(written);
  const lines = createSourceText(source.file, text);
  const offsetOf = (position: RawPosition): number => body.start + lines.offsetAt(position.line, position.column + 1);
  const rangeOf = (location: RawLocation): Range => ({ start: offsetOf(location.start), end: offsetOf(location.end) });
  const tooDeep = (): Syntax =>
    failure(
      source.diagnose(body, {
        code: "template/too-deep",
        message: `This template nests deeper than ${maximumDepth} levels.`,
        hint: "Move the inner parts to partials or flatten them.",
      }),
    );
  const estimate = estimateDepth(text);
  if (estimate > maximumEstimate) return tooDeep();
  try {
    const raw = parseRaw(text);
    // Counting takes as long as half the parsing, and an estimate from above says enough of nearly every template.
    if (estimate * 2 > maximumDepth && measureDepth(raw) > maximumDepth) return tooDeep();
    const diagnostics: Diagnostic[] = [];
    const context: ConversionContext = {
      text: source.text,
      rangeOf,
      restore,
      reportUnsupported: (range, message, hint) =>
        diagnostics.push(source.diagnose(range, { code: "template/unsupported", message, hint })),
    };
    const tree = convertProgram(raw, context);
    let processed: Program | null = null;
    return {
      tree,
      diagnostics,
      // Parsed only for rendering: whoever types waits for the findings alone.
      get processed() {
        return (processed ??= convertProgram(parseRawStripped(text), { ...context, reportUnsupported: () => undefined }));
      },
    };
  } catch (error) {
    return failure(describeSyntaxError(error, { source, body, text, offsetOf }));
  }
}

function failure(diagnostic: Diagnostic): Syntax {
  return { tree: null, processed: null, diagnostics: [diagnostic] };
}

/**
 * The parser's lexer loses count of columns after U+2028 and U+2029.
 * It sees another white space instead, one that the text does not contain, and `restore` puts the separators back.
 */
function replaceLineSeparators(text: string): { readonly text: string; restore(text: string): string } {
  if (!/[\u2028\u2029]/.test(text)) return { text, restore: (unchanged) => unchanged };
  const unused = ["\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008"].filter(
    (space) => !text.includes(space),
  );
  const [line = "\u2000", paragraph = "\u2001"] = unused;
  return {
    text: text.replaceAll("\u2028", line).replaceAll("\u2029", paragraph),
    restore: (changed) => (unused.length < 2 ? changed : changed.replaceAll(line, "\u2028").replaceAll(paragraph, "\u2029")),
  };
}
