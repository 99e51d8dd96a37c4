// `touchstone run <experiment>`: plans, says so, runs, and prints the figures.
import { access, constants, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isTouchstoneError, TouchstoneError } from "../../core/base/errors.ts";
import type { Storage } from "../../core/base/ports.ts";
import { summarizeRun } from "../../core/comparison/summarize-run.ts";
import type { Row } from "../../core/domain/collection.ts";
import { planRun } from "../../core/engine/planning/plan.ts";
import { startRun } from "../../core/engine/running/start-run.ts";
import type { RunOutcome } from "../../core/engine/running/write-run.ts";
import type { ExporterDefinition } from "../../core/report/exporters/exporter.ts";
import { createProblemList } from "../../core/report/exporters/problem-list.ts";
import { runStatus } from "../../core/report/run-result.ts";
import { openRunTexts } from "../../core/store/run-texts.ts";
import { gitState } from "../../node/git.ts";
import { finishRun, labelledOutcome } from "../finish-run.ts";
import { loadSetup } from "../load.ts";
import { planLines } from "../plan-text.ts";
import { followRun } from "../follow-run.ts";
import { createRunHost, readEndpoints } from "../run-host.ts";
import { readRunOptions } from "../run-options.ts";
import type { Terminal } from "../terminal.ts";
import { findExporter, writeExport } from "../write-export.ts";
import { lookUpAnswers, type PlanFlags } from "./plan.ts";

export interface RunCommandFlags extends PlanFlags {
  readonly out?: string;
  readonly format?: string;
}

export async function run(terminal: Terminal, target: string, flags: RunCommandFlags): Promise<number> {
  // A misspelt format must be found before anything is spent.
  const wanted = flags.out === undefined && flags.format === undefined ? [] : (flags.format ?? "json").split(",").map(findExporter);
  const { project, setup, warnings } = await loadSetup(terminal, target);
  // Git takes several processes to answer; meanwhile the plan is made.
  const git = gitState(project.root);
  const endpoints = readEndpoints(terminal, flags.endpoint);
  const options = await readRunOptions(flags, project, setup.path);
  const planned = await lookUpAnswers(planRun(setup, options, endpoints), project.storage, endpoints);
  const folder = resolve(terminal.folder, flags.out ?? ".");
  if (wanted.length > 0) await prepareFolder(folder, flags.out ?? ".");
  terminal.note(...planLines(planned), "");
  const host = { ...createRunHost(project, terminal, endpoints), git: () => git };
  const made = await followRun(terminal, { host, samples: planned.samples.length }, (watch) => startRun(planned, host, watch));
  const outcome = await labelledOutcome(made, project);
  const unwritten = await writeExports(outcome, wanted, folder, { storage: project.storage, rows: planned.rows });
  return finishRun(outcome, project, terminal, {
    json: flags.json,
    warnings: [...warnings, ...planned.warnings, ...outcome.warnings],
    endpoint: flags.endpoint,
    unwritten,
  });
}

/** A folder that cannot be written must be found before anything is spent. */
async function prepareFolder(folder: string, shown: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new TouchstoneError("input/invalid", `--out cannot be "${shown}": ${error instanceof Error ? error.message : String(error)}.`, {
      hint: "Give it a folder that can be written.",
      cause: error,
    });
  }
}

/** A sentence when a file could not be written, else null: the figures of a run that was paid for are shown in any case. */
async function writeExports(
  { manifest, record }: RunOutcome,
  wanted: readonly ExporterDefinition[],
  folder: string,
  { storage, rows }: { readonly storage: Storage; readonly rows: readonly Row[] },
): Promise<string | null> {
  if (wanted.length === 0) return null;
  const problems = createProblemList();
  const texts = openRunTexts(storage, manifest.runId, record);
  const summary = summarizeRun(manifest, record);
  const input = { manifest, record, texts, summary, status: runStatus(record, false), rows, onProblem: problems.add };
  try {
    for (const exporter of wanted) await writeExport(join(folder, `${manifest.runId}.${exporter.extension}`), exporter, input);
    return problems.sentences()[0] ?? null;
  } catch (error) {
    if (!isTouchstoneError(error)) throw error;
    return `${error.place.file ?? folder}: ${error.message} Write it again with \`touchstone export\`.`;
  }
}
