// Keys of a run in batches: without them nothing is handed over and nothing of a batch is lost, whichever of its calls they are for.
import assert from "node:assert/strict";
import type { ErrorJson, RunJson } from "../support/cli-json.ts";
import { startBatchServer } from "../support/batch-server.ts";
import { journalFiles } from "../support/journal.ts";
import { runCli, startCli, type CliOptions } from "../support/run-cli.ts";
import { addingModel, withJudge } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";
import { key, killing, optionsFor, projectOf, resume, runBatch, sizes } from "./batch-scene.ts";

const rows = 4;
/** Of two arms. */
const samples = 2 * rows;
const model = withJudge(() => "pass", addingModel());

function without(name: "OPENAI_API_KEY" | "ANTHROPIC_API_KEY", { folder, environment = {} }: CliOptions): CliOptions {
  return { folder, environment: Object.fromEntries(Object.entries(environment).filter(([variable]) => variable !== name)) };
}

const providers = [
  ["OpenAI", "provider: openai, api: chat", "OPENAI_API_KEY"],
  ["Anthropic", "provider: anthropic", "ANTHROPIC_API_KEY"],
] as const;

for (const [name, provider, variable] of providers) {
  describe(`a run in batches without a key, ${name}`, () => {
    it("is not begun", async () => {
      await using server = await startBatchServer({ handler: model });
      await using project = await createProject(projectOf(provider, rows));
      const { exitCode, json } = await runCli(runBatch, without(variable, optionsFor(project, server)));
      const { code, hint } = json<ErrorJson>().error;
      assert.deepEqual([exitCode, code, hint], [4, "provider/key-missing", `Set the environment variable ${variable}.`]);
      assert.deepEqual([server.received, await journalFiles(project)], [[], []]);
    });

    it("is not resumed while its batch is at the provider, and loses nothing of it", async () => {
      await using server = await startBatchServer({ handler: model });
      await using project = await createProject(projectOf(provider, rows));
      const options = optionsFor(project, server);
      await using cli = startCli(runBatch, options);
      server.direct(killing("poll", 1, () => cli.child.kill("SIGKILL")));
      await cli.result;
      server.direct({});
      const asked = server.received.length;
      const refused = await runCli(resume, without(variable, options));
      assert.deepEqual([refused.exitCode, refused.json<ErrorJson>().error.code], [4, "provider/key-missing"]);
      assert.deepEqual([server.received.length, (await journalFiles(project)).length], [asked, 1]);

      assert.equal((await runCli(resume, options)).exitCode, 0);
      assert.deepEqual(sizes(server), [samples, samples]);
    });

    it("whose key is refused while its batch is at the provider ends as incomplete, and is collected with another", async () => {
      await using server = await startBatchServer({ handler: model, script: { at: (step) => (step === "poll" ? 401 : undefined) } });
      await using project = await createProject(projectOf(provider, rows));
      const options = optionsFor(project, server);
      const { exitCode, stdout, json } = await runCli(runBatch, options);
      const { status, warnings } = json<RunJson>();
      assert.deepEqual([exitCode, status, stdout.includes(key)], [3, "incomplete", false]);
      assert.match(warnings.join("\n"), /^The batch \S+ of 8 requests for \S+ is at the provider; resuming collects it\.$/m);
      server.direct({});
      assert.deepEqual([(await runCli(resume, options)).exitCode, sizes(server)], [0, [samples, samples]]);
    });
  });
}

describe("a run in batches with a judge elsewhere, whose key is missing", () => {
  it("hands not even the responses over", async () => {
    await using server = await startBatchServer({ handler: model });
    const files = projectOf("provider: openai, api: chat", rows);
    await using project = await createProject({
      ...files,
      "judge.model.yaml": "{provider: anthropic, model: judge-1, price: {input: 1, output: 1}, parameters: {max_tokens: 50}}",
      "sums.criteria.yaml": (files["sums.criteria.yaml"] ?? "").replace("adder.model", "judge.model"),
    });
    for (const words of [runBatch, [...runBatch, "--judge", "live"]]) {
      const { exitCode, json } = await runCli(words, without("ANTHROPIC_API_KEY", optionsFor(project, server)));
      assert.deepEqual([exitCode, json<ErrorJson>().error.code, server.received], [4, "provider/key-missing", []]);
    }
  });
});
