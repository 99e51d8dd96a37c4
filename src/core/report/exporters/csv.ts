// One line for each sample, safe to open in a spreadsheet (rule S19).
import { latencyMs } from "../../domain/completion.ts";
import type { RowValue } from "../../domain/collection.ts";
import type { PeopleVerdict } from "../../domain/people-verdict.ts";
import type { ExporterDefinition, ExportInput } from "./exporter.ts";
import { orderedSamples, type ExportedSample } from "./samples.ts";

const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** What a spreadsheet may drop in front of a formula: spaces, characters of no width, quotes. */
const droppable = /^[\s\u200b-\u200f\u2060\ufeff"]+/u;

/** A cell that a spreadsheet would take for a formula gets a leading apostrophe; quotes are doubled. */
export function csvCell(value: RowValue | undefined): string {
  const text = value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  const isFormula = /^[=+\-@\t\r]/.test(text) || /^[=+\-@＝＋－＠]/.test(text.replace(droppable, ""));
  const safe = isFormula && !plainNumber.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csv: ExporterDefinition = {
  title: "CSV: one sample a line, formula-safe",
  extension: "csv",
  async *write(input) {
    const columns = columnNames(input);
    const criteria = input.manifest.criteria.items.map((criterion) => criterion.id);
    const people = input.record.labelsFile === undefined ? [] : criteria;
    const head = [
      "row",
      "variant",
      "epoch",
      "outcome",
      "score",
      ...criteria,
      ...criteria.map((id) => `${id}.reason`),
      ...people.map((id) => `${id}.people`),
      ...columns,
      "response",
      "error",
      "model",
      "input_tokens",
      "output_tokens",
      "cost_usd",
      "total_ms",
    ];
    yield `${head.map(csvCell).join(",")}\r\n`;
    for await (const sample of orderedSamples(input)) yield `${cells(sample, { criteria, people, columns }).map(csvCell).join(",")}\r\n`;
  },
};

function columnNames({ rows }: ExportInput): string[] {
  const names = new Set<string>();
  for (const { values } of rows) for (const name of Object.keys(values)) names.add(name);
  return [...names];
}

function cells(
  { row, record, scored, whole }: ExportedSample,
  { criteria, people, columns }: Readonly<Record<"criteria" | "people" | "columns", readonly string[]>>,
): (RowValue | undefined)[] {
  const { response, ratings } = whole;
  return [
    row.id,
    record.variant,
    record.epoch,
    scored?.outcome ?? "unrated",
    scored?.score ?? null,
    ...criteria.map((id) => ratings.get(id)?.label ?? (ratings.get(id)?.error == null ? null : "error")),
    ...criteria.map((id) => ratings.get(id)?.reason ?? ratings.get(id)?.error?.message),
    ...people.map((id) => peopleCell(record.labels?.verdicts.get(id))),
    ...columns.map((name) => row.values[name]),
    response?.output?.text,
    response?.error?.message,
    response?.provider.model,
    response?.usage?.input,
    response?.usage?.output,
    response?.cost.usd,
    response == null ? null : latencyMs(response.time),
  ];
}

function peopleCell(verdict: PeopleVerdict | undefined): string {
  return verdict === undefined ? "" : (verdict.label ?? "tie");
}
