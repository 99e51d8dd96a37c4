// `retry` and `rerate` on the command line: what they send, what they say, how they end, and what becomes of them when they are killed.
import assert from "node:assert/strict";
import type { ErrorJson, RunJson } from "../support/cli-json.ts";
import { journalFiles } from "../support/journal.ts";
import type { Handler } from "../support/provider-server/behaviour.ts";
import { startProviderServer, type ProviderServer } from "../support/provider-server.ts";
import { runCli, startCli, type CliOptions } from "../support/run-cli.ts";
import { addingModel, rowNumber, sumsProject, withJudge } from "../support/sums-project.ts";
import { createProject, type ProjectFiles, type TemporaryProject } from "../support/temporary-project.ts";

const run = ["run", "sums.experiment.yaml", "--json"];

const judged: ProjectFiles = {
  ...sumsProject(6),
  "adder.model.yaml": "{provider: openai, model: adder-1, api: chat, price: {input: 2, output: 10}, parameters: {max_tokens: 9}}",
  "judge.model.yaml": "{provider: openai, model: judge-1, api: chat, price: {input: 1, output: 4}, parameters: {max_tokens: 99}}",
  "sums.criteria.yaml": "judge: {model: judge.model.yaml}\ncriteria: [{id: number, question: Is it a number?}]\n",
};
const politeCriteria = "judge: {model: judge.model.yaml}\ncriteria: [{id: polite, question: Is it polite?}]\n";

/** Rows 2 and 4 cannot be answered. */
const failing: Handler = (request, nth) =>
  [2, 4].includes(rowNumber(request)) ? { kind: "status", status: 400 } : answering(request, nth);
const answering = withJudge(() => "pass", addingModel());

function optionsFor({ folder }: TemporaryProject, server: ProviderServer): CliOptions {
  return { folder, environment: { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: `${server.url}/v1` } };
}

describe("touchstone retry", () => {
  it("tries the errors again in the same run, and says what it will send", async () => {
    await using server = await startProviderServer({ handler: failing });
    await using project = await createProject(judged);
    const options = optionsFor(project, server);
    const first = await runCli(run, options);
    const before = first.json<RunJson>();
    assert.deepEqual([first.exitCode, before.variants[0]?.errors], [3, 2]);
    assert.match(first.stderr, new RegExp(`Errors: touchstone retry ${before.run.slice(0, 13)}`));
    server.respond(answering);
    const sent = server.requests.length;
    const retried = await runCli(["retry", "latest", "--json"], options);
    const after = retried.json<RunJson>();
    assert.deepEqual(
      [
        retried.exitCode,
        after.run,
        after.status,
        after.variants[0]?.passed,
        server.requests.length - sent,
        (await journalFiles(project)).length,
      ],
      [0, before.run, "done", 6, 4, 2],
    );
    assert.match(retried.stderr, /^2 rows × 1 arm \(baseline\): 2 generation and 2 rating calls, at most \$/m);
    assert.match(retried.stderr, /2 of 6 samples ended in an error or are missing/);
  });

  it("says that there is nothing to retry, ends with 0 and writes no journal", async () => {
    await using server = await startProviderServer({ handler: answering });
    await using project = await createProject(judged);
    const options = optionsFor(project, server);
    const { run: id } = (await runCli(run, options)).json<RunJson>();
    const { exitCode, stderr } = await runCli(["retry", "latest"], { folder: project.folder });
    assert.deepEqual([exitCode, server.requests.length, (await journalFiles(project)).length], [0, 12, 1]);
    assert.match(stderr, new RegExp(`There is nothing to retry in run ${id}: nothing was sent.`));
  });

  it("ends with 3 while an error stays, and names the files that have changed", async () => {
    await using server = await startProviderServer({ handler: failing });
    await using project = await createProject(judged);
    const options = optionsFor(project, server);
    await runCli(run, options);
    await project.write({ "ask.prompt": "{{left}} times {{right}}" });
    const { exitCode, stderr } = await runCli(["retry", "latest", "--concurrency", "1"], options);
    assert.equal(exitCode, 3);
    assert.match(stderr, /^! Changed since this run began, and not used by it: ask\.prompt\.$/m);
  });

  it("that is killed is gone on with, and ends as if it had not been", async () => {
    await using server = await startProviderServer({ handler: failing });
    await using project = await createProject(judged);
    const options = optionsFor(project, server);
    await runCli(run, options);
    await using killed = startCli(["retry", "latest", "--concurrency", "1"], options);
    let seen = 0;
    server.respond((request, nth) => {
      seen += 1;
      if (seen === 2) killed.child.kill("SIGKILL");
      return answering(request, nth);
    });
    assert.equal((await killed.result).exitCode, null);
    await server.idle();
    server.respond(answering);
    const resumed = await runCli(["resume", "latest", "--json"], options);
    const retried = await runCli(["retry", "latest", "--json"], options);
    assert.deepEqual(
      [
        resumed.json<RunJson>().status,
        resumed.json<RunJson>().variants[0]?.errors,
        retried.exitCode,
        retried.json<RunJson>().variants[0]?.passed,
      ],
      ["done", 1, 0, 6],
    );
  });
});

describe("touchstone rerate", () => {
  it("rates the responses by the criteria as they are, and asks the judge alone", async () => {
    await using server = await startProviderServer({ handler: answering });
    await using project = await createProject(judged);
    const options = optionsFor(project, server);
    const before = (await runCli(run, options)).json<RunJson>();
    await project.write({ "sums.criteria.yaml": politeCriteria, "ask.prompt": "{{left}} times {{right}}" });
    const rerated = await runCli(["rerate", "latest", "--json"], options);
    const after = rerated.json<RunJson>();
    assert.deepEqual(
      [rerated.exitCode, after.status, after.calls.generation, after.calls.rating, after.run === before.run, server.requests.length],
      [0, "done", 0, 6, false, 18],
    );
    assert.match(
      rerated.stderr,
      /^6 rows × 1 arm \(baseline\): 6 rating calls, at most \$[\d.]+\.\n {2}6 calls to \S+ for openai\/judge-1\n/m,
    );
    assert.match(rerated.stderr, /^! Changed since run \S+ began, and not used by it: ask\.prompt\.$/m);
  });

  it("calls nobody, and needs no key, where only checks rate", async () => {
    await using server = await startProviderServer({ handler: answering });
    await using project = await createProject(judged);
    await runCli(run, optionsFor(project, server));
    await project.write({ "sums.criteria.yaml": 'criteria: [{id: right, check: equals, value: "{{total}}"}]\n' });
    const { exitCode, json } = await runCli(["rerate", "latest", "--json"], { folder: project.folder });
    assert.deepEqual([exitCode, json<RunJson>().variants[0]?.passed, server.requests.length], [0, 6, 12]);
  });

  it("keeps its own cap, and is resumed like any run", async () => {
    await using server = await startProviderServer({ handler: answering });
    await using project = await createProject(judged);
    const options = optionsFor(project, server);
    await runCli(run, options);
    await project.write({ "sums.criteria.yaml": politeCriteria });
    const capped = await runCli(["rerate", "latest", "--json", "--max-calls", "2", "--concurrency", "1"], options);
    assert.deepEqual([capped.exitCode, capped.json<RunJson>().status, server.requests.length], [3, "paused", 14]);
    const resumed = await runCli(["resume", "latest", "--json", "--max-calls", "9"], options);
    assert.deepEqual([resumed.exitCode, resumed.json<RunJson>().calls.rating, server.requests.length], [0, 6, 18]);
  });

  it("needs the judge's key before anything is written", async () => {
    await using server = await startProviderServer({ handler: answering });
    await using project = await createProject(judged);
    await runCli(run, optionsFor(project, server));
    await project.write({ "sums.criteria.yaml": politeCriteria });
    const environment = { OPENAI_BASE_URL: `${server.url}/v1` };
    const { exitCode, json } = await runCli(["rerate", "latest", "--json"], { folder: project.folder, environment });
    assert.deepEqual([exitCode, json<ErrorJson>().error.code, (await journalFiles(project)).length], [4, "provider/key-missing", 1]);
  });

  it("mends what compare refuses, by the command that compare names", async () => {
    await using server = await startProviderServer({ handler: answering });
    await using project = await createProject({ ...judged, ...sumsRows(25) });
    const options = optionsFor(project, server);
    const first = (await runCli(run, options)).json<RunJson>();
    await project.write({ "sums.criteria.yaml": politeCriteria });
    const second = (await runCli(run, options)).json<RunJson>();
    const refused = await runCli(["compare", first.run, second.run, "--json"], options);
    const hint = String(refused.json<ErrorJson>().error.hint);
    const words = /touchstone (rerate \S+)$/.exec(hint)?.[1]?.split(" ") ?? [];
    assert.deepEqual([refused.exitCode, words], [4, ["rerate", first.run]]);
    const rerated = (await runCli([...words, "--json"], options)).json<RunJson>();
    assert.equal((await runCli(["compare", rerated.run, second.run, "--json"], options)).exitCode, 0);
  });
});

describe("a run whose answers are all in the cache", () => {
  it("needs no key", async () => {
    await using server = await startProviderServer({ handler: answering });
    await using project = await createProject(judged);
    await runCli(run, optionsFor(project, server));
    const environment = { OPENAI_BASE_URL: `${server.url}/v1` };
    const { exitCode, json } = await runCli(run, { folder: project.folder, environment });
    assert.deepEqual([exitCode, json<RunJson>().calls.cached, server.requests.length], [0, 12, 12]);
  });
});

describe("a cap with calls in flight", () => {
  for (const concurrency of [1, 4, 16]) {
    it(`is passed by no more than ${concurrency} calls cost, and no call begins after it`, async () => {
      await using server = await startProviderServer({ handler: addingModel(), latencyMs: 5 });
      const price = "price: {input: 100, output: 100}, parameters: {max_tokens: 10}";
      await using project = await createProject({
        ...sumsProject(80),
        "adder.model.yaml": `{provider: openai, model: adder-1, api: chat, ${price}}`,
      });
      const options = optionsFor(project, server);
      const one = (await runCli([...run, "--rows", "first:1", "--fresh"], options)).json<RunJson>().spentUsd ?? Number.NaN;
      const cap = one * 20.5;
      const capped = await runCli([...run, "--fresh", "--max-cost", String(cap), "--concurrency", String(concurrency)], options);
      const { spentUsd, status, variants } = capped.json<RunJson>();
      const most = one * 1.5;
      assert.deepEqual([capped.exitCode, status], [3, "paused"]);
      assert.ok(spentUsd !== null && spentUsd >= cap && spentUsd - cap <= concurrency * most, `$${String(spentUsd)} of $${cap}`);
      assert.equal(server.requests.length - 1, variants[0]?.samples);
      const retried = await runCli(["retry", "latest", "--json"], options);
      assert.deepEqual([retried.json<RunJson>().status, server.requests.length - 1], ["paused", variants[0]?.samples]);
    });
  }
});

function sumsRows(rows: number): ProjectFiles {
  const { "sums.csv": table = "" } = sumsProject(rows);
  return { "sums.csv": table };
}
