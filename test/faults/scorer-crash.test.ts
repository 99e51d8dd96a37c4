// F16: a check that hangs or a judge that talks nonsense, falls silent or is killed costs ratings, never an answer.
import assert from "node:assert/strict";
import type { RunJson, SampleJson } from "../support/cli-json.ts";
import { count } from "../support/faults/counts.ts";
import { optionsFor, resume, run } from "../support/faults/fault-runs.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { answerLines } from "../support/journal.ts";
import type { Behaviour, Handler } from "../support/provider-server/behaviour.ts";
import { judgeAnswer } from "../support/provider-server/judge-answer.ts";
import type { RecordedRequest } from "../support/provider-server/recorded-request.ts";
import { type ProviderServer, startProviderServer } from "../support/provider-server.ts";
import { runCli, startCli } from "../support/run-cli.ts";
import { addingModel, sumsProject, withJudge } from "../support/sums-project.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";

const rows = count(8, 60);

/** Takes longer than the universe on a text of `a` that ends in `!`. */
const evilPatterns = ["^(a+)+$", "^(a|aa)+$", "^(.*a){25}$", "^([a-z]+)*[0-9]$"].slice(0, count(2, 4));

/** Each costs a process for each row, the endless ones five seconds too. */
const scriptRows = count(1, 10);

const evilScripts = {
  loops: { body: "for (;;);", code: "scorer/script-timeout" },
  waits: { body: "await new Promise(() => {});", code: "scorer/script-timeout" },
  throws: { body: "throw new Error('no');", code: "scorer/script-threw" },
  exits: { body: "process.exit(0);", code: "scorer/script-exited" },
  hoards: { body: "const all = []; for (;;) all.push(new Array(1e6).fill(all.length));", code: "scorer/script-memory" },
  floods: { body: "const { writeSync } = await import('node:fs'); for (;;) writeSync(1, 'a'.repeat(1e6));", code: "scorer/script-output" },
  forks: { body: "const { fork } = await import('node:child_process'); for (;;) fork(process.argv[1]);", code: "scorer/script-threw" },
  lies: { body: "return NaN;", code: "scorer/script-answer" },
} as const;

const judged = {
  "judge.model.yaml": "{provider: openai, model: judge-1, api: chat}",
  "sums.criteria.yaml":
    'judge: {model: judge.model.yaml}\ncriteria:\n  - {id: right, check: equals, value: "{{total}}"}\n  - {id: even, question: Is it even?}\n',
};

function isOfJudge({ body }: RecordedRequest): boolean {
  return body["model"] === "judge-1";
}

function generations({ requests }: ProviderServer): number {
  return requests.filter((request) => !isOfJudge(request)).length;
}

async function samplesOf(project: TemporaryProject): Promise<SampleJson[]> {
  const { stdout } = await runCli(["export", "latest", "--format", "jsonl"], project);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as SampleJson);
}

describe("a scorer that fails", () => {
  faultTest("F16", "by a pattern that never ends: every answer is kept, every such rating is an error", async (tally) => {
    // A quarter of a second for each row and pattern.
    const rows = count(8, 20);
    const answer: Handler = () => ({ kind: "answer", text: `${"a".repeat(40)}!` });
    await using server = await startProviderServer({ handler: answer });
    const criteria = evilPatterns.map((pattern, index) => `  - {id: evil-${index}, check: regex, value: ${JSON.stringify(pattern)}}\n`);
    await using project = await createProject({
      ...sumsProject(rows),
      "sums.criteria.yaml": `criteria:\n  - {id: a, check: contains, value: a}\n${criteria.join("")}`,
    });
    const { exitCode, json } = await runCli(run, optionsFor(project, server));
    const { status, variants, missing } = json<RunJson>();
    const samples = await samplesOf(project);
    tally.tried += samples.length * evilPatterns.length;
    assert.deepEqual([exitCode, status, missing, variants[0]?.errors], [3, "done", 0, rows]);
    for (const { response, ratings } of samples) {
      const errors = ratings.filter(({ error }) => error !== null).map(({ criterion }) => criterion);
      assert.deepEqual(
        [response?.status, ratings.length, errors],
        ["ok", evilPatterns.length + 1, evilPatterns.map((_, index) => `evil-${index}`)],
      );
    }
    const again = await runCli(resume, optionsFor(project, server));
    assert.deepEqual([again.json<RunJson>().status, server.requests.length], ["done", rows]);
  });

  faultTest(
    "F16",
    "by a script that loops, crashes, floods or lies: every answer is kept, every such rating is an error",
    async (tally) => {
      await using server = await startProviderServer({ handler: addingModel() });
      const scripts = Object.entries(evilScripts);
      const criteria = scripts.map(([name]) => `  - {id: ${name}, check: script, file: ${name}.mjs}\n`);
      await using project = await createProject({
        ...sumsProject(scriptRows),
        "sums.criteria.yaml": `criteria:\n  - {id: right, check: equals, value: "{{total}}"}\n${criteria.join("")}`,
        ...Object.fromEntries(scripts.map(([name, { body }]) => [`${name}.mjs`, `export async function evaluate() { ${body} }\n`])),
      });
      const { exitCode, json } = await runCli([...run, "--allow-code"], optionsFor(project, server));
      const { status, variants, missing } = json<RunJson>();
      const samples = await samplesOf(project);
      tally.tried += samples.length * scripts.length;
      assert.deepEqual([exitCode, status, missing, variants[0]?.errors], [3, "done", 0, scriptRows]);
      const expected = Object.fromEntries(scripts.map(([name, { code }]) => [name, code]));
      for (const { response, ratings } of samples) {
        const codes = Object.fromEntries(
          ratings.map(({ criterion, label, error }) => [criterion, (error as { readonly code: string } | null)?.code ?? label]),
        );
        assert.deepEqual([response?.status, codes], ["ok", { ...expected, right: "pass" }]);
      }
      const again = await runCli([...resume, "--allow-code"], optionsFor(project, server));
      assert.deepEqual([again.json<RunJson>().status, server.requests.length], ["done", scriptRows]);
    },
  );

  const nonsense: Readonly<Record<string, (request: RecordedRequest) => Behaviour>> = {
    "with prose": () => ({ kind: "answer", text: "All of this looks fine to me!" }),
    "with nothing": () => ({ kind: "answer", text: "" }),
    "with another id": () => ({ kind: "answer", text: '{"ratings":[{"id":"odd","reason":"","verdict":"pass"}]}' }),
    "with another verdict": () => ({ kind: "answer", text: '{"ratings":[{"id":"even","reason":"","verdict":"PASS"}]}' }),
    "with the id twice": () => ({
      kind: "answer",
      text: '{"ratings":[{"id":"even","reason":"","verdict":"pass"},{"id":"even","reason":"","verdict":"fail"}]}',
    }),
    "with a list of a million": () => ({ kind: "answer", text: `[${"1,".repeat(500_000)}1]`, chunks: 10 }),
    "with deep brackets": () => ({ kind: "answer", text: "[".repeat(100_000), chunks: 10 }),
    "with half of its answer": (request) => ({ kind: "answer", text: (judgeAnswer(request, () => "pass") ?? "").slice(0, -5) }),
    "with status 400": () => ({ kind: "status", status: 400 }),
    "with a stream that ends early": () => ({ kind: "truncated" }),
  };
  for (const [what, behaviour] of Object.entries(nonsense)) {
    faultTest("F16", `by a judge that answers ${what}: every answer is kept, every such rating is an error`, async (tally) => {
      await using server = await startProviderServer({
        handler: (request, nth) => (isOfJudge(request) ? behaviour(request) : addingModel()(request, nth)),
      });
      await using project = await createProject({ ...sumsProject(4), ...judged });
      const { exitCode, json } = await runCli(run, optionsFor(project, server));
      const { variants, missing, status } = json<RunJson>();
      tally.tried += 4;
      assert.deepEqual([exitCode, status, missing, variants[0]?.errors], [3, "done", 0, 4]);
      assert.deepEqual(
        (await samplesOf(project)).map(({ outcome, response, ratings }) => [
          outcome,
          response?.status,
          ratings.map(({ label, error }) => label ?? (error === null ? "nothing" : "error")),
        ]),
        Array(4).fill(["error", "ok", ["error", "pass"]]),
      );
      assert.equal(generations(server), 4);
    });
  }

  faultTest("F16", "by a judge that falls silent and a process that is killed: only ratings are asked for again", async (tally) => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject({ ...sumsProject(rows), ...judged });
    const options = optionsFor(project, server);
    await using cli = startCli([...run, "--concurrency", String(rows)], options);
    let silent = 0;
    server.respond((request, nth) => {
      if (!isOfJudge(request)) return addingModel()(request, nth);
      silent += 1;
      if (silent === rows) cli.child.kill("SIGKILL");
      return { kind: "hang", when: "before-headers" };
    });
    await cli.result;
    await server.idle();
    const kept = (await answerLines(project)).length;
    server.respond(withJudge(() => "pass", addingModel()));
    const { exitCode, json } = await runCli(resume, options);
    tally.tried += 1;
    tally.repeated += server.requests.length - 2 * rows;
    assert.deepEqual([exitCode, json<RunJson>().variants[0]?.passed, kept, generations(server)], [0, rows, rows, rows]);
  });
});
