// Results that a provider should never send, in a whole run: what can be used is, the rest is asked again once, and no key comes through.
import assert from "node:assert/strict";
import type { RunJson } from "../support/cli-json.ts";
import type { Fate } from "../support/batch-server/batch-book.ts";
import { startBatchServer } from "../support/batch-server.ts";
import type { Handler } from "../support/provider-server/behaviour.ts";
import { runCli } from "../support/run-cli.ts";
import { addingModel, rowNumber, withJudge } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";
import { asFirstTime, exported, optionsFor, projectOf, run, runBatch, sizes, type Exported } from "./batch-scene.ts";

const rows = 8;
/** Of two arms. */
const samples = 2 * rows;
const model = withJudge((_, response) => (Number(response) % 2 === 0 ? "pass" : "fail"), addingModel());

const canaryKey = "sk-canary-77d1c0ffee5a";

/** By the row that is asked about, in the first batch. */
const fates: Readonly<Record<number, Fate>> = { 1: "malformed", 2: "foreign", 3: "repeated", 4: "contradicted", 5: "shapeless", 6: "huge" };
/** Rows that the first batch has no answer for: those of a broken, a shapeless and a huge line. */
const unanswered = 3;

const providers = [
  ["OpenAI", "provider: openai, api: chat"],
  ["Anthropic", "provider: anthropic"],
] as const;

for (const [name, provider] of providers) {
  describe(`a run in batches with hostile results, ${name}`, () => {
    let live: Exported;

    before(async () => {
      await using server = await startBatchServer({ handler: model });
      await using project = await createProject(projectOf(provider, rows));
      await runCli(run, optionsFor(project, server));
      live = await exported(project);
    });

    it("takes every answer that can be read, the first of two, and asks once more for the rest", async () => {
      const fate = (request: Parameters<Handler>[0], ordinal: number): Fate =>
        (ordinal === 1 ? fates[rowNumber(request)] : undefined) ?? "answered";
      await using server = await startBatchServer({ handler: model, script: { fate } });
      await using project = await createProject(projectOf(provider, rows));
      const options = optionsFor(project, server);
      const { exitCode, json } = await runCli(runBatch, options);
      const { calls } = json<RunJson>();
      assert.deepEqual([exitCode, sizes(server)], [0, [samples, 2 * unanswered, samples]]);
      assert.deepEqual([calls.retried, calls.possiblyBilledTwice], [2 * unanswered, 2 * unanswered]);
      assert.deepEqual(asFirstTime(await exported(project)), asFirstTime(live));

      const { stdout } = await runCli(["doctor", "latest"], options);
      // Of two arms: a broken line, a foreign one, a repeated one, a contradiction and a huge one.
      assert.match(
        stdout,
        /note {2}10 lines in the results of the batch \S+ for \S+ could not be read, or answered no request of it or one/,
      );
    });

    it("writes and prints no key that the provider echoes", async () => {
      const echoing: Handler = (request) => {
        const n = rowNumber(request);
        return n === 1 ? { kind: "status", status: 400 } : { kind: "answer", text: `${11 * n} ${canaryKey}`, model: canaryKey };
      };
      await using server = await startBatchServer({ handler: echoing });
      await using project = await createProject(projectOf(provider, rows));
      const { folder, environment } = optionsFor(project, server);
      const keys = { OPENAI_API_KEY: canaryKey, ANTHROPIC_API_KEY: canaryKey };
      const { stdout, stderr } = await runCli(runBatch, { folder, environment: { ...environment, ...keys } });
      const written = await Promise.all((await project.list(".touchstone")).map((file) => project.read(file)));
      const all = [stdout, stderr, ...written];
      const holding = (text: string): number => all.filter((each) => each.includes(text)).length;
      assert.deepEqual([holding("[key]") > 0, holding(canaryKey)], [true, 0]);
    });
  });
}
