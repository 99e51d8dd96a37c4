// What is wrong with a project is said with its place and a next step, and spends nothing.
import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import path from "node:path";
import type { DiagnosticJson, ErrorJson, RunJson } from "../support/cli-json.ts";
import { type ProviderServer, startProviderServer } from "../support/provider-server.ts";
import { runCli, type CliOptions } from "../support/run-cli.ts";
import { addingModel, sumsProject } from "../support/sums-project.ts";
import { createProject, type ProjectFiles, type TemporaryProject } from "../support/temporary-project.ts";

const run = ["run", "sums.experiment.yaml", "--json"];
const experimentText = "collection: sums.csv\ntemplate: ask.prompt\nmodel: adder.model.yaml\ncriteria: sums.criteria.yaml\n";

interface BrokenProject {
  readonly title: string;
  /** Put over a project that is right. */
  readonly files: ProjectFiles;
  /** `file:line` of the finding. */
  readonly place: string;
  /** What the message must name. */
  readonly names: string;
  readonly hint: RegExp;
}

const brokenProjects: readonly BrokenProject[] = [
  {
    title: "a misspelt placeholder",
    files: { "ask.prompt": "Add these:\n{{lefft}} + {{right}}\n" },
    place: "ask.prompt:2",
    names: '"lefft"',
    hint: /^Did you mean "left"\?$/,
  },
  {
    title: "an unclosed block",
    files: { "ask.prompt": "Add these:\n\n{{#if left}}{{left}}\n" },
    place: "ask.prompt:3",
    names: '"if"',
    hint: /\{\{\/if\}\}/,
  },
  {
    title: "a malformed template",
    files: { "ask.prompt": "Add these:\n{{left}\n" },
    place: "ask.prompt:2",
    names: "never closed",
    hint: /\}\}/,
  },
  {
    title: "a misspelt key of a template",
    files: { "ask.prompt": "---\nmodl: openai/adder-1\n---\n{{left}}\n" },
    place: "ask.prompt:2",
    names: '"modl"',
    hint: /"model"/,
  },
  {
    title: "a misspelt key of an experiment",
    files: { "sums.experiment.yaml": `${experimentText}epoch: 2\n` },
    place: "sums.experiment.yaml:5",
    names: '"epoch"',
    hint: /"epochs"/,
  },
  {
    title: "a misspelt key of a variant",
    files: { "sums.experiment.yaml": `${experimentText}variants:\n  - {name: other, templat: ask.prompt}\n` },
    place: "sums.experiment.yaml:6",
    names: '"templat"',
    hint: /"template"/,
  },
  {
    title: "an unknown key of a model config",
    files: { "adder.model.yaml": "provider: openai\nmodel: adder-1\ntemperature: 1\n" },
    place: "adder.model.yaml:3",
    names: '"temperature"',
    hint: /parameters/,
  },
  {
    title: "a misspelt key of the project",
    files: { "touchstone.yaml": "format: 1\ndefault: {}\n" },
    place: "touchstone.yaml:2",
    names: '"default"',
    hint: /"defaults"/,
  },
  {
    title: "a value of the wrong kind",
    files: { "sums.experiment.yaml": `${experimentText}rating: {mode: quick}\n` },
    place: "sums.experiment.yaml:5",
    names: "rating.mode",
    hint: /detailed, fast/,
  },
  {
    title: "an unknown check",
    files: { "sums.criteria.yaml": 'criteria:\n  - id: right\n    check: equal\n    value: "{{total}}"\n' },
    place: "sums.criteria.yaml:3",
    names: '"equal"',
    hint: /"equals"/,
  },
  {
    title: "a criterion with a column of no use to it",
    files: { "sums.criteria.yaml": 'criteria:\n  - {id: right, check: numeric, value: "{{parity}}"}\n' },
    place: "sums.criteria.yaml:2",
    names: '"odd" is not a number',
    hint: /another column/,
  },
  {
    title: "a criterion about a tool that no model has",
    files: { "sums.criteria.yaml": "criteria:\n  - id: right\n    check: not-tool-called\n    tool: add\n" },
    place: "sums.criteria.yaml:4",
    names: '"add"',
    hint: /model config/,
  },
  {
    title: "a cost that nobody could tell",
    files: { "sums.criteria.yaml": "criteria:\n  - id: cheap\n    check: cost\n    max_usd: 0.01\n" },
    place: "sums.criteria.yaml:3",
    names: "price",
    hint: /`price: /,
  },
  {
    title: "a composite of a criterion that is not there",
    files: {
      "sums.criteria.yaml":
        'criteria:\n  - {id: right, check: equals, value: "{{total}}"}\n  - id: good\n    check: composite\n    of:\n      - rigth\n    rule: all\n',
    },
    place: "sums.criteria.yaml:6",
    names: '"rigth"',
    hint: /^Did you mean "right"\?$/,
  },
  {
    title: "a column that no row has",
    files: { "sums.criteria.yaml": 'criteria:\n  - {id: right, check: equals, value: "{{totl}}"}\n' },
    place: "sums.criteria.yaml:2",
    names: "{{totl}}",
    hint: /"total"/,
  },
  {
    title: "a filter by a column that no row has",
    files: { "sums.experiment.yaml": `${experimentText}rows:\n  filter: {sise: [small]}\n` },
    place: "sums.experiment.yaml:6",
    names: '"sise"',
    hint: /"size"/,
  },
  {
    title: "an experiment without criteria",
    files: { "sums.experiment.yaml": "collection: sums.csv\ntemplate: ask.prompt\nmodel: adder.model.yaml\n" },
    place: "sums.experiment.yaml:1",
    names: '"criteria"',
    hint: /criteria: …/,
  },
  {
    title: "a criterion set with no criteria",
    files: { "sums.criteria.yaml": "name: None yet\ncriteria: []\n" },
    place: "sums.criteria.yaml:2",
    names: "no criteria",
    hint: /Add at least one/,
  },
  {
    title: "an empty collection",
    files: { "sums.csv": "id,left,right,total\n" },
    place: "sums.csv:1",
    names: "no rows",
    hint: /Add at least one/,
  },
  {
    title: "a duplicate header",
    files: { "sums.csv": "id,left,right,left,total\ns1,1,2,3,4\n" },
    place: "sums.csv:1",
    names: '"left" twice',
    hint: /Rename or remove/,
  },
  {
    title: "a duplicate id",
    files: { "sums.csv": "id,left,right,total\ns1,1,2,3\ns2,1,2,3\ns1,1,2,3\n" },
    place: "sums.csv:4",
    names: '"s1" stands at line 2 and again at line 4',
    hint: /id of its own/,
  },
  {
    title: "a row with too many fields",
    files: { "sums.csv": "id,left,right,total\ns1,1,2,3\ns2,1,2,3,4\n" },
    place: "sums.csv:3",
    names: "5 fields",
    hint: /comma in double quotes/,
  },
  {
    title: "a quote that is never closed",
    files: { "sums.csv": 'id,left,right,total\ns1,1,2,"3\ns2,1,2,3\n' },
    place: "sums.csv:2",
    names: "never closed",
    hint: /every quote inside it twice/,
  },
  {
    title: "a missing file",
    files: { "sums.experiment.yaml": experimentText.replace("ask.prompt", "aks.prompt") },
    place: "sums.experiment.yaml:2",
    names: '"aks.prompt"',
    hint: /"ask.prompt"/,
  },
  {
    title: "a file outside the project",
    files: { "sums.experiment.yaml": experimentText.replace("sums.csv", "../sums.csv") },
    place: "sums.experiment.yaml:1",
    names: '"../sums.csv"',
    hint: /inside the project/,
  },
  {
    title: "an absolute path",
    files: { "sums.experiment.yaml": experimentText.replace("sums.csv", "/etc/hosts") },
    place: "sums.experiment.yaml:1",
    names: '"/etc/hosts"',
    hint: /relative to this file/,
  },
  {
    title: "a bad regular expression",
    files: { "sums.criteria.yaml": "criteria:\n  - id: digits\n    check: regex\n    value: '(\\d+'\n" },
    place: "sums.criteria.yaml:4",
    names: "(\\d+",
    hint: /as in JavaScript/,
  },
  {
    title: "a tab in YAML",
    files: { "sums.criteria.yaml": "criteria:\n  - id: right\n\tcheck: equals\n" },
    place: "sums.criteria.yaml:3",
    names: "tab",
    hint: /spaces/,
  },
  {
    title: "malformed YAML",
    files: { "adder.model.yaml": "provider: openai\nmodel: [adder-1\napi: chat\n" },
    place: "adder.model.yaml:3",
    names: "not valid YAML",
    hint: /Check indentation/,
  },
];

describe("a broken project", () => {
  let server: ProviderServer;
  before(async () => {
    server = await startProviderServer({ handler: addingModel() });
  });
  after(() => server.close());

  it("would run if it were not broken", async () => {
    await using project = await createProject({ ...sumsProject(3), "sums.experiment.yaml": experimentText });
    const options = optionsFor(project, server);
    const [check, ran] = await Promise.all([runCli(["check", "--json"], options), runCli(run, options)]);
    assert.deepEqual([check.json(), ran.exitCode, server.requests.length], [{ diagnostics: [], exitCode: 0 }, 0, 3]);
  });

  for (const { title, files, place, names, hint } of brokenProjects) {
    it(`with ${title} is refused, and told how to mend it`, async () => {
      const earlierRequests = server.requests.length;
      await using project = await createProject({ ...sumsProject(3), ...files });
      const options = optionsFor(project, server);
      const [check, plan, ran] = await Promise.all([
        runCli(["check", "--json"], options),
        runCli(["plan", "sums.experiment.yaml"], options),
        runCli(run, options),
      ]);

      const { diagnostics } = check.json<{ diagnostics: DiagnosticJson[] }>();
      const named = diagnostics.filter(
        ({ file, line, severity, message }) => `${file}:${line}` === place && severity === "error" && message.includes(names),
      );
      assert.deepEqual([check.exitCode, plan.exitCode, ran.exitCode, named.length], [4, 4, 4, 1], JSON.stringify(diagnostics, null, 2));
      assert.match(named[0]?.hint ?? "", hint);
      const { error } = ran.json<ErrorJson>();
      assert.deepEqual(
        [`${error.file ?? ""}:${error.line ?? ""}`, error.message.includes(names), server.requests.length - earlierRequests],
        [place, true, 0],
      );
      assert.deepEqual(await project.list(".touchstone"), []);
    });
  }

  it("shows people what it shows programs", async () => {
    await using project = await createProject({ ...sumsProject(3), "ask.prompt": "{{lefft}}" });
    const { exitCode, stdout } = await runCli(["check"], project);
    assert.equal(exitCode, 4);
    assert.match(
      stdout,
      /^ask\.prompt:1:3 {2}error {2}There is no column, default or input "lefft"\. {2}template\/unknown-placeholder\n {4}Did you mean "left"\?\n/,
    );
  });

  it("passes the check when it has warnings only", async () => {
    await using project = await createProject({
      ...sumsProject(3),
      "ask.prompt": "---\ninput: {schema: {left: string, right: string}}\n---\n{{left}}",
    });
    const { exitCode, json } = await runCli(["check", "--json"], project);
    const { diagnostics } = json<{ diagnostics: DiagnosticJson[] }>();
    assert.deepEqual([exitCode, diagnostics.map(({ severity, code }) => [severity, code])], [0, [["warning", "template/unused-input"]]]);
  });

  it("is refused when a link in it leads out of it", async () => {
    await using outside = await createProject({ "sums.csv": "id,left,right,total\ns1,1,2,3\n" });
    await using project = await createProject({
      ...sumsProject(3),
      "sums.experiment.yaml": experimentText.replace("sums.csv", "linked/sums.csv"),
    });
    await symlink(outside.folder, path.join(project.folder, "linked"), "junction");
    const [check, ran] = await Promise.all([runCli(["check", "--json"], project), runCli(run, optionsFor(project, server))]);
    const { diagnostics } = check.json<{ diagnostics: DiagnosticJson[] }>();
    for (const { file, line, message, hint } of [...diagnostics, ran.json<ErrorJson>().error]) {
      assert.deepEqual(
        [`${String(file)}:${String(line)}`, message, hint],
        ["sums.experiment.yaml:1", "linked/sums.csv leads out of the project.", "Copy the file into the project."],
      );
    }
    assert.deepEqual([check.exitCode, diagnostics.length, ran.exitCode], [4, 1, 4]);
  });
});

describe("a run that cannot be paid for or reached", () => {
  it("needs a key, and says in which variable", async () => {
    await using server = await startProviderServer();
    await using project = await createProject(sumsProject(3));
    for (const environment of [{}, { OPENAI_API_KEY: "" }]) {
      const { exitCode, json } = await runCli([...run, "--endpoint", `openai=${server.url}`], { folder: project.folder, environment });
      const { error } = json<ErrorJson>();
      assert.deepEqual([exitCode, error.code, error.hint], [4, "provider/key-missing", "Set the environment variable OPENAI_API_KEY."]);
    }
    assert.deepEqual([server.requests.length, await project.list(".touchstone")], [0, []]);
  });

  it("needs a URL for an endpoint that has none, and says how to give it", async () => {
    await using project = await createProject({
      ...sumsProject(3),
      "adder.model.yaml": "{provider: openai, model: adder-1, endpoint: vllm}",
    });
    const { exitCode, json } = await runCli(run, project);
    const { error } = json<ErrorJson>();
    assert.deepEqual([exitCode, error.code, error.hint], [4, "provider/endpoint-missing", "Give it one with --endpoint vllm=https://…."]);
  });

  it("ends with 3 when nobody answers, and names who did not", async () => {
    const server = await startProviderServer();
    await server.close();
    await using project = await createProject(sumsProject(3));
    const { exitCode, json } = await runCli(run, optionsFor(project, server));
    const { status, reason, spentUsd, missing } = json<RunJson>();
    assert.deepEqual(
      [exitCode, status, reason, spentUsd, missing],
      [3, "incomplete", `Could not connect to ${server.url} (ECONNREFUSED).`, 0, 3],
    );
  });

  it("stops at the first call whose key is refused", async () => {
    await using server = await startProviderServer({ handler: () => ({ kind: "status", status: 401 }) });
    await using project = await createProject(sumsProject(20));
    const { exitCode, json, stderr } = await runCli([...run, "--concurrency", "1"], optionsFor(project, server));
    const { status, missing } = json<RunJson>();
    assert.deepEqual([exitCode, status, missing, server.requests.length], [3, "incomplete", 20, 1]);
    assert.match(stderr, /answered with status 401: .*\nNext: touchstone resume /);
  });

  it("is refused when a cost cap meets a price that nobody knows", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(sumsProject(3));
    const options = optionsFor(project, server);

    const refused = await runCli([...run, "--max-cost", "1"], options);
    const { error } = refused.json<ErrorJson>();
    assert.deepEqual(
      [refused.exitCode, error.code, error.file, server.requests.length],
      [4, "budget/price-unknown", "sums.experiment.yaml", 0],
    );
    assert.match(`${error.message} ${String(error.hint)}`, /openai\/adder-1 .* --max-calls/);

    const capped = await runCli([...run, "--max-cost", "1", "--max-calls", "3"], options);
    assert.deepEqual([capped.exitCode, server.requests.length], [0, 3]);
  });
});

function optionsFor({ folder }: TemporaryProject, server: ProviderServer): CliOptions {
  return { folder, environment: { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: `${server.url}/v1` } };
}
