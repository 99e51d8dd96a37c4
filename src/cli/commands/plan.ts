// `touchstone plan <experiment>`: what a run would do and cost at most; calls nobody.
import { countCached } from "../../core/engine/planning/count-cached.ts";
import { forecastPlan } from "../../core/engine/gating/forecast-plan.ts";
import { planRun, type Plan } from "../../core/engine/planning/plan.ts";
import type { Endpoints } from "../../core/engine/planning/destinations.ts";
import type { Storage } from "../../core/base/ports.ts";
import { openAnswerReader } from "../../core/store/response-cache.ts";
import { systemClock } from "../../node/system-clock.ts";
import { escapeLine } from "../../core/report/escape.ts";
import { formatCount } from "../../core/report/figures.ts";
import { exitCodes } from "../exit-code.ts";
import { loadSetup } from "../load.ts";
import { planJson, planLines, powerLines } from "../plan-text.ts";
import { readEndpoints } from "../run-host.ts";
import { readRunOptions, type RunFlags } from "../run-options.ts";
import type { Terminal } from "../terminal.ts";

export interface PlanFlags extends RunFlags {
  readonly endpoint: readonly string[];
  readonly json: boolean;
}

export async function plan(terminal: Terminal, target: string, flags: PlanFlags): Promise<number> {
  const { project, setup, warnings } = await loadSetup(terminal, target);
  const endpoints = readEndpoints(terminal, flags.endpoint);
  const options = await readRunOptions(flags, project, setup.path);
  const planned = await lookUpAnswers(planRun(setup, options, endpoints), project.storage, endpoints);
  const all = [...warnings, ...planned.warnings];
  if (flags.json) terminal.printJson(planJson(planned, all));
  else {
    const tokens = `About ${formatCount(planned.tokens.input)} input tokens and at most ${formatCount(planned.tokens.outputMax)} output tokens (estimates).`;
    const forecast = forecastPlan(planned).map(({ sentence }) => sentence);
    const lines = [...planLines(planned), ...powerLines(planned), tokens, ...forecast, ...all.map((warning) => `! ${warning}`)];
    terminal.print(...lines.map(escapeLine));
  }
  return exitCodes.ok;
}

/** The plan without the calls that the cache would answer if it were run now. */
export function lookUpAnswers(plan: Plan, storage: Storage, endpoints: Endpoints): Promise<Plan> {
  const { isFresh } = plan.options;
  const before = new Date(systemClock.now()).toISOString();
  // A cache that cannot be read answers nothing; the run says so.
  return countCached(
    plan,
    openAnswerReader({ storage, before, runId: null, isFresh }, () => undefined),
    endpoints,
  );
}
