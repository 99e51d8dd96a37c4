// `rerate`: a new run that takes the responses of a stored one and rates them by the criteria as they stand in the working files.
import { TouchstoneError } from "../../base/errors.ts";
import type { Clock, Files, Storage } from "../../base/ports.ts";
import type { Diagnostic } from "../../domain/diagnostic.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { isAnswered } from "../../domain/run-record.ts";
import { noTexts } from "../../domain/run-texts.ts";
import { reratedSetup } from "../../documents/rerated-setup.ts";
import { pinnedFiles } from "../../store/objects.ts";
import { openAnswerReader } from "../../store/response-cache.ts";
import { findRunId, readRun, refuseNewer } from "../../store/run-store.ts";
import { isoTime } from "../calling/call-events.ts";
import { countRest } from "../planning/count-rest.ts";
import type { Endpoints } from "../planning/destinations.ts";
import { optionsOf } from "../planning/manifest.ts";
import type { RunOptions } from "../planning/options.ts";
import type { Plan } from "../planning/plan.ts";
import { planSetup } from "../planning/plan-against.ts";
import { loadPinned, planSame } from "../planning/stored-plan.ts";
import { copyResponses, withCopies } from "./copied-responses.ts";
import type { RunHost } from "./run-host.ts";
import { startRun, type ResponseSource } from "./start-run.ts";
import type { RunOutcome, RunWatch } from "./write-run.ts";

/** What whoever rates again may choose; the rest is that of the run. The judge is asked live, whatever the run did. */
export type RerateOptions = Pick<RunOptions, "concurrency" | "maxCostUsd" | "maxCalls" | "isFresh" | "ratingMode">;

export interface RerateInput {
  readonly options: RerateOptions;
  /** The project as it stands. */
  readonly files: Files;
  readonly endpoints: Endpoints;
  readonly storage: Storage;
  readonly clock: Clock;
}

export interface Rerate extends ResponseSource {
  /** Every sample of the run that is rated again, for the new one's manifest. */
  readonly plan: Plan;
  /** Of the working files. */
  readonly warnings: readonly string[];
}

/** What rating a run again would ask, and of whom; sends nothing. Throws `run/invalid` for a run that has no response to rate, and `document/invalid` for criteria that do not fit it. */
export async function planRerate(name: string, { options, files, endpoints, storage, clock }: RerateInput): Promise<Rerate> {
  const runId = await findRunId(storage, name);
  const stored = await readRun(storage, runId);
  refuseNewer(stored);
  const { manifest: parent, record } = stored;
  const pinned = pinnedFiles(storage, parent.files);
  const { value: setup, diagnostics } = await reratedSetup(await loadPinned(parent, pinned), { pinned, rating: files });
  if (setup === null) throw firstError(diagnostics, parent);
  // What is run again for a gate would have to be generated.
  const { isGate: _, ...own } = optionsOf(parent);
  const whole = planSame(parent, planSetup(setup, { ...own, ...options, batch: null, isRerate: true }, endpoints));
  const none = { samples: new Map() };
  const copies = copyResponses(whole, { storage, runId, record }, none, clock);
  const { length } = copies.samples;
  refuseMissing(parent, whole, length);
  const errors = copies.samples.filter(({ response }) => !isAnswered(response)).length;
  refuseNoAnswer(parent, length, errors);
  const cache = openAnswerReader({ storage, before: isoTime(clock), runId: null, isFresh: options.isFresh }, () => undefined);
  const rest = await countRest(whole, { ...withCopies({ record: none, texts: noTexts }, copies), cache, endpoints });
  return {
    plan: whole,
    rest,
    parent,
    copies,
    warnings: [...textsOf(diagnostics), ...errorWarnings(parent, errors)],
  };
}

/** Begins the run that was planned. */
export function startRerate({ plan, ...source }: Rerate, host: RunHost, watch: RunWatch): Promise<RunOutcome> {
  return startRun(plan, host, watch, source);
}

function refuseMissing({ runId, samples }: RunManifest, plan: Plan, responses: number): void {
  const missing = plan.samples.length - responses;
  if (missing === 0) return;
  throw new TouchstoneError("run/invalid", `Run ${runId} is unfinished: ${missing} of ${samples} samples have no response to be rated.`, {
    hint: `Finish it first: touchstone resume ${runId}`,
  });
}

function refuseNoAnswer({ runId }: RunManifest, responses: number, errors: number): void {
  if (errors < responses) return;
  throw new TouchstoneError("run/invalid", `No response of run ${runId} can be rated: all of them ended in an error.`, {
    hint: `Try them again first: touchstone retry ${runId}`,
  });
}

/** An error is no response that could be rated, and it stays in the figures. */
function errorWarnings({ runId, samples }: RunManifest, errors: number): string[] {
  if (errors === 0) return [];
  return [
    `${errors} of ${samples} responses of run ${runId} ended in an error and stay so: \`touchstone retry ${runId}\` tries them again.`,
  ];
}

function firstError(diagnostics: readonly Diagnostic[], { runId }: RunManifest): TouchstoneError {
  const first = diagnostics.find(({ severity }) => severity === "error");
  if (first === undefined)
    return new TouchstoneError("document/invalid", `Run ${runId} cannot be rated by the files as they are.`, {
      hint: "Run `touchstone check`.",
    });
  const { file, line, column, message, hint, code } = first;
  return new TouchstoneError(
    code === "file/missing" ? "document/missing" : "document/invalid",
    `Run ${runId} cannot be rated again: ${message}`,
    {
      file,
      line,
      column,
      ...(hint === null ? {} : { hint }),
    },
  );
}

function textsOf(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}
