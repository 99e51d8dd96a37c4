// Reads fields of JSON that a server or a document sent, trusting nothing about its shape.
import { ProviderError } from "./provider-error.ts";

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fieldOf(source: JsonRecord | null, key: string): unknown {
  return source !== null && Object.hasOwn(source, key) ? source[key] : undefined;
}

export function recordAt(source: JsonRecord | null, key: string): JsonRecord | null {
  const value = fieldOf(source, key);
  return isRecord(value) ? value : null;
}

export function listAt(source: JsonRecord | null, key: string): readonly unknown[] {
  const value = fieldOf(source, key);
  return Array.isArray(value) ? value : [];
}

export function textAt(source: JsonRecord | null, key: string): string | null {
  const value = fieldOf(source, key);
  return typeof value === "string" ? value : null;
}

/** A finite number from 0 upwards, or null. */
export function countAt(source: JsonRecord | null, key: string): number | null {
  const value = fieldOf(source, key);
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}

/** A piece of the answer itself: absent and null are "", any other type than text is a ProviderError `invalid-response`. */
export function contentAt(source: JsonRecord | null, key: string): string {
  const value = fieldOf(source, key);
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  throw new ProviderError("invalid-response", `The response's "${key}" is not a text.`);
}

/** An event of a stream, which must be an object. */
export function eventRecord(event: unknown): JsonRecord {
  if (isRecord(event)) return event;
  throw new ProviderError("invalid-response", "The response holds an event that is not a JSON object.");
}
