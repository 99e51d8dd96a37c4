// `touchstone resume <run>`: finishes what is missing, from the inputs the run pinned.
import { hashBytes } from "../../core/base/hash.ts";
import type { RunManifest } from "../../core/domain/run-manifest.ts";
import type { RunRecord } from "../../core/domain/run-record.ts";
import type { Plan } from "../../core/engine/planning/plan.ts";
import { resumeRun } from "../../core/engine/running/resume-run.ts";
import { formatCount } from "../../core/report/figures.ts";
import { describeDamage } from "../../core/store/describe-damage.ts";
import { findRunId, readRun } from "../../core/store/run-store.ts";
import { finishRun } from "../finish-run.ts";
import { planLines } from "../plan-text.ts";
import { createProgress } from "../progress.ts";
import { currentProject, type Project } from "../project.ts";
import { createRunHost, readEndpoints, readOrigins } from "../run-host.ts";
import { readLimits } from "../run-options.ts";
import type { Terminal } from "../terminal.ts";
import type { PlanFlags } from "./plan.ts";

export interface ResumeFlags extends PlanFlags {
  readonly cancelBatches: boolean;
}

export async function resume(terminal: Terminal, name: string, flags: ResumeFlags): Promise<number> {
  const project = await currentProject(terminal);
  const runId = await findRunId(project.storage, name);
  const stored = await readRun(project.storage, runId);
  const { manifest } = stored;
  const warnings = [...describeDamage(stored), ...(await changedFiles(project, manifest.files))];
  terminal.note(...warnings.map((warning) => `! ${warning}`));
  const host = createRunHost(project, terminal, readEndpoints(terminal, flags.endpoint));
  const limits = Object.fromEntries(Object.entries(readLimits(flags)).filter(([, value]) => value !== null));
  const progress = await createProgress(terminal, manifest.samples);
  const onStart = (_: RunManifest, plan: Plan, record: RunRecord): void => {
    const answered = [...record.samples.values()].filter((sample) => sample.response !== null).length;
    terminal.note(
      ...planLines(plan),
      `  of which ${formatCount(answered)} of ${formatCount(plan.samples.length)} samples are answered already`,
      "",
    );
    progress.start();
  };
  try {
    const outcome = await resumeRun(
      runId,
      { ...limits, acceptsOrigins: readOrigins(flags.endpoint), cancelsBatches: flags.cancelBatches },
      host,
      {
        signal: terminal.signal,
        onStart,
        onEvent: (_, record) => progress.update(record),
      },
    );
    progress.stop();
    return finishRun(outcome, project, terminal, {
      json: flags.json,
      warnings: [...warnings, ...outcome.warnings],
      endpoint: flags.endpoint,
      unwritten: null,
    });
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
