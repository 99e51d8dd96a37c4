// JSON.parse behind one door: a value, or a reason and a place; never throws, and never lets a repeated key win in silence.
import { findRepeatedKey } from "../base/repeated-keys.ts";

export type JsonOutcome =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "repeated-key"; readonly key: string }
  | { readonly kind: "broken"; readonly reason: string; readonly offset: number | null };

/** Parses one JSON text. `offset` is where it breaks, in UTF-16 units from its start, when the engine tells. */
export function parseJson(text: string): JsonOutcome {
  try {
    const value: unknown = JSON.parse(text);
    const key = findRepeatedKey(text);
    return key === null ? { kind: "value", value } : { kind: "repeated-key", key };
  } catch (error) {
    // The engine's message ends with its own idea of the place, or with a piece of the text, which may be confidential.
    const message = error instanceof Error ? error.message : String(error);
    const position = /at position (\d+)/.exec(message)?.[1];
    const offset = position !== undefined ? Number(position) : message.includes("end of JSON input") ? text.length : null;
    return { kind: "broken", reason: message.replace(/( in JSON at position \d+|, .* is not valid JSON).*$/s, ""), offset };
  }
}

export function describeRepeatedKey(key: string, line: number): { code: string; message: string; hint: string } {
  return {
    code: "collection/repeated-key",
    message: `The row at line ${line} has the key "${key}" twice in one object.`,
    hint: "Remove or rename one of the two.",
  };
}
