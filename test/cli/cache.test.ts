// The cache on the command line: runs made twice, plans that know it, `--fresh`, and a cache that is damaged or cannot be written.
import assert from "node:assert/strict";
import type { RunJson } from "../support/cli-json.ts";
import { type ProviderServer, startProviderServer } from "../support/provider-server.ts";
import { runCli, type CliResult } from "../support/run-cli.ts";
import { addingModel, sumsProject, withJudge } from "../support/sums-project.ts";
import { createProject, type ProjectFiles, type TemporaryProject } from "../support/temporary-project.ts";

const run = ["run", "sums.experiment.yaml", "--json"];
const cacheFolder = ".touchstone/cache";

const judged: ProjectFiles = {
  ...sumsProject(5),
  "adder.model.yaml": "{provider: openai, model: adder-1, api: chat, price: {input: 2, output: 10}, parameters: {max_tokens: 99}}",
  "judge.model.yaml": "{provider: openai, model: judge-1, api: chat, price: {input: 1, output: 4}, parameters: {max_tokens: 99}}",
  "sums.criteria.yaml": "judge: {model: judge.model.yaml}\ncriteria: [{id: number, question: Is it a number?}]",
};

interface PlanJson {
  readonly calls: object;
  readonly costUsd: { readonly worst: number | null };
  readonly destinations: readonly { readonly calls: number }[];
}

function startServer(): Promise<ProviderServer> {
  return startProviderServer({ handler: withJudge(() => "pass", addingModel()) });
}

function touchstone(words: readonly string[], { folder }: TemporaryProject, server: ProviderServer): Promise<CliResult> {
  return runCli(words, { folder, environment: { OPENAI_API_KEY: "sk-canary-key", OPENAI_BASE_URL: `${server.url}/v1` } });
}

/** How many answers each file of the cache holds. */
async function keptAnswers(project: TemporaryProject): Promise<number[]> {
  const texts = await Promise.all((await project.list(cacheFolder)).map((file) => project.read(file)));
  return texts.map((text) => text.split("\n").length - 1);
}

describe("the cache", () => {
  it("answers the same run again, for nothing and with the same figures", async () => {
    await using server = await startServer();
    await using project = await createProject(judged);
    const cold = (await touchstone(run, project, server)).json<RunJson>();
    const again = await touchstone(run, project, server);
    const { calls, spentUsd, variants, status, warnings } = again.json<RunJson>();
    const figures = ({ passed, costUsd, judge, tokens }: RunJson["variants"][number]) => ({ passed, costUsd, judge, tokens });
    assert.deepEqual(
      [again.exitCode, server.requests.length, calls, spentUsd, status, warnings],
      [0, 10, { generation: 0, rating: 0, cached: 10, retried: 0, possiblyBilledTwice: 0 }, 0, "done", []],
    );
    assert.deepEqual(variants.map(figures), cold.variants.map(figures));
    assert.deepEqual(variants[0]?.latencyMs, { p50: null, p95: null });
  });

  it("is asked by a plan, whose worst case is that of the calls left", async () => {
    await using server = await startServer();
    await using project = await createProject(judged);
    await touchstone([...run, "--rows", "first:4"], project, server);
    const left = (await touchstone(["plan", "sums.experiment.yaml", "--json"], project, server)).json<PlanJson>();
    const one = await touchstone(["plan", "sums.experiment.yaml", "--rows", "id:s5", "--json"], project, server);
    const picoUsd = ({ costUsd }: PlanJson): number => Math.round((costUsd.worst ?? Number.NaN) * 1e12);
    assert.deepEqual(
      [left.calls, left.destinations.map(({ calls }) => calls), picoUsd(left)],
      [{ generation: 1, rating: 1, cached: 8 }, [1, 1], picoUsd(one.json<PlanJson>())],
    );
  });

  it("is named in the line that stands before a run", async () => {
    await using server = await startServer();
    await using project = await createProject(judged);
    await touchstone(run, project, server);
    const { stderr } = await touchstone(run, project, server);
    assert.match(stderr, /0 generation and 0 rating calls, 10 from the cache, at most \$0/);
  });

  it("is left aside with --fresh, and kept", async () => {
    await using server = await startServer();
    await using project = await createProject(judged);
    await touchstone(run, project, server);
    const plan = await touchstone(["plan", "sums.experiment.yaml", "--fresh", "--json"], project, server);
    const fresh = await touchstone([...run, "--fresh"], project, server);
    assert.deepEqual(
      [plan.json<PlanJson>().calls, fresh.json<RunJson>().calls.cached, server.requests.length, await keptAnswers(project)],
      [{ generation: 5, rating: 5, cached: 0 }, 0, 20, [10, 10]],
    );
  });

  it("asks again for what is damaged, and keeps the new answer", async () => {
    await using server = await startServer();
    await using project = await createProject(judged);
    await touchstone(run, project, server);
    const [file = ""] = await project.list(cacheFolder);
    await project.write({ [file]: (await project.read(file)).replace('"text":"33"', '"text":"34"') });
    const mended = await touchstone(run, project, server);
    const last = await touchstone(run, project, server);
    assert.deepEqual(
      [mended.json<RunJson>().calls.generation, mended.json<RunJson>().calls.cached, last.json<RunJson>().calls.cached],
      [1, 9, 10],
    );
  });

  it("that cannot be written costs one warning and no figure", async () => {
    await using server = await startServer();
    await using project = await createProject({ ...judged, [cacheFolder]: "a file in the place of the folder" });
    const { exitCode, json } = await touchstone(run, project, server);
    const { status, variants, warnings } = json<RunJson>();
    assert.deepEqual([exitCode, status, variants[0]?.passed, warnings.length], [0, "done", 5, 1]);
    assert.match(warnings[0] ?? "", /^The cache of answers could not be used, so some may be asked for again: /);
  });

  it("holds no key", async () => {
    await using server = await startServer();
    await using project = await createProject(judged);
    await touchstone(run, project, server);
    const [file = ""] = await project.list(cacheFolder);
    assert.doesNotMatch(await project.read(file), /canary/);
  });
});
