// `touchstone gate <experiment>`: runs it, against an earlier commit if one is named, and decides its gates; the verdict is the exit code.
import { TouchstoneError } from "../../core/base/errors.ts";
import { hasErrors } from "../../core/domain/diagnostic.ts";
import type { BaseCommit } from "../../core/documents/load-against.ts";
import { planGate } from "../../core/engine/gating/plan-gate.ts";
import { gitState } from "../../node/git.ts";
import { openCommit } from "../../node/git-commit.ts";
import { diagnosticLines } from "../print-diagnostics.ts";
import { projectOf } from "../project.ts";
import { wantedExports } from "../run-exports.ts";
import { readEndpoints } from "../run-host.ts";
import { readRunOptions } from "../run-options.ts";
import type { Terminal } from "../terminal.ts";
import { makeRun, type RunCommandFlags } from "./make-run.ts";

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
  return makeRun(plan, { project, terminal, flags, endpoints, git, wanted, warnings, notes, isGate: true });
}
