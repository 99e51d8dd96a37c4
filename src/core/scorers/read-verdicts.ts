// A judge's answer read strictly: what is outside the schema is a rating error, never a fail in disguise.
import * as z from "zod";
import { findRepeatedKey } from "../base/repeated-keys.ts";
import type { JudgeMode } from "./judge-prompt.ts";
import { cut, quote } from "./quote.ts";
import type { Rated } from "./scorer.ts";

const longestReason = 2_000;

const fastSchema = z.strictObject({ id: z.string(), verdict: z.enum(["pass", "fail"]) });
const entrySchemas = { fast: fastSchema, detailed: fastSchema.extend({ reason: z.string() }) };
const answerSchema = z.strictObject({ ratings: z.array(z.unknown()) });

/**
 * Reads a judge's whole answer: one rating for every id that was asked about, in that order. A missing or repeated id, another verdict, a missing reason
 * (detailed) or a key too many in an entry is an error of the criterion concerned; an answer that is not one JSON object with `ratings`, repeats a key or
 * rates what was not asked about is an error of all. Reasons are cut at 2,000 characters.
 */
export function readVerdicts(text: string, ids: readonly string[], mode: JudgeMode): Map<string, Rated> {
  const entries = readEntries(text);
  if (entries === null)
    return errorOfAll(ids, "judge/invalid-answer", `The judge's answer is not the JSON object that was asked for: ${quote(text)}.`);
  const repeatedKey = findRepeatedKey(text);
  if (repeatedKey !== null)
    return errorOfAll(
      ids,
      "judge/repeated-key",
      `The judge's answer holds the key ${quote(repeatedKey)} twice in one object, so it contradicts itself.`,
    );
  const entriesById = new Map<string, unknown[]>(ids.map((id) => [id, []]));
  for (const entry of entries) {
    const id = idOf(entry);
    const known = id === null ? undefined : entriesById.get(id);
    if (known === undefined)
      return errorOfAll(
        ids,
        "judge/unknown-id",
        `The judge rated ${id === null ? "something without an id" : `${quote(id)}, which it was not asked about`}, so none of its verdicts can be relied on.`,
      );
    known.push(entry);
  }
  return new Map([...entriesById].map(([id, found]) => [id, readEntry(found, mode)]));
}

function errorOfAll(ids: readonly string[], code: string, message: string): Map<string, Rated> {
  return new Map(ids.map((id) => [id, { kind: "error", code, message }]));
}

function readEntries(text: string): readonly unknown[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return answerSchema.safeParse(value).data?.ratings ?? null;
}

function idOf(entry: unknown): string | null {
  return typeof entry === "object" && entry !== null && "id" in entry && typeof entry.id === "string" ? entry.id : null;
}

function readEntry(entries: readonly unknown[], mode: JudgeMode): Rated {
  if (entries.length === 0) return { kind: "error", code: "judge/missing-verdict", message: "The judge did not answer this question." };
  if (entries.length > 1)
    return { kind: "error", code: "judge/repeated-verdict", message: `The judge answered this question ${entries.length} times.` };
  const parsed = entrySchemas[mode].safeParse(entries[0]);
  if (!parsed.success)
    return {
      kind: "error",
      code: "judge/invalid-verdict",
      message: `The judge's verdict is not of the shape that was asked for: ${describeIssue(parsed.error)}.`,
    };
  const { verdict: label, reason } = { reason: null, ...parsed.data };
  return { kind: "rated", value: label === "pass" ? 1 : 0, label, reason: reason === null ? null : cut(reason, longestReason) };
}

function describeIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return cut(`${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim(), 200);
}
