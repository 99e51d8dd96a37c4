// What a name means at a place in a template: context, parents, block parameters and data, the same for rendering and for analysis.
import type { Path, Segment } from "./ast.ts";

/** The `@` values of a block and of the blocks around it. */
export interface DataFrame<Value> {
  readonly values: ReadonlyMap<string, Value>;
  readonly parent: DataFrame<Value> | null;
}

export interface Scope<Value> {
  readonly context: Value;
  /** The scope that `../` leads to; null at the root of a template or partial. */
  readonly parent: Scope<Value> | null;
  /** Block parameters by name. */
  readonly locals: ReadonlyMap<string, Value>;
  readonly data: DataFrame<Value>;
}

/** How values are looked into: the one thing in which rendering and analysis differ. */
export interface Access<Value> {
  readonly absent: Value;
  step(value: Value, segment: Segment): Value;
}

/** The scope at the root of a template. */
export function rootScope<Value>(root: Value, data: ReadonlyMap<string, Value>): Scope<Value> {
  return { context: root, parent: null, locals: new Map(), data: { values: new Map([["root", root], ...data]), parent: null } };
}

/** The scope of a partial: a context of its own, no parents and no block parameters, the same data. */
export function partialScope<Value>(scope: Scope<Value>, context: Value): Scope<Value> {
  return { context, parent: null, locals: new Map(), data: scope.data };
}

/** The scope inside a block. As in Handlebars, a block over the context it already has adds no parent. */
export function innerScope<Value>(
  scope: Scope<Value>,
  inner: {
    readonly context: Value;
    readonly isSame: boolean;
    readonly locals?: ReadonlyMap<string, Value>;
    readonly data?: ReadonlyMap<string, Value>;
  },
): Scope<Value> {
  const { locals, data } = inner;
  return {
    context: inner.context,
    parent: inner.isSame ? scope.parent : scope,
    locals: locals === undefined || locals.size === 0 ? scope.locals : new Map([...scope.locals, ...locals]),
    data: data === undefined ? scope.data : { values: new Map([...scope.data.values, ...data]), parent: scope.data },
  };
}

/** True when a call's head is one plain name that no block parameter covers, so that it may be a helper. */
export function isPlainName(path: Path, locals: ReadonlyMap<string, unknown>): boolean {
  const [first] = path.segments;
  return first !== undefined && path.segments.length === 1 && !path.isData && !path.isScoped && path.depth === 0 && !locals.has(first.name);
}

/** What the steps of a path begin at, and the steps; null where nothing can: `../` above the root, or an `@` name that no block around it provides. */
export function findStart<Value>(path: Path, scope: Scope<Value>): { readonly value: Value; readonly steps: readonly Segment[] } | null {
  const [first, ...rest] = path.segments;
  if (path.isData) {
    let frame: DataFrame<Value> | null = scope.data;
    for (let level = 0; level < path.depth; level++) frame = frame?.parent ?? null;
    const value = first === undefined ? undefined : frame?.values.get(first.name);
    return value === undefined ? null : { value, steps: rest };
  }
  const local = first === undefined || path.depth > 0 || path.isScoped ? undefined : scope.locals.get(first.name);
  if (local !== undefined) return { value: local, steps: rest };
  let level: Scope<Value> | null = scope;
  for (let depth = 0; depth < path.depth; depth++) level = level?.parent ?? null;
  return level === null ? null : { value: level.context, steps: path.segments };
}

/** The value a path leads to. */
export function resolvePath<Value>(path: Path, scope: Scope<Value>, access: Access<Value>): Value {
  const start = findStart(path, scope);
  return start === null ? access.absent : start.steps.reduce<Value>((value, segment) => access.step(value, segment), start.value);
}
