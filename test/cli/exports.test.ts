// Every export format through the built command: written beside a run, written again from what is stored, and named by --help.
import assert from "node:assert/strict";
import { exportFormatNames } from "../../src/core/report/exporters/names.ts";
import { runCli, type CliResult } from "../support/run-cli.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";

const experiment = "experiments/tone.experiment.yaml";
const extensions = ["json", "jsonl", "csv", "md", "comment.md", "junit.xml", "sarif", "intoto.json", "otlp.json", "html"];

describe("exports of the command line", () => {
  let project: TemporaryProject;
  let run: CliResult;
  const touchstone = (...words: string[]): Promise<CliResult> => runCli(words, { folder: project.folder });

  before(async () => {
    project = await createProject();
    await touchstone("init");
    run = await touchstone("run", experiment, "--rows", "first:3", "--out", "out", "--format", exportFormatNames.join(","), "--json");
  });
  after(() => project[Symbol.asyncDispose]());

  it("writes all formats beside one run", async () => {
    const { run: id } = run.json<{ run: string }>();
    const written = (await project.list()).filter((file) => file.startsWith("out/")).sort();
    assert.deepEqual([run.exitCode, written], [0, extensions.map((extension) => `out/${id}.${extension}`).sort()]);
  });

  it("writes the same file from the stored run", async () => {
    const { run: id } = run.json<{ run: string }>();
    for (const [name, extension] of [
      ["html", "html"],
      ["comment", "comment.md"],
    ] as const) {
      const { stdout, exitCode } = await touchstone("export", "latest", "--format", name);
      assert.deepEqual([exitCode, stdout === (await project.read(`out/${id}.${extension}`))], [0, true], name);
    }
  });

  it("holds messages and answers in traces where they are asked for, and refuses to be asked elsewhere", async () => {
    const traces = await touchstone("export", "latest", "--format", "otlp", "--with-content");
    assert.match(traces.stdout, /"gen_ai\.input\.messages".*Quillmere/);
    const refused = await touchstone("export", "latest", "--format", "junit", "--with-content");
    assert.deepEqual([refused.exitCode, /--with-content is for --format otlp/.test(refused.stderr)], [4, true]);
  });

  it("names every format in --help", async () => {
    const { stdout } = await touchstone("export", "--help");
    assert.ok(stdout.replaceAll(/\s+/g, " ").includes(exportFormatNames.join(", ")), stdout);
  });

  it("writes the findings of check as SARIF, with the same exit code", async () => {
    await project.write({ "templates/bad.prompt": "---\nmodell: x\n---\nHello {{name" });
    const check = await touchstone("check", "--sarif");
    const { runs } = check.json<{
      runs: { results: { level: string; locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] }[];
    }>();
    const files = runs[0]?.results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri);
    assert.deepEqual([check.exitCode, new Set(files)], [4, new Set(["templates/bad.prompt"])]);
    assert.equal((await touchstone("check", "--sarif", "--json")).exitCode, 4);
  });
});
