// A plan to its run and to an exit code, for every command that starts one: answers looked up, said what it takes, run, figures printed and written.
import type { GitState } from "../../core/base/ports.ts";
import type { Endpoints } from "../../core/engine/planning/destinations.ts";
import type { Plan } from "../../core/engine/planning/plan.ts";
import { startRun } from "../../core/engine/running/start-run.ts";
import { escapeLine } from "../../core/report/escape.ts";
import type { ExporterDefinition } from "../../core/report/exporters/exporter.ts";
import { finishRun, labelledOutcome, type Ending } from "../finish-run.ts";
import { followRun } from "../follow-run.ts";
import { planLines } from "../plan-text.ts";
import type { Project } from "../project.ts";
import { prepareFolder, writeExports, type ExportFlags } from "../run-exports.ts";
import { createRunHost, type CodeFlag } from "../run-host.ts";
import type { Terminal } from "../terminal.ts";
import { lookUpAnswers, type PlanFlags } from "./plan.ts";

export interface RunCommandFlags extends PlanFlags, ExportFlags, CodeFlag {}

export interface RunMaking extends Pick<Ending, "isGate"> {
  readonly project: Project;
  readonly terminal: Terminal;
  readonly flags: RunCommandFlags;
  readonly endpoints: Endpoints;
  /** Asked before the plan was made: git takes several processes to answer. */
  readonly git: Promise<GitState | null>;
  /** The files that are wanted beside the figures. */
  readonly wanted: readonly ExporterDefinition[];
  /** What the documents are warned of. */
  readonly warnings: readonly string[];
  /** Said under the plan. */
  readonly notes: readonly string[];
}

/** The exit code. Nothing is sent where the folder for the files cannot be written. */
export async function makeRun(plan: Plan, making: RunMaking): Promise<number> {
  const { project, terminal, flags, endpoints, git, wanted, warnings, notes, isGate } = making;
  const planned = await lookUpAnswers(plan, project.storage, endpoints);
  const folder = wanted.length === 0 ? "" : await prepareFolder(terminal, flags);
  terminal.note(...planLines(planned), ...notes.map(escapeLine), "");
  const host = { ...createRunHost(project, terminal, endpoints, flags), git: () => git };
  const made = await followRun(terminal, { host, samples: planned.samples.length }, (watch) => startRun(planned, host, watch));
  const outcome = await labelledOutcome(made, project);
  const unwritten = await writeExports({ outcome, project, setup: planned.setup, home: terminal.home }, wanted, folder);
  return finishRun(outcome, project, terminal, {
    json: flags.json,
    warnings: [...warnings, ...planned.warnings, ...outcome.warnings],
    endpoint: flags.endpoint,
    unwritten,
    ...(isGate === undefined ? {} : { isGate }),
  });
}
