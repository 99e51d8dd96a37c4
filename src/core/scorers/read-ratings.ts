// A judge's answer read strictly: what is outside the schema is a rating error, never a fail in disguise.
import * as z from "zod";
import { findRepeatedKey } from "../base/repeated-keys.ts";
import type { AskedCriterion } from "./asked-criterion.ts";
import type { JudgeMode } from "./judge-prompt.ts";
import { negate } from "./negate.ts";
import { cut, quote } from "./quote.ts";
import type { Rated } from "./scorer.ts";

const longestReason = 2_000;

const verdictSchema = z.strictObject({ id: z.string(), verdict: z.enum(["pass", "fail"]) });
const scoreSchema = z.strictObject({ id: z.string(), score: z.number().min(0).max(1) });
const preferenceSchema = z.strictObject({ id: z.string(), verdict: z.enum(["first", "second", "tie"]) });
const entrySchemas = {
  verdict: { fast: verdictSchema, detailed: verdictSchema.extend({ reason: z.string() }) },
  preference: { fast: preferenceSchema, detailed: preferenceSchema.extend({ reason: z.string() }) },
  score: { fast: scoreSchema, detailed: scoreSchema.extend({ reason: z.string() }) },
};
const answerSchema = z.strictObject({ ratings: z.array(z.unknown()) });

/**
 * Reads a judge's whole answer: one rating for every criterion that was asked about, in that order. A missing or repeated id, another verdict, a score
 * that is no number from 0 to 1, the one in place of the other, a missing reason (detailed) or a key too many in an entry is an error of the criterion
 * concerned; an answer that is not one JSON object with `ratings`, repeats a key or rates what was not asked about is an error of all. Reasons are cut
 * at 2,000 characters.
 */
export function readRatings(text: string, asked: readonly AskedCriterion[], mode: JudgeMode): Map<string, Rated> {
  return readAnswer(text, asked, (entry, criterion) => readEntry(entry, criterion, mode));
}

/** Which of two responses a judge prefers, read as strictly; `isVariantFirst` says what the judge was not told. */
export function readPreference(text: string, id: string, isVariantFirst: boolean, mode: JudgeMode): Map<string, Rated> {
  return readAnswer(text, [{ id }], (entry) => readChoice(entry, isVariantFirst, mode));
}

function readAnswer<Asked extends { readonly id: string }>(
  text: string,
  asked: readonly Asked[],
  read: (entry: unknown, criterion: Asked) => Rated,
): Map<string, Rated> {
  const ids = asked.map(({ id }) => id);
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
        `The judge rated ${id === null ? "something without an id" : `${quote(id)}, which it was not asked about`}, so none of its ratings can be relied on.`,
      );
    known.push(entry);
  }
  return new Map(
    asked.map((criterion) => [criterion.id, readOnly(entriesById.get(criterion.id) ?? [], (entry) => read(entry, criterion))]),
  );
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

function readOnly(entries: readonly unknown[], read: (entry: unknown) => Rated): Rated {
  if (entries.length === 0) return { kind: "error", code: "judge/missing-verdict", message: "The judge did not answer this question." };
  if (entries.length > 1)
    return { kind: "error", code: "judge/repeated-verdict", message: `The judge answered this question ${entries.length} times.` };
  return read(entries[0]);
}

function readEntry(entry: unknown, { threshold, isNegated }: AskedCriterion, mode: JudgeMode): Rated {
  const rated = threshold === null ? readVerdict(entry, mode) : readScore(entry, threshold, mode);
  return isNegated ? negate(rated, "rubric") : rated;
}

function readVerdict(entry: unknown, mode: JudgeMode): Rated {
  const parsed = entrySchemas.verdict[mode].safeParse(entry);
  if (!parsed.success) return notAsAsked("verdict", parsed.error);
  const { verdict: label } = parsed.data;
  return { kind: "rated", value: label === "pass" ? 1 : 0, label, reason: reasonOf(parsed.data) };
}

function readScore(entry: unknown, threshold: number, mode: JudgeMode): Rated {
  const parsed = entrySchemas.score[mode].safeParse(entry);
  if (!parsed.success) return notAsAsked("score", parsed.error);
  const { score } = parsed.data;
  return { kind: "rated", value: score, label: score >= threshold ? "pass" : "fail", reason: reasonOf(parsed.data) };
}

function readChoice(entry: unknown, isVariantFirst: boolean, mode: JudgeMode): Rated {
  const parsed = entrySchemas.preference[mode].safeParse(entry);
  if (!parsed.success) return notAsAsked("verdict", parsed.error);
  const { verdict } = parsed.data;
  const value = verdict === "tie" ? 0.5 : (verdict === "first") === isVariantFirst ? 1 : 0;
  // The judge's words are about the first and the second.
  const shown = `Shown first: the ${isVariantFirst ? "variant" : "baseline"}.`;
  const reason = [reasonOf(parsed.data) ?? [], shown].flat().join(" ");
  return { kind: "rated", value, label: value >= 0.5 ? "pass" : "fail", reason };
}

function notAsAsked(what: "verdict" | "score", error: z.ZodError): Rated {
  return {
    kind: "error",
    code: `judge/invalid-${what}`,
    message: `The judge's ${what} is not of the shape that was asked for: ${describeIssue(error)}.`,
  };
}

/** Null in fast mode. */
function reasonOf(entry: object): string | null {
  return "reason" in entry && typeof entry.reason === "string" ? cut(entry.reason, longestReason) : null;
}

function describeIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return cut(`${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim(), 200);
}
