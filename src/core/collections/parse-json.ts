// JSON.parse behind one door: a value, or a reason and a place; never throws.

export type JsonOutcome = { readonly kind: "value"; readonly value: unknown } | { readonly kind: "broken"; readonly reason: string; readonly offset: number | null };

/** Parses one JSON text. `offset` is where it breaks, in UTF-16 units from its start, when the engine tells. */
export function parseJson(text: string): JsonOutcome {
  try {
    return { kind: "value", value: JSON.parse(text) };
  } catch (error) {
    // The engine's message ends with its own idea of the place, or with a piece of the text, which may be confidential.
    const message = error instanceof Error ? error.message : String(error);
    const position = /at position (\d+)/.exec(message)?.[1];
    const offset = position !== undefined ? Number(position) : message.includes("end of JSON input") ? text.length : null;
    return { kind: "broken", reason: message.replace(/( in JSON at position \d+|, .* is not valid JSON).*$/s, ""), offset };
  }
}
