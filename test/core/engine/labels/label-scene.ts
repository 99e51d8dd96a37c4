// What tests of labels share: a run of the small project, its sheet for annotators, and labels as a file of the project.
import { labelLine, type Label } from "../../../../src/core/domain/label.ts";
import { chooseItems, type SheetChoice } from "../../../../src/core/engine/labels/export-sheet.ts";
import { importSheet, type SheetImport } from "../../../../src/core/engine/labels/import-sheet.ts";
import { defaultOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../../src/core/engine/planning/plan.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import type { Files } from "../../../../src/core/base/ports.ts";
import { labelSheet, sheetText } from "../../../../src/core/report/label-sheet.ts";
import { readRun, type StoredRun } from "../../../../src/core/store/run-store.ts";
import { openRunTexts } from "../../../../src/core/store/run-texts.ts";
import { memoryFiles } from "../../../support/memory-files.ts";
import { createMemoryStorage, type MemoryStorage } from "../../../support/memory-storage.ts";
import { noEndpoints } from "../engine-fixtures.ts";
import { hostOf, loadSetup, project } from "../run-fixtures.ts";

export const labelsFile = "test.labels.jsonl";

export interface Scene {
  readonly storage: MemoryStorage;
  readonly run: StoredRun;
}

/** Three rows, two arms that answer differently, one check and one question; `changes` are of the project's files. */
export async function makeScene(changes: Readonly<Record<string, string>> = {}): Promise<Scene> {
  const storage = createMemoryStorage();
  const plan = planRun(await loadSetup({ ...project, ...changes }), defaultOptions, noEndpoints);
  const { manifest } = await startRun(plan, hostOf(storage), { signal: new AbortController().signal });
  return { storage, run: await readRun(storage, manifest.runId) };
}

export async function sheetOf({ storage, run }: Scene, choice: Partial<SheetChoice> = {}): Promise<string> {
  const contents = await chooseItems(run, { criteria: null, rows: null, seed: 1, ...choice }, storage);
  const texts = openRunTexts(storage, run.manifest.runId, run.record);
  let sheet = "";
  for await (const piece of labelSheet({ ...contents, texts, seed: choice.seed ?? 1, onProblem: () => undefined })) sheet += piece;
  return sheet;
}

/** The sheet with a label, and a note if there is one, at the end of each line whose text `says` knows. */
export function rated(sheet: string, says: (line: string) => string | undefined): string {
  const [head = "", ...lines] = sheet.trimEnd().split("\r\n");
  return `${[head, ...lines.map((line) => `${line.replace(/,,$/, "")},${says(line) ?? ","}`)].join("\r\n")}\r\n`;
}

/** The project with these labels. */
export function filesWith(...labels: readonly Label[]): Files {
  return memoryFiles({ [labelsFile]: labels.map((label) => `${labelLine(label)}\n`).join("") });
}

export function importRated(scene: Scene, sheet: string, files: Files = filesWith(), now = Date.UTC(2026, 1, 1)): Promise<SheetImport> {
  return importSheet(new TextEncoder().encode(sheet), { by: "ada", now, sheetText }, { storage: scene.storage, files });
}
