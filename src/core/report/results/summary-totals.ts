// Tokens, cost, latency and errors of the arms that are shown, as figures people read, and the change from the first to the second.
import type { SummaryPlane } from "../../../protocol/summary-plane.ts";
import type { ArmFigures } from "../../comparison/arm-figures.ts";
import { formatCount, formatSeconds, formatSigned, formatUsd } from "../figures.ts";

type Total = SummaryPlane["totals"][number];

const none = "–";

export function armTotals(arms: readonly ArmFigures[], isJudged: boolean): Total[] {
  const relative = (label: string, valueOf: (arm: ArmFigures) => number | null, write: (value: number | null) => string): Total =>
    total(arms, { label, valueOf, write, change: relativeChange });
  const seconds = (label: string, valueOf: (arm: ArmFigures) => number | null): Total =>
    total(arms, { label, valueOf, write: formatSeconds, change: (from, to) => formatSigned(to - from, formatSeconds) });
  return [
    relative("Input tokens", ({ tokens }) => tokens.input, countText),
    relative("Output tokens", ({ tokens }) => tokens.output, countText),
    relative(isJudged ? "Cost, generation" : "Cost", ({ costUsd }) => costUsd, formatUsd),
    ...(isJudged ? [relative("Cost, judge", ({ judge }) => judge.costUsd, formatUsd)] : []),
    seconds("Latency p50", ({ latencyMs }) => latencyMs.p50),
    seconds("Latency p95", ({ latencyMs }) => latencyMs.p95),
    total(arms, {
      label: "Errors",
      valueOf: ({ errors }) => errors,
      write: countText,
      change: (from, to) => formatSigned(to - from, formatCount),
    }),
  ];
}

interface TotalRule {
  readonly label: string;
  readonly valueOf: (arm: ArmFigures) => number | null;
  readonly write: (value: number | null) => string;
  readonly change: (from: number, to: number) => string;
}

function total(arms: readonly ArmFigures[], { label, valueOf, write, change }: TotalRule): Total {
  const [from, to] = arms.map(valueOf);
  return { label, values: arms.map((arm) => write(valueOf(arm))), change: from == null || to == null ? none : change(from, to) };
}

function relativeChange(from: number, to: number): string {
  if (from === 0) return to === 0 ? "0.0%" : none;
  return formatSigned(to / from - 1, (share) => `${(share * 100).toFixed(1)}%`);
}

function countText(value: number | null): string {
  return value === null ? none : formatCount(value);
}
