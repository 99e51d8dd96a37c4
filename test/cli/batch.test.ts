// A run in batches, with either provider: killed at any step it collects every sample once, submits nothing twice, and ends with the record of a live run.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { RunJson } from "../support/cli-json.ts";
import type { BatchScript, Fate, Step } from "../support/batch-server/batch-book.ts";
import { startBatchServer, type BatchServer } from "../support/batch-server.ts";
import { answerLines } from "../support/journal.ts";
import type { Handler } from "../support/provider-server/behaviour.ts";
import { lastUserText } from "../support/provider-server/recorded-request.ts";
import { runCli, startCli, type CliOptions } from "../support/run-cli.ts";
import { addingModel, rowNumber, sumsProject, withJudge } from "../support/sums-project.ts";
import { createProject, type ProjectFiles, type TemporaryProject } from "../support/temporary-project.ts";

const rows = 12;
/** Of two arms. */
const samples = 2 * rows;
const model: Handler = withJudge(
  (_, response) => (Number(response) % 2 === 0 ? "pass" : "fail"),
  (request, nth) => addingModel((n) => n % (lastUserText(request).startsWith("Please") ? 5 : 3) === 0)(request, nth),
);

function projectOf(provider: string): ProjectFiles {
  return {
    ...sumsProject(rows),
    "ask-politely.prompt": "Please add {{left}} + {{right}}",
    "adder.model.yaml": `{${provider}, model: adder-1, price: {input: 0.17, output: 0.71}, parameters: {max_tokens: 50}}`,
    "sums.criteria.yaml": `judge: {model: adder.model.yaml}
criteria:
  - {id: right, check: equals, value: "{{total}}", weight: 0.7}
  - {id: even, question: Is it even?, weight: 0.2, severity: soft}
`,
    "sums.experiment.yaml": `collection: sums.csv
template: ask.prompt
model: adder.model.yaml
criteria: sums.criteria.yaml
variants:
  - {name: politely, template: ask-politely.prompt}
`,
  };
}

const run = ["run", "sums.experiment.yaml", "--json"];
const runBatch = [...run, "--batch"];
const resume = ["resume", "latest", "--json"];

function optionsFor({ folder }: TemporaryProject, { url }: BatchServer): CliOptions {
  const keys = { OPENAI_API_KEY: "sk-test-key", ANTHROPIC_API_KEY: "sk-test-key" };
  return { folder, environment: { ...keys, OPENAI_BASE_URL: `${url}/v1`, ANTHROPIC_BASE_URL: url } };
}

const providers = [
  ["OpenAI, chat", "provider: openai, api: chat", ["the responses", "the judge"]],
  ["OpenAI, responses", "provider: openai, api: responses", []],
  ["Anthropic", "provider: anthropic", ["the responses", "the judge"]],
] as const;

for (const [name, provider, stages] of providers) {
  describe(`a run in batches, ${name}`, () => {
    let live: Exported;

    before(async () => {
      await using server = await startBatchServer({ handler: model });
      await using project = await createProject(projectOf(provider));
      const { exitCode } = await runCli(run, optionsFor(project, server));
      live = await exported(project);
      assert.deepEqual([exitCode, live.samples, server.batches.length], [0, samples, 0]);
    });

    it("ends with the record of a live run at half its price, in two batches and without a live call", async () => {
      await using server = await startBatchServer({ handler: model });
      await using project = await createProject(projectOf(provider));
      const { exitCode, json } = await runCli(runBatch, optionsFor(project, server));
      const { calls, spentUsd } = json<RunJson>();
      assert.deepEqual([exitCode, calls.generation, calls.rating], [0, samples, samples]);
      assert.deepEqual([server.batches.map(({ items }) => items.length), server.live.requests.length], [[samples, samples], 0]);
      assert.deepEqual((await exported(project)).record, live.record);
      assert.ok(Math.abs((spentUsd ?? 0) - (live.spentUsd ?? 0) / 2) < 1e-12);
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
          await using project = await createProject(projectOf(provider));
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
          assert.deepEqual((await exported(project)).record, live.record);
        });
      }
    }

    it("asks again for what expired, and is killed while it collects the rest of that batch", async () => {
      await using server = await startBatchServer({ handler: model });
      await using project = await createProject(projectOf(provider));
      const options = optionsFor(project, server);
      await using cli = startCli(runBatch, options);
      const fate = (request: Parameters<Handler>[0], ordinal: number): Fate =>
        ordinal === 1 && rowNumber(request) % 3 === 0 ? "expired" : "answered";
      server.direct({ ...killing("collect", 1, () => cli.child.kill("SIGKILL")), fate });
      await cli.result;
      server.direct({});
      const { exitCode, json } = await runCli(resume, options);
      assert.deepEqual([exitCode, json<RunJson>().calls.possiblyBilledTwice], [0, 0]);
      assert.deepEqual(
        server.batches.map(({ items }) => items.length),
        [samples, samples / 3, samples],
      );
      assert.deepEqual((await exported(project, expiryKeys)).record, withoutKeys(live.record, expiryKeys));
    });

    it("asks again for what failed, in a further batch, and ends as a live run does", async () => {
      const failing: Handler = failingOnce((n) => n % 4 === 0, model);
      await using liveServer = await startBatchServer({ handler: failing });
      await using liveProject = await createProject(projectOf(provider));
      await runCli(run, optionsFor(liveProject, liveServer));
      await using server = await startBatchServer({ handler: failingOnce((n) => n % 4 === 0, model) });
      await using project = await createProject(projectOf(provider));
      const { exitCode, json } = await runCli(runBatch, optionsFor(project, server));

      const { calls } = json<RunJson>();
      assert.deepEqual([exitCode, calls.retried], [0, 6]);
      assert.deepEqual(
        server.batches.map(({ items }) => items.length),
        [samples, 6, samples],
      );
      assert.deepEqual((await exported(project)).record, (await exported(liveProject)).record);
    });
  });
}

/** Kills once, at a step of the nth batch; at a pause the poll has been answered before. */
function killing(step: Step | "pause", ordinal: number, kill: () => void): BatchScript {
  let isOver = false;
  return {
    pollsUntilEnded: step === "pause" ? 1 : 0,
    at(now, nth) {
      if (isOver || nth !== ordinal || now !== (step === "pause" ? "poll" : step)) return undefined;
      isOver = true;
      if (step !== "pause") {
        kill();
        return "drop";
      }
      void wait(300).then(kill);
      return undefined;
    },
  };
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

/** What a second attempt adds to a record. */
const expiryKeys = ["attempts", "generation", "retried"];

interface Exported {
  readonly record: object;
  readonly samples: number;
  readonly spentUsd: number | null;
}

/** An exported run without its id, times, prices, the server's port, that it was one in batches, and ids that the provider gave. */
async function exported(project: TemporaryProject, alsoWithout: readonly string[] = []): Promise<Exported> {
  const { json } = await runCli(["export", "latest", "--format", "json"], project);
  const prices = ["costUsd", "spentUsd", "worstUsd"];
  const different = [...prices, "run", "createdAt", "completedAt", "time", "latencyMs", "provider", "runId", "origin", "batch"];
  const whole = json<{ readonly samples: readonly object[]; readonly spentUsd: number | null }>();
  return { record: withoutKeys(whole, [...different, ...alsoWithout]), samples: whole.samples.length, spentUsd: whole.spentUsd };
}

function withoutKeys(value: object, keys: readonly string[]): object {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (keys.includes(key) ? undefined : inner))) as object;
}
