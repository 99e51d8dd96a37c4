// F24: what a run holds does not grow with the number of its calls: memory, files and timers stay as they are after its beginning.
import assert from "node:assert/strict";
import path from "node:path";
import type { RunJson } from "../support/cli-json.ts";
import { count, isFull } from "../support/faults/counts.ts";
import { holdingsIn, optionsFor, run, watchedProcess } from "../support/faults/fault-runs.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import type { Holding } from "../support/faults/watch-process.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli } from "../support/run-cli.ts";
import { addingModel, sumsProject } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

const megabyte = 1024 ** 2;
const calls = count(4_000, 20_000);
const concurrency = 32;

function median(holdings: readonly Holding[], of: (holding: Holding) => number): number {
  return holdings.map(of).sort((a, b) => a - b)[Math.floor(holdings.length / 2)] ?? NaN;
}

describe("a long run", () => {
  faultTest("F24", `of ${calls} calls holds no more at its end than after its beginning`, async (tally) => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(sumsProject(calls));
    const held = path.join(project.folder, "held.jsonl");
    const options = optionsFor(project, server, { environment: watchedProcess(held), longestMs: 1_200_000 });
    const { exitCode, json } = await runCli([...run, "--concurrency", String(concurrency)], options);
    assert.deepEqual([exitCode, json<RunJson>().variants[0]?.passed], [0, calls]);
    const holdings = await holdingsIn(held);
    const part = (from: number, to: number): Holding[] =>
      holdings.slice(Math.floor(from * holdings.length), Math.ceil(to * holdings.length));
    const [begin, end] = [part(0.2, 0.35), part(0.8, 0.95)];
    const growth = (of: (holding: Holding) => number): number => median(end, of) - median(begin, of);
    tally.tried += calls;
    const grown = {
      // In a short run what the system lends is still growing into its usual size.
      memory: growth(({ rss, heap }) => (isFull ? rss : heap)) / megabyte,
      files: growth(({ files }) => files),
      timers: growth(({ timers }) => timers),
    };
    // What is in flight comes and goes; what leaks stays, for each of thousands of calls.
    assert.ok(grown.memory < 50 && grown.files <= concurrency && grown.timers <= concurrency, JSON.stringify(grown));
    // All of them together are no more than what so many calls in flight need.
    const most = { files: Math.max(...holdings.map(({ files }) => files)), timers: Math.max(...holdings.map(({ timers }) => timers)) };
    assert.ok(most.files < 30 + 3 * concurrency && most.timers < 10 + 3 * concurrency, JSON.stringify(most));
  });
});
