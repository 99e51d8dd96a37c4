// The files that `--out` and `--format` ask for beside the figures of a run that was just made.
import { access, constants, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isTouchstoneError, TouchstoneError } from "../core/base/errors.ts";
import type { Storage } from "../core/base/ports.ts";
import type { Setup } from "../core/documents/setup.ts";
import type { RunOutcome } from "../core/engine/running/write-run.ts";
import { findNoiseFloor } from "../core/engine/stored/find-noise-floor.ts";
import { pinnedInputs } from "../core/engine/stored/pinned-inputs.ts";
import { createExportInput, type ExporterDefinition } from "../core/report/exporters/exporter.ts";
import { createProblemList } from "../core/report/exporters/problem-list.ts";
import { runStatus } from "../core/report/run-result.ts";
import { openRunTexts } from "../core/store/run-texts.ts";
import { readPanelPage } from "../node/panel-page.ts";
import type { Terminal } from "./terminal.ts";
import { findExporter, writeExport } from "./write-export.ts";

export interface ExportFlags {
  readonly out?: string;
  readonly format?: string;
}

/** The formats that are wanted, none without a flag. A misspelt one must be found before anything is spent: throws `input/invalid`. */
export function wantedExports({ out, format }: ExportFlags): readonly ExporterDefinition[] {
  return out === undefined && format === undefined ? [] : (format ?? "json").split(",").map(findExporter);
}

/** The folder for them, made where there is none. One that cannot be written must be found before anything is spent: throws `input/invalid`. */
export async function prepareFolder(terminal: Terminal, { out = "." }: ExportFlags): Promise<string> {
  const folder = resolve(terminal.folder, out);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return folder;
  } catch (error) {
    throw new TouchstoneError("input/invalid", `--out cannot be "${out}": ${error instanceof Error ? error.message : String(error)}.`, {
      hint: "Give it a folder that can be written.",
      cause: error,
    });
  }
}

export interface ExportedRun {
  readonly outcome: RunOutcome;
  readonly project: { readonly storage: Storage };
  readonly setup: Setup;
  /** Where the program lies. */
  readonly home: URL;
}

/** A sentence when a file could not be written, else null: the figures of a run that was paid for are shown in any case. */
export async function writeExports(
  { outcome: { manifest, record }, project, setup, home }: ExportedRun,
  wanted: readonly ExporterDefinition[],
  folder: string,
): Promise<string | null> {
  if (wanted.length === 0) return null;
  const problems = createProblemList();
  const texts = openRunTexts(project.storage, manifest.runId, record);
  const floor = await findNoiseFloor(project.storage, manifest);
  const stored = { manifest, record, texts, floor, status: runStatus(record, false), hasContent: false };
  const input = createExportInput(
    { ...stored, readPage: () => readPanelPage(home), onProblem: problems.add },
    pinnedInputs(setup, manifest),
  );
  try {
    for (const exporter of wanted) await writeExport(join(folder, `${manifest.runId}.${exporter.extension}`), exporter, input);
    return problems.sentences()[0] ?? null;
  } catch (error) {
    if (!isTouchstoneError(error)) throw error;
    return `${error.place.file ?? folder}: ${error.message} Write it again with \`touchstone export\`.`;
  }
}
