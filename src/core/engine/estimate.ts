// What a run will cost at most: every request rendered once, its tokens estimated, the longest answers assumed.
import { isTouchstoneError, TouchstoneError } from "../base/errors.ts";
import type { Row } from "../domain/collection.ts";
import type { Criterion } from "../domain/criterion-set.ts";
import type { Diagnostic } from "../domain/diagnostic.ts";
import type { Message } from "../domain/message.ts";
import type { ModelConfig } from "../domain/model-config.ts";
import type { Arm, Rating, Setup } from "../documents/setup.ts";
import { estimateTokens } from "../providers/estimate-tokens.ts";
import { priceOf } from "../providers/pricing.ts";
import { judgeMessages, judgeOutput } from "../scorers/judge-request.ts";
import { fillQuestion } from "../scorers/questions.ts";
import { providerOf } from "./destinations.ts";
import { renderSample } from "./render-sample.ts";

export interface EstimateInput {
  readonly setup: Setup;
  readonly arms: readonly Arm[];
  readonly rows: readonly Row[];
  readonly epochs: number;
  readonly rating: Rating;
}

export interface Estimate {
  readonly calls: { readonly generation: number; readonly rating: number };
  readonly tokens: { readonly input: number; readonly outputMax: number };
  readonly costUsd: number | null;
  /** `provider/model` of each model without a known price. */
  readonly unpriced: readonly string[];
  readonly warnings: readonly string[];
}

/** Assumed where a model config sets no `max_tokens`. */
const assumedMaximum = 4096;
const verdictTokens = { detailed: 120, fast: 30 };

/** Throws `document/invalid` with the first row for which a template cannot be rendered or a request cannot be told to its provider. */
export function estimateRun({ setup, arms, rows, epochs, rating }: EstimateInput): Estimate {
  const bill = createBill();
  const absent = new Map<string, number>();
  for (const arm of arms) {
    const maximum = longestAnswer(arm.model);
    if (maximum === null) {
      bill.warn(`${arm.model.provider}/${arm.model.model} sets no max_tokens; the worst case assumes ${assumedMaximum} tokens an answer.`);
    }
    for (const row of rows) {
      const { messages, diagnostics } = renderSample(arm, row);
      refuseErrors(diagnostics, row);
      for (const diagnostic of diagnostics) absent.set(diagnostic.message, (absent.get(diagnostic.message) ?? 0) + 1);
      refuseUntold(() => providerOf(arm.model).encode({ config: arm.model, messages }), row);
      bill.add(arm.model, countTokens(messages) * epochs, (maximum ?? assumedMaximum) * epochs);
    }
  }
  const samples = arms.length * rows.length * epochs;
  const questions = setup.criteria.criteria.filter((criterion) => criterion.scorer === "judge");
  const judgeCalls = questions.length === 0 ? 0 : rating.grouping === "together" ? 1 : questions.length;
  if (setup.judge !== null && judgeCalls > 0) {
    const { model: judge } = setup.judge;
    const perRow = rows.map((row) => {
      const criteria = questions.map((criterion) => ({ id: criterion.id, question: filledQuestion(criterion, row) }));
      const messages = judgeMessages({ criteria, row: row.values, response: "", toolCalls: [], mode: rating.mode, version: 1 });
      providerOf(judge).encode({ config: { ...judge, output: judgeOutput(questions.map((criterion) => criterion.id), rating.mode) }, messages });
      return countTokens(messages);
    });
    const prompt = perRow.reduce((sum, tokens) => sum + tokens, 0) * arms.length * epochs * judgeCalls;
    const responses = arms.reduce((sum, arm) => sum + (longestAnswer(arm.model) ?? assumedMaximum), 0) * rows.length * epochs * judgeCalls;
    const longest = judge.parameters.max_tokens ?? verdictTokens[rating.mode] * questions.length;
    bill.add(judge, prompt + responses, longest * samples * (rating.grouping === "together" ? 1 : judgeCalls));
  }
  for (const [message, count] of absent) bill.warn(count === 1 ? message : `${message} (${count} rows)`);
  return { calls: { generation: samples, rating: samples * judgeCalls }, ...bill.total() };
}

/** A question that cannot be filled is never asked; as written it is long enough for a bound. */
function filledQuestion(criterion: Criterion, row: Row): string {
  const written = String(criterion.options.question);
  const filled = fillQuestion(written, row.values);
  return "text" in filled ? filled.text : written;
}

function countTokens(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + message.content.reduce((inner, part) => inner + ("text" in part ? estimateTokens(part.text) : 0), 0), 0);
}

/** Null where nobody knows how long an answer may get. */
function longestAnswer(model: ModelConfig): number | null {
  return model.parameters.max_tokens ?? providerOf(model).longestAnswer?.(model) ?? null;
}

/** Names the row whose request its provider cannot be told. */
function refuseUntold(encode: () => unknown, row: Row): void {
  try {
    encode();
  } catch (error) {
    if (!isTouchstoneError(error)) throw error;
    throw new TouchstoneError(error.code, `Row ${row.id}: ${error.message}`, { ...error.place, ...(error.hint === null ? {} : { hint: error.hint }), cause: error });
  }
}

function refuseErrors(diagnostics: readonly Diagnostic[], row: Row): void {
  const error = diagnostics.find((diagnostic) => diagnostic.severity === "error");
  if (error === undefined) return;
  const { file, line, column, hint, message } = error;
  throw new TouchstoneError("document/invalid", `Row ${row.id}: ${message}`, { file, line, column, ...(hint === null ? {} : { hint }) });
}

interface Bill {
  add(model: ModelConfig, inputTokens: number, outputTokens: number): void;
  warn(message: string): void;
  total(): Omit<Estimate, "calls">;
}

function createBill(): Bill {
  const warnings = new Set<string>();
  const unpriced = new Set<string>();
  const tokens = { input: 0, outputMax: 0 };
  let usd = 0;
  return {
    add(model, inputTokens, outputTokens) {
      tokens.input += inputTokens;
      tokens.outputMax += outputTokens;
      const price = priceOf(model);
      if (price === "free") return;
      if (price === null) unpriced.add(`${model.provider}/${model.model}`);
      else usd += (inputTokens * price.input + outputTokens * price.output) / 1e6;
    },
    warn: (message) => void warnings.add(message),
    total() {
      const missing = [...unpriced].map((name) => `The price of ${name} is unknown, so its cost is too; give its model config a \`price:\`.`);
      return { tokens, costUsd: unpriced.size > 0 ? null : usd, unpriced: [...unpriced], warnings: [...warnings, ...missing] };
    },
  };
}
