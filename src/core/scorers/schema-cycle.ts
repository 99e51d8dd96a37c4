// References that lead in a circle without a step into the value: the validator would follow them until its stack ends.
import type { Schema } from "@cfworker/json-schema";

type Part = Schema | boolean;
type Parts = Readonly<Record<string, Part>>;

/** A reference on such a circle, as written, or null. `parts` are all subschemas of one schema by their absolute addresses. */
export function schemaCycle(parts: Parts): string | null {
  const open = new Set<Schema>();
  const done = new Set<Schema>();
  const visit = (part: Part | undefined): string | null => {
    if (typeof part !== "object" || done.has(part)) return null;
    if (open.has(part)) return referenceAmong([...open].slice([...open].indexOf(part)));
    open.add(part);
    for (const target of stepsInPlace(part, parts)) {
      const found = visit(target);
      if (found !== null) return found;
    }
    open.delete(part);
    done.add(part);
    return null;
  };
  for (const part of Object.values(parts)) {
    const found = visit(part);
    if (found !== null) return found;
  }
  return null;
}

/** A circle always has one, for a schema never stands inside itself. */
function referenceAmong(circle: readonly Schema[]): string | null {
  return circle.map(({ $ref, $recursiveRef }) => $ref ?? $recursiveRef).find((reference) => reference !== undefined) ?? null;
}

/** The schemas that a schema applies to the very value it is applied to. */
function stepsInPlace(part: Schema, parts: Parts): readonly (Part | undefined)[] {
  const { __absolute_ref__: target, __absolute_recursive_ref__: recursiveTarget } = part;
  const inside = [part.allOf, part.anyOf, part.oneOf, part.not, part.if, part.then, part.else, Object.values(part.dependentSchemas ?? {})];
  return [
    target === undefined ? undefined : parts[target],
    recursiveTarget === undefined ? undefined : parts[recursiveTarget],
    ...inside.flat(),
  ];
}
