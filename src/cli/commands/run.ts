// `touchstone run <experiment>` and `touchstone aa <experiment>`: the arms of an experiment, or its baseline against itself.
import type { RunOptions } from "../../core/engine/planning/options.ts";
import { planRun } from "../../core/engine/planning/plan.ts";
import { gitState } from "../../node/git.ts";
import { loadSetup } from "../load.ts";
import { powerLines } from "../plan-text.ts";
import { wantedExports } from "../run-exports.ts";
import { readEndpoints } from "../run-host.ts";
import { readRunOptions } from "../run-options.ts";
import type { Terminal } from "../terminal.ts";
import { makeRun, type RunCommandFlags } from "./make-run.ts";

/** The baseline and the variants that are asked for. */
export function run(terminal: Terminal, target: string, flags: RunCommandFlags): Promise<number> {
  return planAndRun(terminal, target, flags, "run");
}

/** The baseline against itself: how far its figures move when nothing is changed. */
export function aa(terminal: Terminal, target: string, flags: RunCommandFlags): Promise<number> {
  return planAndRun(terminal, target, flags, "aa");
}

async function planAndRun(terminal: Terminal, target: string, flags: RunCommandFlags, purpose: RunOptions["purpose"]): Promise<number> {
  const wanted = wantedExports(flags);
  const { project, setup, warnings } = await loadSetup(terminal, target);
  const git = gitState(project.root);
  const endpoints = readEndpoints(terminal, flags.endpoint);
  const plan = planRun(setup, { ...(await readRunOptions(flags, project, setup.path)), purpose }, endpoints);
  return makeRun(plan, { project, terminal, flags, endpoints, git, wanted, warnings, notes: powerLines(plan) });
}
