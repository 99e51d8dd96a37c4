// What an editor is told of the files it asks about: everything found in them, by whatever document it shows, and nothing of others.
import assert from "node:assert/strict";
import { TouchstoneError } from "../../../src/core/base/errors.ts";
import { checkDocuments, checkProject } from "../../../src/core/documents/check-project.ts";
import { memoryFiles } from "../../support/memory-files.ts";
import { experimentWith, placesOf, projectWith, sampleExperiment } from "./sample-project.ts";

type Changes = Readonly<Record<string, string | Uint8Array | null>>;

async function check(changes: Changes, paths: readonly string[] | null): Promise<string[]> {
  return placesOf(await checkDocuments(memoryFiles(projectWith(changes)), paths));
}

const short = "prompts/short.prompt";
const criteria = "criteria/reply.criteria.yaml";
const rows = "data/tickets.csv";

describe("checkDocuments", () => {
  const asked: readonly [string, Changes, string, readonly string[]][] = [
    ["a template, by the experiment that names it", { [short]: "{{mesage}}" }, short, [`${short}:1:3 template/unknown-placeholder`]],
    [
      "a template, by any of the experiments that name it",
      {
        [short]: "{{message}}{{extra}}",
        "data/more.csv": "id,message,topic,extra\nT1,a,b,c\n",
        "experiments/more.experiment.yaml": String(projectWith({})[sampleExperiment]).replace("tickets.csv", "more.csv"),
      },
      short,
      [`${short}:1:14 template/unknown-placeholder`],
    ],
    [
      "a template that nobody names",
      { "prompts/other.prompt": "{{#if a}}" },
      "prompts/other.prompt",
      ["prompts/other.prompt:1:4 template/unclosed-block"],
    ],
    [
      "a partial, by the template that calls it",
      { "prompts/_ending.prompt": "{{mesage}}" },
      "prompts/_ending.prompt",
      ["prompts/_ending.prompt:1:3 template/unknown-placeholder"],
    ],
    [
      "criteria, by the rows they are asked about",
      { [criteria]: "criteria:\n  - {id: a, check: contains, value: '{{nope}}'}\n" },
      criteria,
      [`${criteria}:2:40 criteria/missing-column`],
    ],
    ["a file of rows", { [rows]: "id,message,topic\nT1,a,b\nT1,c,d\n" }, rows, [`${rows}:3:1 collection/duplicate-id`]],
    [
      "a file of rows that only a manifest names",
      { "lists/a.collection.yaml": "format: 1\ndata: ../far/a.csv\n", "far/a.csv": "id,a\nx,1\nx,2\n" },
      "far/a.csv",
      ["far/a.csv:3:1 collection/duplicate-id"],
    ],
    [
      "a file of rows that nobody names, beside a document",
      { "prompts/a.csv": "id,a\nx\n" },
      "prompts/a.csv",
      ["prompts/a.csv:2:1 collection/field-count"],
    ],
    [
      "a file of rows that nobody names, where collections lie",
      { "my/collections/a.jsonl": "{" },
      "my/collections/a.jsonl",
      ["my/collections/a.jsonl:1:1 collection/torn-line"],
    ],
    ["a file of rows that nobody names, anywhere else", { "other/a.csv": "id,a\nx\n" }, "other/a.csv", []],
    ["a file that only looks like rows", { "prompts/package.json": "{}" }, "prompts/package.json", []],
    [
      "the settings of the project",
      { "touchstone.yaml": "format: 1\ndefaults: {model: none.model.yaml}\n" },
      "touchstone.yaml",
      ["touchstone.yaml:2:19 file/missing"],
    ],
    [
      "the settings of the project, by what an experiment asks of its model",
      {
        "touchstone.yaml": "format: 1\ndefaults: {model: anthropic/claude-haiku-4-5}\n",
        ...experimentWith({ model: "", variants: "  - {name: a, set: {main: {seed: 1}}}\n" }),
      },
      "touchstone.yaml",
      ["touchstone.yaml:2:19 model/refused-request"],
    ],
    ["a file that is gone", { [short]: null }, short, []],
    ["a file that is not UTF-8", { [short]: Uint8Array.of(0xff) }, short, [`${short}:1:1 file/not-utf8`]],
  ];
  for (const [title, changes, path, expected] of asked) {
    it(`finds what is wrong with ${title}`, async () => {
      assert.deepEqual(await check(changes, [path]), expected);
    });
  }

  it("says nothing of files that were not asked about", async () => {
    assert.deepEqual(
      await check({ [short]: "{{mesage}}", [criteria]: "x: [", ...experimentWith({ more: "epcohs: 3\n" }) }, ["models/main.model.yaml"]),
      [],
    );
  });

  it("finds everything in the whole project, files of rows among it", async () => {
    assert.deepEqual(await check({ [short]: "{{mesage}}", "prompts/a.csv": "id,a\nx\n" }, null), [
      "prompts/a.csv:2:1 collection/field-count",
      `${short}:1:3 template/unknown-placeholder`,
    ]);
  });

  it("goes on when the system keeps a file from being read", async () => {
    const files = memoryFiles(projectWith({ [short]: "{{mesage}}" }));
    const read = (path: string): Promise<Uint8Array | null> =>
      path === "models/judge.model.yaml"
        ? Promise.reject(new TouchstoneError("document/invalid", "It cannot be read.", { file: path, hint: "Check it." }))
        : files.read(path);
    assert.deepEqual(placesOf(await checkDocuments({ ...files, read }, null)), [
      `${criteria}:1:16 file/path`,
      "models/judge.model.yaml:1:1 file/unreadable",
      `${short}:1:3 template/unknown-placeholder`,
    ]);
  });
});

describe("checkProject with a path", () => {
  it("finds what an experiment says of a template, and nothing else of the experiment", async () => {
    const files = memoryFiles(projectWith({ [short]: "{{mesage}}", [criteria]: "x: [" }));
    const { diagnostics, checked } = await checkProject(files, [short]);
    assert.deepEqual({ found: placesOf(diagnostics), checked }, { found: [`${short}:1:3 template/unknown-placeholder`], checked: [short] });
  });
});

describe("a check of files that have not changed", () => {
  it("parses none of them again", async () => {
    const files = memoryFiles(
      projectWith({ [rows]: `id,message,topic\n${Array.from({ length: 200 }, (_, index) => `T${index},a,b\n`).join("")}` }),
    );
    const first = await checkDocuments(files, null);
    const bytes = await files.read(rows);
    assert.ok(bytes);
    // Who parsed these bytes again would find a stray quote.
    bytes.set(new TextEncoder().encode('id,message,topic\n"'));
    assert.deepEqual(await checkDocuments(files, null), first);
  });
});
