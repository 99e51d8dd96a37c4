// The one error type: what it carries, and that it is known by its marker across bundles.
import assert from "node:assert/strict";
import { isTouchstoneError, TouchstoneError } from "../../../src/core/base/errors.ts";

describe("TouchstoneError", () => {
  it("carries code, message, hint, place and cause", () => {
    const cause = new Error("disk");
    const error = new TouchstoneError("run/missing", "There is no run.", { hint: "List them.", file: "a.yaml", line: 2, cause });
    assert.deepEqual(
      { name: error.name, code: error.code, message: error.message, hint: error.hint, place: error.place, cause: error.cause },
      {
        name: "TouchstoneError",
        code: "run/missing",
        message: "There is no run.",
        hint: "List them.",
        place: { file: "a.yaml", line: 2 },
        cause,
      },
    );
  });

  it("has no hint, place or cause of its own accord", () => {
    const error = new TouchstoneError("run/missing", "There is no run.");
    assert.deepEqual({ hint: error.hint, place: error.place, hasCause: "cause" in error }, { hint: null, place: {}, hasCause: false });
  });
});

describe("isTouchstoneError", () => {
  it("knows one of this bundle", () => {
    assert.ok(isTouchstoneError(new TouchstoneError("run/missing", "x")));
  });

  it("knows one of another bundle by its marker", () => {
    assert.ok(isTouchstoneError(Object.assign(new Error("x"), { [Symbol.for("touchstone.error")]: true, code: "run/missing" })));
  });

  it("compares the code when one is given", () => {
    const error = new TouchstoneError("run/missing", "x");
    assert.deepEqual([isTouchstoneError(error, "run/missing"), isTouchstoneError(error, "run/invalid")], [true, false]);
  });

  const others: readonly [string, unknown][] = [
    ["another error", new Error("x")],
    ["an object with a code", { code: "run/missing" }],
    ["null", null],
    ["undefined", undefined],
    ["a text", "run/missing"],
  ];
  for (const [title, other] of others) {
    it(`does not take ${title} for one`, () => {
      assert.equal(isTouchstoneError(other), false);
    });
  }
});
