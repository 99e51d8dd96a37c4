// F7: a clock that jumps or is wrong harms no wait, no duration and no order; over real sockets.
import assert from "node:assert/strict";
import type { Clock } from "../../src/core/base/ports.ts";
import type { RunEvent } from "../../src/core/domain/run-event.ts";
import { startRun } from "../../src/core/engine/running/start-run.ts";
import { readRun } from "../../src/core/store/run-store.ts";
import { systemClock } from "../../src/node/system-clock.ts";
import { count } from "../support/faults/counts.ts";
import { between, drawsOf } from "../support/faults/draws.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { hostOf, planSums } from "../support/faults/memory-run.ts";
import { createMemoryStorage } from "../support/memory-storage.ts";
import type { Behaviour, Handler } from "../support/provider-server/behaviour.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { addingModel, rowNumber, sumsProject } from "../support/sums-project.ts";

const watch = { signal: new AbortController().signal };
const hourMs = 3_600_000;

/** Wall-clock time that is off by `skewMs`, and jumps by hours each time somebody looks; time that only runs forward stays right. */
function jumpingClock(skewMs: number): Clock {
  const draw = drawsOf(7);
  return { ...systemClock, now: () => Date.now() + skewMs + between(draw, -48, 48) * hourMs };
}

function timesIn(event: RunEvent): number[] {
  if (event.k !== "response") return [];
  const { queuedMs, firstByteMs, totalMs, retryWaitMs } = event.time;
  return [queuedMs, firstByteMs, totalMs, retryWaitMs];
}

/** What the server asks for with its first 429, by its own clock. */
const wishes: Readonly<Record<string, () => string>> = {
  "a date in the past": () => new Date(Date.now() - 2 * hourMs).toUTCString(),
  "the date of now": () => new Date().toUTCString(),
  "a date a second ahead": () => new Date(Date.now() + 1_000).toUTCString(),
  "no seconds at all": () => "0",
  "less than nothing": () => "-30",
  "something that is no date": () => "soon",
};

describe("a clock that jumps", () => {
  for (const [what, wish] of Object.entries(wishes)) {
    faultTest("F7", `with ${what} in retry-after: no attempt follows another at once, and no duration is negative`, async (tally) => {
      const lastSeen = new Map<number, number>();
      const gaps: number[] = [];
      const answer = addingModel();
      const model: Handler = (request, nth): Behaviour | Promise<Behaviour> => {
        const n = rowNumber(request);
        const last = lastSeen.get(n);
        if (last !== undefined) gaps.push(performance.now() - last);
        lastSeen.set(n, performance.now());
        return last === undefined ? { kind: "status", status: 429, headers: { "retry-after": wish() } } : answer(request, nth);
      };
      await using server = await startProviderServer({ handler: model });
      const rows = count(4, 20);
      for (const skewMs of [-48 * hourMs, 48 * hourMs]) {
        lastSeen.clear();
        const events: RunEvent[] = [];
        const storage = createMemoryStorage();
        const { manifest, record } = await startRun(
          await planSums(sumsProject(rows)),
          hostOf(storage, fetch, {
            clock: jumpingClock(skewMs),
            endpoints: new Map([["openai", `${server.url}/v1`]]),
            random: Math.random,
          }),
          { ...watch, onEvent: (event) => events.push(event) },
        );
        tally.tried += 1;
        const negative = events.flatMap(timesIn).filter((milliseconds) => milliseconds < 0);
        const stored = await readRun(storage, manifest.runId);
        assert.deepEqual([record.state, record.samples.size, negative], ["done", rows, []]);
        assert.deepEqual([...stored.record.samples.keys()], [...record.samples.keys()]);
      }
      assert.equal(gaps.length, 2 * rows);
      // A timer may be early by a part of a millisecond; a wait of minutes would be a clock that was believed.
      assert.deepEqual(
        gaps.filter((gap) => gap < 249 || gap > 30_000),
        [],
      );
    });
  }
});
