// Run ids: UUIDv7 with a tail, sorted by their time.
import assert from "node:assert/strict";
import fc from "fast-check";
import { newRunId } from "../../../src/node/run-id.ts";

describe("newRunId", () => {
  it("is a UUID of version 7 and variant 10 with eight more digits", () => {
    assert.match(newRunId(Date.UTC(2026, 0, 1)), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}-[0-9a-f]{8}$/);
  });

  it("begins with the time in milliseconds", () => {
    assert.equal(newRunId(0x019b7777abcd).slice(0, 13), "019b7777-abcd");
  });

  it("sorts by time, to the millisecond", () => {
    const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
    fc.assert(
      fc.property(time, time, (a, b) => {
        fc.pre(a < b);
        assert.ok(newRunId(a) < newRunId(b));
      }),
    );
  });

  it("never repeats within a millisecond", () => {
    assert.equal(new Set(Array.from({ length: 10_000 }, () => newRunId(0))).size, 10_000);
  });
});
