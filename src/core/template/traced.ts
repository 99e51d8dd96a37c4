// A value together with the column of the row that it came from.
import type { Segment } from "./ast.ts";
import type { Access } from "./scope.ts";

export interface Traced {
  readonly value: unknown;
  /** The column it is or lies in; null for the row itself, literals and computed values. */
  readonly column: string | null;
  /** True for the row: its fields are the columns. */
  readonly isRow: boolean;
  /** Fields that a partial call laid over the value. */
  readonly fields: ReadonlyMap<string, Traced> | null;
}

export const absent: Traced = computed(undefined);

/** A value that comes from no column. */
export function computed(value: unknown): Traced {
  return { value, column: null, isRow: false, fields: null };
}

const forbiddenNames = new Set(["__proto__", "constructor", "prototype"]);

/** Own properties of objects and lists only; texts and numbers have none. */
export const tracedAccess: Access<Traced> = {
  absent,
  step(whole: Traced, { name }: Segment): Traced {
    const field = whole.fields?.get(name);
    if (field !== undefined) return field;
    const column = whole.isRow ? name : whole.column;
    const isOwn = typeof whole.value === "object" && whole.value !== null && !forbiddenNames.has(name) && Object.hasOwn(whole.value, name);
    return { ...computed(isOwn ? (whole.value as Readonly<Record<string, unknown>>)[name] : undefined), column };
  },
};

/** A value with named values laid over it, as `{{> partial context name=value}}` does. */
export function overlay(base: Traced, named: ReadonlyMap<string, Traced>): Traced {
  if (named.size === 0) return base;
  const merged: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  if (typeof base.value === "object" && base.value !== null) Object.assign(merged, base.value);
  for (const [name, field] of named) merged[name] = field.value;
  return { ...base, value: merged, fields: new Map([...(base.fields ?? []), ...named]) };
}
