// Why a run has no final figures yet: one sentence, what is kept, what going on costs, and the one thing to do first.
import type { LabelledAction } from "../../../protocol/actions.ts";
import type { StateCard } from "../../../protocol/summary-plane.ts";
import type { ArmFigures } from "../../comparison/arm-figures.ts";
import { count } from "../../comparison/sentence.ts";
import { waitingWarnings } from "../../comparison/run-warnings.ts";
import { samplesPerArm } from "../../comparison/summarize-run.ts";
import { openBatches } from "../../domain/batch-record.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { isAnswered, unansweredCalls, type RunRecord } from "../../domain/run-record.ts";
import { knownSpentUsd, spentUsd } from "../../domain/run-spend.ts";
import { formatCount, formatDuration, formatUsdShort } from "../figures.ts";
import type { RunStatus } from "../run-result.ts";
import { paceText, runPace } from "./run-pace.ts";
import { preview } from "./text-limits.ts";

export interface CardInput {
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  readonly status: RunStatus;
  readonly now: number;
  /** Samples that have ended, of all arms. */
  readonly ended: number;
  /** The arms that are looked at. */
  readonly arms: readonly ArmFigures[];
  /** What the pairs so far came to; null without a variant or pairs. */
  readonly conclusion: string | null;
}

const longestReason = 300;

/** Null for a run that is done. */
export function stateCard(input: CardInput): StateCard | null {
  if (input.status === "done") return null;
  if (input.status !== "running") return stoppedCard(input, input.status);
  return input.record.isWaiting ? waitingCard(input) : runningCard(input);
}

const cancel: LabelledAction = { label: "Cancel", action: { kind: "command", command: "cancel" } };

/** The run waits until it can go on, and finds that out by itself. */
function waitingCard(input: CardInput): StateCard {
  const { manifest, record, ended } = input;
  const place = record.stopCause === "unreachable" ? `${destination(manifest)} cannot be reached` : "too many calls fail";
  return {
    icon: "warning",
    sentence: `Paused at ${formatCount(ended)} of ${count(manifest.samples, "sample")}: ${place}.`,
    explanation: [...whyItStopped(input, "paused"), "One call is tried now and then, and the run goes on as soon as one is answered."].join(
      " ",
    ),
    actions: [cancel, showRows("Show Rows")],
    facts: [],
  };
}

function runningCard({ manifest, record, now, ended, arms }: CardInput): StateCard {
  const { samples, limits } = manifest;
  const pace = runPace(record, samples - ended, now);
  const left = pace === null || ended >= samples ? "" : `, ${formatDuration(pace.leftMs)} left`;
  const usd = spentUsd(record);
  const cap = limits.maxCostUsd === null ? "" : ` of at most ${formatUsdShort(limits.maxCostUsd)}`;
  const spent = usd === null ? "What is spent is unknown." : `${formatUsdShort(usd)}${cap} spent.`;
  const waiting = openBatches(record.batches).reduce((sum, { starts }) => sum + starts.length, 0);
  const rest = [
    ...(waiting === 0 ? [] : [`Waiting for the provider: ${count(waiting, "request")} in a batch, answered within 24 h`]),
    ...(pace === null ? [] : [paceText(pace)]),
    ...(waiting === 0 ? [`${formatCount(record.open.size)} in flight`] : []),
    `${formatCount(record.calls.retried)} retried`,
  ];
  const rows = `the planned ${count(samplesPerArm(manifest) / manifest.epochs, "row")} are complete`;
  return {
    icon: "sync",
    sentence: `${formatCount(ended)} of ${count(samples, "sample")}${left}.`,
    explanation: `${spent} ${rest.join(", ")}.`,
    actions: [cancel, showRows("Show Rows")],
    facts: arms.length < 2 ? [] : [{ label: "Conclusion", value: `No verdict before ${rows}.` }],
  };
}

type StoppedStatus = Exclude<RunStatus, "done" | "running">;

const icons = { cancelled: "stop", paused: "warning", interrupted: "warning", incomplete: "error" } as const;

function stoppedCard(input: CardInput, status: StoppedStatus): StateCard {
  const { manifest, record, ended, conclusion } = input;
  const stop = record.stopCause;
  return {
    icon: stop === "auth" || stop === "no-key" || stop === "unreachable" ? "error" : icons[status],
    sentence: stoppedSentence(input, status),
    explanation: [...whyItStopped(input, status), keptText(input), ...waitingWarnings(record)].join(" "),
    actions: nextActions(record, ended),
    facts: [
      { label: "Spent", value: formatUsdShort(spentUsd(record)) },
      { label: "Resume", value: resumeCost(manifest, record, ended) },
      ...armFact(input.arms),
      ...(conclusion === null ? [] : [{ label: "Conclusion", value: conclusion }]),
    ],
  };
}

function stoppedSentence({ manifest, record: { stopCause: stop, stateReason }, ended }: CardInput, status: StoppedStatus): string {
  if (stop === "auth") return `Stopped: ${destination(manifest)} refused the key.`;
  if (stop === "no-key") return `Stopped: there is no key for ${destination(manifest)}.`;
  if (stop === "unreachable") return `Stopped: ${destination(manifest)} cannot be reached.`;
  const progress = `at ${formatCount(ended)} of ${count(manifest.samples, "sample")}`;
  if (stop === "budget") return `Stopped by a cap ${progress}.`;
  if (stop === "rate-limit") return `Paused by a rate limit ${progress}.`;
  if (stop === "failures") return `Paused by failures ${progress}.`;
  const words = { cancelled: "Cancelled by you", paused: "Paused", interrupted: "Interrupted", incomplete: "Stopped" } as const;
  // Any other reason than a person's own wish says itself why.
  const isOwnWish = status !== "cancelled" || stateReason === null || stateReason === status;
  return `${isOwnWish ? words[status] : "Cancelled"} ${progress}.`;
}

/** The host that the run's models are asked at; where they are several, the reason says which one it was. */
function destination({ models }: RunManifest): string {
  const [origin, ...others] = new Set(models.flatMap(({ origin }) => origin ?? []));
  return origin === undefined || others.length > 0 ? "the provider" : preview(origin.replace(/^https?:\/\//, ""), longestReason);
}

function whyItStopped({ record: { stateReason } }: CardInput, status: StoppedStatus): string[] {
  if (status === "interrupted") return ["The program that ran it ended before the run did."];
  if (stateReason === null || stateReason === status) return [];
  const reason = preview(stateReason.trim(), longestReason);
  // An address stays as it is written.
  const first = /^\w+:/.test(reason) ? reason.charAt(0) : reason.charAt(0).toUpperCase();
  return [`${first}${reason.slice(1)}${/[.!?…]$/.test(reason) ? "" : "."}`];
}

function keptText({ manifest, record, ended }: CardInput): string {
  const answers = [...record.samples.values()].filter(({ response }) => isAnswered(response)).length;
  const kept =
    answers === 0 ? "No response came." : answers === 1 ? "The one response is saved." : `All ${formatCount(answers)} responses are saved.`;
  const missing = manifest.samples - ended;
  const rest =
    missing <= 0
      ? "Resume only closes the run: nothing is missing."
      : `Resume runs the ${ended === 0 ? "" : "other "}${count(missing, "sample")}`;
  const open = unansweredCalls(record).length;
  const twice = open === 0 ? "" : `; ${count(open, "call")} that ${open === 1 ? "was" : "were"} in flight may be billed twice`;
  return `${kept} ${rest}${missing <= 0 ? "" : `${twice}.`}`;
}

const resume: LabelledAction = { label: "Resume", action: { kind: "command", command: "resume" } };

function nextActions(record: RunRecord, ended: number): LabelledAction[] {
  const show = ended === 0 ? [] : [showRows(`Show ${count(ended, "Sample")}`)];
  const log: LabelledAction = { label: "Show Log", action: { kind: "command", command: "show-log" } };
  switch (record.stopCause) {
    case "auth":
    case "no-key":
      return [{ label: "Set API Key…", action: { kind: "command", command: "set-api-key" } }, resume, log];
    case "unreachable": {
      const settings: LabelledAction = { label: "Open Endpoint Settings", action: { kind: "command", command: "open-endpoint-settings" } };
      // Where nobody ever answered the address is the likeliest mistake; where somebody did, the line.
      return hasAnswer(record) ? [resume, settings, log] : [settings, resume, log];
    }
    case "budget":
      return [{ label: "Open Settings", action: { kind: "command", command: "open-settings" } }, resume, ...show];
    case "failures":
      return [resume, ...show, log];
    case "rate-limit":
    case null:
      return [resume, ...show];
  }
}

function hasAnswer(record: RunRecord): boolean {
  return [...record.samples.values()].some(({ response }) => isAnswered(response));
}

function showRows(label: string): LabelledAction {
  return { label, action: { kind: "show-rows", chips: [] } };
}

/** From what a sample has cost so far; never more than the cap leaves. */
function resumeCost({ samples, limits: { maxCostUsd }, isSimulated }: RunManifest, record: RunRecord, ended: number): string {
  const spent = spentUsd(record);
  if (isSimulated || samples <= ended) return formatUsdShort(0);
  const left = maxCostUsd === null ? null : Math.max(0, maxCostUsd - knownSpentUsd(record));
  const about = spent === null || ended === 0 ? null : (spent / ended) * (samples - ended);
  if (left === null) return about === null ? "unknown" : `about ${formatUsdShort(about)} more`;
  const atMost = `at most ${formatUsdShort(left)}`;
  return about === null || about >= left ? `${atMost} more` : `about ${formatUsdShort(about)} more, ${atMost}`;
}

function armFact(arms: readonly ArmFigures[]): StateCard["facts"] {
  if (arms.every(({ samples }) => samples === 0)) return [];
  return [
    {
      label: arms.map(({ name }) => name).join(", "),
      value: arms.map(({ passed, samples }) => `${formatCount(passed)} of ${formatCount(samples)} passed`).join(", "),
    },
  ];
}
