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
  /** True for `{{{{name}}}}`. */
  readonly isRaw: boolean;
}

/** The finding for an error of the parser; `error` is whatever it threw. */
export function describeSyntaxError(error: unknown, parse: FailedParse): Diagnostic {
  const raw = error as RawError;
  const { source, body } = parse;
  if (raw.lineNumber !== undefined) return describeMismatch(raw, raw.lineNumber, parse);
  const place = offendingRange(raw, parse);
  const comment = unclosedComment(parse);
  if (comment !== null) return source.diagnose(comment, syntaxFinding("This comment is never closed.", "Close it with --}}."));
  const open = raw.hash?.token === "EOF" || raw.hash?.token === null ? openBlocks(parse).at(-1) : undefined;
  const tag = raw.hash?.token === null ? null : unclosedTag(source.text, body, place.start);
  if (tag !== null)
    return source.diagnose(
      tag,
      syntaxFinding("This placeholder is never closed.", "Close it with }}; write \\{{ for braces that are meant as text."),
    );
  if (open !== undefined) {
    return source.diagnose(open.range, {
      code: "template/unclosed-block",
      message: `The block "${open.name}" opened on line ${source.positionAt(open.range.start).line} is never closed.`,
      hint: open.isRaw ? `Add {{{{/${open.name}}}}}.` : `Add {{/${open.name}}}.`,
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
  return parse.source.diagnose(
    range,
    syntaxFinding("This path is not valid: .. and this may stand only at its start.", "Write ../name, this.name or name.inner."),
  );
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
  const word = /^\{*[^\s{}]*/.exec(source.text.slice(start, body.end))?.[0].length ?? 0;
  return { start, end: Math.min(body.end, start + Math.max(word, hash.text.length)) };
}

/** The opening of the last comment, when nothing closes it. */
function unclosedComment({ source, body, text }: FailedParse): Range | null {
  const comment = text.lastIndexOf("{{!--");
  if (comment < 0 || /--~?\}\}/.test(text.slice(comment + 5))) return null;
  const start = body.start + comment;
  return source.text.charAt(start - 1) === "\\" ? null : { start, end: start + 5 };
}

/** The `{{` before `offset` that has no `}}` of its own, if the trouble is there. */
function unclosedTag(text: string, body: Range, offset: number): Range | null {
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
      return syntaxFinding("Something is missing before }}.", "A name, a value or a closing ) or } belongs there, as in {{name}}.");
    case "EOF":
      return syntaxFinding("The template ends in the middle of a placeholder or block.", "Close what is open.");
    case null:
    case undefined:
      return written.startsWith("\0")
        ? syntaxFinding("The template contains a NUL character.", "Remove it.")
        : syntaxFinding("The template cannot be read from here on.", "Check that every comment, raw block and placeholder is closed.");
    default:
      return syntaxFinding(
        `"${written}" is not expected here.`,
        "A placeholder is {{name}}; names with other characters are written {{[odd name]}}.",
      );
  }
}

/** The blocks still open at the end of the body, outermost first. */
function openBlocks({ text, offsetOf }: FailedParse): OpenBlock[] {
  const open: OpenBlock[] = [];
  let head: string | null = null;
  for (const token of tokensOf(text)) {
    if (head !== null)
      open.push({
        isRaw: head === "OPEN_RAW_BLOCK",
        name: token.text.replace(/^\[(.*)\]$/s, "$1"),
        range: { start: offsetOf(token.loc.start), end: offsetOf(token.loc.end) },
      });
    head = ["OPEN_BLOCK", "OPEN_INVERSE", "OPEN_PARTIAL_BLOCK", "OPEN_RAW_BLOCK"].includes(token.type) ? token.type : null;
    if (token.type === "OPEN_ENDBLOCK" || token.type === "END_RAW_BLOCK") open.pop();
  }
  return open;
}
