// A run that was killed, cancelled or capped goes on where it stopped: nothing answered is lost, nothing answered is asked again.
import assert from "node:assert/strict";
import { appendFile, truncate } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { ErrorJson, RunJson } from "../support/cli-json.ts";
import { exportedRecord } from "../support/exported-record.ts";
import { answerLines, countOpenCalls, journalFiles } from "../support/journal.ts";
import type { Handler } from "../support/provider-server/behaviour.ts";
import { lastUserText } from "../support/provider-server/recorded-request.ts";
import { type ProviderServer, startProviderServer } from "../support/provider-server.ts";
import { runCli, startCli, type CliOptions } from "../support/run-cli.ts";
import { addingModel, sumsProject, withJudge } from "../support/sums-project.ts";
import { createProject, type ProjectFiles, type TemporaryProject } from "../support/temporary-project.ts";

const run = ["run", "sums.experiment.yaml", "--json"];
const resume = ["resume", "latest", "--json"];
const concurrency = 10;

function optionsFor({ folder }: TemporaryProject, server: ProviderServer): CliOptions {
  return { folder, environment: { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: `${server.url}/v1` } };
}

/** Answers as `handler` does, and does something as soon as the nth request from now on has come in. */
function atRequest(nth: number, handler: Handler, act: () => void): Handler {
  let seen = 0;
  return (request, ordinal) => {
    seen += 1;
    if (seen === nth) act();
    return handler(request, ordinal);
  };
}

describe("a run of 500 samples that is killed again and again", () => {
  // Weights and prices whose sums are not exact: figures that the order of the answers could change.
  const files: ProjectFiles = {
    ...sumsProject(125),
    "ask-politely.prompt": "Please add {{left}} + {{right}}",
    "adder.model.yaml": "{provider: openai, model: adder-1, api: chat, price: {input: 0.17, output: 0.71}}",
    "sums.criteria.yaml": `judge: {model: adder.model.yaml}
criteria:
  - {id: right, check: equals, value: "{{total}}", weight: 0.7}
  - {id: even, question: Is it even?, weight: 0.2, severity: soft}
`,
    "sums.experiment.yaml": `collection: sums.csv
template: ask.prompt
model: adder.model.yaml
criteria: sums.criteria.yaml
epochs: 2
variants:
  - {name: politely, template: ask-politely.prompt}
plan: {primary: score}
`,
  };
  const callsNeeded = 2 * 500;
  const wrongWhenPlain = addingModel((n) => n % 5 === 0);
  const wrongWhenPolite = addingModel((n) => n % 7 === 0);
  const answer = withJudge(
    (_, response) => (Number(response) % 2 === 0 ? "pass" : "fail"),
    (request, nth) => (lastUserText(request).startsWith("Please") ? wrongWhenPolite : wrongWhenPlain)(request, nth),
  );
  /** Some requests take longer than others, and other ones each time, so that the answers never come in the same order. */
  const model: Handler = async (request, nth) => {
    await wait((nth * 7) % 11);
    return answer(request, nth);
  };
  let server: ProviderServer;
  let unkilled: object;

  before(async () => {
    server = await startProviderServer({ handler: model });
    await using project = await createProject(files);
    const { exitCode } = await runCli(run, optionsFor(project, server));
    assert.equal(exitCode, 0);
    unkilled = await exportedRecord(project, 500);
  });
  after(() => server.close());

  for (const seed of [1, 2, 3]) {
    it(`loses no answer, repeats only what was in flight and ends with the same record (kills of seed ${seed})`, async () => {
      await using project = await createProject(files);
      const options = optionsFor(project, server);
      const earlierRequests = server.requests.length;
      let answered: string[] = [];
      let inFlight = 0;

      for (const [index, nth] of killsOfSeed(seed).entries()) {
        await using cli = startCli(index === 0 ? run : resume, options);
        server.respond(atRequest(nth, model, () => cli.child.kill("SIGKILL")));
        const { exitCode } = await cli.result;
        await server.idle();

        const now = await answerLines(project);
        const open = await countOpenCalls(project);
        assert.deepEqual([exitCode, answered.filter((line) => !now.includes(line)), open <= concurrency], [null, [], true]);
        answered = now;
        inFlight += open;
      }
      server.respond(model);
      const { exitCode, json } = await runCli(resume, options);
      const { status, calls } = json<RunJson>();

      const all = await answerLines(project);
      const sent = server.requests.length - earlierRequests;
      assert.deepEqual([exitCode, status, all.length, answered.filter((line) => !all.includes(line))], [0, "done", 500, []]);
      assert.ok(
        sent <= callsNeeded + inFlight,
        `${sent - callsNeeded} calls were repeated, but only ${inFlight} were in flight at the kills`,
      );
      assert.ok(calls.generation + calls.rating >= sent && calls.generation + calls.rating <= callsNeeded + inFlight);
      assert.deepEqual(await exportedRecord(project, 500), unkilled);
    });
  }
});

describe("a journal whose end is torn", () => {
  it("loses the torn record and nothing else", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(sumsProject(20));
    const options = optionsFor(project, server);
    await runCli([...run, "--concurrency", "1", "--max-calls", "7"], options);
    const [journal = ""] = await journalFiles(project);
    const answers = await answerLines(project);
    const content = await project.read(journal);
    await truncate(path.join(project.folder, journal), content.lastIndexOf('{"k":"response"') + 100);

    const { exitCode } = await runCli([...resume, "--max-calls", "100"], options);

    const kept = (await answerLines(project)).slice(0, 6);
    assert.deepEqual([exitCode, answers.length, kept, server.requests.length], [0, 7, answers.slice(0, 6), 7 + 14]);
  });

  it("is mentioned when the run is exported, listed and resumed", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(sumsProject(3));
    const options = optionsFor(project, server);
    const ran = (await runCli(run, options)).json<RunJson>();
    const [journal = ""] = await journalFiles(project);
    await appendFile(path.join(project.folder, journal), '{"k":"start","seq":99');
    const sentence = `${path.posix.basename(journal)}: the last line is torn; it was never acknowledged.`;

    const exported = await runCli(["export", "latest", "--format", "json"], project);
    const listed = await runCli(["list", "runs", "--json"], project);
    const resumed = await runCli(resume, options);
    assert.deepEqual([exported.exitCode, exported.stderr], [0, `! ${sentence}\n`]);
    assert.deepEqual([listed.exitCode, listed.json<{ warnings: string[] }>().warnings], [0, [`Run ${ran.run}: ${sentence}`]]);
    assert.deepEqual(
      [resumed.exitCode, resumed.json<RunJson>().warnings[0], resumed.stderr.split("\n")[0]],
      [0, sentence, `! ${sentence}`],
    );
  });
});

describe("resuming a run", () => {
  it("is refused while another process goes on with it", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(sumsProject(10));
    const options = optionsFor(project, server);
    await runCli([...run, "--concurrency", "1", "--max-calls", "3"], options);
    const isAsked = new Promise<void>((resolve) => server.respond(atRequest(1, () => ({ kind: "hang", when: "before-headers" }), resolve)));
    await using _first = startCli([...resume, "--max-calls", "100"], options);
    await isAsked;

    const second = await runCli(resume, options);
    const { error } = second.json<ErrorJson>();
    assert.deepEqual([second.exitCode, error.code, server.requests.length], [4, "run/conflict", 4]);
    assert.match(`${error.message} ${String(error.hint)}`, /is being written by process \d+ .* Wait until it has ended/);
  });

  it("uses the inputs of its start, and says which files have changed since", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(sumsProject(10));
    const options = optionsFor(project, server);
    await runCli([...run, "--max-calls", "3"], options);
    await project.write({
      "ask.prompt": "{{left}} times {{right}}",
      "sums.csv": "id,left,right,total\ns1,1,1,2\n",
      "sums.criteria.yaml": "criteria: []",
    });

    const { exitCode, stderr, json } = await runCli([...resume, "--max-calls", "100"], options);

    const sentence = "Changed since this run began, and not used by it: ask.prompt, sums.criteria.yaml, sums.csv.";
    const { variants, warnings } = json<RunJson>();
    assert.deepEqual([exitCode, variants[0]?.passed, warnings.includes(sentence), stderr.includes(sentence)], [0, 10, true, true]);
    assert.deepEqual(
      server.requests.map((request) => lastUserText(request).trim()).filter((text) => !/^\d+ \+ \d+$/.test(text)),
      [],
    );
  });

  it("says whom it is going to ask, and how much is left", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(sumsProject(10));
    const options = optionsFor(project, server);
    await runCli([...run, "--concurrency", "1", "--max-calls", "3"], options);

    const { exitCode, stderr } = await runCli([...resume, "--max-calls", "100"], options);
    assert.equal(exitCode, 0);
    assert.equal(
      stderr.slice(0, stderr.indexOf("\n\n")),
      `7 rows × 1 arm (baseline): 7 generation and 0 rating calls, at most unknown.\n  7 calls to ${server.url} for openai/adder-1\n  7 of 10 samples are left to be done`,
    );
  });

  it("needs its endpoints again, which the hint repeats", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(sumsProject(5));
    const options = { folder: project.folder, environment: { OPENAI_API_KEY: "sk-test" } };
    const given = ["--endpoint", `openai=${server.url}/v1`];
    const first = await runCli([...run, "--max-calls", "2", ...given], options);
    const again = await runCli([...resume, ...given], options);
    const command = (stderr: string): string => /^Next: (.*)$/m.exec(stderr)?.[1] ?? "";
    const id = first.json<RunJson>().run.slice(0, 13);
    assert.deepEqual(
      [first, again].map(({ stderr }) => command(stderr)),
      Array(2).fill(`touchstone resume ${id} --endpoint openai=${server.url}/v1`),
    );
  });

  it("that is finished sends nothing and changes no figure", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(sumsProject(10));
    const options = optionsFor(project, server);
    await runCli(run, options);
    const before = await runCli(["export", "latest", "--format", "json"], options);

    const files = await journalFiles(project);

    const { exitCode, json } = await runCli(resume, options);

    const afterwards = await runCli(["export", "latest", "--format", "json"], options);
    assert.deepEqual(
      [exitCode, json<RunJson>().status, server.requests.length, afterwards.json(), await journalFiles(project)],
      [0, "done", 10, before.json(), files],
    );
  });

  it("that does not exist is an error that says where to look", async () => {
    await using project = await createProject(sumsProject(1));
    const { exitCode, json } = await runCli(["resume", "0193a5b0", "--json"], project);
    assert.deepEqual(
      [exitCode, json()],
      [
        4,
        {
          error: {
            code: "run/missing",
            message: 'There is no run "0193a5b0" in this project.',
            file: null,
            line: null,
            column: null,
            hint: "See `touchstone list runs`.",
          },
          exitCode: 4,
        },
      ],
    );
  });
});

// Windows has no SIGINT that one process could send to another.
if (process.platform !== "win32") {
  describe("a run that is interrupted", () => {
    it("ends with 130, keeps what was in flight, and can be resumed", async () => {
      await using server = await startProviderServer({ latencyMs: 10 });
      await using project = await createProject(sumsProject(100));
      const options = optionsFor(project, server);
      await using cli = startCli(run, options);
      server.respond(atRequest(20, addingModel(), () => cli.child.kill("SIGINT")));

      const interrupted = await cli.result;
      const { status, exitCode, missing } = interrupted.json<RunJson>();
      assert.deepEqual([interrupted.exitCode, exitCode, status, missing > 0], [130, 130, "cancelled", true]);

      const resumed = await runCli(resume, options);
      const { calls, variants } = resumed.json<RunJson>();
      assert.deepEqual(
        [resumed.exitCode, variants[0]?.passed, calls.generation, calls.possiblyBilledTwice, server.requests.length],
        [0, 100, 100, 0, 100],
      );
    });

    it("ends at once when it is interrupted again", async () => {
      await using server = await startProviderServer();
      await using project = await createProject(sumsProject(3));
      const options = optionsFor(project, server);
      await using cli = startCli(run, options);
      cli.child.stderr?.on("data", (text: Buffer) => text.includes("Stopping") && cli.child.kill("SIGINT"));
      server.respond(
        atRequest(
          1,
          () => ({ kind: "hang", when: "before-headers" }),
          () => cli.child.kill("SIGINT"),
        ),
      );
      assert.equal((await cli.result).exitCode, 130);

      server.respond(addingModel());
      const resumed = await runCli(resume, options);
      assert.deepEqual([resumed.exitCode, resumed.json<RunJson>().variants[0]?.passed], [0, 3]);
    });
  });
}

/** Four kills, each after so many requests of its process; a few hundred altogether. */
function killsOfSeed(seed: number): number[] {
  let state = seed;
  return Array.from({ length: 4 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return 1 + (state % 240);
  });
}
