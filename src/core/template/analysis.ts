// What a template and its partials ask for, found by walking their trees without values: columns, wrong calls, missing partials.
import type { Diagnostic, Range } from "../domain/diagnostic.ts";
import type { Finding } from "../domain/source-text.ts";
import type { Block, Call, Expression, NamedValue, PartialCall, Program, Segment } from "./ast.ts";
import type { Template } from "./document.ts";
import { resolveCall } from "./helpers.ts";
import { describeCircularPartial, describeMissingPartial, maximumPartialDepth, type FindPartial } from "./partials.ts";
import { findStart, innerScope, partialScope, resolvePath, rootScope, type Access, type Scope } from "./scope.ts";
import { describeUnreachable, eachDataNames } from "./unreachable.ts";

/** A column that a template reads, at one of the places where it is written. */
export interface ColumnUse {
  readonly name: string;
  readonly file: string;
  /** The name as written, in `file`. */
  readonly range: Range;
}

export interface Analysis {
  readonly uses: readonly ColumnUse[];
  /** True when the row is used as a whole, as in `{{json this}}`, so that any column may matter. */
  readonly usesWholeRow: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** The partials reached, each once. */
  readonly partials: readonly Template[];
}

/** What is known of a value without a row: whether it is the row, and which fields a partial call laid over it. */
interface Shape {
  readonly isRow: boolean;
  readonly fields: ReadonlyMap<string, Shape> | null;
}

interface Place {
  readonly template: Template;
  readonly scope: Scope<Shape>;
  /** The templates that led here; `isGuarded` says whether the call to the next one stands inside a block. */
  readonly calls: readonly { readonly file: string; readonly isGuarded: boolean }[];
  readonly isInBlock: boolean;
}

const row: Shape = { isRow: true, fields: null };
const unknown: Shape = { isRow: false, fields: null };

/** Walks `template` and the partials it reaches. `partialNames` are those that exist, for suggestions; null when not known. */
export function analyseTemplate(template: Template, partials: FindPartial, partialNames: readonly string[] | null = null): Analysis {
  const walk = new Walk(partials, partialNames);
  walk.enter(template, { template, scope: rootScope<Shape>(row, new Map()), calls: [], isInBlock: false });
  return {
    uses: [...walk.uses.values()],
    usesWholeRow: walk.usesWholeRow,
    diagnostics: [...walk.diagnostics.values()],
    partials: [...walk.reached.values()].filter((reached) => reached !== template),
  };
}

class Walk {
  readonly uses = new Map<string, ColumnUse>();
  readonly diagnostics = new Map<string, Diagnostic>();
  readonly reached = new Map<string, Template>();
  usesWholeRow = false;
  private readonly visited = new Set<string>();
  private readonly partials: FindPartial;
  private readonly partialNames: readonly string[] | null;

  constructor(partials: FindPartial, partialNames: readonly string[] | null) {
    this.partials = partials;
    this.partialNames = partialNames;
  }

  /** Walks a template unless it was walked in the same kind of context before. */
  enter(template: Template, place: Place): void {
    const { file } = template.source;
    const key = `${file}\0${describeShape(place.scope.context)}\0${[...place.scope.data.values.keys()].join(" ")}`;
    this.reached.set(file, template);
    if (this.visited.has(key) || place.calls.length > maximumPartialDepth) return;
    this.visited.add(key);
    if (template.tree !== null) this.walkProgram(template.tree, place);
  }

  private report(place: Place, range: Range, finding: Finding): void {
    const key = `${place.template.source.file}\0${range.start}\0${finding.code}`;
    if (!this.diagnostics.has(key)) this.diagnostics.set(key, place.template.source.diagnose(range, finding));
  }

  private walkProgram(program: Program, place: Place): void {
    for (const statement of program.statements) {
      if (statement.kind === "mustache") this.walkCall(statement.call, "inline", place);
      else if (statement.kind === "block") this.walkBlock(statement, place);
      else if (statement.kind === "partial") this.walkPartial(statement, place);
    }
  }

  private walkCall(call: Call, kind: "inline" | "expression", place: Place): void {
    const resolution = resolveCall(call, kind, place.scope.locals);
    if (resolution.kind === "problem") this.report(place, resolution.range, resolution.finding);
    if (resolution.kind === "value") this.read(call.head, place);
    this.readArguments(call, place);
  }

  private readArguments(call: Call, place: Place): void {
    for (const parameter of call.parameters) this.read(parameter, place);
    for (const { value } of call.named) this.read(value, place);
  }

  /** A value used for itself: the row as such a value makes every column matter. */
  private read(expression: Expression, place: Place): void {
    if (this.shapeOf(expression, place).isRow) this.usesWholeRow = true;
  }

  private shapeOf(expression: Expression, place: Place): Shape {
    if (expression.kind === "call") this.walkCall(expression.call, "expression", place);
    if (expression.kind !== "path") return unknown;
    if (findStart(expression, place.scope) === null)
      this.report(place, expression.range, describeUnreachable(expression, place.scope.data.values.keys()));
    const { file } = place.template.source;
    const access: Access<Shape> = {
      absent: unknown,
      step: (shape: Shape, { name, range }: Segment) => {
        const field = shape.fields?.get(name);
        if (field !== undefined) return field;
        if (shape.isRow) this.uses.set(`${file}\0${range.start}`, { name, file, range });
        return unknown;
      },
    };
    return resolvePath(expression, place.scope, access);
  }

  private walkBlock(block: Block, place: Place): void {
    const { call } = block;
    const { scope } = place;
    const resolution = resolveCall(call, "block", scope.locals);
    if (resolution.kind !== "helper") {
      if (resolution.kind === "problem") this.report(place, resolution.range, resolution.finding);
      this.readArguments(call, place);
      return;
    }
    const [first] = call.parameters;
    const isContextBlock = resolution.name === "each" || resolution.name === "with";
    const shape = isContextBlock && first !== undefined ? this.shapeOf(first, place) : unknown;
    if (!isContextBlock) this.readArguments(call, place);
    if (resolution.name === "each" && shape.isRow) this.usesWholeRow = true;
    const inner = resolution.name === "with" ? shape : unknown;
    const locals = (program: Program): Map<string, Shape> =>
      new Map(program.blockParameters.map((name, index) => [name, index === 0 && isContextBlock ? inner : unknown]));
    if (block.program !== null) {
      // Two values that are not the row may be two or one; a row with other fields laid over it is another.
      const isSame = !isContextBlock || (inner.isRow && inner === scope.context);
      const next = innerScope(scope, {
        context: isContextBlock ? inner : scope.context,
        isSame,
        locals: locals(block.program),
        ...(resolution.name === "each" ? { data: new Map(eachDataNames.map((name) => [name, unknown])) } : {}),
      });
      this.walkProgram(block.program, { ...place, scope: next, isInBlock: true });
    }
    if (block.inverse !== null) {
      this.walkProgram(block.inverse, {
        ...place,
        scope: innerScope(scope, { context: scope.context, isSame: true, locals: locals(block.inverse) }),
        isInBlock: true,
      });
    }
  }

  private walkPartial(call: PartialCall, place: Place): void {
    const context = call.context === null ? place.scope.context : this.shapeOf(call.context, place);
    const shape = this.overlay(context, call.named, place);
    const partial = this.partials(call.name);
    if (partial === null) return this.report(place, call.nameRange, describeMissingPartial(call.name, this.partialNames));
    const calls = [...place.calls, { file: place.template.source.file, isGuarded: place.isInBlock }];
    const again = calls.findIndex((earlier) => earlier.file === partial.source.file);
    if (again >= 0 && calls.slice(again).every((earlier) => !earlier.isGuarded))
      return this.report(place, call.nameRange, describeCircularPartial(call.name));
    this.enter(partial, { template: partial, scope: partialScope(place.scope, shape), calls, isInBlock: false });
  }

  private overlay(context: Shape, named: readonly NamedValue[], place: Place): Shape {
    if (named.length === 0) return context;
    return {
      isRow: context.isRow,
      fields: new Map([...(context.fields ?? []), ...named.map(({ name, value }): [string, Shape] => [name, this.shapeOf(value, place)])]),
    };
  }
}

function describeShape(shape: Shape): string {
  const fields = [...(shape.fields ?? [])].map(([name, field]) => `${name}${field.isRow ? "*" : ""}`).sort();
  return `${shape.isRow ? "row" : "value"} ${fields.join(" ")}`;
}
