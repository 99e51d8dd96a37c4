// From "check against a commit" to its plan: by the function that the command line gates with, so that both decide alike.
import { planGate } from "../../core/engine/gating/plan-gate.ts";
import type { RunOptions } from "../../core/engine/planning/options.ts";
import { openCommit } from "../../node/git-commit.ts";
import type { RunRequest, RunTarget } from "./contract.ts";
import type { OpenProject } from "./open-project.ts";
import type { PreparedRun } from "./prepare-run.ts";

export type AgainstTarget = Extract<RunTarget, { kind: "against" }>;

/** Runs git, so only a trusted folder may ask. Throws what `openCommit` and `planGate` throw. */
export async function prepareGate(
  project: OpenProject,
  { path, ref }: AgainstTarget,
  { options, endpoints }: { readonly options: RunOptions; readonly endpoints: RunRequest["endpoints"] },
): Promise<PreparedRun> {
  const base = { ref, ...(await openCommit(project.root, ref)) };
  const input = { files: project.files, base, path, options, endpoints: new Map(Object.entries(endpoints)) };
  // The Problems view shows every finding; the first error is thrown.
  const { plan, warnings, notes } = await planGate(input, () => undefined);
  return { project, plan, notes: [], remarks: notes, warnings };
}
