// RFC 8785 (JCS): one text for one JSON value, so that equal values have equal hashes.

/**
 * The canonical JSON of a value: keys sorted by UTF-16 code unit, ECMAScript numbers, no spaces.
 * Throws RangeError for what JSON cannot say exactly: non-finite numbers, -0, integers beyond 2^53-1, lone surrogates, undefined.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case "string":
      return canonicalString(value);
    case "number":
      return canonicalNumber(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
      return canonicalObject(value as Record<string, unknown>);
    default:
      throw new RangeError(`A ${typeof value} has no JSON form.`);
  }
}

function canonicalString(text: string): string {
  if (!text.isWellFormed()) throw new RangeError("A text with a lone surrogate has no canonical JSON form.");
  return JSON.stringify(text);
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError("A number that is not finite has no JSON form.");
  if (Object.is(value, -0)) throw new RangeError("Minus zero has no canonical JSON form.");
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21) {
    throw new RangeError("An integer beyond 2^53-1 is not exact; write it as a text.");
  }
  return JSON.stringify(value);
}

function canonicalObject(value: Record<string, unknown>): string {
  let text = "";
  // Without a comparison of its own `sort` compares texts by their UTF-16 code units.
  for (const key of Object.keys(value).sort()) {
    const field = value[key];
    if (field !== undefined) text += `${text === "" ? "" : ","}${canonicalString(key)}:${canonicalJson(field)}`;
  }
  return `{${text}}`;
}
