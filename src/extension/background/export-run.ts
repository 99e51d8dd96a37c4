// A run for the exporters: as a file, or as the text of its comment; what the command line's export writes, byte for byte.
import { createExportInput, type ExportInput } from "../../core/report/exporters/exporter.ts";
import { createProblemList } from "../../core/report/exporters/problem-list.ts";
import { exporters } from "../../core/report/exporters/registry.ts";
import { readPanelPage } from "../../node/panel-page.ts";
import { writeTexts } from "../../node/write-texts.ts";
import type { ExportFormatName } from "./contract.ts";
import type { ResultsModel } from "./results-model.ts";

export interface ExportFile {
  readonly format: ExportFormatName;
  /** Absolute. */
  readonly file: string;
  /** The folder of the bundle. */
  readonly home: URL;
}

/** Sentences about what could not be read and is missing from the file. */
export async function exportToFile(model: ResultsModel, { format, file, home }: ExportFile): Promise<readonly string[]> {
  const problems = createProblemList();
  await writeTexts(file, exporters[format].write(await exportInput(model, home, problems.add)));
  return problems.sentences();
}

/** Short by itself: no more than may be posted. */
export async function commentOf(model: ResultsModel, home: URL): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of exporters.comment.write(await exportInput(model, home, () => undefined))) pieces.push(piece);
  return pieces.join("");
}

async function exportInput(model: ResultsModel, home: URL, onProblem: (problem: string) => void): Promise<ExportInput> {
  const { manifest, record, texts } = model;
  const run = {
    manifest,
    record,
    texts,
    floor: await model.floor(),
    status: model.status(),
    hasContent: false,
    readPage: () => readPanelPage(home),
    onProblem,
  };
  return createExportInput(run, await model.inputs());
}
