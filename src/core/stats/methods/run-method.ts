// One call of a method: from the bytes of a JSON object to the object of its result, or to an error that names the key and the rule.
import { TouchstoneError } from "../../base/errors.ts";
import { findRepeatedKey } from "../../base/repeated-keys.ts";
import { suggest } from "../../base/suggest.ts";
import { refuseUnless, type ResultValue } from "./method.ts";
import type { Method } from "./method.ts";
import { methodNames, type MethodName } from "./names.ts";
import { methods } from "./registry.ts";

export type MethodResult = Readonly<Record<string, ResultValue>>;

/** The method of that name. Throws `stats/unknown-method`. */
export function findMethod(name: string | undefined): Method {
  if (isMethodName(name)) return methods[name];
  const near = name === undefined ? null : suggest(name, methodNames);
  const problem = name === undefined ? "A method must be named" : `There is no method "${name}"`;
  const advice = near === null ? "" : ` Did you mean "${near}"?`;
  throw new TouchstoneError("stats/unknown-method", `${problem}.${advice} Methods: ${methodNames.join(", ")}.`);
}

function isMethodName(name: string | undefined): name is MethodName {
  return name !== undefined && Object.hasOwn(methods, name);
}

/**
 * Runs `method` on the JSON object that `bytes` hold; the result has exactly the keys of the method's output, in their order.
 * Throws TouchstoneError with a code of `stats/…` for all that can be wrong with the input; whatever else it throws is a bug.
 */
export function runMethod(method: Method, bytes: Uint8Array): MethodResult {
  const given = readObject(bytes);
  const known = Object.keys(method.input);
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(method.input, key));
  if (unknown !== undefined) {
    const near = suggest(unknown, known);
    const advice = near === null ? `the keys are ${known.join(", ")}` : `did you mean "${near}"?`;
    throw new TouchstoneError("stats/invalid-input", `there is no key ${JSON.stringify(unknown)}: ${advice}`);
  }
  const missing = known.find((key) => !Object.hasOwn(given, key));
  if (missing !== undefined) throw new TouchstoneError("stats/missing-input", `${missing} is missing; the keys are ${known.join(", ")}`);
  const result = method.answer(given);
  refuseUnless(
    Object.values(result).every(isRepresentable),
    `${known.join(", ")} must be numbers whose squares and sums a double can hold: the result is larger than any`,
  );
  return result;
}

function isRepresentable(value: ResultValue): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return value === null || typeof value !== "object" || Object.values(value).every(isRepresentable);
}

function readObject(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const text = decode(bytes);
  if (text.trim() === "") throw invalidJson("stdin is empty: give it one JSON object");
  const value = parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalidJson("stdin must hold one JSON object");
  const repeated = findRepeatedKey(text);
  refuseUnless(repeated === null, `the key ${JSON.stringify(repeated)} must be given once`);
  return value as Readonly<Record<string, unknown>>;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw invalidJson("stdin is not UTF-8", error);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidJson(`stdin is not JSON: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

function invalidJson(message: string, cause?: unknown): TouchstoneError {
  return new TouchstoneError("stats/invalid-json", message, { cause });
}
