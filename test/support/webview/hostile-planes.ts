// Planes with hostile texts in every place that a host fills from files, models and providers.
import type { RowLine, RowsPlane } from "../../../src/protocol/rows-plane.ts";
import type { SamplePlane } from "../../../src/protocol/sample-plane.ts";
import type { SummaryPlane } from "../../../src/protocol/summary-plane.ts";
import { hostilePayloads } from "./hostile-payloads.ts";
import { lineOf, sampleOf, summaryOf } from "./planes.ts";

/** The payload at a place, beginning anew after the last. */
function payload(index: number): string {
  return hostilePayloads[index % hostilePayloads.length]!;
}

/** A row whose every text is a payload; the first cell of row `n` is payload `n`. */
export function hostileLine(index: number): RowLine {
  return lineOf({
    key: { row: payload(index + 1), epoch: 0 },
    cells: [payload(index), payload(index + 2), payload(index + 3)],
    response: payload(index + 4),
    isErrored: index % 3 === 0,
    error: index % 3 === 0 ? payload(index + 5) : null,
    score: 0.5,
  });
}

export const hostileRows: Partial<RowsPlane> = {
  criteria: [0, 1, 2, 3, 4].map((index) => ({ id: payload(index), name: payload(index + 10) })),
  columns: [0, 1, 2].map((index) => ({ name: payload(index + 20), isNumeric: false })),
};

export function hostileSummary(index: number): SummaryPlane {
  const text = (offset: number) => payload(index * 7 + offset);
  const plain = summaryOf();
  const action = { label: text(1), action: { kind: "show-rows" as const, chips: [] } };
  return summaryOf({
    title: text(2),
    context: text(3),
    card: {
      icon: "error",
      sentence: text(4),
      explanation: text(5),
      actions: [action, action],
      facts: [{ label: text(6), value: text(7) }],
    },
    editedSince: { sentence: text(8), actions: [action] },
    variants: [text(9), text(10)],
    variant: text(9),
    arms: plain.arms.map((arm, place) => ({ ...arm, name: text(11 + place) })),
    comparison: { ...plain.comparison!, sentence: text(13), details: text(14) },
    criteria: plain.criteria.map((criterion, place) => ({ ...criterion, id: text(15 + place), name: text(20 + place) })),
    totals: [{ label: text(25), values: [text(26), text(27)], change: text(28) }],
    warnings: [{ severity: "warning", text: text(29), actions: [action] }],
  });
}

/** A sample that shows `text` as its answer in the variant, and other payloads everywhere else. */
export function hostileSample(index: number): Partial<SamplePlane> {
  const text = (offset: number) => payload(index + offset);
  const plain = sampleOf();
  return {
    scoreText: text(1),
    rowPlace: { file: text(2), line: 3 },
    messages: [
      {
        role: "user",
        pieces: [
          { text: text(3), column: null },
          { text: text(4), column: text(5) },
        ],
        place: { file: text(6), line: 1 },
        isTruncated: true,
      },
    ],
    values: [{ name: text(7), value: text(8) }],
    responses: plain.responses.map((response, place) => ({
      ...response,
      variant: text(9 + place),
      text: text(place === 0 ? 11 : 0),
      isTruncated: true,
      outcomeText: text(12),
      facts: text(13),
      toolCalls: [text(14)],
    })),
    diff: {
      isJson: false,
      pieces: [
        { text: text(11), kind: "removed" },
        { text: text(0), kind: "inserted" },
      ],
    },
    judge: text(15),
    ratings: [{ id: text(16), name: text(17), isHard: true, isJudged: true, arms: [rating("pass", text(18)), rating("fail", text(19))] }],
    attempts: [{ ...plain.attempts[0]!, call: text(20), result: text(21), isError: true, cost: text(22) }],
  };
}

function rating(label: "pass" | "fail", reason: string): SamplePlane["ratings"][number]["arms"][number] {
  return { label, reason };
}
