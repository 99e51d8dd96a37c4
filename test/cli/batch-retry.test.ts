// Errors of a run in batches, tried again: in a further batch, each once, by a retry that is killed too; and where the judge is asked live.
import assert from "node:assert/strict";
import type { RunJson } from "../support/cli-json.ts";
import { startBatchServer, type BatchServer } from "../support/batch-server.ts";
import type { Handler } from "../support/provider-server/behaviour.ts";
import { judgeAnswer } from "../support/provider-server/judge-answer.ts";
import { runCli, startCli, type CliOptions } from "../support/run-cli.ts";
import { addingModel, rowNumber, withJudge } from "../support/sums-project.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";
import {
  asFirstTime,
  asLive,
  exported,
  killing,
  optionsFor,
  projectOf,
  resume,
  retry,
  run,
  runBatch,
  sizes,
  timesSubmitted,
  type Exported,
} from "./batch-scene.ts";

const rows = 12;
/** Of two arms. */
const samples = 2 * rows;
/** Samples of every fourth row, and among the others those whose response the judge refuses to rate. */
const [unanswered, unrated] = [6, 4];

interface MendedModel {
  readonly handler: Handler;
  /** From now on everything is answered. */
  mend(): void;
}

/** Refuses every fourth row, and as a judge the responses 55 and 77, until it is mended. */
function refusingModel(): MendedModel {
  const answering = withJudge((_, response) => (Number(response) % 2 === 0 ? "pass" : "fail"), addingModel());
  let isMended = false;
  return {
    handler(request, nth) {
      let isRefused = rowNumber(request) % 4 === 0;
      judgeAnswer(request, (_, response) => {
        isRefused ||= ["55", "77"].includes(response);
        return "fail";
      });
      return isRefused && !isMended ? { kind: "status", status: 400 } : answering(request, nth);
    },
    mend: () => (isMended = true),
  };
}

function errorsOf({ variants }: RunJson): number {
  return variants.reduce((sum, { errors }) => sum + errors, 0);
}

interface Scene extends AsyncDisposable, MendedModel {
  readonly server: BatchServer;
  readonly project: TemporaryProject;
  readonly options: CliOptions;
}

/** A run that has ended with errors. */
async function runWithErrors(provider: string, words: readonly string[]): Promise<Scene> {
  const model = refusingModel();
  const server = await startBatchServer({ handler: model.handler });
  const project = await createProject(projectOf(provider, rows));
  const options = optionsFor(project, server);
  const { exitCode, json } = await runCli(words, options);
  assert.deepEqual([exitCode, errorsOf(json<RunJson>())], [3, unanswered + unrated]);
  return {
    ...model,
    server,
    project,
    options,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await project[Symbol.asyncDispose]();
    },
  };
}

const providers = [
  ["OpenAI", "provider: openai, api: chat"],
  ["Anthropic", "provider: anthropic"],
] as const;

for (const [name, provider] of providers) {
  describe(`retry of a run in batches, ${name}`, () => {
    let live: Exported;

    before(async () => {
      await using scene = await runWithErrors(provider, run);
      scene.mend();
      assert.equal((await runCli(retry, scene.options)).exitCode, 0);
      live = await exported(scene.project);
    });

    it("hands over what ended in an error and nothing else, and ends as a live run that was tried again", async () => {
      await using scene = await runWithErrors(provider, runBatch);
      scene.mend();
      const { exitCode, json } = await runCli(retry, scene.options);
      const { status, calls } = json<RunJson>();
      assert.deepEqual([exitCode, status, calls.possiblyBilledTwice], [0, "done", 0]);
      assert.deepEqual(sizes(scene.server), [samples, samples - unanswered, unanswered, unanswered + unrated]);
      assert.deepEqual([timesSubmitted(scene.server), scene.server.live.requests], [{ 1: 38, 2: 10 }, []]);
      assert.deepEqual(asLive(await exported(scene.project)), asLive(live));
    });

    it("tries each error once, and what fails again stays an error", async () => {
      await using scene = await runWithErrors(provider, runBatch);
      const { exitCode, json } = await runCli(retry, scene.options);
      assert.deepEqual([exitCode, errorsOf(json<RunJson>())], [3, unanswered + unrated]);
      assert.deepEqual(sizes(scene.server), [samples, samples - unanswered, unanswered, unrated]);
    });

    for (const [moment, step] of [
      ["before the batch of WHAT is made", "create"],
      ["before it learns the id of the batch of WHAT", "created"],
      ["as soon as it has the id of the batch of WHAT", "poll"],
      ["while it collects the batch of WHAT", "collect"],
    ] as const) {
      for (const [what, ordinal] of [
        ["the responses", 3],
        ["the judge", 4],
      ] as const) {
        it(`that is killed ${moment.replace("WHAT", what)} is finished by another, and hands nothing over twice`, async () => {
          await using scene = await runWithErrors(provider, runBatch);
          scene.mend();
          const { server, options, project } = scene;
          await using cli = startCli(retry, options);
          server.direct(killing(step, ordinal, () => cli.child.kill("SIGKILL")));
          const killed = await cli.result;
          server.direct({});
          const { exitCode, json } = await runCli(retry, options);
          const { calls } = json<RunJson>();
          assert.deepEqual([killed.exitCode, exitCode, calls.possiblyBilledTwice], [null, 0, 0]);
          assert.deepEqual(timesSubmitted(server), { 1: 38, 2: 10 });
          assert.deepEqual(asLive(await exported(project)), asLive(live));
        });
      }
    }

    it("that is killed while its batch is at the provider is collected by resume, which tries no other error", async () => {
      await using scene = await runWithErrors(provider, runBatch);
      scene.mend();
      const { server, options } = scene;
      await using cli = startCli(retry, options);
      server.direct(killing("poll", 3, () => cli.child.kill("SIGKILL")));
      await cli.result;
      server.direct({});
      const { exitCode, json } = await runCli(resume, options);
      assert.deepEqual([exitCode, errorsOf(json<RunJson>())], [3, unrated]);
      assert.deepEqual(sizes(server), [samples, samples - unanswered, unanswered, unanswered]);
    });

    it("asks a judge live that was asked live, also when it is killed in between", async () => {
      await using scene = await runWithErrors(provider, [...runBatch, "--judge", "live"]);
      const { server, options, project } = scene;
      scene.mend();
      const asked = server.live.requests.length;
      await using cli = startCli([...retry, "--concurrency", "1"], options);
      server.live.respond((request, nth) => {
        if (server.live.requests.length === asked + 4) cli.child.kill("SIGKILL");
        return scene.handler(request, nth);
      });
      const killed = await cli.result;
      const { exitCode, json } = await runCli(retry, options);
      const { calls } = json<RunJson>();
      assert.deepEqual([killed.exitCode, exitCode, sizes(server)], [null, 0, [samples, unanswered]]);
      // The call in flight when it was killed is made again.
      assert.deepEqual([server.live.requests.length - asked, calls.possiblyBilledTwice], [unanswered + unrated + 1, 1]);
      assert.deepEqual(asFirstTime(await exported(project)), asFirstTime(live));
    });
  });
}
