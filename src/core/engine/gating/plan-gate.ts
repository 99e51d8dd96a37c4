// A gate before its first call: the experiment, alone or against a commit, as a plan that can decide its gates, or the reason why none can. Every door begins a gate here.
import { isTouchstoneError, TouchstoneError } from "../../base/errors.ts";
import type { Files } from "../../base/ports.ts";
import { count } from "../../comparison/sentence.ts";
import { hasErrors, type Diagnostic } from "../../domain/diagnostic.ts";
import { isOfBase, withoutBase } from "../../documents/base-files.ts";
import { loadAgainstCommit, type BaseCommit } from "../../documents/load-against.ts";
import { loadExperiment } from "../../documents/load-experiment.ts";
import type { Setup } from "../../documents/setup.ts";
import { isAboutVariantAlone } from "../../gates/unchanged.ts";
import { providerOf, type Endpoints } from "../planning/destinations.ts";
import type { RunOptions } from "../planning/options.ts";
import { forecastPlan } from "./forecast-plan.ts";
import type { Plan } from "../planning/plan.ts";
import { planSetup } from "../planning/plan-against.ts";

export interface GateInput {
  /** The project as it stands. */
  readonly files: Files;
  /** What it is compared with; null gates each variant against the baseline. */
  readonly base: BaseCommit | null;
  /** The experiment. */
  readonly path: string;
  readonly options: RunOptions;
  readonly endpoints: Endpoints;
}

export interface PlannedGate {
  readonly plan: Plan;
  /** Of the documents and of what these gates cannot tell. */
  readonly warnings: readonly string[];
  /** What is to be known before it begins: what it is compared with, what its rules can tell, and what is asked anew. */
  readonly notes: readonly string[];
}

/**
 * Calls nobody. `onFindings` hears of every finding in the documents. Throws `document/invalid` and `document/missing` for documents that
 * cannot be read in either state, and `input/invalid` where no gate could be decided or nothing caps what deciding it may cost.
 */
export async function planGate(input: GateInput, onFindings: (found: readonly Diagnostic[]) => void): Promise<PlannedGate> {
  const { files, base, path, options, endpoints } = input;
  refusePartial(options);
  const { value: setup, diagnostics } = base === null ? await loadExperiment(files, path) : await loadAgainstCommit(files, base, path);
  onFindings(diagnostics);
  if (setup === null || hasErrors(diagnostics)) throw firstError(diagnostics);
  refuseUndecidable(setup);
  const timed = setup.gates.some(({ metric }) => metric?.startsWith("latency") === true);
  const plan = planAt({ setup, options: { ...options, isGate: true, isFresh: options.isFresh || timed }, endpoints }, base?.ref ?? "");
  refuseUncapped(plan);
  const warnings = [...diagnostics.map(({ file, line, message }) => `${file}:${line}: ${message}`), ...loneWarnings(setup)];
  return { plan, warnings, notes: notesOf(plan, timed && !options.isFresh) };
}

interface PlanningGate {
  readonly setup: Setup;
  readonly options: RunOptions;
  readonly endpoints: Endpoints;
}

/** What cannot be sent for the base says at which commit that is so. */
function planAt({ setup, options, endpoints }: PlanningGate, ref: string): Plan {
  try {
    return planSetup(setup, options, endpoints);
  } catch (error) {
    if (!isTouchstoneError(error) || error.place.file === undefined || !isOfBase(error.place.file)) throw error;
    const { code, message, hint, place } = error;
    throw new TouchstoneError(code, `At ${ref}: ${message}`, {
      ...place,
      file: withoutBase(place.file ?? ""),
      ...(hint === null ? {} : { hint }),
      cause: error,
    });
  }
}

function refusePartial({ rows, filter, shard, batch }: RunOptions): void {
  if (rows !== null || filter !== null || shard !== null)
    throw new TouchstoneError("input/invalid", "A gate is decided by all rows of its experiment, never by some of them.", {
      hint: "Leave --rows, --filter and --shard out; the experiment's own `rows:` says which rows there are.",
    });
  if (batch !== null)
    throw new TouchstoneError("input/invalid", "A gate is not decided in batches: its answers would come tomorrow.", {
      hint: "Leave --batch out.",
    });
}

function refuseUndecidable({ path, gates, against, arms, judge }: Setup): void {
  if (gates.length === 0)
    throw new TouchstoneError("input/invalid", `${path} has no gates, so nothing can be decided.`, {
      file: path,
      hint: path.endsWith(".prompt")
        ? "Write an experiment that names this template, with `gates: [{metric: pass_rate, no_worse_than: 0.05}]`."
        : "Add `gates: [{metric: pass_rate, no_worse_than: 0.05}]` to it.",
    });
  if (against === undefined && arms.length === 1 && !gates.some(isAboutVariantAlone))
    throw new TouchstoneError("input/invalid", `${path} has no variants, so its gates have nothing to compare the baseline with.`, {
      file: path,
      hint: "Name a commit to compare it with, such as --base main, or add a variant.",
    });
  const models = [...arms.map(({ model }) => model), ...(judge === null ? [] : [judge.model])];
  const ofEditor = models.find(({ provider }) => provider === "vscode");
  if (ofEditor !== undefined)
    throw new TouchstoneError(
      "input/invalid",
      `${ofEditor.provider}/${ofEditor.model} answers in an editor only, and a gate must come out alike everywhere.`,
      {
        file: path,
        hint: "Name a model of a provider with an API.",
      },
    );
}

function notesOf(plan: Plan, isTimed: boolean): string[] {
  const { against } = plan.setup;
  const requests = count(plan.rows.length * plan.epochs, "request");
  const compared =
    against === undefined
      ? []
      : [`Against ${against.ref} (${against.commit.slice(0, 12)}): ${against.identicalRequests} of ${requests} are identical.`];
  if (plan.samples.length === 0) return compared;
  const timed = isTimed ? ["A rule about latency needs answers that are timed now: nothing is taken from the cache, in any arm."] : [];
  return [...compared, ...forecastPlan(plan).map(({ sentence }) => sentence), ...timed];
}

function loneWarnings({ path, against, arms, gates }: Setup): string[] {
  if (against !== undefined || arms.length > 1) return [];
  const open = gates.filter((gate) => !isAboutVariantAlone(gate)).length;
  const rest =
    open === 0 ? "" : ` ${open === 1 ? "One of its gates compares and stays" : `${open} of its gates compare and stay`} inconclusive.`;
  return [`${path} has no variants, so nothing is compared: name a commit with --base for that.${rest}`];
}

/** Of the gate alone: who runs it is not there to stop it. */
function refuseUncapped({ limits, isSimulated, samples, setup, arms }: Plan): void {
  if (limits.maxCostUsd !== null || limits.maxCalls !== null || isSimulated || samples.length === 0) return;
  const paid = arms.map(({ model }) => model).find((model) => providerOf(model).endpoint !== null) ?? setup.judge?.model;
  throw new TouchstoneError(
    "input/invalid",
    `Nothing caps what this gate may spend${paid === undefined ? "" : ` at ${paid.provider}/${paid.model}`}.`,
    {
      file: setup.path,
      hint: "Give it --max-cost or --max-calls, or set `defaults: {max_cost_usd: …}` in touchstone.yaml.",
    },
  );
}

function firstError(diagnostics: readonly Diagnostic[]): TouchstoneError {
  const found = diagnostics.find(({ severity }) => severity === "error");
  if (found === undefined)
    return new TouchstoneError("document/invalid", "This experiment cannot be read.", { hint: "Run `touchstone check`." });
  const { file, line, column, hint, message, code } = found;
  const kind = code === "file/missing" ? "document/missing" : "document/invalid";
  return new TouchstoneError(kind, message, { file, line, column, ...(hint === null ? {} : { hint }) });
}
