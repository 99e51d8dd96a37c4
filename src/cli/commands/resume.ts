// `touchstone resume <run>`: finishes what is missing, from the inputs the run pinned.
import { hashBytes } from "../../core/base/hash.ts";
import { resumeRun } from "../../core/engine/run-experiment.ts";
import { findRunId, readManifest } from "../../core/store/run-store.ts";
import { finishRun } from "../finish-run.ts";
import { createProgress } from "../progress.ts";
import { currentProject, type Project } from "../project.ts";
import { createRunHost, readEndpoints } from "../run-host.ts";
import { readLimits } from "../run-options.ts";
import type { Terminal } from "../terminal.ts";
import type { PlanFlags } from "./plan.ts";

export async function resume(terminal: Terminal, name: string, flags: PlanFlags): Promise<number> {
  const project = await currentProject(terminal);
  const runId = await findRunId(project.storage, name);
  const { manifest } = await readManifest(project.storage, runId);
  const warnings = await changedFiles(project, manifest.files);
  terminal.note(...warnings);
  const host = createRunHost(project, terminal, readEndpoints(terminal, flags.endpoint));
  const limits = Object.fromEntries(Object.entries(readLimits(flags)).filter(([, value]) => value !== null));
  const progress = await createProgress(terminal, manifest.samples);
  try {
    const outcome = await resumeRun(runId, limits, host, { signal: terminal.signal, onEvent: (_, record) => progress.update(record) });
    progress.stop();
    return finishRun(outcome, project, terminal, flags.json, warnings);
  } finally {
    progress.stop();
    await host.regex.close();
  }
}

/** A sentence for the working files that are no longer what the run pinned. */
async function changedFiles(project: Project, pinned: readonly { readonly path: string; readonly sha256: string }[]): Promise<string[]> {
  const changed: string[] = [];
  for (const { path, sha256 } of pinned) {
    const bytes = await project.files.read(path);
    if (bytes === null || hashBytes(bytes) !== sha256) changed.push(path);
  }
  return changed.length === 0 ? [] : [`Changed since this run began, and not used by it: ${changed.join(", ")}.`];
}
