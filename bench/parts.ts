// The parts of the table, each by the name that chooses it on the command line.
import { measureCached } from "./cases/cached.ts";
import { measureCalls, measureCallsAndUsage } from "./cases/calls.ts";
import { editorRows } from "./cases/elsewhere.ts";
import { measureFaults } from "./cases/faults.ts";
import { measureLarge } from "./cases/large.ts";
import { measureSizes } from "./cases/sizes.ts";
import { measureStart } from "./cases/start.ts";
import type { Conditions } from "./conditions.ts";
import type { Row } from "./table.ts";

export interface Part {
  readonly name: string;
  measure(conditions: Conditions): Promise<readonly Row[]>;
}

const twoThousand = { rows: 2000, latencyMs: 50, hasJudge: false };

export const parts: readonly Part[] = [
  {
    name: "20",
    measure: (conditions) =>
      measureCalls({ what: "2,000 calls of 50 ms, 20 at once", ...twoThousand, concurrency: 20, bar: 1.08 }, conditions),
  },
  {
    name: "100",
    measure: (conditions) =>
      measureCalls({ what: "2,000 calls of 50 ms, 100 at once", ...twoThousand, concurrency: 100, bar: 1.25 }, conditions),
  },
  {
    name: "10000",
    measure: (conditions) =>
      measureCallsAndUsage(
        { what: "10,000 calls of 5 ms, 100 at once", rows: 10_000, latencyMs: 5, concurrency: 100, hasJudge: false, bar: 1.3 },
        conditions,
      ),
  },
  { name: "cached", measure: measureCached },
  {
    name: "judge",
    measure: (conditions) =>
      measureCalls(
        {
          what: "500 rows and a judge: 1,000 calls of 50 ms, 20 at once",
          rows: 500,
          latencyMs: 50,
          concurrency: 20,
          hasJudge: true,
          bar: 1.08,
        },
        conditions,
      ),
  },
  { name: "start", measure: measureStart },
  { name: "faults", measure: measureFaults },
  { name: "editor", measure: async () => editorRows },
  { name: "large", measure: measureLarge },
  { name: "sizes", measure: measureSizes },
];
