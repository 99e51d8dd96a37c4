// Paths to one value inside JSON: the singular queries of RFC 9535, such as `$.order.items[0]["unit price"]`.

export type JsonPath = readonly (string | number)[];

/** `.name`, `[3]`, `[-1]`, `["name"]` or `['name']`. */
const step = /\.([\p{L}_][\p{L}\p{N}_]*)|\[(-?\d{1,9})\]|\[("(?:[^"\\]|\\.)*")\]|\[('(?:[^'\\]|\\.)*')\]/uy;

/** The steps of a path, or what is wrong with it as a sentence. */
export function parseJsonPath(path: string): JsonPath | { readonly problem: string } {
  if (!path.startsWith("$")) return { problem: "A path starts with $, which is the whole response." };
  const steps: (string | number)[] = [];
  for (let at = 1; at < path.length; at = step.lastIndex) {
    step.lastIndex = at;
    const [, name, index, double, single] = step.exec(path) ?? [];
    const key = name ?? (index === undefined ? unquoted(double, single) : Number(index));
    if (key === null) return { problem: `The path cannot be read at ${JSON.stringify(path.slice(at, at + 20))}.` };
    steps.push(key);
  }
  return steps;
}

function unquoted(double: string | undefined, single: string | undefined): string | null {
  const written =
    double ??
    (single === undefined
      ? undefined
      : `"${single
          .slice(1, -1)
          .replaceAll("\\'", "'")
          .replace(/(?<!\\)"/g, '\\"')}"`);
  if (written === undefined) return null;
  try {
    return JSON.parse(written) as string;
  } catch {
    return null;
  }
}

/** What stands at a path, or where the way to it ends, as a path of its own. */
export function followJsonPath(value: unknown, path: JsonPath): { readonly value: unknown } | { readonly endsAt: string } {
  let current = value;
  for (const [index, key] of path.entries()) {
    const next = childOf(current, key);
    if (next === undefined) return { endsAt: showJsonPath(path.slice(0, index)) };
    current = next;
  }
  return { value: current };
}

/** JSON has no undefined, so that stands for nothing. */
function childOf(value: unknown, key: string | number): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  if (typeof key === "number") return Array.isArray(value) ? (value as unknown[]).at(key) : undefined;
  return !Array.isArray(value) && Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

function showJsonPath(path: JsonPath): string {
  return `$${path.map((key) => (typeof key === "string" && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`)).join("")}`;
}
