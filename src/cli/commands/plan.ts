// `touchstone plan <experiment>`: what a run would do and cost at most; calls nobody.
import { planRun } from "../../core/engine/plan.ts";
import { escapeLine } from "../../core/report/escape.ts";
import { formatCount } from "../../core/report/figures.ts";
import { exitCodes } from "../exit-code.ts";
import { loadSetup } from "../load.ts";
import { planJson, planLines } from "../plan-text.ts";
import { readEndpoints } from "../run-host.ts";
import { readRunOptions, type RunFlags } from "../run-options.ts";
import type { Terminal } from "../terminal.ts";

export interface PlanFlags extends RunFlags {
  readonly endpoint: readonly string[];
  readonly json: boolean;
}

export async function plan(terminal: Terminal, target: string, flags: PlanFlags): Promise<number> {
  const { project, setup, warnings } = await loadSetup(terminal, target);
  const planned = planRun(setup, await readRunOptions(flags, project.storage, setup.path), readEndpoints(terminal, flags.endpoint));
  const all = [...warnings, ...planned.warnings];
  if (flags.json) terminal.printJson(planJson(planned, all));
  else {
    const tokens = `About ${formatCount(planned.tokens.input)} input tokens and at most ${formatCount(planned.tokens.outputMax)} output tokens (estimates).`;
    terminal.print(...[...planLines(planned), tokens, ...all.map((warning) => `! ${warning}`)].map(escapeLine));
  }
  return exitCodes.ok;
}
