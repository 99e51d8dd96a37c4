// What a call leaves before it is sent: a durable start for each attempt.
import assert from "node:assert/strict";
import { requestHash } from "../../../../src/core/engine/calling/call-model.ts";
import { hashOf } from "../../../support/factories.ts";
import { inTurn } from "../../../support/scripted-caller.ts";
import { rejectionOf, startsIn, type Bench } from "../engine-fixtures.ts";
import { encoded, failure, tryCall } from "./call-desk.ts";

describe("callModel: starts", () => {
  it("saves a start before each attempt is sent", async () => {
    const saved: number[] = [];
    let bench: Bench | null = null;
    await tryCall(
      ({ index }) => {
        saved.push(startsIn(bench?.events ?? []).length);
        return index < 2 ? failure("server") : "fine";
      },
      { prepare: (made) => (bench = made) },
    );
    assert.deepEqual(saved, [1, 2, 3]);
  });

  it("says in the start who is asked what, and for which attempt", async () => {
    const { bench } = await tryCall(inTurn(failure("server"), "fine"));
    const common = {
      k: "start",
      sample: hashOf("sample"),
      row: "r1",
      variant: "baseline",
      epoch: 0,
      model: "simulated/test-1",
      request: requestHash(encoded),
    };
    assert.deepEqual(startsIn(bench.events), [
      { ...common, attempt: 1, t: "2026-01-01T00:00:00.000Z" },
      { ...common, attempt: 2, t: "2026-01-01T00:00:00.250Z" },
    ]);
  });

  it("names the criteria in the start of a judge's call", async () => {
    const { bench } = await tryCall(() => "fine", { criteria: ["a", "b"] });
    assert.deepEqual(startsIn(bench.events)[0]?.criteria, ["a", "b"]);
  });

  it("sends nothing when the start cannot be saved", async () => {
    let calls = 0;
    const failed = tryCall(() => `answer ${(calls += 1)}`, { prepare: (bench) => bench.fillDisk(0) });
    assert.deepEqual([await rejectionOf(failed).then((error) => (error as { code: string }).code), calls], ["store/unwritable", 0]);
  });

  it("gives each attempt its own draw", async () => {
    const { calls } = await tryCall(inTurn(failure("server"), "fine"));
    assert.deepEqual(
      calls.map(({ draw }) => draw),
      [`1|${hashOf("sample")}||1`, `1|${hashOf("sample")}||2`],
    );
  });
});
