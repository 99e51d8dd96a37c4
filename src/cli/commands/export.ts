// `touchstone export <run> --format f`: a stored run as a file, on stdout or at --out.
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { TouchstoneError } from "../../core/base/errors.ts";
import { didYouMean } from "../../core/base/suggest.ts";
import { summarizeRun } from "../../core/comparison/summarize-run.ts";
import { planAgain } from "../../core/engine/run-experiment.ts";
import type { ExporterDefinition, ExportInput } from "../../core/report/exporters/exporter.ts";
import { exporters } from "../../core/report/exporters/registry.ts";
import { runStatus } from "../../core/report/run-result.ts";
import { pinnedFiles } from "../../core/store/objects.ts";
import { findRunId, readRun } from "../../core/store/run-store.ts";
import { isAlive } from "../../node/lock-file.ts";
import { exitCodes } from "../exit-code.ts";
import { currentProject } from "../project.ts";
import type { Terminal } from "../terminal.ts";

export interface ExportFlags {
  readonly format: string;
  readonly out?: string;
  readonly json: boolean;
}

export async function exportRun(terminal: Terminal, name: string, flags: ExportFlags): Promise<number> {
  const registry: Readonly<Record<string, ExporterDefinition>> = exporters;
  const exporter = Object.hasOwn(registry, flags.format) ? registry[flags.format] : undefined;
  if (exporter === undefined) throw new TouchstoneError("input/invalid", `There is no export format "${flags.format}".`, { hint: didYouMean(flags.format, Object.keys(registry), "format") });
  const project = await currentProject(terminal);
  const runId = await findRunId(project.storage, name);
  const { manifest, record, lock, damage } = await readRun(project.storage, runId);
  const plan = await planAgain(manifest, {}, { endpoints: new Map(manifest.models.flatMap(() => [])) }, pinnedFiles(project.storage, manifest.files));
  terminal.note(...damage.map(({ file, line, problem }) => `! ${file}${line === 0 ? "" : `:${line}`}: ${problem}.`));
  const input: ExportInput = { manifest, record, summary: summarizeRun(manifest, record), status: runStatus(record, lock !== null && isAlive(lock)), rows: plan.rows };
  if (flags.out === undefined) {
    for (const piece of exporter.write(input)) terminal.write(piece);
    return exitCodes.ok;
  }
  const bytes = await writeFile(resolve(terminal.folder, flags.out), exporter.write(input));
  if (flags.json) terminal.printJson({ run: runId, format: flags.format, file: flags.out, bytes, exitCode: exitCodes.ok });
  else terminal.note(`Run ${runId} is exported to ${flags.out}.`);
  return exitCodes.ok;
}

async function writeFile(path: string, pieces: Iterable<string>): Promise<number> {
  const file = await open(path, "w").catch((error: unknown) => {
    throw new TouchstoneError("input/invalid", `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`, { hint: "Choose another file with --out.", cause: error });
  });
  let bytes = 0;
  try {
    for (const piece of pieces) bytes += (await file.write(piece)).bytesWritten;
  } finally {
    await file.close();
  }
  return bytes;
}
