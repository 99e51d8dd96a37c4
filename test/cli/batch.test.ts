// A run in batches, with either provider: killed at any step it collects every sample once, submits nothing twice, and ends with the record of a live run.
import assert from "node:assert/strict";
import type { RunJson } from "../support/cli-json.ts";
import type { Fate } from "../support/batch-server/batch-book.ts";
import { startBatchServer } from "../support/batch-server.ts";
import { answerLines } from "../support/journal.ts";
import type { Handler } from "../support/provider-server/behaviour.ts";
import { lastUserText } from "../support/provider-server/recorded-request.ts";
import { runCli, startCli } from "../support/run-cli.ts";
import { addingModel, rowNumber, withJudge } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";
import {
  asFirstTime,
  asLive,
  exported,
  killing,
  optionsFor,
  projectOf,
  resume,
  run,
  runBatch,
  sizes,
  type Exported,
} from "./batch-scene.ts";

const rows = 12;
/** Of two arms. */
const samples = 2 * rows;
const model: Handler = withJudge(
  (_, response) => (Number(response) % 2 === 0 ? "pass" : "fail"),
  (request, nth) => addingModel((n) => n % (lastUserText(request).startsWith("Please") ? 5 : 3) === 0)(request, nth),
);

const providers = [
  ["OpenAI, chat", "provider: openai, api: chat", ["the responses", "the judge"]],
  ["OpenAI, responses", "provider: openai, api: responses", []],
  ["Anthropic", "provider: anthropic", ["the responses", "the judge"]],
] as const;

for (const [name, provider, stages] of providers) {
  describe(`a run in batches, ${name}`, () => {
    let live: Exported;
    let unkilled: Exported;

    before(async () => {
      await using server = await startBatchServer({ handler: model });
      await using project = await createProject(projectOf(provider, rows));
      const { exitCode } = await runCli(run, optionsFor(project, server));
      live = await exported(project);
      assert.deepEqual([exitCode, live.samples, server.batches.length], [0, samples, 0]);
    });

    before("in two batches and without a live call", async () => {
      await using server = await startBatchServer({ handler: model });
      await using project = await createProject(projectOf(provider, rows));
      const { exitCode, json } = await runCli(runBatch, optionsFor(project, server));
      const { calls } = json<RunJson>();
      assert.deepEqual([exitCode, calls.generation, calls.rating], [0, samples, samples]);
      assert.deepEqual([sizes(server), server.live.requests.length], [[samples, samples], 0]);
      unkilled = await exported(project);
    });

    it("ends with the record of a live run at half its price", () => {
      assert.deepEqual(asLive(unkilled), asLive(live));
      assert.ok(Math.abs((unkilled.spentUsd ?? 0) - (live.spentUsd ?? 0) / 2) < 1e-12);
    });

    for (const [index, stage] of stages.entries()) {
      const ordinal = index + 1;
      for (const [moment, step] of [
        ["before the batch of STAGE is made", "create"],
        ["before it learns the id of the batch of STAGE", "created"],
        ["as soon as it has the id of the batch of STAGE", "poll"],
        ["between two polls of the batch of STAGE", "pause"],
        ["while it collects the batch of STAGE", "collect"],
      ] as const) {
        it(`killed ${moment.replace("STAGE", stage)}, collects every sample once and submits nothing twice`, async () => {
          await using server = await startBatchServer({ handler: model });
          await using project = await createProject(projectOf(provider, rows));
          const options = optionsFor(project, server);
          await using cli = startCli(runBatch, options);
          server.direct(killing(step, ordinal, () => cli.child.kill("SIGKILL")));
          const killed = await cli.result;
          server.direct({});
          const { exitCode, json } = await runCli(resume, options);

          const { status, calls } = json<RunJson>();
          const twice = [...server.submissions().values()].filter((count) => count > 1);
          assert.deepEqual([killed.exitCode, exitCode, status, server.batches.length, twice], [null, 0, "done", 2, []]);
          assert.deepEqual([calls.generation, calls.rating, calls.retried, calls.possiblyBilledTwice], [samples, samples, 0, 0]);
          assert.equal((await answerLines(project)).length, samples);
          // With its prices, and with the bound that was shown before.
          assert.deepEqual((await exported(project)).record, unkilled.record);
        });
      }
    }

    it("asks again for what expired, and is killed while it collects the rest of that batch", async () => {
      await using server = await startBatchServer({ handler: model });
      await using project = await createProject(projectOf(provider, rows));
      const options = optionsFor(project, server);
      await using cli = startCli(runBatch, options);
      const fate = (request: Parameters<Handler>[0], ordinal: number): Fate =>
        ordinal === 1 && rowNumber(request) % 3 === 0 ? "expired" : "answered";
      server.direct({ ...killing("collect", 1, () => cli.child.kill("SIGKILL")), fate });
      await cli.result;
      server.direct({});
      const { exitCode, json } = await runCli(resume, options);
      assert.deepEqual([exitCode, json<RunJson>().calls.possiblyBilledTwice], [0, 0]);
      assert.deepEqual(sizes(server), [samples, samples / 3, samples]);
      assert.deepEqual(asFirstTime(await exported(project)), asFirstTime(live));
    });

    it("asks again for whole batches that expired, and counts nothing of them as billed", async () => {
      const fate = (_: unknown, ordinal: number): Fate => (ordinal % 2 === 1 ? "expired" : "answered");
      await using server = await startBatchServer({ handler: model, script: { fate } });
      await using project = await createProject(projectOf(provider, rows));
      const { exitCode, json } = await runCli(runBatch, optionsFor(project, server));
      const { calls } = json<RunJson>();
      assert.deepEqual([exitCode, calls.retried, calls.possiblyBilledTwice], [0, 2 * samples, 0]);
      assert.deepEqual(sizes(server), [samples, samples, samples, samples]);
      assert.deepEqual(asFirstTime(await exported(project)), asFirstTime(live));
    });

    it("asks again for what failed, in a further batch, and ends as a live run does", async () => {
      const failing: Handler = failingOnce((n) => n % 4 === 0, model);
      await using liveServer = await startBatchServer({ handler: failing });
      await using liveProject = await createProject(projectOf(provider, rows));
      await runCli(run, optionsFor(liveProject, liveServer));
      await using server = await startBatchServer({ handler: failingOnce((n) => n % 4 === 0, model) });
      await using project = await createProject(projectOf(provider, rows));
      const { exitCode, json } = await runCli(runBatch, optionsFor(project, server));

      const { calls } = json<RunJson>();
      assert.deepEqual([exitCode, calls.retried], [0, 6]);
      assert.deepEqual(sizes(server), [samples, 6, samples]);
      assert.deepEqual(asLive(await exported(project)), asLive(await exported(liveProject)));
    });
  });
}

/** Every call of a row for which it is true fails with status 500 the first time. */
function failingOnce(isFailing: (n: number) => boolean, handler: Handler): Handler {
  const failed = new Set<string>();
  return (request, nth) => {
    const text = lastUserText(request);
    if (!isFailing(rowNumber(request)) || failed.has(text)) return handler(request, nth);
    failed.add(text);
    return { kind: "status", status: 500 };
  };
}
