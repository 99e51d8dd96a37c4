// The figures of a judge that was asked twice.
import assert from "node:assert/strict";
import { judgeCheckFigures, noiseOfFlips, type SecondOpinion, type Verdict } from "../../../src/core/comparison/judge-check.ts";
import { judgeCheckText } from "../../../src/core/report/judge-check-text.ts";

const pass: Verdict = { value: 1, label: "pass" };
const fail: Verdict = { value: 0, label: "fail" };

function opinion(before: Verdict, now: Verdict | null, changes: Partial<SecondOpinion> = {}): SecondOpinion {
  return { criterion: "a", canary: null, before, now, ...changes };
}

const named = { criteria: ["a"], kinds: ["plain"] };
const canary = { canary: { id: "plain-1", kind: "plain" } };

describe("judgeCheckFigures", () => {
  it("gives Wilson's interval of the share that differs, errors left out", () => {
    const opinions = [
      ...Array.from({ length: 47 }, () => opinion(pass, pass)),
      opinion(pass, fail),
      opinion(fail, pass),
      opinion(fail, pass),
      opinion(pass, null),
    ];
    const { compared, flips, errors, flipRate, fails, failsTurned } = judgeCheckFigures(opinions, named).all;
    assert.deepEqual([compared, flips, errors, fails, failsTurned], [50, 3, 1, 2, 2]);
    // By the formula, in Python.
    assert.deepEqual([flipRate?.value, flipRate?.lower.toFixed(7), flipRate?.upper.toFixed(7)], [0.06, "0.0206150", "0.1621709"]);
  });

  it("gives the mean absolute difference of scores, which need not flip", () => {
    const opinions = [
      opinion({ value: 0.8, label: "pass" }, { value: 0.9, label: "pass" }),
      opinion({ value: 0.8, label: "pass" }, { value: 0.5, label: "fail" }),
    ];
    const { meanDifference, flips } = judgeCheckFigures(opinions, named).all;
    assert.deepEqual([meanDifference?.toFixed(6), flips], ["0.200000", 1]);
  });

  it("is null where nothing was compared", () => {
    const { all, canaries } = judgeCheckFigures([opinion(pass, null)], named);
    assert.deepEqual([all.flipRate, all.meanDifference, canaries.rate], [null, null, null]);
  });

  it("keeps canaries out of the flips", () => {
    const { all, canaries } = judgeCheckFigures(
      [opinion(fail, pass, canary), opinion(fail, fail, canary), opinion(fail, null, canary)],
      named,
    );
    assert.deepEqual(
      [all.compared, canaries.tried, canaries.turned, canaries.errors, canaries.kinds[0]?.turnedBy],
      [0, 2, 1, 1, ["plain-1"]],
    );
  });

  it("does not depend on the order of the answers", () => {
    const opinions = [0.1, 0.2, 0.3].map((value) => opinion(fail, { value, label: "fail" }));
    assert.deepEqual(judgeCheckFigures(opinions, named), judgeCheckFigures([...opinions].reverse(), named));
  });
});

describe("noiseOfFlips", () => {
  it("is what a simulation of two arms with that flip rate shows", () => {
    // Each verdict passes with probability q of its row; two readings differ with probability 2q(1 - q).
    const rows = 200;
    const q = 0.97;
    let state = 1;
    const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
    const rate = (): number =>
      Array.from({ length: rows }, () => (random() < q ? 1 : 0) as number).reduce((sum, value) => sum + value, 0) / rows;
    const differences = Array.from({ length: 2_000 }, () => rate() - rate());
    const deviation = Math.sqrt(differences.reduce((sum, value) => sum + value * value, 0) / differences.length);
    assert.ok(Math.abs((1.96 * deviation) / noiseOfFlips(2 * q * (1 - q), rows) - 1) < 0.05);
  });
});

describe("judgeCheckText", () => {
  const wordsOf = (opinions: readonly SecondOpinion[]): string => judgeCheckText(judgeCheckFigures(opinions, named), 200).join("\n");

  it("says what the rate means for a verdict and for the run", () => {
    const opinions = [
      ...Array.from({ length: 47 }, () => opinion(pass, pass)),
      ...Array.from({ length: 3 }, () => opinion(fail, pass)),
      opinion(fail, pass, canary),
    ];
    assert.equal(
      wordsOf(opinions),
      `criterion  asked twice  flips  flip rate   95% interval  mean change  errors
─────────  ───────────  ─────  ─────────  ─────────────  ───────────  ──────
a                   50      3       6.0%  2.1% to 16.2%         0.06       0

Asked again about the same responses, the judge changed 3 of 50 verdicts: 6.0%, somewhere from 2.1% to 16.2%.
So often would the verdict on a single response come out otherwise if it were asked for once more: do not rest on one.
Over the 200 rows of this run, that alone moves the difference of two arms in one criterion by up to ±3.4 points (95 times in 100). It favours no arm, it hides small differences; the intervals of a comparison hold it already.

asks for a pass by  tried  turned to pass  by
──────────────────  ─────  ──────────────  ───────
plain                   1               1  plain-1

With a text behind it that asks for a pass, 1 of 1 fails turned to pass: 100.0%, somewhere from 20.7% to 100.0%.
Where responses may hold text of strangers, this judge can be talked into a pass: read what turned, and try another judge.
Without such a text, 3 of 3 fails turned to pass by themselves.`,
    );
  });

  it("does not take no flip for none ever", () => {
    assert.match(
      wordsOf([opinion(pass, pass)]),
      /0 of 1 verdicts: 0\.0%, somewhere from 0\.0% to 79\.3%\.[^]*does not mean that none would/,
    );
  });

  it("says so where no fail was there to be turned", () => {
    assert.match(wordsOf([opinion(pass, pass)]), /No verdict on these responses is a fail/);
  });

  it("says so where nothing could be read", () => {
    assert.match(wordsOf([opinion(pass, null)]), /No verdict could be compared/);
  });
});
