// `touchstone judge-check <run>`: asks the judge of a stored run again, and says how steady it is and whether a response can talk it round.
import { makeJudgeCheck, type JudgeCheck } from "../../core/engine/judging/make-judge-check.ts";
import { planJudgeCheck, type JudgeCheckPlan } from "../../core/engine/judging/plan-judge-check.ts";
import { parseRowSelector } from "../../core/engine/planning/options.ts";
import { TouchstoneError } from "../../core/base/errors.ts";
import { escapeLine } from "../../core/report/escape.ts";
import { formatCount, formatUsd } from "../../core/report/figures.ts";
import { judgeCheckText } from "../../core/report/judge-check-text.ts";
import { canaryVersion } from "../../core/scorers/canaries.ts";
import { systemClock } from "../../node/system-clock.ts";
import { exitCodes } from "../exit-code.ts";
import { currentProject } from "../project.ts";
import { createRunHost, readEndpoints, readOrigins } from "../run-host.ts";
import { readLimits } from "../run-options.ts";
import type { Terminal } from "../terminal.ts";

export interface JudgeCheckFlags {
  readonly rows: string;
  readonly concurrency?: string;
  readonly maxCost?: string;
  readonly maxCalls?: string;
  readonly endpoint: readonly string[];
  readonly fresh: boolean;
  readonly json: boolean;
}

/** Exits 0 when every question was answered, else 3, or 130 when it was cancelled. */
export async function judgeCheck(terminal: Terminal, name: string, flags: JudgeCheckFlags): Promise<number> {
  const { rows: written, fresh: isFresh, endpoint } = flags;
  const rows = parseRowSelector(written);
  if (rows === null)
    throw new TouchstoneError("input/invalid", `--rows cannot be "${written}".`, { hint: "Give it sample:20, first:20 or id:a,b." });
  const project = await currentProject(terminal);
  const endpoints = readEndpoints(terminal, endpoint);
  const options = { ...readLimits(flags), rows, isFresh, acceptsOrigins: readOrigins(endpoint) };
  const planned = await planJudgeCheck(name, { options, endpoints, storage: project.storage, clock: systemClock });
  terminal.note(...planLines(planned), "");
  const host = createRunHost(project, terminal, endpoints);
  const check = await makeJudgeCheck(planned, host, { signal: terminal.signal }).finally(() => host.regex.close());
  const exitCode = exitCodeOf(check);
  if (flags.json) terminal.printJson(result(planned, check, exitCode));
  else
    terminal.print(
      ...[...judgeCheckText(check.figures, planned.manifest.collection.rows), ...check.warnings.map((warning) => `! ${warning}`)].map(
        escapeLine,
      ),
    );
  terminal.note(
    "",
    `${formatCount(check.calls.sent)} calls were sent for ${formatUsd(check.spentUsd)}. Run ${planned.manifest.runId} is as it was.`,
  );
  if (check.stop !== null)
    terminal.note(`The check ended early: ${check.stop.reason}. What was answered is kept: the same command asks only for the rest.`);
  return exitCode;
}

function planLines({ manifest, responses, calls, worstUsd, destination, source }: JudgeCheckPlan): string[] {
  const { provider, model, origin } = destination;
  const { maxCostUsd } = source.plan.limits;
  const cap = maxCostUsd === null ? "" : `, capped at ${formatUsd(maxCostUsd)}`;
  const fromCache = calls.cached === 0 ? "" : `, ${formatCount(calls.cached)} more from the cache`;
  return [
    `${formatCount(responses)} responses of run ${manifest.runId}: ${formatCount(calls.rating)} calls of its judge, ${formatCount(calls.canaries)} of them about texts that ask for a pass${fromCache}, at most ${formatUsd(worstUsd)}${cap}.`,
    `  ${formatCount(calls.rating)} calls to ${origin ?? "nobody (simulated)"} for ${provider}/${model}`,
  ];
}

function exitCodeOf({ stop, figures }: JudgeCheck): number {
  if (stop?.state === "cancelled") return exitCodes.cancelled;
  return stop === null && figures.all.errors + figures.canaries.errors === 0 ? exitCodes.ok : exitCodes.incomplete;
}

function result(
  { manifest, source, responses }: JudgeCheckPlan,
  { figures, calls, spentUsd, stop, warnings }: JudgeCheck,
  exitCode: number,
): object {
  const { judge } = manifest.criteria;
  return {
    run: manifest.runId,
    judge: { model: judge?.model, promptVersion: judge?.promptVersion, ...manifest.rating },
    rows: source.plan.rows.length,
    responses,
    criteria: figures.criteria,
    all: figures.all,
    canaries: { version: canaryVersion, ...figures.canaries },
    calls,
    spentUsd,
    status: stop?.state ?? "done",
    reason: stop?.reason ?? null,
    warnings,
    exitCode,
  };
}
