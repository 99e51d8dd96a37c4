// script: a JavaScript file of the project rates the response, in a process of its own (S16).
import * as z from "zod";
import type { Script } from "../base/ports.ts";
import { defineScorer } from "./define-scorer.ts";
import { cut, showJson } from "./quote.ts";
import { fileProblems, valueOf } from "./script-file.ts";
import type { Rated, RatingError, Subject } from "./scorer.ts";

/** The longest input of a script, in UTF-16 units of its JSON. */
const longestInput = 1_000_000;
const longestReason = 1_000;
const usualThreshold = 0.5;
const answerKeys = new Set(["value", "pass", "reason"]);

export const script = defineScorer({
  title: "A JavaScript file of yours says so",
  isScript: true,
  options: {
    file: z.string().min(1).describe("The script, relative to this file: .mjs or .js (an ES module) or .cjs, exporting evaluate."),
    at_least: z
      .number()
      .gt(0)
      .max(1)
      .optional()
      .describe("The least value that passes where the script answers with a number; 0.5 by default."),
  },
  check: ({ file }) => fileProblems(file),
  async rate(subject, { at_least: threshold = usualThreshold }, { scripts, signal }, file?: Script) {
    if (file === undefined) throw new Error("a script is rated by its file");
    const input = JSON.stringify(inputOf(subject));
    if (input.length > longestInput) return tooLong(input.length);
    const outcome = await scripts.evaluate(file, input, signal);
    if (outcome.kind === "failed") return { kind: "error", code: outcome.code, message: outcome.message.toWellFormed() };
    return readAnswer(outcome.answer, threshold);
  },
});

/** What a script is called with; docs/scripts.md says the same. */
function inputOf({ response, row, columns, toolCalls }: Subject): object {
  return {
    input: valueOf(columns.input, row),
    output: response,
    expected: valueOf(columns.expected, row),
    row,
    toolCalls: toolCalls.map(({ name, arguments: written }) => ({ name, arguments: written })),
  };
}

function readAnswer(answer: unknown, threshold: number): Rated {
  if (typeof answer === "boolean" || typeof answer === "number")
    return toRating({ [typeof answer === "boolean" ? "pass" : "value"]: answer }, threshold, answer);
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return unusable(answer);
  return toRating(answer, threshold, answer);
}

function toRating(answer: object, threshold: number, whole: unknown): Rated {
  const { value, pass, reason = null } = answer as Readonly<Record<string, unknown>>;
  const isKnown = Object.keys(answer).every((key) => answerKeys.has(key));
  const isValue = value === undefined || (typeof value === "number" && value >= 0 && value <= 1);
  const isPass = pass === undefined || typeof pass === "boolean";
  const isReason = reason === null || typeof reason === "string";
  if (!isKnown || !isValue || !isPass || !isReason || (value === undefined && pass === undefined)) return unusable(whole);
  const label = (pass ?? Number(value) >= threshold) ? "pass" : "fail";
  return { kind: "rated", value: value ?? (label === "pass" ? 1 : 0), label, reason: reason === null ? null : cut(reason, longestReason) };
}

function unusable(answer: unknown): RatingError {
  return {
    kind: "error",
    code: "scorer/script-answer",
    message: `The script answered ${showJson(answer)}. It must answer true, false, a number from 0 to 1, or {value or pass, reason}.`,
  };
}

function tooLong(length: number): RatingError {
  return {
    kind: "error",
    code: "scorer/too-long",
    message: `What the script would be given has ${length} characters as JSON; a script reads at most ${longestInput}.`,
  };
}
