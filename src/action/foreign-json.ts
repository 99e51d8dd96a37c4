// Fields of JSON that came from elsewhere: read one by one, and absent where they are not what they should be.

/** A field of an object; undefined where there is none. */
export function readField(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (typeof inner === "object" && inner !== null ? (inner as Fields)[name] : undefined), value);
}

/** A text that is not empty. */
export function readText(value: unknown, ...path: readonly string[]): string | null {
  const text = readField(value, ...path);
  return typeof text === "string" && text !== "" ? text : null;
}

/** A whole number from 1 up. */
export function readWhole(value: unknown, ...path: readonly string[]): number | null {
  const number = readField(value, ...path);
  return typeof number === "number" && Number.isSafeInteger(number) && number > 0 ? number : null;
}

type Fields = Readonly<Record<string, unknown>>;
