// What a schema complains of, in plain words: what a value must be, and what to write instead.
import type * as z from "zod";
import { advise, type Correction } from "./correction.ts";

export interface IssueText {
  /** Follows the name of the place: `must be a number, not a text`. */
  readonly complaint: string;
  readonly hint: string | null;
  readonly correction?: Correction | null;
}

const mappingHint = "Write keys and values, such as `key: value`.";

const kinds: Readonly<Record<string, { readonly noun: string; readonly hint: string }>> = {
  string: { noun: "a text", hint: "Write a text; put it in quotes where it looks like something else." },
  number: { noun: "a number", hint: "Write a number, without quotes." },
  int: { noun: "a whole number", hint: "Write a whole number, without quotes." },
  boolean: { noun: "true or false", hint: "Write true or false, without quotes." },
  array: { noun: "a list", hint: "Write a list, such as [a, b]." },
  object: { noun: "keys and values", hint: mappingHint },
  record: { noun: "keys and values", hint: mappingHint },
};

/** What an issue says of `value`; `keys` are those that the schema knows at its place. */
export function issueText(issue: z.core.$ZodIssue, value: unknown, keys: readonly string[]): IssueText {
  switch (issue.code) {
    case "invalid_type": {
      if (value === null && issue.expected === "array")
        return { complaint: "is empty", hint: 'Write its items, each on a line that begins with "- ".' };
      if (value === null && (issue.expected === "object" || issue.expected === "record")) {
        return { complaint: "is empty", hint: keys.length === 0 ? mappingHint : `Write keys and values; the keys are ${keys.join(", ")}.` };
      }
      const kind = kinds[issue.expected];
      return { complaint: `must be ${kind?.noun ?? issue.expected}, not ${nounOf(value)}`, hint: kind?.hint ?? null };
    }
    case "invalid_value":
      return {
        complaint: `must be ${listed(issue.values.map(String))}, not ${shown(value)}`,
        ...advise(
          shown(value),
          issue.values.map(String),
          "value",
          issue.values.every((each) => typeof each === "string") ? {} : { spellings: (plain) => [plain] },
        ),
      };
    case "too_small":
      return {
        complaint: `must ${sized(issue.origin, "at least", `${issue.inclusive === false ? "more than " : ""}${issue.minimum}`)}`,
        hint: null,
      };
    case "too_big":
      return {
        complaint: `must ${sized(issue.origin, "at most", `${issue.inclusive === false ? "less than " : ""}${issue.maximum}`)}`,
        hint: null,
      };
    default:
      return { complaint: issue.message, hint: null };
  }
}

/** A value as it would be shown in a message. */
export function shown(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
}

function nounOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "keys and values" : typeof value === "string" ? "a text" : shown(value);
}

function listed(words: readonly string[]): string {
  return words.length === 1 ? (words[0] ?? "") : `one of ${words.join(", ")}`;
}

function sized(origin: string, bound: string, limit: string): string {
  const amount = /than/.test(limit) ? limit : `${bound} ${limit}`;
  if (origin === "string") return limit === "1" ? "not be empty" : `have ${amount} characters`;
  if (origin === "array") return limit === "1" ? "hold at least one item" : `hold ${amount} items`;
  return `be ${amount}`;
}
