// The values of OTLP in its JSON form: whole numbers and times as texts, ids as hexadecimal digits.
import { sha256Hex } from "../../base/hash.ts";

/** Null leaves the attribute out; a number that is a fraction even where it is whole stands as `double`. */
export type AttributeValue = string | number | boolean | readonly string[] | { readonly double: number } | null;

/** `{name: value}` as the list of typed key-value pairs of the format; a whole number is an integer there. */
export function otlpAttributes(attributes: Readonly<Record<string, AttributeValue>>): object[] {
  return Object.entries(attributes).flatMap(([key, value]) => (value === null ? [] : [{ key, value: otlpValue(value) }]));
}

function otlpValue(value: NonNullable<AttributeValue>): object {
  if (typeof value === "string") return { stringValue: value.toWellFormed() };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if ("double" in value) return { doubleValue: value.double };
  return { arrayValue: { values: value.map(otlpValue) } };
}

/** Milliseconds since the epoch as nanoseconds; what is no time is the epoch. */
export function otlpTime(milliseconds: number): string {
  return Number.isFinite(milliseconds) && milliseconds > 0 ? `${Math.round(milliseconds)}000000` : "0";
}

/** 32 hexadecimal digits that depend on the parts alone. */
export function traceId(...parts: readonly string[]): string {
  return sha256Hex(`touchstone/trace/1\0${parts.join("\0")}`).slice(0, 32);
}

/** 16 hexadecimal digits that depend on the parts alone. */
export function spanId(...parts: readonly string[]): string {
  return sha256Hex(`touchstone/span/1\0${parts.join("\0")}`).slice(0, 16);
}
