// F21: a cap that is reached with calls in flight is overshot by no more than those.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { RunJson } from "../support/cli-json.ts";
import { count } from "../support/faults/counts.ts";
import { between, drawsOf } from "../support/faults/draws.ts";
import { optionsFor, resume, run } from "../support/faults/fault-runs.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import type { Handler } from "../support/provider-server/behaviour.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli } from "../support/run-cli.ts";
import { rowNumber, sumsProject } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

const rows = 120;
/** A dollar a word: an answer costs between one and nine of them. */
const dearest = 9;
const model: Handler = async (request, nth) => {
  await wait((nth * 5) % 17);
  return {
    kind: "answer",
    text: Array<string>(1 + (rowNumber(request) % dearest))
      .fill("word")
      .join(" "),
  };
};

describe("a cap", () => {
  faultTest("F21", "is overshot by no more than the calls in flight, also by those who go on", async (tally) => {
    const draw = drawsOf(21);
    for (let index = 0; index < count(3, 40); index++) {
      const concurrency = between(draw, 1, 16);
      const cap = between(draw, 5, 250);
      await using server = await startProviderServer({ handler: model });
      await using project = await createProject({
        ...sumsProject(rows),
        "adder.model.yaml":
          "provider: openai\nmodel: adder-1\napi: chat\nprice: {input: 0, output: 1000000}\nparameters: {max_tokens: 10}\n",
      });
      const limits = ["--concurrency", String(concurrency), "--max-cost", String(cap)];
      const capped = await runCli([...run, ...limits], optionsFor(project, server));
      const { spentUsd, status } = capped.json<RunJson>();
      const paid = server.counts().outputTokens;
      tally.tried += 1;
      assert.deepEqual([capped.exitCode, status, spentUsd], [3, "paused", paid]);
      assert.ok(paid >= cap && paid <= cap + concurrency * dearest, `a cap of $${cap} with ${concurrency} in flight cost $${paid}`);

      // The cap is that of the run: to go on with the same one sends nothing.
      const asked = server.requests.length;
      await runCli([...resume, ...limits], optionsFor(project, server));
      assert.equal(server.requests.length, asked);
      const { exitCode } = await runCli([...resume, "--max-cost", "100000"], optionsFor(project, server));
      tally.repeated += server.requests.length - rows;
      assert.deepEqual([exitCode, server.requests.length], [0, rows]);
    }
  });
});
