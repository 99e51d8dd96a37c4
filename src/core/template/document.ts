// A `.prompt` file taken apart: front matter, body, trees and findings; any text gives a template.
import type { Diagnostic, Range } from "../domain/diagnostic.ts";
import type { SourceText } from "../domain/source-text.ts";
import type { Program } from "./ast.ts";
import { emptyFrontMatter, readFrontMatter, type FrontMatter } from "./front-matter.ts";
import { parseSyntax } from "./syntax.ts";

export interface Template {
  readonly source: SourceText;
  readonly frontMatter: FrontMatter;
  /** The prompt text: trimmed when there is front matter, else the whole file, as dotprompt does. */
  readonly body: Range;
  /** The body as written; null when it cannot be parsed. */
  readonly tree: Program | null;
  /** The body with white space stripped as Handlebars does; null when it cannot be parsed. */
  readonly processed: Program | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Where the parts of a file with an opening fence are; null without one, "unclosed" without a closing one. */
type Fences = { readonly frontMatter: Range; readonly body: Range } | "unclosed" | null;

export function parseTemplate(source: SourceText): Template {
  const { text } = source;
  const fences = findFences(text);
  if (fences === "unclosed") {
    const diagnostic = source.diagnose(
      { start: 0, end: 3 },
      {
        code: "template/front-matter-unclosed",
        message: "The front matter that starts here is never closed.",
        hint: "Put a line with only --- after it.",
      },
    );
    return {
      source,
      frontMatter: emptyFrontMatter(),
      body: { start: text.length, end: text.length },
      tree: null,
      processed: null,
      diagnostics: [diagnostic],
    };
  }
  const head = fences === null ? { value: emptyFrontMatter(), diagnostics: [] } : readFrontMatter(source, fences.frontMatter);
  const body = fences === null ? { start: 0, end: text.length } : trim(text, fences.body);
  const syntax = parseSyntax(source, body);
  const late = fences === null ? findLateFence(text) : null;
  const lateDiagnostics = late === null ? [] : [source.diagnose(late, lateFrontMatter)];
  return {
    source,
    frontMatter: head.value,
    body,
    tree: syntax.tree,
    get processed() {
      return syntax.processed;
    },
    diagnostics: [...head.diagnostics, ...lateDiagnostics, ...syntax.diagnostics],
  };
}

const lateFrontMatter = {
  code: "template/front-matter-late",
  message: "Front matter must begin on the first line; here it would be sent as part of the prompt.",
  hint: "Move this --- to the first line, or put an empty front matter (two lines of ---) there if these rules are text.",
};

/** The opening fence of what looks like front matter after nothing but blank lines and comments. */
function findLateFence(text: string): Range | null {
  const start = text.search(/(?<=^|[\r\n])(?![^\S\r\n]*(?:#|[\r\n]|$))/);
  const fences = start < 0 ? null : findFences(text.slice(start));
  return fences === null || fences === "unclosed" ? null : { start, end: start + 3 };
}

function findFences(text: string): Fences {
  const opening = /^---[^\S\r\n]*(?:\r\n|\r|\n|$)/.exec(text);
  if (opening === null) return null;
  const start = opening[0].length;
  const closing = /(?<=^|[\r\n])---[^\S\r\n]*(?:\r\n|\r|\n|$)/g;
  closing.lastIndex = start;
  const found = closing.exec(text);
  if (found === null) return "unclosed";
  return { frontMatter: { start, end: found.index }, body: { start: found.index + found[0].length, end: text.length } };
}

function trim(text: string, { start, end }: Range): Range {
  const body = text.slice(start, end);
  const trimmedStart = start + (body.length - body.trimStart().length);
  return { start: trimmedStart, end: Math.max(trimmedStart, start + body.trimEnd().length) };
}
