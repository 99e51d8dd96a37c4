// A run whose server goes away: it says that it has paused and why, and goes on by itself when the server is back.
import assert from "node:assert/strict";
import type { RunJson } from "../support/cli-json.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { startCli } from "../support/run-cli.ts";
import { addingModel, sumsProject } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

describe("a run whose server goes away", () => {
  it("pauses, says why and when it tries again, and goes on when it is back", async () => {
    const first = await startProviderServer();
    let isGone = (): void => undefined;
    const gone = new Promise<void>((resolve) => (isGone = resolve));
    first.respond((request, nth) => {
      if (nth <= 4) return addingModel()(request, nth);
      isGone();
      return { kind: "hang", when: "before-headers" };
    });
    await using project = await createProject(sumsProject(12));
    const environment = { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: `${first.url}/v1` };
    await using run = startCli(["run", "sums.experiment.yaml", "--json", "--concurrency", "2"], { folder: project.folder, environment });
    await gone;
    await first.close();
    await new Promise<void>((resolve) => {
      run.child.stderr?.on("data", (piece: Buffer) => void (piece.toString().includes("paused:") && resolve()));
    });
    await using _ = await startProviderServer({ port: Number(new URL(first.url).port), handler: addingModel() });
    const { exitCode, stderr, json } = await run.result;
    const { status, missing } = json<RunJson>();
    assert.deepEqual([exitCode, status, missing], [0, "done", 0]);
    assert.match(stderr, /^paused: Could not connect to http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\), trying again in \d+ s$/m);
    assert.match(stderr, /^goes on$/m);
  });
});
