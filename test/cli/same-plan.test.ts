// Two processes, one plan: the second is not paid for unasked (fault F8).
import assert from "node:assert/strict";
import type { ErrorJson, RunJson } from "../support/cli-json.ts";
import { journalFiles } from "../support/journal.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli, startCli } from "../support/run-cli.ts";
import { addingModel, sumsProject } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

const run = ["run", "sums.experiment.yaml", "--json", "--concurrency", "1"];

describe("a run of a plan that another process is running", () => {
  it("is refused by name, allowed with --fresh, and free when the other is gone", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(sumsProject(3));
    const options = { folder: project.folder, environment: { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: `${server.url}/v1` } };
    const isAsked = new Promise<void>((resolve) =>
      server.respond(() => {
        resolve();
        return { kind: "hang", when: "before-headers" };
      }),
    );
    const first = startCli(run, options);
    await isAsked;

    const second = await runCli(run, options);
    const { error } = second.json<ErrorJson>();
    const [journal = ""] = await journalFiles(project);
    const runId = journal.split("/")[2] ?? "";
    assert.deepEqual([second.exitCode, error.code, error.message.includes(runId), server.requests.length], [4, "run/conflict", true, 1]);
    assert.match(String(error.hint), /Wait until it has ended.*--fresh/);
    assert.equal((await journalFiles(project)).length, 1);

    server.respond(addingModel());
    const other = await runCli([...run, "--rows", "first:2"], options);
    const fresh = await runCli([...run, "--fresh"], options);
    await first[Symbol.asyncDispose]();
    const after = await runCli(run, options);
    assert.deepEqual(
      [other, fresh, after].map(({ exitCode, json }) => [exitCode, json<RunJson>().status]),
      [
        [0, "done"],
        [0, "done"],
        [0, "done"],
      ],
    );
    assert.deepEqual(await project.list(".touchstone/locks"), []);
  });
});
