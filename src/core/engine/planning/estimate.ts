// What a run will cost at most: every request rendered once, its tokens estimated, the longest answers assumed.
import { isTouchstoneError, TouchstoneError } from "../../base/errors.ts";
import type { Row } from "../../domain/collection.ts";
import type { Criterion } from "../../domain/criterion-set.ts";
import type { Diagnostic } from "../../domain/diagnostic.ts";
import type { Message } from "../../domain/message.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import type { BatchMode } from "../../domain/run-manifest.ts";
import type { Arm, Rating, Setup } from "../../documents/setup.ts";
import { estimateTokens } from "../../providers/estimate-tokens.ts";
import { boundBatchFactorOf, boundPriceOf } from "../../providers/pricing.ts";
import { judgeMessages, judgeOutput } from "../../scorers/judge-request.ts";
import { fillQuestion } from "../../scorers/questions.ts";
import { providerOf } from "./destinations.ts";
import { isInBatches, type CallKind } from "./batch-mode.ts";
import { assumedMaximum, knownLongestAnswer, longestAnswer } from "./longest-answer.ts";
import { generatedArms } from "./generated-arms.ts";
import { importedText } from "./imported-text.ts";
import { renderSample } from "./render-sample.ts";

export interface EstimateInput {
  readonly setup: Setup;
  readonly arms: readonly Arm[];
  readonly rows: readonly Row[];
  readonly epochs: number;
  readonly rating: Rating;
  readonly batch: BatchMode | null;
  /** False for a run whose responses are there already. */
  readonly generates: boolean;
}

export interface Estimate {
  readonly calls: { readonly generation: number; readonly rating: number };
  readonly tokens: { readonly input: number; readonly outputMax: number };
  readonly costUsd: number | null;
  /** `provider/model` of each model without a known price. */
  readonly unpriced: readonly string[];
  readonly warnings: readonly string[];
}

/** Throws `document/invalid` with the first row for which a template cannot be rendered or a request cannot be told to its provider. */
export function estimateRun({ setup, arms, rows, epochs, rating, batch, generates }: EstimateInput): Estimate {
  const bill = createBill(batch);
  const absent = new Map<string, number>();
  const generating = generates ? generatedArms(arms) : [];
  for (const arm of generating) {
    bill.warnOfLength(arm.model);
    for (const row of rows) {
      const { messages, diagnostics } = renderSample(arm, row);
      refuseErrors(diagnostics, row);
      for (const diagnostic of diagnostics) absent.set(diagnostic.message, (absent.get(diagnostic.message) ?? 0) + 1);
      refuseUntold(() => providerOf(arm.model).encode({ config: arm.model, messages }), row);
      const { input, outputMax } = generationBound(arm, messages);
      bill.add("generation", arm.model, { input: input * epochs, outputMax: outputMax * epochs });
    }
  }
  const samples = arms.length * rows.length * epochs;
  const questions = setup.criteria.criteria.filter((criterion) => criterion.scorer === "judge");
  const judgeCalls = questions.length === 0 ? 0 : rating.grouping === "together" ? 1 : questions.length;
  if (setup.judge !== null && judgeCalls > 0) {
    const { model: judge } = setup.judge;
    const perRow = rows.map((row) => {
      const messages = longestRatingMessages(questions, row, rating.mode);
      providerOf(judge).encode({
        config: {
          ...judge,
          output: judgeOutput(
            questions.map((criterion) => criterion.id),
            rating.mode,
          ),
        },
        messages,
      });
      return countTokens(messages);
    });
    const prompt = perRow.reduce((sum, tokens) => sum + tokens, 0) * arms.length * epochs * judgeCalls;
    const responses = sumOf(arms, (arm) => sumOf(rows, (row) => responseBound(arm, row))) * epochs * judgeCalls;
    bill.warnOfLength(judge);
    bill.add("rating", judge, { input: prompt + responses, outputMax: longestAnswer(judge) * samples * judgeCalls });
  }
  for (const [message, count] of absent) bill.warn(count === 1 ? message : `${message} (${count} rows)`);
  return { calls: { generation: generating.length * rows.length * epochs, rating: samples * judgeCalls }, ...bill.total() };
}

/** Most tokens of one call. */
export interface TokenBound {
  readonly input: number;
  readonly outputMax: number;
}

/** What one generation adds to the estimate. */
export function generationBound(arm: Arm, messages: readonly Message[]): TokenBound {
  return { input: countTokens(messages) + overheadTokens(arm.model), outputMax: longestAnswer(arm.model) };
}

/** What one rating call adds to the estimate. */
export function ratingBound({ criteria, judge }: Setup, arm: Arm, row: Row, mode: Rating["mode"]): TokenBound {
  const questions = criteria.criteria.filter((criterion) => criterion.scorer === "judge");
  const prompt = countTokens(longestRatingMessages(questions, row, mode));
  return { input: prompt + responseBound(arm, row), outputMax: judge === null ? 0 : longestAnswer(judge.model) };
}

/** Most tokens of a response: those it has where it is there already. */
function responseBound(arm: Arm, row: Row): number {
  return arm.responseColumn === undefined ? longestAnswer(arm.model) : estimateTokens(importedText({ arm, row }) ?? "");
}

function sumOf<Item>(items: readonly Item[], amount: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + amount(item), 0);
}

/** What tokens cost at most; null without a price. */
export function worstUsd(model: ModelConfig, { input, outputMax }: TokenBound, isBatch: boolean): number | null {
  const price = boundPriceOf(model);
  if (price === "free") return 0;
  return price === null ? null : ((input * price.input + outputMax * price.output) / 1e6) * (isBatch ? boundBatchFactorOf(model) : 1);
}

/** All questions at once about the whole row; the response is counted apart. */
function longestRatingMessages(questions: readonly Criterion[], row: Row, mode: Rating["mode"]): Message[] {
  const criteria = questions.map((criterion) => ({ id: criterion.id, question: filledQuestion(criterion, row) }));
  return judgeMessages({ criteria, row: row.values, response: "", toolCalls: [], mode, version: 1 });
}

/** A question that cannot be filled is never asked; as written it is long enough for a bound. */
function filledQuestion(criterion: Criterion, row: Row): string {
  const written = String(criterion.options.question);
  const filled = fillQuestion(written, row.values);
  return "text" in filled ? filled.text : written;
}

function countTokens(messages: readonly Message[]): number {
  return messages.reduce(
    (sum, message) => sum + message.content.reduce((inner, part) => inner + ("text" in part ? estimateTokens(part.text) : 0), 0),
    0,
  );
}

/** What is sent beside the messages. */
function overheadTokens({ tools, output }: ModelConfig): number {
  return (
    (tools.length === 0 ? 0 : estimateTokens(JSON.stringify(tools))) +
    (output?.schema === undefined ? 0 : estimateTokens(JSON.stringify(output.schema)))
  );
}

/** Names the row whose request its provider cannot be told. */
function refuseUntold(encode: () => unknown, row: Row): void {
  try {
    encode();
  } catch (error) {
    if (!isTouchstoneError(error)) throw error;
    throw new TouchstoneError(error.code, `Row ${row.id}: ${error.message}`, {
      ...error.place,
      ...(error.hint === null ? {} : { hint: error.hint }),
      cause: error,
    });
  }
}

function refuseErrors(diagnostics: readonly Diagnostic[], row: Row): void {
  const error = diagnostics.find((diagnostic) => diagnostic.severity === "error");
  if (error === undefined) return;
  const { file, line, column, hint, message } = error;
  throw new TouchstoneError("document/invalid", `Row ${row.id}: ${message}`, { file, line, column, ...(hint === null ? {} : { hint }) });
}

interface Bill {
  add(kind: CallKind, model: ModelConfig, bound: TokenBound): void;
  warn(message: string): void;
  /** Warns where the bound rests on an assumption. */
  warnOfLength(model: ModelConfig): void;
  total(): Omit<Estimate, "calls">;
}

function createBill(batch: BatchMode | null): Bill {
  const warnings = new Set<string>();
  const unpriced = new Set<string>();
  const tokens = { input: 0, outputMax: 0 };
  let usd = 0;
  return {
    add(kind, model, bound) {
      tokens.input += bound.input;
      tokens.outputMax += bound.outputMax;
      const cost = worstUsd(model, bound, isInBatches(kind, batch));
      if (cost === null) unpriced.add(`${model.provider}/${model.model}`);
      else usd += cost;
    },
    warn: (message) => void warnings.add(message),
    warnOfLength(model) {
      if (knownLongestAnswer(model) === null)
        warnings.add(`${model.provider}/${model.model} sets no max_tokens; the worst case assumes ${assumedMaximum} tokens an answer.`);
    },
    total() {
      const missing = [...unpriced].map(
        (name) => `The price of ${name} is unknown, so its cost is too; give its model config a \`price:\`.`,
      );
      return { tokens, costUsd: unpriced.size > 0 ? null : usd, unpriced: [...unpriced], warnings: [...warnings, ...missing] };
    },
  };
}
