// Renders a template with one row by walking its tree: values become text and nothing else, and no code is ever compiled.
import type { Diagnostic, Range } from "../domain/diagnostic.ts";
import type { Message } from "../domain/message.ts";
import type { Block, Call, PartialCall, Program, Statement } from "./ast.ts";
import type { Template } from "./document.ts";
import { evaluate, evaluateNamed, jsonOf, textOf, type Frame, type Interpreter } from "./evaluate.ts";
import { isEmpty, isRole, resolveCall, type HelperName } from "./helpers.ts";
import { indentItems } from "./indent.ts";
import { buildMessages } from "./message-builder.ts";
import { describeCircularPartial, describeMissingPartial, maximumPartialDepth, type FindPartial } from "./partials.ts";
import type { Piece, RenderedMessage } from "./rendered.ts";
import { createRendering, type Rendering } from "./rendering.ts";
import { innerScope, partialScope, resolvePath, rootScope, type Scope } from "./scope.ts";
import { absent, computed, overlay, tracedAccess, type Traced } from "./traced.ts";

export interface RenderInput {
  /** The row's values by column; they lie over the defaults of the front matter. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly partials?: FindPartial;
  /** Extra `@` values by name. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Earlier messages, for `{{history}}`. */
  readonly history?: readonly Message[];
}

export interface RenderOutcome {
  readonly messages: RenderedMessage[];
  /** In the template and in its partials; with an error the messages are not what the author meant. */
  readonly diagnostics: Diagnostic[];
}

/** How deep blocks and partials may nest while rendering, so that no input exhausts the stack. */
const maximumLevel = 400;

/** Renders a template with a row; never throws. A template that does not parse gives no messages and its own errors. */
export function renderTemplate(template: Template, input: RenderInput): RenderOutcome {
  if (template.processed === null)
    return { messages: [], diagnostics: template.diagnostics.filter((diagnostic) => diagnostic.severity === "error") };
  const rendering = createRendering();
  const row: Traced = { ...computed(rowOf(template, input.values)), isRow: true };
  const data = new Map(Object.entries(input.context ?? {}).map(([name, value]) => [name, computed(value)]));
  const optional = new Set(template.frontMatter.inputs.filter((declared) => declared.isOptional).map((declared) => declared.name));
  const interpreter: Interpreter = { rendering, partials: input.partials ?? (() => null), optional };
  renderProgram(template.processed, { template, scope: rootScope(row, data), partialDepth: 0, level: 0 }, interpreter);
  const { start } = template.body;
  const messages = buildMessages(rendering.items(), input.history ?? [], { file: template.source.file, range: { start, end: start } });
  return { messages, diagnostics: [...rendering.diagnostics] };
}

function rowOf(template: Template, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const row = Object.assign<Record<string, unknown>, unknown>(
    Object.create(null) as Record<string, unknown>,
    template.frontMatter.defaults,
  );
  for (const [name, value] of Object.entries(values)) if (value !== undefined) row[name] = value;
  return row;
}

function renderProgram(program: Program, frame: Frame, interpreter: Interpreter): void {
  for (const statement of program.statements) {
    if (!interpreter.rendering.step(frame.template.source, statement.range)) return;
    renderStatement(statement, frame, interpreter);
  }
}

function renderStatement(statement: Statement, frame: Frame, interpreter: Interpreter): void {
  switch (statement.kind) {
    case "content":
      return addText(
        { text: statement.text, file: frame.template.source.file, range: statement.range, column: null },
        true,
        frame,
        interpreter,
      );
    case "mustache":
      return renderMustache(statement.call, statement.range, frame, interpreter);
    case "block":
      return renderBlock(statement, frame, interpreter);
    case "partial":
      return renderPartial(statement, frame, interpreter);
    case "comment":
    case "unsupported":
  }
}

function addText(piece: Piece, isLiteral: boolean, frame: Frame, { rendering }: Interpreter): void {
  if (piece.text !== "") rendering.add({ kind: "text", piece, isLiteral }, frame.template.source);
}

function renderMustache(call: Call, range: Range, frame: Frame, interpreter: Interpreter): void {
  const { rendering } = interpreter;
  const { source } = frame.template;
  const resolution = resolveCall(call, "inline", frame.scope.locals);
  if (resolution.kind === "problem") return rendering.report(source, resolution.range, resolution.finding);
  if (resolution.kind === "value") return addValue(resolvePath(call.head, frame.scope, tracedAccess), range, frame, interpreter);
  const [first = absent] = call.parameters.map((parameter) => evaluate(parameter, frame, interpreter));
  const named = evaluateNamed(call.named, frame, interpreter);
  switch (resolution.name) {
    case "role":
      return isRole(first.value) ? rendering.add({ kind: "role", role: first.value }, source) : undefined;
    case "history":
      return rendering.add({ kind: "history", file: source.file, range }, source);
    case "section": {
      const name = textOf(first, range, frame, interpreter);
      return name === null ? undefined : rendering.add({ kind: "part", part: { kind: "section", name, range } }, source);
    }
    case "media": {
      const url = textOf(named.get("url") ?? absent, range, frame, interpreter);
      const contentType = named.get("contentType")?.value;
      if (url === null || url === "") return;
      return rendering.add(
        {
          kind: "part",
          part: { kind: "media", url, contentType: typeof contentType === "string" && contentType !== "" ? contentType : null, range },
        },
        source,
      );
    }
    default:
      return addValue(jsonOf(first, named), range, frame, interpreter);
  }
}

function addValue(traced: Traced, range: Range, frame: Frame, interpreter: Interpreter): void {
  const text = textOf(traced, range, frame, interpreter);
  if (text !== null) addText({ text, file: frame.template.source.file, range, column: traced.column }, false, frame, interpreter);
}

function renderBlock(block: Block, frame: Frame, interpreter: Interpreter): void {
  const { rendering } = interpreter;
  const { source } = frame.template;
  const resolution = resolveCall(block.call, "block", frame.scope.locals);
  if (resolution.kind === "problem") return rendering.report(source, resolution.range, resolution.finding);
  if (resolution.kind === "value") return;
  if (frame.level >= maximumLevel) return rendering.stop(source, block.range, tooDeep);
  const parameters = block.call.parameters.map((parameter) => evaluate(parameter, frame, interpreter));
  const named = evaluateNamed(block.call.named, frame, interpreter);
  const [first = absent, second = absent] = parameters;
  const render = (program: Program | null, scope: Scope<Traced>): void => {
    if (program !== null) renderProgram(program, { ...frame, scope, level: frame.level + 1 }, interpreter);
  };
  if (resolution.name === "each") return renderEach(block, first, frame, rendering, render);
  if (resolution.name === "with" && !isEmpty(first.value)) {
    return render(
      block.program,
      innerScope(frame.scope, { context: first, isSame: first.value === frame.scope.context.value, locals: bind(block.program, [first]) }),
    );
  }
  const isTaken = isConditionMet(resolution.name, first.value, second.value, named.get("includeZero")?.value);
  const program = isTaken ? block.program : block.inverse;
  render(program, innerScope(frame.scope, { context: frame.scope.context, isSame: true, locals: bind(program, []) }));
}

const tooDeep = {
  code: "template/too-deep",
  message: `Blocks and partials nest deeper than ${maximumLevel} levels here.`,
  hint: "Check for a partial that calls itself.",
};

function isConditionMet(helper: HelperName, first: unknown, second: unknown, includeZero: unknown): boolean {
  const isTrue = !isEmpty(first) && (Boolean(first) || Boolean(includeZero));
  switch (helper) {
    case "if":
      return isTrue;
    case "unless":
      return !isTrue;
    case "ifEquals":
      return first === second;
    case "unlessEquals":
      return first !== second;
    default:
      return false;
  }
}

function renderEach(
  block: Block,
  list: Traced,
  frame: Frame,
  rendering: Rendering,
  render: (program: Program | null, scope: Scope<Traced>) => void,
): void {
  const { scope, template } = frame;
  const entries: [string | number, unknown][] = Array.isArray(list.value)
    ? [...list.value.entries()]
    : typeof list.value === "object" && list.value !== null
      ? Object.entries(list.value)
      : [];
  if (entries.length === 0)
    return render(block.inverse, innerScope(scope, { context: scope.context, isSame: true, locals: bind(block.inverse, []) }));
  for (const [index, [key, value]] of entries.entries()) {
    if (!rendering.step(template.source, block.range)) return;
    const item = list.fields?.get(String(key)) ?? { ...computed(value), column: list.isRow ? String(key) : list.column };
    const data = new Map(
      Object.entries({ key, index, first: index === 0, last: index === entries.length - 1 }).map(([name, inner]) => [
        name,
        computed(inner),
      ]),
    );
    render(
      block.program,
      innerScope(scope, { context: item, isSame: value === scope.context.value, locals: bind(block.program, [item, computed(key)]), data }),
    );
  }
}

/** Block parameters by name; those that the helper does not fill hide outer ones all the same. */
function bind(program: Program | null, values: readonly Traced[]): Map<string, Traced> {
  return new Map((program?.blockParameters ?? []).map((name, index) => [name, values[index] ?? absent]));
}

function renderPartial(call: PartialCall, frame: Frame, interpreter: Interpreter): void {
  const { rendering, partials } = interpreter;
  const { source } = frame.template;
  const partial = partials(call.name);
  if (partial === null) return rendering.report(source, call.nameRange, describeMissingPartial(call.name, null));
  if (partial.processed === null) {
    return rendering.report(source, call.nameRange, {
      code: "template/broken-partial",
      message: `The partial "${call.name}" cannot be read.`,
      hint: `Mend ${partial.source.file}.`,
    });
  }
  if (frame.partialDepth >= maximumPartialDepth) return rendering.stop(source, call.nameRange, describeCircularPartial(call.name));
  if (frame.level >= maximumLevel) return rendering.stop(source, call.range, tooDeep);
  const base = call.context === null ? frame.scope.context : evaluate(call.context, frame, interpreter);
  const scope = partialScope(frame.scope, overlay(base, evaluateNamed(call.named, frame, interpreter)));
  const before = rendering.items().length;
  renderProgram(partial.processed, { template: partial, scope, partialDepth: frame.partialDepth + 1, level: frame.level + 1 }, interpreter);
  if (call.indent === "") return;
  const range = { start: call.range.start - call.indent.length, end: call.range.start };
  const indentation = { text: call.indent, file: source.file, range, column: null };
  for (const item of indentItems(rendering.takeAfter(before), indentation)) rendering.add(item, source);
}
