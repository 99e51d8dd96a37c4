// Every finding in a project: each kind of document, and nothing twice.
import assert from "node:assert/strict";
import { checkProject } from "../../../src/core/documents/check-project.ts";
import { memoryFiles } from "../../support/memory-files.ts";
import { diagnosticLines, experimentWith, placesOf, projectWith, sampleExperiment, sampleProject } from "./sample-project.ts";

async function check(changes: Readonly<Record<string, string | Uint8Array | null>>, paths: readonly string[] = []) {
  const { diagnostics, checked } = await checkProject(memoryFiles(projectWith(changes)), paths);
  return { found: placesOf(diagnostics), checked };
}

describe("checkProject", () => {
  it("finds nothing in a project without faults, and names what it looked at", async () => {
    assert.deepEqual(await check({}), {
      found: [],
      checked: Object.keys(sampleProject)
        .filter((path) => path !== "data/tickets.csv")
        .sort(),
    });
  });

  const broken: readonly [string, Readonly<Record<string, string | Uint8Array | null>>, readonly string[]][] = [
    ["project settings", { "touchstone.yaml": "format: 1\ndefaults: {concurrency: 0}\n" }, ["touchstone.yaml:2:25 project/invalid-value"]],
    [
      "a collection manifest",
      { "data/tickets.collection.yaml": "format: 1\ndata: tickets.csv\nkinds: x\n" },
      ["data/tickets.collection.yaml:3:1 collection/unknown-key"],
    ],
    [
      "the rows behind a manifest",
      { "data/other.collection.yaml": "format: 1\ndata: other.csv\n", "data/other.csv": "id,a\nx,1\nx,2\n" },
      ["data/other.csv:3:1 collection/duplicate-id"],
    ],
    [
      "the rows of an experiment",
      { "data/tickets.csv": "id,message,topic\nT1,a,b\nT1,c,d\n" },
      ["data/tickets.csv:3:1 collection/duplicate-id"],
    ],
    ["a template", { "prompts/short.prompt": "{{#if message}}\n" }, ["prompts/short.prompt:1:4 template/unclosed-block"]],
    [
      "a template that no experiment uses",
      { "prompts/other.prompt": "{{> nobody}}\n" },
      ["prompts/other.prompt:1:5 template/missing-partial"],
    ],
    [
      "a partial, once for the two that use it",
      { "prompts/_ending.prompt": "{{#if message}}\n", "prompts/short.prompt": "{{> ending}}" },
      ["prompts/_ending.prompt:1:4 template/unclosed-block"],
    ],
    [
      "a model config, once for all that use it",
      { "models/main.model.yaml": "provider: simulated\nmodle: m\n" },
      ["models/main.model.yaml:1:1 model/missing-key", "models/main.model.yaml:2:1 model/unknown-key"],
    ],
    [
      "a model config that nobody uses",
      { "models/other.model.yaml": "provider: nobody\nmodel: m\n" },
      ["models/other.model.yaml:1:11 model/unknown-provider"],
    ],
    [
      "a criterion set",
      { "criteria/reply.criteria.yaml": "criteria:\n  - {id: a, check: cotnains, value: x}\n" },
      ["criteria/reply.criteria.yaml:2:20 criteria/unknown-check"],
    ],
    ["an experiment", experimentWith({ more: "epcohs: 3\n" }), [`${sampleExperiment}:7:1 experiment/unknown-key`]],
    [
      "a document that is not UTF-8, once",
      { "criteria/reply.criteria.yaml": Uint8Array.of(0xff) },
      ["criteria/reply.criteria.yaml:1:1 file/not-utf8"],
    ],
    [
      "the model of a template that no experiment uses",
      { "prompts/other.prompt": "---\nmodel: ../models/none.model.yaml\n---\nHello" },
      ["prompts/other.prompt:2:8 file/missing"],
    ],
    [
      "the collection of a template without criteria",
      { "prompts/other.prompt": "---\ntouchstone.collection: ../none.csv\n---\nHello" },
      ["prompts/other.prompt:2:24 file/missing"],
    ],
    [
      "the criteria of a template without a collection",
      { "prompts/other.prompt": "---\ntouchstone.criteria: ../none.criteria.yaml\n---\nHello" },
      ["prompts/other.prompt:2:22 file/missing"],
    ],
    [
      "the default model and judge",
      { "touchstone.yaml": "format: 1\ndefaults:\n  model: none.model.yaml\n  judge: nobody/none\n" },
      ["touchstone.yaml:3:10 file/missing", "touchstone.yaml:4:10 model/unknown"],
    ],
    [
      "the judge of a criterion set that no experiment uses",
      { "criteria/other.criteria.yaml": "judge: {model: none.model.yaml}\ncriteria:\n  - {id: a, check: contains, value: x}\n" },
      ["criteria/other.criteria.yaml:1:16 file/missing"],
    ],
    [
      "the endpoint of a model config",
      { "models/other.model.yaml": "provider: openai\nmodel: m\nendpoint: http://evil\n" },
      ["models/other.model.yaml:3:11 model/invalid-value"],
    ],
    ["YAML that is none", { "models/main.model.yaml": "provider: [\n" }, ["models/main.model.yaml:2:1 yaml/syntax"]],
  ];
  for (const [title, changes, expected] of broken) {
    it(`finds what is wrong with ${title}`, async () => {
      assert.deepEqual((await check(changes)).found, expected);
    });
  }

  it("never asks for a file by a name that none can have", async () => {
    const files = memoryFiles(projectWith({ "prompts/short.prompt": `{{> [a\0b]}}{{> ${"x".repeat(300)}}}` }));
    const read = (path: string) => (/\0|.{256}/.test(path) ? Promise.reject(new Error("no such name")) : files.read(path));
    const { diagnostics } = await checkProject({ ...files, read }, []);
    assert.deepEqual(placesOf(diagnostics), [
      "prompts/short.prompt:1:5 template/missing-partial",
      "prompts/short.prompt:1:16 template/missing-partial",
    ]);
  });

  it("lists 100 findings of one file and counts the others", async () => {
    const { diagnostics } = await checkProject(
      memoryFiles(projectWith({ "data/tickets.csv": `id,message,topic\n${"T1,a,b\n".repeat(150_001)}` })),
      [],
    );
    assert.deepEqual(
      { listed: diagnostics.length, last: diagnosticLines(diagnostics).at(-1) },
      {
        listed: 101,
        last: "data/tickets.csv:103:1 file/more-findings … and 149900 more like these. Mend those above, then check again.",
      },
    );
  });

  it("reports in reading order, over all files", async () => {
    const { found } = await check({
      "touchstone.yaml": "x: 1\nformat: 1\ny: 2\n",
      "criteria/b.criteria.yaml": "criteria: []\n",
      "criteria/a.criteria.yaml": "criteria: []\n",
    });
    assert.deepEqual(
      found.map((place) => place.split(" ")[0]),
      ["criteria/a.criteria.yaml:1:11", "criteria/b.criteria.yaml:1:11", "touchstone.yaml:1:1", "touchstone.yaml:3:1"],
    );
  });

  it("reports nothing twice when two experiments share a fault", async () => {
    const { found } = await check({
      "experiments/second.experiment.yaml": sampleProject[sampleExperiment]!,
      "criteria/reply.criteria.yaml": 'criteria:\n  - {id: a, check: contains, value: "{{nope}}"}\n',
    });
    assert.deepEqual(found, ["criteria/reply.criteria.yaml:2:40 criteria/missing-column"]);
  });

  const two = { "models/bad.model.yaml": "x", "criteria/bad.criteria.yaml": "x" };
  const chosen: readonly [string, readonly string[], readonly string[]][] = [
    ["a file", ["models/bad.model.yaml"], ["models/bad.model.yaml"]],
    ["a folder", ["criteria"], ["criteria/bad.criteria.yaml", "criteria/reply.criteria.yaml"]],
    ["a file of rows", ["data/tickets.csv"], ["data/tickets.csv"]],
    ["several", ["models/bad.model.yaml", "criteria/bad.criteria.yaml"], ["criteria/bad.criteria.yaml", "models/bad.model.yaml"]],
  ];
  for (const [title, paths, expected] of chosen) {
    it(`looks at ${title} only when asked to`, async () => {
      assert.deepEqual((await check(two, paths)).checked, expected);
    });
  }

  it("refuses a name that is not there, half a name included", async () => {
    await assert.rejects(check(two, ["mod"]), /There is no file or folder "mod"/);
  });

  it("looks at everything when the root is named", async () => {
    assert.deepEqual(await check(two, [""]), await check(two));
  });

  it("reports what is wrong with a file of rows that is named", async () => {
    assert.deepEqual(
      (await check({ "data/tickets.csv": 'id\n"a\n' }, ["data/tickets.csv"])).found.map((place) => place.split(" ")[0]),
      ["data/tickets.csv:2:1"],
    );
  });
});
