// The values of expressions while rendering, and the text they become.
import type { Range } from "../domain/diagnostic.ts";
import type { Expression, NamedValue } from "./ast.ts";
import type { Template } from "./document.ts";
import { resolveCall } from "./helpers.ts";
import type { FindPartial } from "./partials.ts";
import type { Rendering } from "./rendering.ts";
import { resolvePath, type Scope } from "./scope.ts";
import { absent, computed, tracedAccess, type Traced } from "./traced.ts";

/** What stays the same for a whole rendering. */
export interface Interpreter {
  readonly rendering: Rendering;
  readonly partials: FindPartial;
  /** Columns that the front matter lets be absent. */
  readonly optional: ReadonlySet<string>;
}

/** Where in templates, partials and data the rendering stands. */
export interface Frame {
  readonly template: Template;
  readonly scope: Scope<Traced>;
  readonly partialDepth: number;
  readonly level: number;
}

/** A value as text, as Handlebars prints it; null, with a finding, for what has no text. */
export function textOf({ value, column }: Traced, range: Range, frame: Frame, { rendering, optional }: Interpreter): string | null {
  const { source } = frame.template;
  if (value === undefined || value === null) {
    if (column === null || !optional.has(column)) {
      const written = source.text.slice(range.start, range.end);
      rendering.report(source, range, {
        severity: "warning",
        code: "template/absent-value",
        message: value === null ? `${written} is null here and adds nothing.` : `${written} has no value here and adds nothing.`,
        hint:
          column === null
            ? "Check the name, and whether the block around it changed the context (../ leads out of it)."
            : `Fill "${column}", give it a default, or declare it optional: "${column}?: …" in input.schema.`,
      });
    }
    return null;
  }
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  const noun = Array.isArray(value) ? "list" : "object";
  rendering.report(source, range, {
    code: "template/object-as-text",
    message: `${source.text.slice(range.start, range.end)} is ${noun === "list" ? "a list" : "an object"} here and has no text.`,
    hint: `Write {{json …}} for its JSON${noun === "list" ? ", or {{#each …}} for its items" : ", or name one of its fields"}.`,
  });
  return null;
}

/** The JSON of a value; absent for what JSON cannot say. */
export function jsonOf({ value }: Traced, named: ReadonlyMap<string, Traced>): Traced {
  const indent = named.get("indent")?.value;
  try {
    return computed(JSON.stringify(value, null, typeof indent === "number" || typeof indent === "string" ? indent : undefined));
  } catch {
    return absent;
  }
}

/** The value of an expression; a call that is wrong is reported and has none. */
export function evaluate(expression: Expression, frame: Frame, interpreter: Interpreter): Traced {
  switch (expression.kind) {
    case "literal":
      return computed(expression.value);
    case "path":
      return resolvePath(expression, frame.scope, tracedAccess);
    case "unsupported":
      return absent;
    case "call": {
      const resolution = resolveCall(expression.call, "expression", frame.scope.locals);
      if (resolution.kind === "problem") interpreter.rendering.report(frame.template.source, resolution.range, resolution.finding);
      if (resolution.kind !== "helper") return absent;
      const [first = absent] = expression.call.parameters.map((parameter) => evaluate(parameter, frame, interpreter));
      return jsonOf(first, evaluateNamed(expression.call.named, frame, interpreter));
    }
  }
}

/** Named values by name, filled from the last to the first as Handlebars does: it shows in the JSON of a partial's context, and the first of two wins. */
export function evaluateNamed(named: readonly NamedValue[], frame: Frame, interpreter: Interpreter): Map<string, Traced> {
  return new Map(named.toReversed().map(({ name, value }) => [name, evaluate(value, frame, interpreter)]));
}
