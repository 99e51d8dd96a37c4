// One criterion on one response: filling, negation, errors.
import assert from "node:assert/strict";
import { rateCheck } from "../../../src/core/scorers/rate-check.ts";
import { inProcessRegex } from "../../support/in-process-regex.ts";
import { criterionOf, subjectOf, timeoutTools, toolsOf } from "./scorer-fixtures.ts";

describe("rateCheck", () => {
  it("fills the row's values before it rates", async () => {
    const rated = await rateCheck(
      criterionOf("contains", { value: "{{order_id}}" }),
      subjectOf("Order A-1.", { row: { order_id: "A-1" } }),
      toolsOf(),
    );
    assert.deepEqual(rated, { kind: "rated", value: 1, label: "pass", reason: 'The response contains "A-1".' });
  });

  it("is an error that names an empty column", async () => {
    const rated = await rateCheck(criterionOf("contains", { value: "{{order_id}}" }), subjectOf("x", { row: { order_id: "" } }), toolsOf());
    assert.deepEqual(rated, {
      kind: "error",
      code: "scorer/empty-column",
      message: 'The check reads the column "order_id", empty in this row.',
    });
  });

  it("compares with a number from a column", async () => {
    const rated = await rateCheck(
      criterionOf("numeric", { value: "{{total}}" }),
      subjectOf("It is 12.", { row: { total: 12 } }),
      toolsOf(),
    );
    assert.equal(rated.kind === "rated" && rated.label, "pass");
  });

  it("turns a pass into a fail for a negated check", async () => {
    const rated = await rateCheck(criterionOf("contains", { value: "sorry" }, { isNegated: true }), subjectOf("sorry!"), toolsOf());
    assert.deepEqual(rated, { kind: "rated", value: 0, label: "fail", reason: 'not-contains: The response contains "sorry".' });
  });

  it("turns a fail into a pass for a negated check", async () => {
    const rated = await rateCheck(criterionOf("contains", { value: "sorry" }, { isNegated: true }), subjectOf("fine"), toolsOf());
    assert.deepEqual(rated, { kind: "rated", value: 1, label: "pass", reason: 'not-contains: The response does not contain "sorry".' });
  });

  it("leaves an error an error for a negated check", async () => {
    const rated = await rateCheck(criterionOf("regex", { value: "a" }, { isNegated: true }), subjectOf("a"), timeoutTools);
    assert.equal(rated.kind === "error" && rated.code, "scorer/timeout");
  });

  it("leaves an empty column an error for a negated check", async () => {
    const rated = await rateCheck(criterionOf("contains", { value: "{{a}}" }, { isNegated: true }), subjectOf("x"), toolsOf());
    assert.equal(rated.kind === "error" && rated.code, "scorer/empty-column");
  });

  const brokenRunner = { ...inProcessRegex, test: () => Promise.reject(new Error("the worker is gone")) };

  it("turns what the scorer throws into an error", async () => {
    const rated = await rateCheck(criterionOf("regex", { value: "a" }), subjectOf("a"), toolsOf({ regex: brokenRunner }));
    assert.deepEqual(rated, { kind: "error", code: "scorer/failed", message: 'The check "regex" failed: the worker is gone' });
  });

  it("rejects with the signal's reason when the work was aborted", async () => {
    const signal = AbortSignal.abort(new Error("cancelled"));
    await assert.rejects(
      rateCheck(criterionOf("regex", { value: "a" }), subjectOf("a"), toolsOf({ regex: brokenRunner, signal })),
      /cancelled/,
    );
  });

  it("throws for a criterion that names no check", async () => {
    await assert.rejects(rateCheck(criterionOf("judge", { question: "Polite?" }), subjectOf("a"), toolsOf()), /no check named "judge"/);
  });
});
