// YAML with positions behind one door: text to plain value, each key and value findable by its path; never throws.
import { CST, isAlias, isMap, isNode, isPair, isScalar, isSeq, Lexer, parseDocument, type Document, type Node } from "yaml";
import type { Diagnostic, Parsed, Range } from "./diagnostic.ts";
import type { SourceText } from "./source-text.ts";

export type YamlPath = readonly (string | number)[];

/** A YAML value with the places of its parts in the source. */
export interface YamlValue {
  readonly value: unknown;
  /** The range of the value at a path, or of its nearest ancestor that is written down. */
  rangeOf(path: YamlPath): Range;
  /** The range of the key that leads to a path, or of its value where there is no key. */
  keyRangeOf(path: YamlPath): Range;
}

const maximumLength = 1_000_000;
const maximumDepth = 64;
const forbiddenKeys = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Reads the YAML in `source` from offset `start` to `end` (the whole text by default).
 * Aliases are bounded, keys must be unique plain texts, tags are refused, and depth and size are capped (rule S12).
 */
export function readYaml(source: SourceText, part: Partial<Range> = {}): Parsed<YamlValue | null> {
  const start = part.start ?? 0;
  const text = source.text.slice(start, part.end ?? source.text.length);
  const fail = (range: Range, code: string, message: string, hint: string): Parsed<null> => ({
    value: null,
    diagnostics: [source.diagnose(range, { code, message, hint })],
  });
  if (text.length > maximumLength) {
    return fail({ start, end: start }, "yaml/too-large", "This YAML is larger than 1 MB.", "Keep rows in a .csv or .jsonl collection.");
  }
  if (nestingDepth(text) > maximumDepth) {
    return fail({ start, end: start }, "yaml/too-deep", `This YAML nests deeper than ${maximumDepth} levels.`, "Flatten it.");
  }
  const document = parseDocument(text, {
    schema: "core",
    uniqueKeys: true,
    prettyErrors: false,
    logLevel: "error",
    resolveKnownTags: false,
  });
  const shift = (range: readonly number[] | null | undefined): Range => ({
    start: start + (range?.[0] ?? 0),
    end: start + (range?.[1] ?? text.length),
  });
  // A warning about a tag says less than the finding at its node.
  const problems = [...document.errors, ...document.warnings.filter((warning) => warning.code !== "TAG_RESOLVE_FAILED")];
  if (problems.length > 0) {
    return { value: null, diagnostics: problems.map((error) => syntaxDiagnostic(source, shift(error.pos), error.code, error.message)) };
  }
  const nodeDiagnostics = checkNodes(document.contents, source, shift);
  if (nodeDiagnostics.length > 0) return { value: null, diagnostics: nodeDiagnostics };
  const value = plainValue(document);
  if (value instanceof Error) {
    return fail(
      { start, end: start },
      "yaml/too-many-aliases",
      `The aliases of this YAML cannot be followed: ${value.message}.`,
      "Write the values out.",
    );
  }
  return {
    value: {
      value,
      rangeOf: (path) => shift(nodeAt(document, path)?.range),
      keyRangeOf: (path) => shift(keyAt(document, path)?.range ?? nodeAt(document, path)?.range),
    },
    diagnostics: [],
  };
}

function syntaxDiagnostic(source: SourceText, range: Range, code: string, message: string): Diagnostic {
  if (code === "TAB_AS_INDENT" || source.text.slice(range.start, range.end).includes("\t")) {
    return source.diagnose(range, {
      code: "yaml/tab",
      message: "A tab is used for indentation; YAML allows only spaces.",
      hint: "Replace the tab with spaces.",
    });
  }
  if (code === "DUPLICATE_KEY") {
    return source.diagnose(range, {
      code: "yaml/duplicate-key",
      message: "This key stands twice in the same mapping.",
      hint: "Keep one of them.",
    });
  }
  return source.diagnose(range, {
    code: "yaml/syntax",
    message: `This is not valid YAML: ${message}`,
    hint: "Check indentation, quotes and colons on this line.",
  });
}

function plainValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** What parses but may not stand: tags, keys that are no plain texts or mean something to JavaScript, aliases of nothing or of what they stand in. */
function checkNodes(root: Node | null, source: SourceText, shift: (range: readonly number[] | null | undefined) => Range): Diagnostic[] {
  const found: Diagnostic[] = [];
  const anchors = new Map<string, Node>();
  const above = new Set<Node>();
  const report = (node: Node, code: string, message: string, hint: string): void =>
    void found.push(source.diagnose(shift(node.range), { code, message, hint }));
  const visit = (node: unknown): void => {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined)
        report(node, "yaml/unknown-alias", `No anchor "&${node.source}" stands before this alias.`, "Write the value out.");
      else if (above.has(target))
        report(node, "yaml/circular-alias", "This alias stands inside the value it names.", "Write the value out.");
    }
    if (isNode(node) && node.tag !== undefined)
      report(
        node,
        "yaml/tag",
        "A tag such as !!timestamp is not allowed here.",
        "Write the value plainly, without the word that begins with !.",
      );
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (!isMap(node) && !isSeq(node)) return;
    above.add(node);
    if (isSeq(node)) node.items.forEach(visit);
    else {
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : null;
        if (name === null) report(isNode(key) ? key : node, "yaml/key", "A key must be a plain text.", "Use another name.");
        else if (forbiddenKeys.has(name)) report(key as Node, "yaml/key", `The key "${name}" is not allowed.`, "Use another name.");
        visit(key);
        visit(value);
      }
    }
    above.delete(node);
  };
  visit(root);
  return found;
}

function nodeAt(document: Document, path: YamlPath): Node | null {
  let node: unknown = document.contents;
  let last: Node | null = document.contents;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) node = node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(step))?.value;
    else if (isSeq(node)) node = node.items[Number(step)];
    else break;
    if (node === undefined || node === null || isPair(node)) break;
    last = node as Node;
  }
  return last;
}

function keyAt(document: Document, path: YamlPath): Node | null {
  const name = path.at(-1);
  let parent: unknown = path.length === 0 ? null : path.length === 1 ? document.contents : nodeAt(document, path.slice(0, -1));
  if (isAlias(parent)) parent = parent.resolve(document);
  if (!isMap(parent)) return null;
  const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(name));
  return isScalar(pair?.key) ? pair.key : null;
}

const blankTokens: ReadonlySet<string | null> = new Set(["doc-mode", "byte-order-mark", "space", "newline", "comment"]);

/** How deep a text nests, by brackets, dashes and indentation: an estimate from its tokens, since the parser recurses and the lexer does not. */
function nestingDepth(text: string): number {
  const columns: number[] = [];
  let brackets = 0;
  let deepest = 0;
  let column = 0;
  let isFirst = true;
  for (const token of new Lexer().lex(text)) {
    const kind = CST.tokenType(token);
    if (kind === "flow-seq-start" || kind === "flow-map-start") brackets += 1;
    else if (kind === "flow-seq-end" || kind === "flow-map-end") brackets = Math.max(0, brackets - 1);
    else if (kind === "flow-error-end") brackets = 0;
    else if (brackets === 0 && !blankTokens.has(kind) && (isFirst || kind === "seq-item-ind" || kind === "explicit-key-ind")) {
      while ((columns.at(-1) ?? -1) >= column) columns.pop();
      columns.push(column);
    }
    deepest = Math.max(deepest, columns.length + brackets);
    const isLineEnd = token.endsWith("\n") || kind === "doc-mode";
    isFirst = isLineEnd || (isFirst && blankTokens.has(kind));
    column = isLineEnd ? 0 : column + token.length;
  }
  return deepest;
}
