// `touchstone export <run> --format f`: a stored run as a file, on stdout or at --out.
import { resolve } from "node:path";
import { TouchstoneError } from "../../core/base/errors.ts";
import { withLabels } from "../../core/engine/labels/run-labels.ts";
import { inputsOfRun } from "../../core/engine/planning/stored-plan.ts";
import { findNoiseFloor } from "../../core/engine/stored/find-noise-floor.ts";
import { createExportInput } from "../../core/report/exporters/exporter.ts";
import { createProblemList } from "../../core/report/exporters/problem-list.ts";
import { runStatus } from "../../core/report/run-result.ts";
import { describeDamage } from "../../core/store/describe-damage.ts";
import { pinnedFiles } from "../../core/store/objects.ts";
import { findRunId, readRun } from "../../core/store/run-store.ts";
import { openRunTexts } from "../../core/store/run-texts.ts";
import { isAlive } from "../../node/lock-file.ts";
import { readPanelPage } from "../../node/panel-page.ts";
import { exitCodes } from "../exit-code.ts";
import { currentProject } from "../project.ts";
import type { Terminal } from "../terminal.ts";
import { findExporter, writeExport } from "../write-export.ts";

export interface ExportFlags {
  readonly format: string;
  readonly out?: string;
  readonly withContent: boolean;
  readonly json: boolean;
}

export async function exportRun(terminal: Terminal, name: string, flags: ExportFlags): Promise<number> {
  const exporter = findExporter(flags.format);
  if (flags.withContent && flags.format !== "otlp")
    throw new TouchstoneError("input/invalid", `--with-content is for --format otlp, not for ${flags.format}.`, { hint: "Leave it out." });
  const project = await currentProject(terminal);
  const runId = await findRunId(project.storage, name);
  const stored = await readRun(project.storage, runId);
  const { manifest, lock } = stored;
  const record = await withLabels(stored.record, manifest, project);
  const inputs = await inputsOfRun(manifest, pinnedFiles(project.storage, manifest.files));
  terminal.note(...describeDamage(stored).map((sentence) => `! ${sentence}`));
  const problems = createProblemList();
  const run = {
    manifest,
    record,
    texts: openRunTexts(project.storage, runId, record),
    floor: await findNoiseFloor(project.storage, manifest),
    status: runStatus(record, lock !== null && isAlive(lock)),
    hasContent: flags.withContent,
    readPage: () => readPanelPage(terminal.home),
    onProblem: problems.add,
  };
  const input = createExportInput(run, inputs);
  if (flags.out === undefined) {
    for await (const piece of exporter.write(input)) terminal.write(piece);
    terminal.note(...problems.sentences().map((sentence) => `! ${sentence}`));
    return exitCodes.ok;
  }
  const bytes = await writeExport(resolve(terminal.folder, flags.out), exporter, input);
  terminal.note(...problems.sentences().map((sentence) => `! ${sentence}`));
  if (flags.json) terminal.printJson({ run: runId, format: flags.format, file: flags.out, bytes, exitCode: exitCodes.ok });
  else terminal.note(`Run ${runId} is exported to ${flags.out}.`);
  return exitCodes.ok;
}
