// What does not go with batches is refused, each in its own words, and what a run with open batches is told by `doctor`.
import assert from "node:assert/strict";
import type { ErrorJson, RunJson } from "../support/cli-json.ts";
import { startBatchServer } from "../support/batch-server.ts";
import { answerLines } from "../support/journal.ts";
import type { Fate } from "../support/batch-server/batch-book.ts";
import type { RecordedRequest } from "../support/provider-server/recorded-request.ts";
import { runCli, startCli } from "../support/run-cli.ts";
import { addingModel, rowNumber, withJudge } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";
import { killing, optionsFor, projectOf, resume, run, runBatch, sizes } from "./batch-scene.ts";

const files = projectOf("provider: openai, api: chat", 4);
/** Of two arms. */
const samples = 8;
const model = withJudge(() => "pass", addingModel());

describe("batches are refused", () => {
  for (const command of ["run", "plan"]) {
    it(`for a shard, by ${command}`, async () => {
      await using server = await startBatchServer({ handler: model });
      await using project = await createProject(files);
      const words = [command, "sums.experiment.yaml", "--json", "--batch", "--shard", "1/2"];
      const { exitCode, json } = await runCli(words, optionsFor(project, server));
      const { code, message, hint } = json<ErrorJson>().error;
      assert.deepEqual([exitCode, code, server.received], [4, "input/invalid", []]);
      assert.equal(message, "A shard cannot be run in batches: shards with batches cannot be merged.");
      assert.equal(hint, "Leave --shard out: a provider works on the requests of a batch side by side.");
    });
  }

  it("by merge, which says so before that the run is no shard", async () => {
    await using server = await startBatchServer({ handler: model });
    await using project = await createProject(files);
    const options = optionsFor(project, server);
    const { run: runId } = (await runCli(runBatch, options)).json<RunJson>();
    const { exitCode, json } = await runCli(["merge", runId, "--json"], options);
    const { code, message, hint } = json<ErrorJson>().error;
    assert.deepEqual([exitCode, code, message], [4, "merge/incompatible", `Run ${runId} was run in batches: such runs cannot be merged.`]);
    assert.equal(hint, "Run the shards without --batch, or the whole in batches.");
  });

  it("to be cancelled where the calls were made live", async () => {
    await using server = await startBatchServer({ handler: model });
    await using project = await createProject(files);
    const options = optionsFor(project, server);
    const { run: runId } = (await runCli([...run, "--max-calls", "3"], options)).json<RunJson>();
    const { exitCode, json } = await runCli([...resume, "--cancel-batches"], options);
    const { code, message, hint } = json<ErrorJson>().error;
    assert.deepEqual([exitCode, code, hint], [4, "input/invalid", `To go on with it: touchstone resume ${runId}`]);
    assert.equal(message, `Run ${runId} has no batches to be cancelled: its calls are made live.`);
  });

  for (const [command, option] of [
    ["retry", "--cancel-batches"],
    ["rerate", "--cancel-batches"],
    ["rerate", "--batch"],
    ["resume", "--batch"],
  ] as const) {
    it(`to ${command}, which has no ${option}`, async () => {
      await using project = await createProject(files);
      const { exitCode, stderr } = await runCli([command, "latest", option], project);
      assert.deepEqual([exitCode, stderr.includes(`unknown option '${option}'`)], [4, true]);
    });
  }
});

describe("--cancel-batches", () => {
  it("stops the batch at the provider, keeps what it answered, hands no other over, and leaves a run that can be resumed", async () => {
    await using server = await startBatchServer({ handler: model });
    await using project = await createProject(files);
    const options = optionsFor(project, server);
    await using cli = startCli(runBatch, options);
    // What becomes of each request if the batch is stopped.
    const fate = (request: RecordedRequest): Fate => (rowNumber(request) % 2 === 0 ? "cancelled" : "answered");
    server.direct({ ...killing("poll", 1, () => cli.child.kill("SIGKILL")), fate });
    await cli.result;
    server.direct({ pollsUntilEnded: 1000 });
    const { exitCode, json } = await runCli([...resume, "--cancel-batches"], options);
    const cancelled = server.batches.map(({ isCancelled }) => isCancelled);
    const { status } = json<RunJson>();
    assert.deepEqual([exitCode, status, cancelled, (await answerLines(project)).length], [130, "cancelled", [true], samples / 2]);

    server.direct({});
    const resumed = await runCli(resume, options);
    assert.deepEqual([resumed.exitCode, sizes(server)], [0, [samples, samples / 2, samples]]);
  });
});

describe("doctor of a run whose batch is not collected", () => {
  interface DoctorJson {
    readonly run: string;
    readonly findings: readonly { readonly severity: string; readonly message: string; readonly hint: string | null }[];
  }

  for (const [what, step, message] of [
    ["is at the provider", "poll", /^The batch batch_0001 of 8 requests for openai\/adder-1 is at the provider; resuming collects it\.$/],
    ["may be there", "created", /^A batch of 8 requests for openai\/adder-1 may have been handed over; resuming looks for it first\.$/],
  ] as const) {
    it(`says that it ${what} and how to collect it, and nothing of a bill`, async () => {
      await using server = await startBatchServer({ handler: model });
      await using project = await createProject(files);
      const options = optionsFor(project, server);
      await using cli = startCli(runBatch, options);
      server.direct(killing(step, 1, () => cli.child.kill("SIGKILL")));
      await cli.result;
      const { run: runId, findings } = (await runCli(["doctor", "latest", "--json", "--repair"], options)).json<DoctorJson>();
      const [found, ...others] = findings;
      assert.match(found?.message ?? "", message);
      assert.deepEqual([found?.severity, found?.hint, others], ["note", `Collect it: touchstone resume ${runId}`, []]);

      server.direct({});
      await runCli(resume, options);
      const { findings: left } = (await runCli(["doctor", "latest", "--json"], options)).json<DoctorJson>();
      assert.deepEqual(left, []);
    });
  }
});
