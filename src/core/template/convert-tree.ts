// From the parser's tree to ours: locations become ranges in the whole file, and what we do not run is set apart.
import type { Range } from "../domain/diagnostic.ts";
import type { Call, Expression, NamedValue, Path, Program, Segment, Statement, Unsupported } from "./ast.ts";
import type { RawCall, RawExpression, RawHash, RawLiteral, RawLocation, RawPath, RawProgram, RawStatement } from "./raw-tree.ts";

export interface ConversionContext {
  /** The text of the whole file. */
  readonly text: string;
  /** The range in the whole file of one of the parser's locations. */
  rangeOf(location: RawLocation): Range;
  /** A text of the parser's tree as it stands in the file. */
  restore(text: string): string;
  /** Told once for each construct that we do not run. */
  reportUnsupported(range: Range, message: string, hint: string): void;
}

export function convertProgram(raw: RawProgram, context: ConversionContext): Program {
  return {
    statements: raw.body.map((statement) => convertStatement(statement, context)),
    blockParameters: (raw.blockParams ?? []).map(context.restore),
  };
}

function convertStatement(raw: RawStatement, context: ConversionContext): Statement {
  const range = context.rangeOf(raw.loc);
  const unsupported = (message: string, hint: string): Statement => {
    context.reportUnsupported(range, message, hint);
    return { kind: "unsupported", range };
  };
  switch (raw.type) {
    case "ContentStatement": {
      // Stripping takes only white space and only from the ends, so that the rest stands in the original once.
      const start = range.start + raw.original.indexOf(raw.value);
      return { kind: "content", text: context.restore(raw.value), range: { start, end: start + raw.value.length } };
    }
    case "CommentStatement":
      return { kind: "comment", range };
    case "MustacheStatement": {
      const call = convertCall(raw, context);
      return call === null ? { kind: "unsupported", range } : { kind: "mustache", call, range };
    }
    case "BlockStatement": {
      const call = convertCall(raw, context);
      if (call === null) return { kind: "unsupported", range };
      const [program, inverse] = [raw.program, raw.inverse].map((part) =>
        part === undefined || part === null ? null : convertProgram(part, context),
      );
      return { kind: "block", call, program: program ?? null, inverse: inverse ?? null, range };
    }
    case "PartialStatement":
      return convertPartial(raw, range, context) ?? { kind: "unsupported", range };
    case "PartialBlockStatement":
      return unsupported("A partial with a body ({{#> …}}) is not supported.", "Write {{> name}} and hand values over as name=value.");
    default:
      return unsupported(
        "Decorators and inline partials ({{* …}}, {{#* …}}) are not supported.",
        "Put the text in a file of its own, _name.prompt, and write {{> name}}.",
      );
  }
}

function convertPartial(
  raw: Extract<RawStatement, { type: "PartialStatement" }>,
  range: Range,
  context: ConversionContext,
): Statement | null {
  const { name, params } = raw;
  const fixedName =
    name.type === "PathExpression"
      ? name.original
      : name.type === "StringLiteral" || name.type === "NumberLiteral"
        ? String(name.value)
        : null;
  if (fixedName === null || fixedName.startsWith("@")) {
    context.reportUnsupported(
      range,
      "The name of a partial must be written out.",
      "Choose with {{#if}} or {{#ifEquals}} between two partials.",
    );
    return null;
  }
  if (params.length > 1) {
    context.reportUnsupported(range, "A partial takes at most one context.", "Hand further values over as name=value.");
    return null;
  }
  return {
    kind: "partial",
    name: context.restore(fixedName),
    nameRange: context.rangeOf(name.loc),
    context: params[0] === undefined ? null : convertExpression(params[0], context),
    named: convertNamed(raw.hash, context),
    indent: context.restore(raw.indent),
    range,
  };
}

function convertCall(raw: RawCall, context: ConversionContext): Call | null {
  const { path } = raw;
  const head =
    path.type === "PathExpression"
      ? convertPath(path, context)
      : isLiteral(path)
        ? pathOfLiteral(path, context)
        : reportExpression(path, context);
  if (head.kind === "unsupported") return null;
  return { head, parameters: raw.params.map((parameter) => convertExpression(parameter, context)), named: convertNamed(raw.hash, context) };
}

function convertNamed(hash: RawHash | undefined, context: ConversionContext): NamedValue[] {
  return (hash?.pairs ?? []).map((pair) => ({
    name: context.restore(pair.key),
    value: convertExpression(pair.value, context),
    range: context.rangeOf(pair.loc),
  }));
}

function convertExpression(raw: RawExpression, context: ConversionContext): Expression {
  const range = context.rangeOf(raw.loc);
  if (raw.type === "PathExpression") return convertPath(raw, context);
  if (isLiteral(raw)) return { kind: "literal", value: typeof raw.value === "string" ? context.restore(raw.value) : raw.value, range };
  if (raw.type === "SubExpression") {
    const call = convertCall(raw, context);
    return call === null ? { kind: "unsupported", range } : { kind: "call", call, range };
  }
  return reportExpression(raw, context);
}

function reportExpression(raw: RawExpression, context: ConversionContext): Unsupported {
  const range = context.rangeOf(raw.loc);
  context.reportUnsupported(range, "This kind of expression is not supported.", "Use a column, a literal, or one of the known helpers.");
  return { kind: "unsupported", range };
}

function isLiteral(raw: RawExpression): raw is RawLiteral {
  return "value" in raw;
}

/** Handlebars reads a literal at the head, such as `{{"odd name"}}`, as the name of a field. */
function pathOfLiteral(raw: RawLiteral, context: ConversionContext): Path {
  const range = context.rangeOf(raw.loc);
  return { kind: "path", isData: false, depth: 0, isScoped: false, segments: [{ name: context.restore(String(raw.value)), range }], range };
}

function convertPath(raw: RawPath, context: ConversionContext): Path | Unsupported {
  const range = context.rangeOf(raw.loc);
  const names = raw.parts.filter((part) => typeof part === "string").map(context.restore);
  if (names.length !== raw.parts.length) {
    return reportExpression(raw, context);
  }
  const written = context.text.slice(range.start, range.end);
  return {
    kind: "path",
    isData: raw.data,
    depth: raw.depth,
    isScoped: /^(?:\.(?:$|[\s/])|this(?:$|[\s./]))/.test(written),
    segments: segmentsOf(names, written, range),
    range,
  };
}

/** Finds each name of a path where it is written; a path the scan does not understand gets its whole range for each. */
function segmentsOf(names: readonly string[], written: string, range: Range): Segment[] {
  const found = [...written.matchAll(/\[(?:\\\]|[^\]])*\]|\.\.|[^\s./[\]@]+/g)].filter((match) => match[0] !== ".." && match[0] !== "this");
  return names.map((name, index) => {
    const match = found.length === names.length ? found[index] : undefined;
    if (match === undefined) return { name, range };
    const start = range.start + match.index;
    return { name, range: { start, end: start + match[0].length } };
  });
}
