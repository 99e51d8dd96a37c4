// The sheet for annotators: what to rate as CSV, blind and in an order that a seed draws, safe to open in a spreadsheet.
import { drawFrom } from "../base/hash.ts";
import type { Column, Row } from "../domain/collection.ts";
import type { LabelItem } from "../domain/label-item.ts";
import type { ResponseOutput } from "../domain/run-event.ts";
import type { RunTexts } from "../domain/run-texts.ts";
import { csvCell } from "./exporters/csv.ts";

export interface LabelSheet {
  readonly items: readonly LabelItem[];
  readonly rows: ReadonlyMap<string, Row>;
  readonly columns: readonly Column[];
  readonly texts: RunTexts;
  /** What a criterion asks of a row, in words. */
  readonly question: (criterion: string, row: Row) => string;
  readonly seed: number;
  /** Hears of a sample whose response cannot be read; its items are left out. */
  readonly onProblem: (problem: string) => void;
}

/** The columns of the row stand under `input.` and `expected.`, where they cannot clash with the sheet's own. Nothing in the sheet says which arm a response is of, and responses of all arms stand mixed. */
export async function* labelSheet({ items, rows, columns, texts, question, seed, onProblem }: LabelSheet): AsyncGenerator<string> {
  const shown = columns.filter(({ role }) => role === "input" || role === "expected");
  const names = shown.map(({ name, role }) => `${role}.${name}`);
  yield line(["item", ...names, "response", "criterion", "question", "label", "note"]);
  const drawn = items.map((each) => ({ each, draw: drawFrom("labels", seed, each.id) })).sort((a, b) => a.draw - b.draw);
  const ordered = drawn.map(({ each }) => each);
  let next = 0;
  for await (const whole of texts.read(
    ordered.map(({ sample }) => sample),
    "responses",
  )) {
    const current = ordered[next];
    next += 1;
    const row = rows.get(whole.record.row);
    const output = whole.response?.output ?? null;
    if (current === undefined || row === undefined) continue;
    if (output === null) {
      onProblem(whole.problem ?? `A response to row ${row.id} cannot be read.`);
      continue;
    }
    const values = shown.map(({ name }) => row.values[name]);
    const { id } = current.criterion;
    yield line([current.id, ...values, sheetText(output), id, question(id, row), "", ""]);
  }
}

/** A response as an annotator reads it: its text, and the tool calls under it. */
export function sheetText({ text, toolCalls = [] }: ResponseOutput): string {
  const calls = toolCalls.map((call) => `[calls ${call.name} ${JSON.stringify(call.arguments)}]`);
  return [...(text === "" && calls.length > 0 ? [] : [text]), ...calls].join("\n");
}

function line(cells: readonly Parameters<typeof csvCell>[0][]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}
