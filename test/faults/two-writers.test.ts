// F8: two processes that start the same plan at once: one makes the run, the other is refused, and nothing is paid for twice.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { ErrorJson, RunJson } from "../support/cli-json.ts";
import { count } from "../support/faults/counts.ts";
import { between, drawsOf } from "../support/faults/draws.ts";
import { optionsFor, run } from "../support/faults/fault-runs.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { answerLines, journalFiles } from "../support/journal.ts";
import type { Handler } from "../support/provider-server/behaviour.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli } from "../support/run-cli.ts";
import { addingModel, sumsProject } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

const rows = 20;
const concurrency = 5;
const rounds = count(3, 50);

describe("two processes that start the same plan at once", () => {
  faultTest("F8", "make one run: the other ends with run/conflict and has called nobody", async (tally) => {
    const draw = drawsOf(1);
    for (let round = 0; round < rounds; round++) {
      // No answer comes before one of them has given up, so that neither can be done before the other has looked; or before both have called.
      let isRefused = (): void => undefined;
      const refusal = new Promise<void>((resolve) => (isRefused = resolve));
      const answer = addingModel();
      const handler: Handler = async (request, nth) => {
        if (nth > concurrency) isRefused();
        await refusal;
        return answer(request, nth);
      };
      await using server = await startProviderServer({ handler });
      await using project = await createProject(sumsProject(rows));
      const options = optionsFor(project, server);
      const start = async (delayMs: number): Promise<Awaited<ReturnType<typeof runCli>>> => {
        await wait(delayMs);
        return runCli([...run, "--concurrency", String(concurrency)], options).finally(isRefused);
      };
      const both = await Promise.all([start(0), start(between(draw, 0, 60))]);
      tally.tried += 1;
      const [made, refused] = both.sort((one, other) => Number(one.exitCode) - Number(other.exitCode));
      assert.ok(made !== undefined && refused !== undefined);
      assert.deepEqual([made.exitCode, refused.exitCode], [0, 4], `${made.stdout}${made.stderr}${refused.stdout}${refused.stderr}`);
      const { run: runId, variants, calls } = made.json<RunJson>();
      const { error } = refused.json<ErrorJson>();
      assert.deepEqual([error.code, error.message.includes(runId)], ["run/conflict", true]);
      tally.lost += rows - (variants[0]?.passed ?? 0);
      tally.repeated += server.requests.length - rows;
      assert.deepEqual([server.requests.length, calls.generation, variants[0]?.passed], [rows, rows, rows]);
      assert.equal((await answerLines(project)).length, rows);
      // Lines of two writers in one file would not be numbered one after the other.
      const [journal = "", ...others] = await journalFiles(project);
      const numbers = (await project.read(journal))
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as { seq: number }).seq);
      const first = numbers[0] ?? 0;
      assert.deepEqual([others, numbers], [[], numbers.map((_, index) => first + index)]);
      const doctor = await runCli(["doctor", "latest", "--json"], project);
      assert.equal(doctor.exitCode, 0, doctor.stdout);
      assert.deepEqual(await project.list(".touchstone/locks"), []);
    }
  });
});
