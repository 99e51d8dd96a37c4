// A host with a table of any length: answers the view as the extension does, from lines that are made on demand.
import type { ViewMessage } from "../../../src/protocol/messages.ts";
import { mostLines, type RowLine, type RowsPlane } from "../../../src/protocol/rows-plane.ts";
import type { SamplePlane } from "../../../src/protocol/sample-plane.ts";
import type { SummaryPlane } from "../../../src/protocol/summary-plane.ts";
import type { RowVerdict } from "../../../src/protocol/verdicts.ts";
import { lineOf, rowsOf, sampleOf, summaryOf } from "./planes.ts";

export interface TableOptions {
  readonly rows: number;
  readonly summary?: SummaryPlane;
  readonly line?: (index: number) => RowLine;
  readonly plane?: Partial<RowsPlane>;
  readonly sample?: Partial<SamplePlane>;
}

/** An `answer` for a panel: summary at `ready`, windows of rows, and the sample that is asked for. */
export function tableHost({ rows, summary = summaryOf(), line = exampleLine, plane = {}, sample = {} }: TableOptions) {
  return (message: ViewMessage): readonly unknown[] => {
    switch (message.kind) {
      case "ready":
        return [{ kind: "summary", summary }];
      case "variant-select":
        return [{ kind: "summary", summary: { ...summary, variant: message.variant } }];
      case "rows-visible": {
        const chosen = matching(rows, message.query.chips.length > 0 ? message.query.chips : null, line);
        const text = message.query.text.toLowerCase();
        const found = text === "" ? chosen : chosen.filter((index) => JSON.stringify(line(index)).toLowerCase().includes(text));
        const to = Math.min(message.to, message.from + mostLines, found.length);
        const lines = found.slice(message.from, to).map(line);
        return [{ kind: "rows", rows: rowsOf(message.query, lines, { total: rows, matched: found.length, from: message.from, ...plane }) }];
      }
      case "sample-open": {
        const position = indexOf(message.key.row);
        return [
          {
            kind: "sample",
            sample: sampleOf({ ...neighbours(position, rows, line), key: message.key, position: position + 1, matched: rows, ...sample }),
          },
        ];
      }
      default:
        return [];
    }
  };
}

function matching(rows: number, kinds: readonly string[] | null, line: (index: number) => RowLine): readonly number[] {
  const all = Array.from({ length: rows }, (_, index) => index);
  return kinds === null
    ? all
    : all.filter((index) => kinds.includes(line(index).verdict) || (kinds.includes("errors") && line(index).error !== null));
}

function neighbours(position: number, rows: number, line: (index: number) => RowLine): Pick<SamplePlane, "previous" | "next"> {
  return { previous: position > 0 ? line(position - 1).key : null, next: position + 1 < rows ? line(position + 1).key : null };
}

/** `T-1001` is the first. */
export function rowId(index: number): string {
  return `T-${1001 + index}`;
}

function indexOf(id: string): number {
  return Number(id.slice(2)) - 1001;
}

const questions = [
  "Ordered twice by mistake, cancel the second order please",
  "How do I return from a parcel locker?",
  "Charger stopped working after two days of use",
  "Bulk order, three units missing",
  "Hello, the headphones I bought last week hurt after an hour",
  "Need the return form in French",
  "Courier says delivered, I have nothing",
];
const answers = [
  "Hello, you can return order 48-22274 within a month of delivery for a full refund.",
  "Send 48-23096 back within 30 days. The label is in your account.",
  "Thank you for writing. You have 30 days to return it, free of charge.",
];

/** Errors first, then regressed, improved and changed rows, as a table sorted by verdict begins. */
export function exampleLine(index: number): RowLine {
  const verdict: RowVerdict = index < 11 ? "regressed" : index < 29 ? "improved" : index < 194 ? "changed" : "same";
  const isError = index < 2;
  const place = index % 5;
  const direction = verdict === "regressed" ? "down" : "up";
  return lineOf({
    key: { row: rowId(index), epoch: 0 },
    verdict,
    isErrored: isError,
    error: isError ? ["timed out after 60 s", "HTTP 500 after 5 attempts"][index]! : null,
    score: isError ? null : verdict === "regressed" ? 0.75 : 1,
    change: isError ? null : verdict === "regressed" ? -0.25 : verdict === "improved" ? 0.25 : 0,
    ratings: Array.from({ length: 5 }, (_, criterion) => ({
      label: isError ? null : verdict === "regressed" && criterion === place ? ("fail" as const) : ("pass" as const),
      change: !isError && (verdict === "regressed" || verdict === "improved") && criterion === place ? direction : null,
    })),
    cells: [index % 3 === 0 ? "US" : "EU", ["Enterprise", "SMB", "Consumer"][index % 3]!, questions[index % questions.length]!],
    response: isError ? null : answers[index % answers.length]!,
    tokens: isError ? null : 49 + ((index * 37) % 60),
    latencyMs: isError ? null : 720 + ((index * 211) % 1500),
  });
}
