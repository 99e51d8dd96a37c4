// A sheet that comes back from an annotator: each line as item, label and note, or what is wrong with it.
import { readCsv, type Delimiter } from "../../collections/csv.ts";
import { createSourceText, decodeUtf8 } from "../../domain/source-text.ts";
import { longestNote } from "../../domain/label.ts";
import { runOfItem } from "../../domain/label-item.ts";

export interface SheetLine {
  /** 1-based, in the file. */
  readonly line: number;
  readonly item: string;
  readonly runId: string;
  /** Null takes the rater's earlier label back. */
  readonly label: "pass" | "fail" | null;
  readonly note: string | null;
  /** As it stands in the sheet; null where that column was removed. */
  readonly response: string | null;
}

export interface SheetProblem {
  readonly line: number;
  readonly message: string;
}

export interface SheetReading {
  readonly lines: readonly SheetLine[];
  /** Lines without a label. */
  readonly skipped: number;
  readonly problems: readonly SheetProblem[];
}

const labels: ReadonlyMap<string, SheetLine["label"]> = new Map([
  ["pass", "pass"],
  ["yes", "pass"],
  ["1", "pass"],
  ["fail", "fail"],
  ["no", "fail"],
  ["0", "fail"],
  ["withdraw", null],
]);

/** Never throws for what the file holds. */
export function readSheet(bytes: Uint8Array): SheetReading {
  const text = decodeUtf8(bytes);
  if (text === null) return unreadable("The file is not UTF-8 text: save it as “CSV UTF-8”.");
  const { value: table, diagnostics } = readCsv(createSourceText("sheet", text), separatorOf(text));
  const broken = diagnostics.map(({ line, message }) => ({ line, message }));
  if (table === null) return { lines: [], skipped: 0, problems: broken.length > 0 ? broken : [{ line: 1, message: "The file is empty." }] };
  const missing = ["item", "label"].find((name) => !table.columns.includes(name));
  if (missing !== undefined)
    return unreadable(`The file has no column "${missing}"; it must be one that \`touchstone labels export\` wrote.`);
  const lines: SheetLine[] = [];
  const problems: SheetProblem[] = [...broken];
  const seen = new Map<string, number>();
  let skipped = 0;
  for (const { line, values } of table.rows) {
    const read = readLine(line, values, seen);
    if (read === null) skipped += 1;
    else if ("message" in read) problems.push(read);
    else {
      seen.set(read.item, line);
      lines.push(read);
    }
  }
  return { lines, skipped, problems: problems.sort((a, b) => a.line - b.line) };
}

/** Spreadsheets of some countries write semicolons, or tabs. */
function separatorOf(text: string): Delimiter {
  const [head = ""] = text.split("\n", 1);
  return head.includes(",") ? "," : head.includes(";") ? ";" : "\t";
}

/** Null for a line that says nothing. */
function readLine(
  line: number,
  values: Readonly<Record<string, unknown>>,
  seen: ReadonlyMap<string, number>,
): SheetLine | SheetProblem | null {
  const cell = (name: string): string | null => (typeof values[name] === "string" ? values[name] : null);
  const item = (cell("item") ?? "").trim();
  const written = (cell("label") ?? "").trim();
  const note = (cell("note") ?? "").trim();
  if (written === "") return note === "" ? null : { line, message: "There is a note and no label; a note is kept with a label." };
  const label = labels.get(written.toLowerCase());
  if (label === undefined)
    return { line, message: `The label "${shortened(written)}" is none: write pass or fail (yes, no, 1, 0), withdraw, or nothing.` };
  const runId = runOfItem(item);
  if (runId === null) return { line, message: `The item "${shortened(item)}" is none that was exported.` };
  const earlier = seen.get(item);
  if (earlier !== undefined) return { line, message: `The item stands in line ${earlier} already.` };
  if (note.length > longestNote) return { line, message: `The note is longer than ${longestNote} characters.` };
  if (!note.isWellFormed()) return { line, message: "The note holds half a character." };
  return { line, item, runId, label, note: note === "" ? null : note, response: cell("response") };
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${[...text.slice(0, 60)].slice(0, -1).join("")}…`;
}

function unreadable(message: string): SheetReading {
  return { lines: [], skipped: 0, problems: [{ line: 1, message }] };
}
