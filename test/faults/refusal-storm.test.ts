// F13: a server that refuses nine calls of ten for a while is asked less: few calls are wasted, little time is lost, and no row fails.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { RunJson } from "../support/cli-json.ts";
import { count, isFull } from "../support/faults/counts.ts";
import { drawsOf } from "../support/faults/draws.ts";
import { optionsFor, run } from "../support/faults/fault-runs.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { answerLines } from "../support/journal.ts";
import type { Behaviour, Handler } from "../support/provider-server/behaviour.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli } from "../support/run-cli.ts";
import { addingModel, sumsProject } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

const rows = count(800, 6_000);
const concurrency = 20;
const answerMs = 50;
const refusalMs = 10;
/** Calls a second that are let through as a rule, and in the storm. */
const usual = count(200, 400);
const inStorm = usual / 10;
const startsAtMs = count(1_000, 2_000);
const lastsMs = count(4_000, 60_000);
/** Calls that may come at once after a lull. */
const burst = 20;

/** Milliseconds that a caller who knows the server would take. */
const idealMs = startsAtMs + lastsMs + ((rows - (usual * startsAtMs) / 1_000 - burst - (inStorm * lastsMs) / 1_000) * 1_000) / usual;

interface Weather {
  readonly handler: Handler;
  readonly seen: { refused: number; firstAt: number; lastAt: number };
}

/** A bucket that fills at the rate of the moment and gives one token to each call; the storm is reckoned from the first call. */
function weatherOf(refusal: Behaviour): Weather {
  const draw = drawsOf(13);
  const answer = addingModel();
  const seen = { refused: 0, firstAt: 0, lastAt: 0 };
  let level = burst;
  let filledAt = 0;
  const fill = (until: number, rate: number): void => {
    level = Math.min(burst, level + (rate * Math.max(0, until - filledAt)) / 1_000);
    filledAt = Math.max(filledAt, until);
  };
  const handler: Handler = async (request, nth) => {
    if (nth === 1) seen.firstAt = performance.now();
    const now = performance.now() - seen.firstAt;
    fill(Math.min(now, startsAtMs), usual);
    fill(Math.min(now, startsAtMs + lastsMs), inStorm);
    fill(now, usual);
    if (level < 1) {
      seen.refused += 1;
      await wait(refusalMs);
      return refusal;
    }
    level -= 1;
    await wait(answerMs * (0.5 + draw()));
    seen.lastAt = performance.now();
    return answer(request, nth);
  };
  return { handler, seen };
}

const refusals: Readonly<Record<string, Behaviour>> = {
  "without another word": { kind: "status", status: 429 },
  "until a time it names": { kind: "status", status: 429, headers: { "retry-after": "1" } },
};

describe("a storm of refusals", () => {
  for (const [what, refusal] of Object.entries(refusals).slice(0, count(1, 2))) {
    faultTest("F13", `${what} wastes few calls and loses no row`, async (tally) => {
      const { handler, seen } = weatherOf(refusal);
      await using server = await startProviderServer({ handler });
      await using project = await createProject(sumsProject(rows));
      const options = optionsFor(project, server, { longestMs: 3 * idealMs + 30_000 });
      const { exitCode, json } = await runCli([...run, "--concurrency", String(concurrency)], options);
      const { status, missing, variants } = json<RunJson>();
      const tookMs = seen.lastAt - seen.firstAt;
      tally.tried += rows;
      tally.lost += rows - (variants[0]?.passed ?? 0);
      tally.repeated += seen.refused;
      assert.deepEqual([exitCode, status, missing, variants[0]?.passed], [0, "done", 0, rows]);
      assert.deepEqual([(await answerLines(project)).length, server.requests.length], [rows, rows + seen.refused]);
      // Else there was no storm to speak of.
      assert.ok(seen.refused > 0);
      assert.ok(seen.refused <= 0.15 * rows, `${seen.refused} of ${server.requests.length} calls were refused`);
      if (isFull) assert.ok(tookMs <= 1.3 * idealMs, `it took ${Math.round(tookMs)} ms, ideal are ${Math.round(idealMs)} ms`);
    });
  }
});
