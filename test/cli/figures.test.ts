// The figures of a run are what the servers counted: calls, tokens, verdicts, retries and money, through each API.
import assert from "node:assert/strict";
import type { RunJson, SampleJson } from "../support/cli-json.ts";
import type { Behaviour, Handler } from "../support/provider-server/behaviour.ts";
import { type ProviderServer, startProviderServer } from "../support/provider-server.ts";
import { runCli, type CliResult } from "../support/run-cli.ts";
import { addingModel, rowNumber, sumsProject, withJudge } from "../support/sums-project.ts";
import { createProject, type ProjectFiles } from "../support/temporary-project.ts";

const apis = [
  { api: "openai chat", model: "{provider: openai, model: adder-1, api: chat, price: {input: 2, output: 10}}" },
  { api: "openai responses", model: "{provider: openai, model: adder-1, api: responses, price: {input: 2, output: 10}}" },
  { api: "anthropic messages", model: "{provider: anthropic, model: adder-1, price: {input: 2, output: 10}}" },
] as const;

/** The judge is asked at an endpoint of its own, so that each server counts one kind of call. */
function judgedProject(model: string): ProjectFiles {
  return {
    ...sumsProject(100),
    "adder.model.yaml": model,
    "judge.model.yaml": "{provider: openai, model: judge-1, api: chat, endpoint: judge, price: {input: 1, output: 4}}",
    "sums.criteria.yaml": `judge: {model: judge.model.yaml}
criteria:
  - {id: right, check: equals, value: "{{total}}"}
  - {id: even, question: 'Is the reply "{{total}}", and is that an even number?'}
`,
  };
}

/** A model that gets every fifth sum wrong, a judge, and what they have answered so far. */
function countingServers(): {
  answers: { right: number; wrong: number };
  verdicts: { pass: number; fail: number };
  model: Handler;
  judge: Handler;
} {
  const answers = { right: 0, wrong: 0 };
  const verdicts = { pass: 0, fail: 0 };
  return {
    answers,
    verdicts,
    model: addingModel((n) => {
      const isWrong = n % 5 === 0;
      answers[isWrong ? "wrong" : "right"] += 1;
      return isWrong;
    }),
    judge: withJudge(
      ({ question }, response) => {
        const verdict = question.includes(`"${response}"`) && Number(response) % 2 === 0 ? "pass" : "fail";
        verdicts[verdict] += 1;
        return verdict;
      },
      () => ({ kind: "status", status: 400 }),
    ),
  };
}

/** Answers the requests of these numbers in these ways, and all others as `handler` does. */
function disturbed(handler: Handler, disturbances: Readonly<Record<number, Behaviour>>): Handler {
  return (request, nth) => disturbances[nth] ?? handler(request, nth);
}

/** Without a judge, no endpoint of that name is given: nobody would call it. */
function run(folder: string, model: ProviderServer, judge?: ProviderServer): Promise<CliResult> {
  const endpoints = [`openai=${model.url}/v1`, `anthropic=${model.url}`, ...(judge === undefined ? [] : [`judge=${judge.url}/v1`])];
  const environment = { OPENAI_API_KEY: "sk-generation", ANTHROPIC_API_KEY: "sk-generation", TOUCHSTONE_KEY_JUDGE: "sk-judge" };
  return runCli(["run", "sums.experiment.yaml", "--json", ...endpoints.flatMap((endpoint) => ["--endpoint", endpoint])], {
    folder,
    environment,
  });
}

describe("the figures of a run", () => {
  for (const { api, model } of apis) {
    it(`are what the servers counted, through ${api}`, async () => {
      const { answers, verdicts, ...handlers } = countingServers();
      await using generation = await startProviderServer({ handler: handlers.model });
      await using rating = await startProviderServer({ handler: handlers.judge });
      await using project = await createProject(judgedProject(model));

      const { exitCode, json } = await run(project.folder, generation, rating);
      const [sent, judged] = [generation.counts(), rating.counts()];
      const { status, calls, variants } = json<RunJson>();

      assert.deepEqual([exitCode, status, sent.answered, judged.answered], [0, "done", 100, 100]);
      assert.deepEqual(calls, { generation: sent.requests, rating: judged.requests, cached: 0, retried: 0, possiblyBilledTwice: 0 });
      assert.partialDeepStrictEqual(variants[0], {
        samples: 100,
        passed: verdicts.pass,
        failed: verdicts.fail,
        errors: 0,
        criteria: [
          { id: "right", passed: answers.right, failed: answers.wrong, errors: 0 },
          { id: "even", passed: verdicts.pass, failed: verdicts.fail, errors: 0 },
        ],
        tokens: { input: sent.inputTokens, output: sent.outputTokens },
        judge: { tokens: { input: judged.inputTokens, output: judged.outputTokens } },
      });
    });

    it(`count what was retried and what may have been billed twice, through ${api}`, async () => {
      const { answers, verdicts, ...handlers } = countingServers();
      const rateLimit: Behaviour = { kind: "status", status: 429, headers: { "retry-after-ms": "300" } };
      const generationTrouble: Record<number, Behaviour> = {
        10: rateLimit,
        20: { kind: "status", status: 500 },
        30: { kind: "reset", when: "before-headers" },
        40: { kind: "reset", when: "mid-stream" },
      };
      const ratingTrouble: Record<number, Behaviour> = { 15: rateLimit, 25: { kind: "reset", when: "before-headers" } };
      await using generation = await startProviderServer({ handler: disturbed(handlers.model, generationTrouble) });
      await using rating = await startProviderServer({ handler: disturbed(handlers.judge, ratingTrouble) });
      await using project = await createProject(judgedProject(model));

      const { exitCode, json } = await run(project.folder, generation, rating);
      const { calls, variants } = json<RunJson>();

      assert.deepEqual([exitCode, generation.counts().requests, rating.counts().requests], [0, 104, 102]);
      assert.deepEqual(calls, { generation: 104, rating: 102, cached: 0, retried: 6, possiblyBilledTwice: 3 });
      assert.deepEqual([variants[0]?.passed, variants[0]?.failed, variants[0]?.errors], [verdicts.pass, verdicts.fail, 0]);
      assert.deepEqual(answers, { right: 80, wrong: 20 });
      assert.deepEqual(variants[0]?.tokens, { input: generation.counts().inputTokens, output: generation.counts().outputTokens });
    });

    it(`price each token, those of the judge too, through ${api}`, async () => {
      const handlers = countingServers();
      await using generation = await startProviderServer({ handler: handlers.model });
      await using rating = await startProviderServer({ handler: handlers.judge });
      await using project = await createProject(judgedProject(model));

      const { variants, spentUsd } = (await run(project.folder, generation, rating)).json<RunJson>();
      const [sent, judged] = [generation.counts(), rating.counts()];
      const answersUsd = (2 * sent.inputTokens + 10 * sent.outputTokens) / 1e6;
      const judgeUsd = (judged.inputTokens + 4 * judged.outputTokens) / 1e6;

      assert.deepEqual(
        [variants[0]?.costUsd, variants[0]?.judge.costUsd, spentUsd].map(toPicoUsd),
        [answersUsd, judgeUsd, answersUsd + judgeUsd].map(toPicoUsd),
      );
    });
  }

  it("can be exported without the endpoints being named again", async () => {
    const handlers = countingServers();
    await using generation = await startProviderServer({ handler: handlers.model });
    await using rating = await startProviderServer({ handler: handlers.judge });
    await using project = await createProject(judgedProject(apis[0].model));
    const { variants } = (await run(project.folder, generation, rating)).json<RunJson>();

    const exported = await runCli(["export", "latest", "--format", "json"], project);
    assert.deepEqual(exported.json<RunJson>().variants, variants);
  });

  it("leave the cost open where no price is known", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(sumsProject(3));
    const { variants, spentUsd } = (await run(project.folder, server)).json<RunJson>();
    assert.deepEqual([variants[0]?.costUsd, spentUsd], [null, null]);
  });

  it("hold the wait that a server asked for", async () => {
    const handler = disturbed(addingModel(), { 1: { kind: "status", status: 429, headers: { "retry-after-ms": "750" } } });
    await using server = await startProviderServer({ handler });
    await using project = await createProject(sumsProject(1));
    await run(project.folder, server);

    const exported = await runCli(["export", "latest", "--format", "jsonl"], project);
    const { attempts, time } = exported.json<SampleJson & { time: { retryWaitMs: number } }>();
    assert.deepEqual([attempts, time.retryWaitMs], [2, 750]);
  });

  it("keep errors apart from fails, and end with exit 3", async () => {
    const add = addingModel((n) => n === 2);
    await using server = await startProviderServer({
      handler: (request, nth) => (rowNumber(request) > 8 ? { kind: "status", status: 400 } : add(request, nth)),
    });
    await using project = await createProject(sumsProject(10));
    const { exitCode, json } = await run(project.folder, server);
    const { status, variants, calls } = json<RunJson>();
    assert.deepEqual(
      [exitCode, status, calls.generation, variants[0]?.passed, variants[0]?.failed, variants[0]?.errors],
      [3, "done", server.counts().requests, 7, 1, 2],
    );
  });
});

/** Sums in another order differ in their last digits. */
function toPicoUsd(usd: number | null | undefined): number {
  return Math.round((usd ?? Number.NaN) * 1e12);
}
