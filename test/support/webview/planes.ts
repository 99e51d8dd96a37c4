// Planes as a host sends them, after the experiment of the mocks; each factory takes what a test cares about and fills in the rest.
import type { RowLine, RowsPlane, RowsQuery } from "../../../src/protocol/rows-plane.ts";
import type { SamplePlane } from "../../../src/protocol/sample-plane.ts";
import type { CriterionPlane, SummaryPlane } from "../../../src/protocol/summary-plane.ts";
import type { VerdictWord } from "../../../src/protocol/verdicts.ts";

interface CriterionFigures {
  readonly passed: readonly [number, number];
  readonly verdict: VerdictWord;
  readonly difference: readonly [number, number, number];
  readonly counts: readonly [number, number];
}

function criterionOf(id: string, name: string, { passed, verdict, difference, counts }: CriterionFigures): CriterionPlane {
  const [value, lower, upper] = difference;
  return {
    id,
    name,
    isHard: id === "window",
    kind: "judge",
    arms: passed.map((count) => ({ passed: count, failed: 200 - count, errors: 0 })),
    comparison: { verdict, difference: { value, lower, upper }, won: counts[0], lost: counts[1] },
  };
}

const criteria = [
  criterionOf("polite", "Polite", { passed: [196, 191], verdict: "not_enough_rows", difference: [-0.025, -0.061, 0.011], counts: [4, 9] }),
  criterionOf("order", "Mentions order id", {
    passed: [189, 193],
    verdict: "not_enough_rows",
    difference: [0.02, -0.023, 0.063],
    counts: [11, 7],
  }),
  criterionOf("window", "States refund window", {
    passed: [178, 193],
    verdict: "better",
    difference: [0.075, 0.025, 0.128],
    counts: [20, 5],
  }),
  criterionOf("json", "Valid JSON", { passed: [194, 196], verdict: "no_evidence", difference: [0.01, -0.024, 0.045], counts: [6, 4] }),
  criterionOf("apology", "No apology", { passed: [191, 196], verdict: "no_evidence", difference: [0.025, -0.011, 0.063], counts: [8, 3] }),
];

export function summaryOf(changes: Partial<SummaryPlane> = {}): SummaryPlane {
  return {
    subject: { root: "/project", path: "experiments/tone.experiment.yaml", run: "20261113-140211" },
    title: "Shorter tone",
    context: "200 rows, 1 epoch · gpt-5-mini-2026-03-01 · today 14:02 · $0.24",
    status: "done",
    card: null,
    progress: null,
    editedSince: null,
    variants: ["short"],
    variant: "short",
    arms: [
      {
        name: "baseline",
        isBaseline: true,
        samples: 200,
        passed: 168,
        failed: 31,
        errors: 1,
        passRate: { value: 0.84, lower: 0.783, upper: 0.884 },
      },
      {
        name: "short",
        isBaseline: false,
        samples: 200,
        passed: 181,
        failed: 17,
        errors: 2,
        passRate: { value: 0.905, lower: 0.856, upper: 0.938 },
      },
    ],
    comparison: {
      verdict: "better",
      sentence:
        "short is better than baseline: 24 rows only short passed, 11 rows only baseline passed. The gain is +6.5 points (between +0.6 and +12.5 points).",
      details: "Pass rate, fixed before the run. 200 paired rows, 95% interval (Newcombe), mid-p 0.029, one comparison.",
      rows: 200,
      won: 24,
      lost: 11,
      tied: 165,
      noise: "±3.0 points, by the Noise Check 01a1f945-bc58",
      isNoiseCheck: false,
      difference: { value: 0.065, lower: 0.006, upper: 0.125 },
    },
    criteria,
    gates: null,
    totals: [
      { label: "Input tokens", values: ["82,400", "79,600"], change: "−3.4%" },
      { label: "Output tokens", values: ["27,600", "16,200"], change: "−41.3%" },
      { label: "Cost, generation", values: ["$0.0758", "$0.0523"], change: "−31.0%" },
      { label: "Cost, judge", values: ["$0.0560", "$0.0552"], change: "−1.4%" },
      { label: "Latency p50", values: ["1.42 s", "1.08 s"], change: "−0.34 s" },
      { label: "Latency p95", values: ["3.10 s", "2.46 s"], change: "−0.64 s" },
    ],
    warnings: [
      {
        severity: "warning",
        text: "1 baseline and 2 short samples ended in an error and count as failures.",
        actions: [{ label: "Show Errors", action: { kind: "show-rows", chips: ["errors"] } }],
      },
      {
        severity: "warning",
        text: "The judge is of the same model family as the judged model (gpt-5).",
        actions: [{ label: "Open Experiment", action: { kind: "command", command: "open-experiment" } }],
      },
    ],
    ...changes,
  };
}

/** A run without variants: one arm, and nothing to compare. */
export function baselineSummary(): SummaryPlane {
  const { arms, criteria: all, totals } = summaryOf();
  return summaryOf({
    variants: [],
    variant: null,
    comparison: null,
    arms: arms.slice(0, 1),
    criteria: all.map((criterion) => ({ ...criterion, arms: criterion.arms.slice(0, 1), comparison: null })),
    totals: totals.map((line) => ({ ...line, values: line.values.slice(0, 1), change: "–" })),
  });
}

/** A run that is still going, without a verdict. */
export function runningSummary(ended: number, planned = 400): SummaryPlane {
  return summaryOf({
    status: "running",
    comparison: null,
    progress: { ended, planned },
    card: {
      icon: "sync",
      sentence: `${ended} of ${planned} samples, about 15 s left.`,
      explanation: "$0.14 of at most $0.41 spent. 11 a second, 20 in flight, 3 retried.",
      actions: [
        { label: "Cancel", action: { kind: "command", command: "cancel" } },
        { label: "Show Rows", action: { kind: "show-rows", chips: [] } },
      ],
      facts: [],
    },
    arms: [
      {
        name: "baseline",
        isBaseline: true,
        samples: 119,
        passed: 101,
        failed: 17,
        errors: 1,
        passRate: { value: 0.849, lower: 0.77, upper: 0.9 },
      },
      {
        name: "short",
        isBaseline: false,
        samples: 118,
        passed: 106,
        failed: 12,
        errors: 0,
        passRate: { value: 0.898, lower: 0.83, upper: 0.94 },
      },
    ],
    criteria: [],
    totals: [],
    warnings: [],
  });
}

export function lineOf(changes: Partial<RowLine> = {}): RowLine {
  const ratings = criteria.map(() => ({ label: "pass" as const, change: null }));
  return {
    key: { row: "T-1001", epoch: 0 },
    score: 1,
    change: 0,
    verdict: "same",
    error: null,
    ratings,
    cells: ["EU", "SMB", "Where is my refund?"],
    response: "Hello, we refund order 48-23645 in full if it reaches us within 30 days.",
    tokens: 59,
    latencyMs: 720,
    isCached: false,
    isErrored: false,
    ...changes,
  };
}

/** A window of rows; the lines begin at `from`. */
export function rowsOf(query: RowsQuery, lines: readonly RowLine[], changes: Partial<RowsPlane> = {}): RowsPlane {
  return {
    query,
    criteria: criteria.map(({ id, name }) => ({ id, name })),
    columns: [
      { name: "region", isNumeric: false },
      { name: "segment", isNumeric: false },
      { name: "message", isNumeric: false },
    ],
    hasEpochs: false,
    total: lines.length,
    matched: lines.length,
    chips: [
      { chip: "regressed", count: 11 },
      { chip: "improved", count: 18 },
      { chip: "changed", count: 165 },
      { chip: "same", count: 6 },
      { chip: "errors", count: 3 },
    ],
    from: 0,
    lines: [...lines],
    ...changes,
  };
}

const before =
  '{\n  "intent": "refund_request",\n  "order_id": "48-21822",\n  "reply": "Hello Mara, thank you for writing to us. You can return the headphones from order 48-21822 within 30 days of delivery for a full refund."\n}';
const after =
  '{\n  "intent": "refund_request",\n  "order_id": "48-21822",\n  "reply": "Hello Mara, yes: you can return order 48-21822 within a month of delivery for a full refund."\n}';

export function sampleOf(changes: Partial<SamplePlane> = {}): SamplePlane {
  const head = '{\n  "intent": "refund_request",\n  "order_id": "48-21822",\n  "reply": "Hello Mara, ';
  return {
    key: { row: "T-1029", epoch: 0 },
    position: 6,
    matched: 152,
    previous: { row: "T-1023", epoch: 0 },
    next: { row: "T-1048", epoch: 0 },
    verdict: "regressed",
    scoreText: "score 1.00 to 0.75",
    rowPlace: { file: "collections/tickets.csv", line: 30 },
    messages: [
      {
        role: "system",
        pieces: [
          {
            text: "You answer support tickets for an online shop. Reply in at most two sentences. State the refund window of ",
            column: null,
          },
          { text: "30", column: "window_days" },
          { text: " days and repeat the order id. Be polite.", column: null },
        ],
        place: { file: "templates/reply-short.prompt", line: 14 },
        isTruncated: false,
      },
      {
        role: "user",
        pieces: [
          { text: "Customer: ", column: null },
          { text: "Mara Lindqvist", column: "customer_name" },
          { text: "\nOrder: ", column: null },
          { text: "48-21822", column: "order_id" },
          { text: "\nTicket: ", column: null },
          { text: "Hello, the headphones I bought last week hurt after an hour. Can I still send them back?", column: "message" },
        ],
        place: { file: "templates/reply-short.prompt", line: 25 },
        isTruncated: false,
      },
    ],
    values: [
      { name: "ticket_id", value: "T-1029" },
      { name: "region", value: "EU" },
      { name: "segment", value: "SMB" },
      { name: "window_days", value: "30" },
      { name: "order_id", value: "48-21822" },
    ],
    responses: [
      {
        variant: "baseline",
        text: before,
        isTruncated: false,
        error: null,
        outcome: "pass",
        outcomeText: "Passed 5 of 5",
        facts: "96 tokens, stop",
        toolCalls: [],
      },
      {
        variant: "short",
        text: after,
        isTruncated: false,
        error: null,
        outcome: "fail",
        outcomeText: "Passed 4 of 5",
        facts: "52 tokens, stop",
        toolCalls: [],
      },
    ],
    diff: {
      isJson: true,
      pieces: [
        { text: head, kind: "same" },
        { text: "thank you for writing to us. You", kind: "removed" },
        { text: "yes: you", kind: "inserted" },
        { text: " can return ", kind: "same" },
        { text: "the headphones from ", kind: "removed" },
        { text: "order 48-21822 within ", kind: "same" },
        { text: "30 days", kind: "removed" },
        { text: "a month", kind: "inserted" },
        { text: ' of delivery for a full refund."\n}', kind: "same" },
      ],
    },
    diffNote: null,
    judge: "judge gpt-5-2026-02-10, judge prompt 1",
    ratings: [
      ratingOf("window", "States refund window", "fail", "Says “a month”. The window of 30 days is not stated."),
      ratingOf("polite", "Polite", "pass", "Thanks the customer and is friendly."),
      ratingOf("order", "Mentions order id", "pass", "Contains 48-21822."),
      ratingOf("json", "Valid JSON", "pass", "Matches the schema of reply-short.prompt."),
      ratingOf("apology", "No apology", "pass", "No match for \\bsorry\\b."),
    ],
    attempts: [
      attemptOf("Baseline", { result: "stop", started: "14:02:11.204" }),
      attemptOf("short, 1 of 2", {
        result: "429, waited 2.0 s",
        isError: true,
        started: "14:02:11.318",
        firstToken: "–",
        input: "–",
        output: "–",
        cost: "–",
      }),
      attemptOf("short, 2 of 2", { result: "stop", started: "14:02:13.402", output: "52", cost: "$0.00021" }),
      attemptOf("Judge, short", { result: "2 criteria", started: "14:02:14.381" }),
    ],
    ...changes,
  };
}

function ratingOf(id: string, name: string, label: "pass" | "fail", reason: string): SamplePlane["ratings"][number] {
  const arms = [
    { label: "pass" as const, reason: "Says 30 days." },
    { label, reason },
  ];
  return { id, name, isHard: id === "window", isJudged: id !== "order", arms };
}

function attemptOf(call: string, changes: Partial<SamplePlane["attempts"][number]>): SamplePlane["attempts"][number] {
  return {
    call,
    result: "stop",
    isError: false,
    started: "14:02:11.204",
    firstToken: "0.41 s",
    total: "1.46 s",
    input: "431",
    output: "96",
    cost: "$0.00030",
    ...changes,
  };
}
