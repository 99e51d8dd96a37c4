// `touchstone labels …`: what people say of responses, out to annotators and back, counted, and held against the judge.
import { resolve } from "node:path";
import { readFile } from "node:fs/promises";
import { TouchstoneError } from "../../core/base/errors.ts";
import { tallyLabels, type LabelCounts } from "../../core/comparison/tally-labels.ts";
import { summarizeRun } from "../../core/comparison/summarize-run.ts";
import { isLabels } from "../../core/documents/kinds.ts";
import { labelsOf } from "../../core/documents/read-labels.ts";
import { readText } from "../../core/documents/read-text.ts";
import { labelLine } from "../../core/domain/label.ts";
import { chooseItems } from "../../core/engine/labels/export-sheet.ts";
import { importSheet } from "../../core/engine/labels/import-sheet.ts";
import { hasMergeAttribute, mergeAttributes } from "../../core/engine/labels/merge-attribute.ts";
import { withLabels } from "../../core/engine/labels/run-labels.ts";
import { createProblemList } from "../../core/report/exporters/problem-list.ts";
import { escapeLine } from "../../core/report/escape.ts";
import { labelSheet, sheetText } from "../../core/report/label-sheet.ts";
import { agreementLines } from "../../core/report/people-text.ts";
import { textTable } from "../../core/report/text-table.ts";
import { findRunId, readRun } from "../../core/store/run-store.ts";
import { openRunTexts } from "../../core/store/run-texts.ts";
import { appendLines } from "../../node/append-lines.ts";
import { systemClock } from "../../node/system-clock.ts";
import { writeTexts } from "../../node/write-texts.ts";
import { exitCodes } from "../exit-code.ts";
import { currentProject, type Project } from "../project.ts";
import { readLabelRows, readSeed } from "../run-options.ts";
import type { Terminal } from "../terminal.ts";

export interface LabelsExportFlags {
  readonly criteria?: string;
  readonly rows?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly json: boolean;
}

export async function exportLabels(terminal: Terminal, name: string, flags: LabelsExportFlags): Promise<number> {
  const choice = { criteria: flags.criteria?.split(",") ?? null, rows: readLabelRows(flags.rows), seed: readSeed(flags.seed) };
  const { storage } = await currentProject(terminal);
  const runId = await findRunId(storage, name);
  const stored = await readRun(storage, runId);
  const contents = await chooseItems(stored, choice, storage);
  const problems = createProblemList();
  const texts = openRunTexts(storage, runId, stored.record);
  const sheet = labelSheet({ ...contents, texts, seed: choice.seed, onProblem: problems.add });
  const items = contents.items.length;
  const responses = new Set(contents.items.map(({ sample }) => sample)).size;
  if (flags.out === undefined) for await (const piece of sheet) terminal.write(piece);
  else await writeTexts(resolve(terminal.folder, flags.out), sheet);
  terminal.note(...problems.sentences().map((sentence) => `! ${sentence}`));
  if (flags.out !== undefined && flags.json) terminal.printJson({ run: runId, file: flags.out, items, responses, exitCode: exitCodes.ok });
  else
    terminal.note(
      `${items} questions about ${responses} responses, the arms mixed and unnamed. Back with: touchstone labels import <file> --by <name>`,
    );
  return exitCodes.ok;
}

export interface LabelsImportFlags {
  readonly by: string;
  readonly json: boolean;
}

/** Throws `input/invalid` for a sheet with any wrong line, after all of them have been shown on stderr; then nothing is written. */
export async function importLabels(terminal: Terminal, file: string, { by, json }: LabelsImportFlags): Promise<number> {
  const project = await currentProject(terminal);
  const bytes = await readSheetFile(terminal, file);
  const imported = await importSheet(bytes, { by: readRater(by), now: systemClock.now(), sheetText }, project);
  const [first] = imported.problems;
  if (first !== undefined) {
    terminal.note(...imported.problems.map(({ line, message }) => `${file}:${line}: ${message}`));
    throw new TouchstoneError("input/invalid", first.message, {
      file,
      line: first.line,
      hint: "Nothing was imported: mend the lines and import the file again.",
    });
  }
  for (const [path, labels] of imported.labels) await appendLines(project.root, path, labels.map(labelLine));
  const attributes = imported.labels.size > 0 && (await addMergeAttribute(project));
  const { added, changed, unchanged, skipped } = imported;
  const files = [...imported.labels.keys()];
  if (json) terminal.printJson({ files, added, changed, unchanged, skipped, gitattributes: attributes, exitCode: exitCodes.ok });
  else {
    const where = files.length === 0 ? "" : ` in ${files.join(", ")}`;
    terminal.print(
      escapeLine(`${added} labels added, ${changed} changed, ${unchanged} unchanged, ${skipped} lines without a label${where}.`),
    );
  }
  if (attributes) terminal.note(`.gitattributes has a new line, so that git joins labels of two branches: ${mergeAttributes}`);
  return exitCodes.ok;
}

/** Says whether the line had to be added. */
async function addMergeAttribute({ root, files }: Project): Promise<boolean> {
  const path = ".gitattributes";
  const text = (await files.read(path)) === null ? "" : await readText(files, path);
  if (hasMergeAttribute(text)) return false;
  await appendLines(root, path, [mergeAttributes]);
  return true;
}

const largestSheet = 256 * 1024 ** 2;

async function readSheetFile(terminal: Terminal, file: string): Promise<Uint8Array> {
  const refuse = (reason: string): TouchstoneError =>
    new TouchstoneError("input/invalid", `${file} cannot be read: ${reason}.`, { hint: "Name the CSV file." });
  const bytes = await readFile(resolve(terminal.folder, file)).catch((error: unknown) =>
    Promise.reject(refuse(error instanceof Error ? error.message : String(error))),
  );
  if (bytes.length > largestSheet) throw refuse("it is larger than 256 MB");
  return bytes;
}

function readRater(by: string): string {
  const name = by.trim();
  if (name !== "" && name.length <= 200 && name.isWellFormed()) return name;
  throw new TouchstoneError("input/invalid", "--by names nobody.", { hint: "Give it the rater's name, in at most 200 characters." });
}

export async function listLabels(terminal: Terminal, { json }: { json: boolean }): Promise<number> {
  const { files } = await currentProject(terminal);
  const found: { readonly file: string; readonly damaged: number; readonly criteria: readonly LabelCounts[] }[] = [];
  for (const path of (await files.list()).filter(isLabels)) {
    const bytes = await files.read(path);
    if (bytes === null) continue;
    const { value, diagnostics } = labelsOf(path, bytes);
    found.push({ file: path, damaged: diagnostics.length, criteria: tallyLabels(value) });
  }
  if (json) terminal.printJson({ files: found, exitCode: exitCodes.ok });
  else if (found.length === 0)
    terminal.print("This project has no labels. Export a run to rate: touchstone labels export <run> --out rate.csv");
  else {
    for (const { file, damaged, criteria } of found) {
      const rows = criteria.flatMap(({ criterion, raters, shared, alpha }) =>
        raters.map(({ by, pass, fail }) => [
          criterion,
          by,
          String(pass),
          String(fail),
          String(shared),
          alpha === null ? "–" : alpha.toFixed(2),
        ]),
      );
      terminal.print(
        terminal.style("bold", escapeLine(file)),
        ...textTable(["criterion", "rater", "pass", "fail", "rated by several", "alpha"], rows).map(escapeLine),
      );
      if (damaged > 0) terminal.note(`! ${file}: ${damaged} damaged lines do not count; \`touchstone check\` names each.`);
    }
  }
  return exitCodes.ok;
}

export async function showAgreement(terminal: Terminal, name: string, { json }: { json: boolean }): Promise<number> {
  const project = await currentProject(terminal);
  const runId = await findRunId(project.storage, name);
  const { manifest, record } = await readRun(project.storage, runId);
  const { people } = summarizeRun(manifest, await withLabels(record, manifest, project));
  if (json) terminal.printJson({ run: runId, people, exitCode: exitCodes.ok });
  else if (people === null || people.agreement.length === 0)
    terminal.print(
      `People have rated no response of run ${runId}. Export some: touchstone labels export ${runId.slice(0, 13)} --out rate.csv`,
    );
  else terminal.print(...agreementLines(people).map(escapeLine));
  return exitCodes.ok;
}
