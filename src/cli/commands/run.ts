// `touchstone run <experiment>`: plans, says so, runs, and prints the figures.
import { planRun } from "../../core/engine/plan.ts";
import { startRun } from "../../core/engine/run-experiment.ts";
import { finishRun } from "../finish-run.ts";
import { loadSetup } from "../load.ts";
import { planLines } from "../plan-text.ts";
import { createProgress } from "../progress.ts";
import { createRunHost, readEndpoints } from "../run-host.ts";
import { readRunOptions } from "../run-options.ts";
import type { Terminal } from "../terminal.ts";
import type { PlanFlags } from "./plan.ts";

export async function run(terminal: Terminal, target: string, flags: PlanFlags): Promise<number> {
  const { project, setup, warnings } = await loadSetup(terminal, target);
  const endpoints = readEndpoints(terminal, flags.endpoint);
  const planned = planRun(setup, await readRunOptions(flags, project.storage, setup.path), endpoints);
  terminal.note(...planLines(planned));
  const host = createRunHost(project, terminal, endpoints);
  const progress = await createProgress(terminal, planned.samples.length);
  try {
    const outcome = await startRun(planned, host, { signal: terminal.signal, onEvent: (_, record) => progress.update(record) });
    progress.stop();
    return finishRun(outcome, project, terminal, flags.json, [...warnings, ...planned.warnings]);
  } finally {
    progress.stop();
    await host.regex.close();
  }
}
