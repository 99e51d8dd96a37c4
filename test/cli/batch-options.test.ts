// `--batch` at the door: what it refuses, what the plan says, a judge that is asked live, and what a person who stops it is told.
import assert from "node:assert/strict";
import type { ErrorJson, RunJson } from "../support/cli-json.ts";
import { startBatchServer, type BatchServer } from "../support/batch-server.ts";
import { runCli, startCli, type CliOptions } from "../support/run-cli.ts";
import { addingModel, pricedAdder, sumsProject, withJudge } from "../support/sums-project.ts";
import { createProject, type ProjectFiles, type TemporaryProject } from "../support/temporary-project.ts";

const model = withJudge(() => "pass", addingModel());
const judged: ProjectFiles = {
  ...sumsProject(4),
  "adder.model.yaml": pricedAdder,
  "sums.criteria.yaml": "judge: {model: adder.model.yaml}\ncriteria:\n  - {id: even, question: Is it even?}\n",
};

function optionsFor({ folder }: TemporaryProject, { url }: BatchServer): CliOptions {
  return { folder, environment: { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: `${url}/v1` } };
}

/** What a command says of a project that it refuses. */
async function refusal(files: ProjectFiles, ...words: readonly string[]): Promise<ErrorJson["error"]> {
  await using project = await createProject(files);
  const { exitCode, json } = await runCli(["run", "sums.experiment.yaml", "--json", ...words], project);
  assert.equal(exitCode, 4);
  return json<ErrorJson>().error;
}

describe("--batch", () => {
  const simulated = "provider: simulated\nmodel: writer\nrules:\n  - {when: '.', replies: [{text: 'yes'}]}\n";

  it("is refused for a model without a batch API, by name", async () => {
    const { code, message, hint } = await refusal({ ...sumsProject(1), "adder.model.yaml": simulated }, "--batch");
    assert.deepEqual([code, message, hint], ["input/invalid", "simulated/writer has no batch API.", "Run without --batch."]);
  });

  it("is refused for a judge without a batch API, who may be asked live", async () => {
    const files = { ...judged, "sums.criteria.yaml": judged["sums.criteria.yaml"]?.replace("adder.model", "judge.model") ?? "" };
    const judge = "provider: simulated\nmodel: judge\njudge:\n  - {criterion: even, pass_when: '.'}\n";
    const { message, hint } = await refusal({ ...files, "judge.model.yaml": judge }, "--batch");
    assert.deepEqual([message, hint], ["simulated/judge has no batch API.", "Ask the judge live: --judge live."]);
  });

  it("is refused where a criterion asks for the latency", async () => {
    const criteria = "criteria:\n  - {id: fast, check: latency, max_ms: 500}\n";
    const { message } = await refusal({ ...sumsProject(1), "sums.criteria.yaml": criteria }, "--batch");
    assert.equal(message, 'The criterion "fast" asks for the latency, and the answers of a batch have none.');
  });

  it("is refused where latency decides", async () => {
    const gated = `${sumsProject(1)["sums.experiment.yaml"]}gates:\n  - {metric: latency_p95, no_more_than: "+400ms"}\n`;
    const { message } = await refusal({ ...sumsProject(1), "sums.experiment.yaml": gated }, "--batch");
    assert.equal(message, "sums.experiment.yaml asks for latency_p95, and the answers of a batch have no latency.");
  });

  it("is what --judge batch is about", async () => {
    assert.equal((await refusal(judged, "--judge", "batch")).hint, "Add --batch.");
  });

  it("halves the worst case of the plan, which says how long both windows are", async () => {
    await using server = await startBatchServer({ handler: model });
    await using project = await createProject(judged);
    const plan = async (
      ...words: readonly string[]
    ): Promise<{ readonly costUsd: { readonly worst: number }; readonly warnings: string[] }> =>
      (await runCli(["plan", "sums.experiment.yaml", "--json", ...words], optionsFor(project, server))).json();
    const [live, batch, liveJudge] = [await plan(), await plan("--batch"), await plan("--batch", "--judge", "live")];
    assert.ok(Math.abs(batch.costUsd.worst - live.costUsd.worst / 2) < 1e-12);
    assert.ok(liveJudge.costUsd.worst > batch.costUsd.worst && liveJudge.costUsd.worst < live.costUsd.worst);
    assert.deepEqual(
      [live.warnings, batch.warnings, liveJudge.warnings],
      [
        [],
        ["The responses are a batch that takes up to 24 h, and the judge's ratings another of up to 24 h after it."],
        ["The responses are a batch that takes up to 24 h."],
      ],
    );
  });

  it("with --judge live hands over the responses and asks the judge live, when the run is resumed too", async () => {
    await using server = await startBatchServer({ handler: model });
    await using project = await createProject(judged);
    const options = optionsFor(project, server);
    await using cli = startCli(["run", "sums.experiment.yaml", "--batch", "--judge", "live"], options);
    server.direct({
      at: (step) => {
        if (step === "poll") cli.child.kill("SIGKILL");
        return step === "poll" ? "drop" : undefined;
      },
    });
    await cli.result;
    server.direct({});
    const { exitCode, json } = await runCli(["resume", "latest", "--json"], options);
    const { calls } = json<RunJson>();
    assert.deepEqual(
      [exitCode, calls.generation, calls.rating, server.batches.map(({ items }) => items.length), server.live.requests.length],
      [0, 4, 4, [4], 4],
    );
  });

  it("keeps the answers for later runs, and takes what is kept", async () => {
    await using server = await startBatchServer({ handler: model });
    await using project = await createProject(judged);
    const options = optionsFor(project, server);
    await runCli(["run", "sums.experiment.yaml", "--batch"], options);
    const live = await runCli(["run", "sums.experiment.yaml", "--json"], options);
    const batch = await runCli(["run", "sums.experiment.yaml", "--json", "--batch"], options);
    assert.deepEqual(
      [live, batch].map((result) => result.json<RunJson>().calls.cached),
      [8, 8],
    );
    assert.deepEqual([server.batches.length, server.live.requests.length], [2, 0]);
  });

  it("says how far the batches are", async () => {
    await using server = await startBatchServer({ handler: model });
    await using project = await createProject(judged);
    const { stderr } = await runCli(["run", "sums.experiment.yaml", "--batch"], optionsFor(project, server));
    assert.match(stderr, /^1 batch submitted, 1 waiting for the provider, 0 collected, 0 of 4 answered$/m);
    assert.match(stderr, /^2 batches submitted, 0 waiting for the provider, 2 collected, 4 of 4 answered$/m);
  });

  // Windows has no SIGINT that one process could send to another.
  if (process.platform !== "win32") {
    it("that is interrupted leaves the batch to the provider, and says so", async () => {
      await using server = await startBatchServer({ handler: model, script: { pollsUntilEnded: 1 } });
      await using project = await createProject(judged);
      const options = optionsFor(project, server);
      await using cli = startCli(["run", "sums.experiment.yaml", "--batch"], options);
      cli.child.stderr?.on("data", (text: Buffer) => text.includes("1 waiting") && cli.child.kill("SIGINT"));
      const { exitCode, stderr } = await cli.result;
      assert.equal(exitCode, 130);
      assert.match(stderr, /^The batch batch_0001 of 4 requests for openai\/adder-1 is at the provider; resuming collects it\.$/m);
      assert.doesNotMatch(stderr, /may have been billed/);

      server.direct({});
      const resumed = await runCli(["resume", "latest", "--json"], options);
      assert.deepEqual([resumed.exitCode, resumed.json<RunJson>().calls.generation, server.batches.length], [0, 4, 2]);
    });
  }

  it("leaves no key in what it writes and prints", async () => {
    await using server = await startBatchServer({ handler: model });
    await using project = await createProject(judged);
    const environment = { OPENAI_API_KEY: "sk-canary-77d1c0ffee", OPENAI_BASE_URL: `${server.url}/v1` };
    const { stdout, stderr } = await runCli(["run", "sums.experiment.yaml", "--batch"], { folder: project.folder, environment });
    const written = await Promise.all((await project.list(".touchstone")).map((file) => project.read(file)));
    assert.equal(
      [stdout, stderr, ...written].some((text) => text.includes("canary")),
      false,
    );
  });
});
