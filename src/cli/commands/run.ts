// `touchstone run <experiment>` and `touchstone aa <experiment>`: plans, says so, runs, and prints the figures.
import type { RunOptions } from "../../core/engine/planning/options.ts";
import { planRun } from "../../core/engine/planning/plan.ts";
import { startRun } from "../../core/engine/running/start-run.ts";
import { gitState } from "../../node/git.ts";
import { finishRun, labelledOutcome } from "../finish-run.ts";
import { loadSetup } from "../load.ts";
import { planLines, powerLines } from "../plan-text.ts";
import { followRun } from "../follow-run.ts";
import { prepareFolder, wantedExports, writeExports, type ExportFlags } from "../run-exports.ts";
import { createRunHost, readEndpoints, type CodeFlag } from "../run-host.ts";
import { readRunOptions } from "../run-options.ts";
import type { Terminal } from "../terminal.ts";
import { lookUpAnswers, type PlanFlags } from "./plan.ts";

export interface RunCommandFlags extends PlanFlags, ExportFlags, CodeFlag {}

/** The baseline and the variants that are asked for. */
export function run(terminal: Terminal, target: string, flags: RunCommandFlags): Promise<number> {
  return makeRun(terminal, target, flags, "run");
}

/** The baseline against itself: how far its figures move when nothing is changed. */
export function aa(terminal: Terminal, target: string, flags: RunCommandFlags): Promise<number> {
  return makeRun(terminal, target, flags, "aa");
}

async function makeRun(terminal: Terminal, target: string, flags: RunCommandFlags, purpose: RunOptions["purpose"]): Promise<number> {
  const wanted = wantedExports(flags);
  const { project, setup, warnings } = await loadSetup(terminal, target);
  // Git takes several processes to answer; meanwhile the plan is made.
  const git = gitState(project.root);
  const endpoints = readEndpoints(terminal, flags.endpoint);
  const options = { ...(await readRunOptions(flags, project, setup.path)), purpose };
  const planned = await lookUpAnswers(planRun(setup, options, endpoints), project.storage, endpoints);
  const folder = wanted.length === 0 ? "" : await prepareFolder(terminal, flags);
  terminal.note(...planLines(planned), ...powerLines(planned), "");
  const host = { ...createRunHost(project, terminal, endpoints, flags), git: () => git };
  const made = await followRun(terminal, { host, samples: planned.samples.length }, (watch) => startRun(planned, host, watch));
  const outcome = await labelledOutcome(made, project);
  const unwritten = await writeExports({ outcome, project, setup: planned.setup, home: terminal.home }, wanted, folder);
  return finishRun(outcome, project, terminal, {
    json: flags.json,
    warnings: [...warnings, ...planned.warnings, ...outcome.warnings],
    endpoint: flags.endpoint,
    unwritten,
  });
}
