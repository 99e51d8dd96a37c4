// Ceilings as people write them.
import assert from "node:assert/strict";
import { gateMetric, parseCeiling, type Ceiling, type MetricUnit } from "../../../src/core/domain/gate-limit.ts";

describe("parseCeiling", () => {
  const absolute = (limit: number): Ceiling => ({ kind: "absolute", limit });
  const relative = (factor: number, offset = 0): Ceiling => ({ kind: "relative", factor, offset });
  const cases: readonly (readonly [number | string, MetricUnit, Ceiling | null])[] = [
    [0.02, "usd", absolute(0.02)],
    ["0.02 USD", "usd", absolute(0.02)],
    ["2s", "ms", absolute(2000)],
    ["400", "ms", absolute(400)],
    ["+400ms", "ms", relative(1, 400)],
    ["-0.5s", "ms", relative(1, -500)],
    ["+50%", "tokens", relative(1.5)],
    ["-50%", "usd", relative(0.5)],
    ["5%", "fraction", absolute(0.05)],
    ["5%", "ms", null],
    ["+5ms", "fraction", null],
    ["5usd", "tokens", null],
    ["much", "usd", null],
  ];
  for (const [written, unit, expected] of cases) it(`${written} of ${unit}`, () => assert.deepEqual(parseCeiling(written, unit), expected));
});

describe("gateMetric", () => {
  it("knows the criteria of the run, and no others", () => {
    assert.deepEqual(
      ["criterion.kind", "criterion.gone", "latency_p95", "charm"].map((name) => gateMetric(name, [{ id: "kind" }])?.unit),
      ["fraction", undefined, "ms", undefined],
    );
  });
});
