// What a run may do and on which rows: caps, concurrency, row selection, epochs, arms and ways of rating, as the server sees them.
import assert from "node:assert/strict";
import type { RunJson, SampleJson } from "../support/cli-json.ts";
import type { Handler } from "../support/provider-server/behaviour.ts";
import { judgeAnswer } from "../support/provider-server/judge-answer.ts";
import { isRecord, lastUserText, type RecordedRequest } from "../support/provider-server/recorded-request.ts";
import { type ProviderServer, startProviderServer } from "../support/provider-server.ts";
import { runCli, type CliResult } from "../support/run-cli.ts";
import { addingModel, rowNumber, sumsProject, withJudge } from "../support/sums-project.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";

const run = ["run", "sums.experiment.yaml", "--json"];
const resume = ["resume", "latest", "--json"];
const experimentText = "collection: sums.csv\ntemplate: ask.prompt\nmodel: adder.model.yaml\ncriteria: sums.criteria.yaml\n";

/** Three questions, so that one call for all and one call for each can be told apart. */
const judgedFiles = {
  "sums.criteria.yaml": `judge: {model: judge.model.yaml}
criteria:
  - {id: number, question: Is it a number?}
  - {id: even, question: Is it even?}
  - {id: large, question: Is it large?}
`,
  "judge.model.yaml": "{provider: openai, model: judge-1, api: chat}",
};

function touchstone(words: readonly string[], { folder }: TemporaryProject, server: ProviderServer): Promise<CliResult> {
  return runCli(words, { folder, environment: { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: `${server.url}/v1` } });
}

/** The numbers of the rows that requests have asked about, in ascending order: all requests, or those after the first few. */
function rowsAsked({ requests }: ProviderServer, after = 0): number[] {
  return requests
    .slice(after)
    .map(rowNumber)
    .sort((a, b) => a - b);
}

describe("a cap", () => {
  it("of calls pauses the run when it is reached, until it is raised", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(sumsProject(20));

    const paused = await touchstone([...run, "--max-calls", "8"], project, server);
    const { status, reason, missing, exitCode } = paused.json<RunJson>();
    assert.deepEqual(
      [paused.exitCode, exitCode, status, reason, missing, server.requests.length],
      [3, 3, "paused", "the cap of 8 calls is reached", 12, 8],
    );
    assert.match(paused.stderr, /Next: touchstone resume /);

    const again = await touchstone(resume, project, server);
    assert.deepEqual([again.exitCode, again.json<RunJson>().status, server.requests.length], [3, "paused", 8]);

    const raised = await touchstone([...resume, "--max-calls", "20"], project, server);
    assert.deepEqual([raised.exitCode, raised.json<RunJson>().status, rowsAsked(server)], [0, "done", range(1, 20)]);
  });

  it("of cost counts what the judge costs too", async () => {
    // A dollar a word: an answer is one word, a verdict is several.
    const price = "price: {input: 0, output: 1000000}";
    await using server = await startProviderServer({ handler: withJudge(() => "pass", addingModel()) });
    await using project = await createProject({
      ...sumsProject(20),
      "adder.model.yaml": `{provider: openai, model: adder-1, api: chat, ${price}}`,
      "judge.model.yaml": `{provider: openai, model: judge-1, api: chat, ${price}}`,
      "sums.criteria.yaml": "judge: {model: judge.model.yaml}\ncriteria: [{id: number, question: Is it a number?}]",
    });

    const { exitCode, json } = await touchstone([...run, "--concurrency", "1", "--max-cost", "17"], project, server);

    const { status, reason, spentUsd, calls, variants } = json<RunJson>();
    const verdictUsd = (variants[0]?.judge.costUsd ?? 0) / calls.rating;
    assert.deepEqual(
      [exitCode, status, reason, server.requests.length],
      [3, "paused", "the cost cap of $17 is reached", calls.generation + calls.rating],
    );
    // What was answered and not yet rated was paid for too, and is no ended sample.
    assert.deepEqual([spentUsd, variants[0]?.costUsd], [server.counts().outputTokens, calls.rating]);
    assert.ok(calls.generation >= calls.rating);
    assert.ok(spentUsd !== null && spentUsd >= 17 && spentUsd - verdictUsd < 17, `$${String(spentUsd)} were spent`);
  });

  it("of the project holds unless a flag says otherwise", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject({ ...sumsProject(9), "touchstone.yaml": "format: 1\ndefaults: {max_calls: 2}\n" });
    await touchstone(run, project, server);
    assert.equal(server.requests.length, 2);
    await touchstone([...run, "--max-calls", "5"], project, server);
    assert.equal(server.requests.length, 2 + 5);
  });
});

describe("the ceiling of calls in flight", () => {
  for (const grouping of ["together", "separate"] as const) {
    it(`holds for answers and for ratings that are asked ${grouping}`, async () => {
      await using server = await startProviderServer({ handler: withJudge(() => "pass", addingModel()), latencyMs: 15 });
      await using project = await createProject({
        ...sumsProject(12),
        ...judgedFiles,
        "sums.experiment.yaml": `${experimentText}rating: {grouping: ${grouping}}\n`,
      });
      const { exitCode } = await touchstone([...run, "--concurrency", "3"], project, server);
      assert.deepEqual([exitCode, server.counts().maximumInFlight], [0, 3]);
    });
  }
});

describe("the rows of a run", () => {
  const selections: readonly { readonly flags: readonly string[]; readonly rows: readonly number[] }[] = [
    { flags: [], rows: range(1, 12) },
    { flags: ["--rows", "first:3"], rows: [1, 2, 3] },
    { flags: ["--rows", "id:s9,s2"], rows: [2, 9] },
    { flags: ["--filter", "size=small"], rows: [1, 2, 3, 4, 5] },
    { flags: ["--filter", "left=1|4|7"], rows: [1, 4, 7] },
    { flags: ["--filter", "left=1", "--filter", "left=4"], rows: [1, 4] },
    { flags: ["--filter", "size=small", "--filter", "parity=odd"], rows: [1, 3, 5] },
    { flags: ["--filter", "parity=even", "--rows", "first:2"], rows: [2, 4] },
  ];
  for (const { flags, rows } of selections) {
    it(`are ${rows.join(", ")} with ${flags.join(" ") || "no flag"}`, async () => {
      await using server = await startProviderServer({ handler: addingModel() });
      await using project = await createProject(sumsProject(12));
      const { exitCode, json } = await touchstone([...run, ...flags], project, server);
      assert.deepEqual([exitCode, rowsAsked(server), json<RunJson & { partial: boolean }>().partial], [0, rows, flags.length > 0]);
    });
  }

  it("are drawn by the seed", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(sumsProject(40));
    const draws: number[][] = [];
    for (const seed of ["1", "1", "2"]) {
      const earlier = server.requests.length;
      await touchstone([...run, "--fresh", "--rows", "sample:6", "--seed", seed], project, server);
      draws.push(rowsAsked(server, earlier));
    }
    const [first = [], again, other] = draws;
    assert.deepEqual([again, new Set(first).size], [first, 6]);
    assert.notDeepEqual(other, first);
    assert.notDeepEqual(first, range(1, 6));
  });

  for (const { selector, rows } of [
    { selector: "failing", rows: [2, 3, 6] },
    { selector: "errors", rows: [2] },
  ]) {
    it(`are those of the newest finished run that were ${selector}`, async () => {
      const add = addingModel((n) => n % 3 === 0);
      const handler: Handler = (request, nth) => (rowNumber(request) === 2 ? { kind: "status", status: 400 } : add(request, nth));
      await using server = await startProviderServer({ handler });
      await using project = await createProject(sumsProject(8));
      await touchstone(run, project, server);
      await touchstone([...run, "--max-calls", "1"], project, server);
      const earlier = server.requests.length;

      await touchstone([...run, "--fresh", "--rows", selector], project, server);
      assert.deepEqual(rowsAsked(server, earlier), rows);
    });
  }

  it("are those of a run, whatever else lies in the folder of the runs", async () => {
    await using server = await startProviderServer({ handler: addingModel((n) => n === 2) });
    await using project = await createProject(sumsProject(4));
    await touchstone(run, project, server);
    await project.write({ ".touchstone/runs/stray-file": "", ".touchstone/runs/zz-stray/notes.txt": "", ".touchstone/runs/.hidden/x": "" });
    const [documents, runs, failing] = [
      await touchstone(["list", "--json"], project, server),
      await touchstone(["list", "runs", "--json"], project, server),
      await touchstone([...run, "--fresh", "--rows", "failing"], project, server),
    ];
    assert.deepEqual(
      [documents.exitCode, runs.exitCode, runs.json<{ runs: object[] }>().runs.length, failing.exitCode, rowsAsked(server, 4)],
      [0, 0, 1, 0, [2]],
    );
  });

  it("are filtered by the experiment and by the flag, whose selector takes the place of the experiment's", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject({
      ...sumsProject(12),
      "sums.experiment.yaml": `${experimentText}rows: {filter: {parity: [even]}, first: 2}\n`,
    });
    await touchstone(run, project, server);
    assert.deepEqual(rowsAsked(server), [2, 4]);
    await touchstone([...run, "--filter", "size=large", "--rows", "first:3"], project, server);
    assert.deepEqual(rowsAsked(server), [2, 4, 6, 8, 10]);
  });
});

describe("epochs", () => {
  it("are the flag's, else the experiment's", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject({ ...sumsProject(2), "sums.experiment.yaml": `${experimentText}epochs: 2\n` });
    await touchstone(run, project, server);
    assert.deepEqual(rowsAsked(server), [1, 1, 2, 2]);

    await touchstone([...run, "--epochs", "3", "--rows", "first:1"], project, server);
    assert.deepEqual(
      (await exportedSamples(project)).map(({ row, epoch, outcome }) => [row, epoch, outcome]),
      [
        ["s1", 0, "pass"],
        ["s1", 1, "pass"],
        ["s1", 2, "pass"],
      ],
    );
  });
});

describe("variants", () => {
  const branching = {
    ...sumsProject(1),
    "ask-politely.prompt": '{{role "system"}}\nBe polite.\n{{role "user"}}\nPlease add {{left}} + {{right}}\n',
    "large.model.yaml": "{provider: openai, model: adder-2, api: chat, parameters: {max_tokens: 7}}",
    "sums.experiment.yaml": `${experimentText}variants:
  - {name: warm, set: {main: {temperature: 0.5}}}
  - {name: terse, from: warm, set: {main: {system: Be terse.}}}
  - {name: polite, from: terse, template: ask-politely.prompt}
  - {name: large, from: warm, model: large.model.yaml, set: {main: {max_tokens: 9}}}
`,
  };

  it("inherit along their branch and override what they set", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(branching);
    const { json } = await touchstone([...run, "--concurrency", "1"], project, server);
    assert.deepEqual(
      json<RunJson>().variants.map(({ name, samples }) => [name, samples]),
      [
        ["baseline", 1],
        ["warm", 1],
        ["terse", 1],
        ["polite", 1],
        ["large", 1],
      ],
    );
    const expected = [
      { model: "adder-1", system: "Answer with a number.", user: "1 + 10", temperature: undefined, max_tokens: undefined },
      { model: "adder-1", system: "Answer with a number.", user: "1 + 10", temperature: 0.5, max_tokens: undefined },
      { model: "adder-1", system: "Be terse.", user: "1 + 10", temperature: 0.5, max_tokens: undefined },
      { model: "adder-1", system: "Be terse.", user: "Please add 1 + 10", temperature: 0.5, max_tokens: undefined },
      { model: "adder-2", system: "Answer with a number.", user: "1 + 10", temperature: 0.5, max_tokens: 9 },
    ];
    assert.deepEqual(sorted(server.requests.map(summaryOf)), sorted(expected));
  });

  it("run beside the baseline when they are named, and no others", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(branching);
    const { json } = await touchstone([...run, "--variant", "terse,large"], project, server);
    assert.deepEqual([json<RunJson>().variants.map(({ name }) => name), server.requests.length], [["baseline", "terse", "large"], 3]);
  });
});

describe("rating", () => {
  const judge: Handler = withJudge(() => "pass", addingModel());

  it("asks all questions of an answer in one call, and keeps the reasons", async () => {
    await using server = await startProviderServer({ handler: judge });
    await using project = await createProject({ ...sumsProject(4), ...judgedFiles });
    const { json } = await touchstone(run, project, server);
    assert.deepEqual([json<RunJson>().calls.rating, questionsAsked(server)], [4, Array(4).fill(["number", "even", "large"])]);
    const [sample] = await exportedSamples(project);
    assert.deepEqual(
      sample?.ratings.map(({ criterion, reason }) => [criterion, reason]),
      [
        ["even", "The script gives a pass."],
        ["large", "The script gives a pass."],
        ["number", "The script gives a pass."],
      ],
    );
  });

  it("asks each question in a call of its own when grouping is separate", async () => {
    await using server = await startProviderServer({ handler: judge });
    await using project = await createProject({
      ...sumsProject(2),
      ...judgedFiles,
      "sums.experiment.yaml": `${experimentText}rating: {grouping: separate}\n`,
    });
    const { json } = await touchstone(run, project, server);
    assert.deepEqual(
      [json<RunJson>().calls.rating, questionsAsked(server).toSorted()],
      [6, [["even"], ["even"], ["large"], ["large"], ["number"], ["number"]]],
    );
  });

  it("asks for no reasons and keeps none when it is fast", async () => {
    const fast: Handler = (request, nth) => {
      const text = judgeAnswer(request, () => "fail");
      return text === undefined ? addingModel()(request, nth) : { kind: "answer", text: text.replaceAll(/"reason":"[^"]*",/g, "") };
    };
    await using server = await startProviderServer({ handler: fast });
    await using project = await createProject({ ...sumsProject(1), ...judgedFiles });
    const { exitCode } = await touchstone([...run, "--rating", "fast"], project, server);
    const asked = server.requests.filter((request) => request.rawBody.includes("judge-1"));
    assert.deepEqual([exitCode, asked.length, asked.some((request) => request.rawBody.includes("reason"))], [0, 1, false]);
    const [sample] = await exportedSamples(project);
    assert.deepEqual(
      sample?.ratings.map(({ label, reason }) => [label, reason]),
      [
        ["fail", null],
        ["fail", null],
        ["fail", null],
      ],
    );
  });

  it("keeps a judge that does not answer as asked apart from a fail", async () => {
    await using server = await startProviderServer({
      handler: (request, nth) =>
        judgeAnswer(request, () => "pass") === undefined ? addingModel()(request, nth) : { kind: "answer", text: "All fine!" },
    });
    await using project = await createProject({ ...sumsProject(2), ...judgedFiles });
    const { exitCode, json } = await touchstone(run, project, server);
    const { variants } = json<RunJson>();
    assert.deepEqual(
      [exitCode, variants[0]?.errors, variants[0]?.failed, variants[0]?.criteria[0]],
      [3, 2, 0, { id: "number", passed: 0, failed: 0, errors: 2 }],
    );
  });
});

describe("a template that names its collection and criteria", () => {
  it("runs without an experiment", async () => {
    await using server = await startProviderServer({ handler: addingModel((n) => n === 3) });
    await using project = await createProject({
      ...sumsProject(5),
      "templates/alone.prompt":
        "---\nmodel: ../adder.model.yaml\nconfig: {temperature: 0.25}\ntouchstone.collection: ../sums.csv\ntouchstone.criteria: ../sums.criteria.yaml\n---\n{{left}} + {{right}}\n",
    });
    const { exitCode, json } = await touchstone(["run", "templates/alone.prompt", "--json"], project, server);
    const { variants } = json<RunJson>();
    assert.deepEqual([exitCode, variants.length, variants[0]?.passed, variants[0]?.failed], [0, 1, 4, 1]);
    assert.deepEqual(new Set(server.requests.map(({ body }) => body["temperature"])), new Set([0.25]));
  });
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function sorted(values: readonly object[]): string[] {
  return values.map((value) => JSON.stringify(value)).sort();
}

/** What of a chat request a variant can change. */
function summaryOf(request: RecordedRequest): object {
  const { body } = request;
  const [system] = Array.isArray(body["messages"]) ? (body["messages"] as unknown[]) : [];
  const text = isRecord(system) && typeof system["content"] === "string" ? system["content"].trim() : undefined;
  return {
    model: body["model"],
    system: text,
    user: lastUserText(request).trim(),
    temperature: body["temperature"],
    max_tokens: body["max_completion_tokens"] ?? body["max_tokens"],
  };
}

/** The ids of the criteria of each rating request. */
function questionsAsked({ requests }: ProviderServer): string[][] {
  return requests
    .filter((request) => request.body["model"] === "judge-1")
    .map((request) => (JSON.parse(lastUserText(request)) as { criteria: { id: string }[] }).criteria.map(({ id }) => id));
}

async function exportedSamples(project: TemporaryProject): Promise<SampleJson[]> {
  const { stdout } = await runCli(["export", "latest", "--format", "jsonl"], project);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as SampleJson);
}
