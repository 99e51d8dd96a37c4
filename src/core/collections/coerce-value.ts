// Raw values as the declared type of their column: text becomes what it was declared to be, or a reason why not.
import type { ColumnType, RowValue } from "../domain/collection.ts";
import { parseJson } from "./parse-json.ts";
import { findNumberProblem, findValueProblem, toRowValue } from "./row-value.ts";

/** The value; or that there is none (an empty text or null, where the type has no such value); or what was expected instead. */
export type Coerced =
  | { readonly kind: "value"; readonly value: RowValue }
  | { readonly kind: "absent" }
  | { readonly kind: "misfit"; readonly expected: string; readonly hint: string };

/** A raw value of a column of type `type`. Text in a json or conversation column is read as JSON; a raw_input becomes one user message. */
export function coerceValue(raw: RowValue, type: ColumnType): Coerced {
  const isText = type === "text" || type === "category";
  if ((raw === "" && !isText) || (raw === null && type !== "json")) return { kind: "absent" };
  return coercions[type](raw);
}

const coercions: Readonly<Record<ColumnType, (raw: RowValue) => Coerced>> = {
  text: coerceText,
  category: coerceText,
  number(raw) {
    const parsed = parseNumber(raw);
    return parsed === null
      ? misfit("a number", 'Write it like 12 or 0.5, without units and thousands separators, or declare the column as "text".')
      : value(parsed);
  },
  boolean(raw) {
    const parsed = parseBoolean(raw);
    return parsed === null ? misfit("true or false", 'Write true or false, or declare the column as "category".') : value(parsed);
  },
  json: coerceJson,
  conversation(raw) {
    const parsed = coerceJson(raw);
    if (parsed.kind === "value" && isConversation(parsed.value)) return parsed;
    return misfit(
      "a list of messages, each with a role and a content",
      `Write it like [{"role": "user", "content": "…"}]; the roles are ${[...conversationRoles].join(", ")}.`,
    );
  },
  raw_input(raw) {
    return typeof raw === "string"
      ? value([toRowValue({ role: "user", content: raw })])
      : misfit("a text", 'Write it in quotes, or declare the column as "conversation".');
  },
};

function coerceText(raw: RowValue): Coerced {
  return typeof raw === "string" ? value(raw) : misfit("a text", "Write it in quotes, or declare the type it has.");
}

function coerceJson(raw: RowValue): Coerced {
  if (typeof raw !== "string") return value(raw);
  const outcome = parseJson(raw);
  if (outcome.kind === "broken") return misfit("JSON", 'Check quotes and brackets, or declare the column as "text".');
  if (outcome.kind === "repeated-key")
    return misfit(`JSON without the key "${outcome.key}" twice in one object`, "Remove or rename one of the two.");
  const problem = findValueProblem(outcome.value);
  return problem === null ? value(toRowValue(outcome.value)) : misfit(`JSON without a part that ${problem.message}`, problem.hint);
}

/** The number a raw value is or spells in decimal notation; null when there is none that a row can hold exactly. */
export function parseNumber(raw: RowValue): number | null {
  if (typeof raw === "string" && !/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(raw)) return null;
  if (typeof raw !== "string" && typeof raw !== "number") return null;
  const parsed = Number(raw);
  return findNumberProblem(parsed) === null ? parsed + 0 : null;
}

/** The truth value a raw value is or spells, in any case; null when there is none. */
export function parseBoolean(raw: RowValue): boolean | null {
  if (typeof raw === "boolean") return raw;
  const word = typeof raw === "string" ? raw.trim().toLowerCase() : "";
  return word === "true" ? true : word === "false" ? false : null;
}

const conversationRoles = new Set<unknown>(["system", "user", "assistant", "model", "tool"]);

/** True for a list of `{role, content}` with known roles and text contents. */
export function isConversation(raw: RowValue): raw is readonly { readonly role: string; readonly content: string }[] {
  return Array.isArray(raw) && (raw as readonly RowValue[]).every(isMessage);
}

function isMessage(raw: RowValue): boolean {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return false;
  const message = raw as { readonly [key: string]: RowValue };
  return conversationRoles.has(message["role"]) && typeof message["content"] === "string";
}

function value(coerced: RowValue): Coerced {
  return { kind: "value", value: coerced };
}

function misfit(expected: string, hint: string): Coerced {
  return { kind: "misfit", expected, hint };
}
