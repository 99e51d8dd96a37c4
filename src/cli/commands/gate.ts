// `touchstone gate <experiment>`: runs it, against an earlier commit if one is named, and decides its gates; the verdict is the exit code.
import { TouchstoneError } from "../../core/base/errors.ts";
import { hasErrors } from "../../core/domain/diagnostic.ts";
import type { BaseCommit } from "../../core/documents/load-against.ts";
import { planGate } from "../../core/engine/gating/plan-gate.ts";
import { startRun } from "../../core/engine/running/start-run.ts";
import { escapeLine } from "../../core/report/escape.ts";
import { gitState } from "../../node/git.ts";
import { openCommit } from "../../node/git-commit.ts";
import { finishRun, labelledOutcome } from "../finish-run.ts";
import { followRun } from "../follow-run.ts";
import { planLines } from "../plan-text.ts";
import { diagnosticLines } from "../print-diagnostics.ts";
import { projectOf } from "../project.ts";
import { prepareFolder, wantedExports, writeExports } from "../run-exports.ts";
import { createRunHost, readEndpoints } from "../run-host.ts";
import { readRunOptions } from "../run-options.ts";
import type { Terminal } from "../terminal.ts";
import { lookUpAnswers } from "./plan.ts";
import type { RunCommandFlags } from "./run.ts";

export interface GateFlags extends RunCommandFlags {
  readonly base?: string;
}

export async function gate(terminal: Terminal, target: string, flags: GateFlags): Promise<number> {
  const wanted = wantedExports(flags);
  const { project, path } = await projectOf(terminal, target);
  if (path === "")
    throw new TouchstoneError("input/invalid", `"${target}" is a folder, not an experiment.`, {
      hint: "Name a file; `touchstone list experiments` shows them.",
    });
  if (flags.base !== undefined && flags.variant !== undefined)
    throw new TouchstoneError("input/invalid", "With --base the baseline alone is compared, and no variant is run.", {
      hint: "Leave --variant out.",
    });
  const git = gitState(project.root);
  const base: BaseCommit | null = flags.base === undefined ? null : { ref: flags.base, ...(await openCommit(project.root, flags.base)) };
  const endpoints = readEndpoints(terminal, flags.endpoint);
  const options = await readRunOptions(flags, project, path);
  const { plan, warnings, notes } = await planGate({ files: project.files, base, path, options, endpoints }, (found) => {
    const errors = found.filter((diagnostic) => hasErrors([diagnostic]));
    if (errors.length > 1) terminal.note(...diagnosticLines(errors, (_, text) => text));
  });
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
    isGate: true,
  });
}
