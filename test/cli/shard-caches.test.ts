// Shards as a matrix of jobs: their caches put together leave nothing to ask for whoever runs the whole (docs/ci.md).
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import path from "node:path";
import type { RunJson } from "../support/cli-json.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli } from "../support/run-cli.ts";
import { addingModel, sumsProject } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

describe("the caches of shards", () => {
  it("put together, answer every request of the whole", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using whole = await createProject(sumsProject(12));
    await using caches = await whole.copy();
    const environment = { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: `${server.url}/v1` };
    const words = ["run", "sums.experiment.yaml", "--json"];
    for (const shard of ["1/2", "2/2"]) {
      await using job = await whole.copy();
      await runCli([...words, "--shard", shard], { folder: job.folder, environment });
      const [from, to] = [job, caches].map(({ folder }) => path.join(folder, ".touchstone/cache")) as [string, string];
      await cp(from, to, { recursive: true });
    }
    const asked = server.requests.length;
    const run = await runCli(words, { folder: caches.folder, environment: { OPENAI_BASE_URL: environment.OPENAI_BASE_URL } });
    const { calls } = run.json<RunJson>();
    assert.deepEqual([asked, server.requests.length, run.exitCode, calls.cached], [12, 12, 0, 12], run.stderr);
  });
});
