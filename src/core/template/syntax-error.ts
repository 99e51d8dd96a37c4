// One finding, in a reader's words, for whatever the parser threw.
import type { Diagnostic, Range } from "../domain/diagnostic.ts";
import type { Finding, SourceText } from "../domain/source-text.ts";
import { tokensOf, type RawError, type RawPosition } from "./raw-tree.ts";

export interface FailedParse {
  readonly source: SourceText;
  readonly body: Range;
  /** The body as the parser read it. */
  readonly text: string;
  /** The offset in the whole file of one of the parser's positions. */
  offsetOf(position: RawPosition): number;
}

interface OpenBlock {
  readonly name: string;
  readonly range: Range;
}

export function describeSyntaxError(error: unknown, parse: FailedParse): Diagnostic {
  const raw = error as RawError;
  const { source, body } = parse;
  if (raw.lineNumber !== undefined) return describeMismatch(raw, raw.lineNumber, parse);
  const open = raw.hash?.token === "EOF" || raw.hash?.token === null ? openBlocks(parse).at(-1) : undefined;
  const place = offendingRange(raw, parse);
  const tag = unclosedTag(source.text, body, place.start);
  if (tag !== null) return source.diagnose(tag, syntaxFinding(`A "${source.text.slice(tag.start, tag.start + 2)}" is never closed.`, "Close it with }}; write \\{{ for braces that are meant as text."));
  if (open !== undefined) {
    return source.diagnose(open.range, {
      code: "template/unclosed-block",
      message: `The block "${open.name}" opened on line ${source.positionAt(open.range.start).line} is never closed.`,
      hint: `Add {{/${open.name}}}.`,
    });
  }
  return source.diagnose(place, describeToken(raw, source.text.slice(place.start, place.end)));
}

function syntaxFinding(message: string, hint: string): Finding {
  return { code: "template/syntax", message, hint };
}

function describeMismatch(raw: RawError, line: number, parse: FailedParse): Diagnostic {
  const start = parse.offsetOf({ line, column: raw.column ?? 0 });
  const range = { start, end: parse.offsetOf({ line: raw.endLineNumber ?? line, column: raw.endColumn ?? raw.column ?? 0 }) };
  const names = /^([\s\S]*) doesn't match ([\s\S]*) - \d+:\d+$/.exec(raw.message);
  if (names !== null) {
    return parse.source.diagnose(range, {
      code: "template/unclosed-block",
      message: `The block "${names[1]}" opened on line ${parse.source.positionAt(start).line} is closed as "${names[2]}".`,
      hint: `Close it with {{/${names[1]}}} first.`,
    });
  }
  return parse.source.diagnose(range, syntaxFinding("This path is not valid: .. and this may stand only at its start.", "Write ../name, this.name or name.inner."));
}

/** Where the token stands that the grammar did not expect: after the last one it took. */
function offendingRange(raw: RawError, { source, body, text, offsetOf }: FailedParse): Range {
  const { hash } = raw;
  if (hash?.loc === undefined) {
    const at = text.indexOf("\0");
    if (at >= 0) return { start: body.start + at, end: body.start + at + 1 };
    const start = hash === undefined ? body.start : offsetOf({ line: hash.line + 1, column: 0 });
    return { start, end: body.end };
  }
  let start = offsetOf({ line: hash.loc.last_line, column: hash.loc.last_column });
  while (start < body.end && !source.text.startsWith(hash.text, start) && /\s/.test(source.text.charAt(start))) start++;
  return { start, end: Math.min(body.end, start + hash.text.length) };
}

/** The `{{` before `offset` that has no `}}` of its own, if the trouble is there. */
function unclosedTag(text: string, body: Range, offset: number): Range | null {
  const comment = text.lastIndexOf("{{!--", body.end);
  if (comment >= body.start && comment >= offset && text.indexOf("--", comment + 5) < 0) return { start: comment, end: comment + 5 };
  const start = text.lastIndexOf("{{", Math.max(body.start, offset - 1));
  if (start < body.start) return null;
  const close = text.indexOf("}}", start);
  const next = text.indexOf("{{", Math.max(start + 2, offset));
  if (close >= 0 && close < body.end && (next < 0 || close < next)) return null;
  const lineEnd = /[\r\n]|$/.exec(text.slice(start, body.end))?.index ?? 0;
  return { start, end: start + lineEnd };
}

function describeToken(raw: RawError, written: string): Finding {
  switch (raw.hash?.token) {
    case "OPEN_ENDBLOCK":
      return syntaxFinding("This closes a block that was never opened.", "Remove it, or open the block before it.");
    case "INVERSE":
    case "OPEN_INVERSE_CHAIN":
      return syntaxFinding("This {{else}} stands outside of a block.", "Put it inside {{#if}}, {{#each}} or another block.");
    case "CLOSE":
      return syntaxFinding("Something is missing before }}.", "Write a column name, as in {{name}}.");
    case "EOF":
      return syntaxFinding("The template ends in the middle of a placeholder or block.", "Close what is open.");
    case null:
    case undefined:
      return written.startsWith("\0") ? syntaxFinding("The template contains a NUL character.", "Remove it.") : syntaxFinding("The template cannot be read from here on.", "Check that every comment, raw block and placeholder is closed.");
    default:
      return syntaxFinding(`"${written}" is not expected here.`, "A placeholder is {{name}}; names with other characters are written {{[odd name]}}.");
  }
}

/** The blocks still open at the end of the body, outermost first. */
function openBlocks({ text, offsetOf }: FailedParse): OpenBlock[] {
  const open: OpenBlock[] = [];
  let isHead = false;
  for (const token of tokensOf(text)) {
    if (isHead) open.push({ name: token.text.replace(/^\[(.*)\]$/s, "$1"), range: { start: offsetOf(token.loc.start), end: offsetOf(token.loc.end) } });
    isHead = ["OPEN_BLOCK", "OPEN_INVERSE", "OPEN_PARTIAL_BLOCK", "OPEN_RAW_BLOCK"].includes(token.type);
    if (token.type === "OPEN_ENDBLOCK" || token.type === "END_RAW_BLOCK") open.pop();
  }
  return open;
}
