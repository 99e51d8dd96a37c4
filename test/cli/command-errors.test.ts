// A command that cannot be understood says which word is wrong and what to write instead, and calls nobody.
import assert from "node:assert/strict";
import type { ErrorJson } from "../support/cli-json.ts";
import { runCli } from "../support/run-cli.ts";
import { sumsProject } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

const run = ["run", "sums.experiment.yaml", "--json"];

describe("a command that cannot be understood", () => {
  const wrongFlags = [
    ["--concurrency", "0"],
    ["--concurrency", "ten"],
    ["--max-cost", "-1"],
    ["--max-cost", "free"],
    ["--max-calls", "1.5"],
    ["--rows", "last:3"],
    ["--rows", "first:0"],
    ["--rows", "id:"],
    ["--filter", "small"],
    ["--epochs", "0"],
    ["--rating", "quick"],
    ["--seed", "-1"],
    ["--endpoint", "openai"],
    ["--unheard-of", "1"],
  ] as const;
  for (const [flag, value] of wrongFlags) {
    it(`names the flag in ${flag} ${value}`, async () => {
      await using project = await createProject(sumsProject(1));
      const { exitCode, json } = await runCli([...run, flag, value], project);
      const { error } = json<ErrorJson>();
      assert.deepEqual([exitCode, error.code], [4, "input/invalid"]);
      assert.ok(`${error.message} ${String(error.hint)}`.includes(flag), `${error.message} ${String(error.hint)}`);
    });
  }

  const wrongWords: readonly { readonly words: readonly string[]; readonly says: RegExp }[] = [
    { words: ["chek"], says: /unknown command 'chek' \(Did you mean check\?\)\n/ },
    { words: ["run"], says: /missing required argument 'experiment'/ },
    { words: ["run", "sum.experiment.yaml"], says: /sum\.experiment\.yaml.*\n {2}Did you mean "sums\.experiment\.yaml"\?/ },
    { words: ["run", "ask.prompt"], says: /touchstone\.collection and touchstone\.criteria is missing/ },
    { words: ["run", "sums.experiment.yaml", "--variant", "shrt"], says: /no variant "shrt"/ },
    { words: ["run", "sums.experiment.yaml", "--rows", "id:s1,s9"], says: /no row "s9"/ },
    { words: ["run", "sums.experiment.yaml", "--rows", "failing"], says: /no finished run of sums\.experiment\.yaml/ },
    { words: ["run", "sums.experiment.yaml", "--filter", "sise=small"], says: /column "sise".*\n {2}Did you mean "size"\?/ },
    ...["constructor", "__proto__"].map((column) => ({
      words: ["run", "sums.experiment.yaml", "--filter", `${column}=x`],
      says: new RegExp(`names the column "${column}", which sums\\.csv does not have`),
    })),
    { words: ["init", "ask.prompt"], says: /"ask\.prompt" cannot be used as a folder: EEXIST.*\n {2}Choose an empty folder/ },
    { words: ["init", "ask.prompt/inside"], says: /cannot be used as a folder: ENOTDIR/ },
    { words: ["run", `${"long".repeat(100)}.experiment.yaml`], says: /long\.experiment\.yaml/ },
    { words: ["run", "sums.experiment.yaml", "--filter", "size=huge"], says: /No row of sums\.csv is left after filtering 3 rows/ },
    { words: ["run", "sums.experiment.yaml", "--endpoint", "openai=ftp://127.0.0.1"], says: /neither http nor https/ },
    {
      words: ["run", "sums.experiment.yaml", "--endpoint", "openai=https://user:secret@example.com"],
      says: /holds a user name or a password/,
    },
    { words: ["list", "run"], says: /no list of "run".*\n {2}Did you mean "runs"\?/ },
    { words: ["export", "latest", "--format", "xml"], says: /no export format "xml".*\n {2}Known: json, jsonl, csv, markdown/ },
    { words: ["export", "latest", "--format", "csv"], says: /has no runs yet/ },
    { words: ["compare", "latest"], says: /Two runs are needed/ },
    { words: ["render", "as.prompt"], says: /no template "as\.prompt".*\n {2}Did you mean "ask\.prompt"\?/ },
    { words: ["render", "ask.prompt", "--collection", "sums.csv", "--row", "s7"], says: /no row "s7"/ },
    { words: ["check", "nowhere.prompt"], says: /no file or folder "nowhere\.prompt"/ },
  ];
  for (const { words, says } of wrongWords) {
    it(`says what is wrong with \`${words.join(" ").slice(0, 80)}\``, async () => {
      await using project = await createProject(sumsProject(3));
      const { exitCode, stdout, stderr } = await runCli(words, { folder: project.folder, environment: { OPENAI_API_KEY: "sk-test" } });
      assert.deepEqual([exitCode, stdout], [4, ""]);
      assert.match(stderr, says);
    });
  }

  it("checks one project at a time", async () => {
    await using project = await createProject({ "one/touchstone.yaml": "format: 1\n", "two/touchstone.yaml": "format: 1\n" });
    const { exitCode, json } = await runCli(["check", "one", "two", "--json"], project);
    const { error } = json<ErrorJson>();
    assert.deepEqual(
      [exitCode, error.message, error.hint],
      [4, "These paths belong to different projects.", "Check one project at a time."],
    );
  });

  it("finds nothing to check in an empty folder", async () => {
    await using project = await createProject();
    const { exitCode, stderr } = await runCli(["check"], project);
    assert.equal(exitCode, 4);
    assert.match(stderr, /nothing to check in this folder\.\n {2}Make a sample project with `touchstone init`\./);
  });
});
