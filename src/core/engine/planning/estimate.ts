// What a run will cost at most: every request rendered once, its tokens estimated, the longest answers assumed.
import { isTouchstoneError, TouchstoneError } from "../../base/errors.ts";
import type { Row } from "../../domain/collection.ts";
import { isAskedAlone, isPairwise, type Criterion, type CriterionSet } from "../../domain/criterion-set.ts";
import type { Diagnostic } from "../../domain/diagnostic.ts";
import type { Message } from "../../domain/message.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import type { BatchMode } from "../../domain/run-manifest.ts";
import type { Arm, Rating, Setup } from "../../documents/setup.ts";
import { estimateTokens } from "../../providers/estimate-tokens.ts";
import { boundBatchFactorOf, boundPriceOf } from "../../providers/pricing.ts";
import { askedCriterion, unfilledCriterion, type AskedCriterion } from "../../scorers/asked-criterion.ts";
import { judgeMessages, judgeOutput } from "../../scorers/judge-request.ts";
import { pairwiseMessages } from "../../scorers/pairwise-request.ts";
import { encodePair } from "./embedding-calls.ts";
import { fillOptions } from "../../scorers/fill-options.ts";
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
  const questions = setup.criteria.criteria.filter(isAskedAlone);
  const judgeCalls = judgeCallsPerResponse(setup, rating);
  if (setup.judge !== null && judgeCalls > 0) {
    const { model: judge } = setup.judge;
    const perRow = rows.map((row) => {
      const messages = longestRatingMessages(setup.criteria, row, rating.mode);
      providerOf(judge).encode({ config: { ...judge, output: judgeOutput(questions.map(unfilledCriterion), rating.mode) }, messages });
      return countTokens(messages);
    });
    const prompt = perRow.reduce((sum, tokens) => sum + tokens, 0) * arms.length * epochs * judgeCalls;
    const perArm = arms.map((arm) => rows.reduce((sum, row) => sum + responseBound(arm, row), 0));
    const responses = perArm.reduce((sum, tokens) => sum + tokens, 0) * epochs * judgeCalls;
    bill.warnOfLength(judge);
    bill.add("rating", judge, { input: prompt + responses, outputMax: longestAnswer(judge) * samples * judgeCalls });
  }
  const pairwise = setup.criteria.criteria.filter(isPairwise);
  const [baseline, ...variants] = arms;
  if (setup.judge !== null && baseline !== undefined)
    for (const criterion of pairwise)
      for (const arm of variants)
        for (const row of rows) {
          const { input, outputMax } = pairwiseBound(setup, criterion, { baseline, arm, row }, rating.mode);
          bill.add("rating", setup.judge.model, { input: input * epochs, outputMax: outputMax * epochs });
        }
  if (setup.judge !== null && pairwise.length > 0 && variants.length > 0) bill.warnOfLength(setup.judge.model);
  const embedded = setup.criteria.criteria.filter(({ id }) => setup.embeddings?.has(id) === true);
  for (const criterion of embedded) {
    for (const arm of arms)
      for (const row of rows) {
        const { model, bound } = embeddingBound(setup, criterion, arm, row);
        bill.add("rating", model, { input: bound.input * epochs, outputMax: 0 });
      }
  }
  for (const [message, count] of absent) bill.warn(count === 1 ? message : `${message} (${count} rows)`);
  const calls = {
    generation: generating.length * rows.length * epochs,
    rating: samples * (judgeCalls + embedded.length) + variants.length * rows.length * epochs * pairwise.length,
  };
  return { calls, ...bill.total() };
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
  const prompt = countTokens(longestRatingMessages(criteria, row, mode));
  return { input: prompt + responseBound(arm, row), outputMax: judge === null ? 0 : longestAnswer(judge.model) };
}

/** Calls of the judge about each response by itself. */
export function judgeCallsPerResponse({ criteria }: Pick<Setup, "criteria">, { grouping }: Pick<Rating, "grouping">): number {
  const questions = criteria.criteria.filter(isAskedAlone).length;
  return grouping === "together" ? Math.min(1, questions) : questions;
}

/** What comparing one response of an arm with the baseline's adds to the estimate. */
export function pairwiseBound(
  { judge }: Pick<Setup, "judge">,
  criterion: Criterion,
  { baseline, arm, row }: { readonly baseline: Arm; readonly arm: Arm; readonly row: Row },
  mode: Rating["mode"],
): TokenBound {
  const none = { text: "" };
  const messages = pairwiseMessages({ criterion: filledQuestion(criterion, row), row: row.values, first: none, second: none, mode });
  const input = countTokens(messages) + responseBound(baseline, row) + responseBound(arm, row);
  return { input, outputMax: judge === null ? 0 : longestAnswer(judge.model) };
}

/** Most tokens of a response: those it has where it is there already. */
function responseBound(arm: Arm, row: Row): number {
  return arm.responseColumn === undefined ? longestAnswer(arm.model) : estimateTokens(importedText({ arm, row }) ?? "");
}

/** What one comparison by embeddings adds to the estimate, and by which model. Throws for a criterion that compares by none. */
export function embeddingBound(
  { embeddings }: Pick<Setup, "embeddings">,
  { id, options, scorer }: Criterion,
  arm: Arm,
  row: Row,
): { readonly model: ModelConfig; readonly bound: TokenBound } {
  const model = embeddings?.get(id)?.model;
  if (model === undefined) throw new Error(`The criterion ${id} compares by no embeddings.`);
  const filled = fillOptions(options, row.values, scorer);
  // A column that is empty is an error without a call; as written the text is long enough for a bound.
  const reference = String("options" in filled ? filled.options.value : options.value);
  const body = JSON.stringify(encodePair(model, "", reference).body);
  return { model, bound: { input: estimateTokens(body) + responseBound(arm, row), outputMax: 0 } };
}

/** What tokens cost at most; null without a price. */
export function worstUsd(model: ModelConfig, { input, outputMax }: TokenBound, isBatch: boolean): number | null {
  const price = boundPriceOf(model);
  if (price === "free") return 0;
  return price === null ? null : ((input * price.input + outputMax * price.output) / 1e6) * (isBatch ? boundBatchFactorOf(model) : 1);
}

/** All questions at once about the whole row; the response is counted apart. */
function longestRatingMessages({ criteria, judgeVersion: version }: CriterionSet, row: Row, mode: Rating["mode"]): Message[] {
  const asked = criteria.filter(isAskedAlone).map((criterion) => filledQuestion(criterion, row));
  return judgeMessages({ criteria: asked, row: row.values, response: "", toolCalls: [], mode, version });
}

/** A question that cannot be filled is never asked; as written it is long enough for a bound. */
function filledQuestion(criterion: Criterion, row: Row): AskedCriterion {
  const filled = askedCriterion(criterion, row.values);
  return "asked" in filled ? filled.asked : unfilledCriterion(criterion);
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
