// F10: a network that goes away and comes back pauses a run and ends no sample as an error; only what was in flight is asked again.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { RunJson } from "../support/cli-json.ts";
import { count } from "../support/faults/counts.ts";
import { between, drawsOf } from "../support/faults/draws.ts";
import { optionsFor, run } from "../support/faults/fault-runs.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { answerLines, journaledStates, openCalls } from "../support/journal.ts";
import type { Handler } from "../support/provider-server/behaviour.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { startCli } from "../support/run-cli.ts";
import { addingModel, sumsProject } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

const concurrency = 8;
const runs = count(2, 20);
const cutsOfOneRun = count(1, 3);
/** Enough that each cut finds calls in flight. */
const rows = 80 + 80 * cutsOfOneRun;

const answer = addingModel();
const model: Handler = async (request, nth) => {
  await wait(30 + ((nth * 7) % 31));
  return answer(request, nth);
};

function haveCommon(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...some].some((one) => others.has(one));
}

describe("a run that is cut off from the network", () => {
  for (let seed = 1; seed <= runs; seed++) {
    faultTest("F10", `pauses at each cut, goes on by itself, and repeats what was in flight (seed ${seed})`, async (tally) => {
      const draw = drawsOf(seed);
      let server = await startProviderServer({ handler: model });
      const port = Number(new URL(server.url).port);
      await using project = await createProject(sumsProject(rows));
      await using cli = startCli([...run, "--concurrency", String(concurrency)], optionsFor(project, server, { longestMs: 100_000 }));
      let asked = 0;
      let cutOff: ReadonlySet<string> = new Set();
      for (let cut = 0; cut < cutsOfOneRun; cut++) {
        const until = between(draw, 10, 30);
        while (server.requests.length < until && cli.child.exitCode === null) await wait(1);
        // What may have been billed is asked for once more only (rule R11), so no call is to be cut off twice.
        while (haveCommon(cutOff, await openCalls(project)) && cli.child.exitCode === null) await wait(1);
        await wait(between(draw, 0, 40));
        await server.close();
        asked += server.requests.length;
        tally.tried += 1;
        await wait(between(draw, 1_000, 2_000));
        assert.equal(cli.child.exitCode, null);
        cutOff = await openCalls(project);
        server = await startProviderServer({ port, handler: model });
      }
      await using _server = server;
      const { exitCode, json } = await cli.result;
      const { status, missing, variants, calls } = json<RunJson>();
      const repeated = asked + server.requests.length - rows;
      tally.lost += rows - (variants[0]?.samples ?? 0);
      tally.repeated += repeated;
      assert.deepEqual([exitCode, status, missing, variants[0]?.passed, variants[0]?.errors], [0, "done", 0, rows, 0]);
      assert.equal((await answerLines(project)).length, rows);
      assert.ok(repeated <= cutsOfOneRun * concurrency, `${repeated} calls were repeated`);
      assert.ok(calls.possiblyBilledTwice <= cutsOfOneRun * concurrency, `${calls.possiblyBilledTwice} may have been billed twice`);
      const expected = [...Array<string[]>(cutsOfOneRun).fill(["paused", "resumed"]).flat(), "done"];
      assert.deepEqual(await journaledStates(project), expected);
    });
  }
});
