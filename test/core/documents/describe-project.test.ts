// A project described: every document with its parts, broken ones among them.
import assert from "node:assert/strict";
import { TouchstoneError } from "../../../src/core/base/errors.ts";
import { describeProject } from "../../../src/core/documents/describe-project.ts";
import type { ProjectDescription } from "../../../src/core/documents/project-description.ts";
import { memoryFiles } from "../../support/memory-files.ts";
import { experimentWith, projectWith, sampleExperiment } from "./sample-project.ts";

function describeWith(changes: Readonly<Record<string, string | Uint8Array | null>>): Promise<ProjectDescription> {
  return describeProject(memoryFiles(projectWith(changes)));
}

const fine = { errors: 0, warnings: 0 };

/** One of a kind of document of the sample project with changes. */
async function one<Kind extends keyof ProjectDescription>(
  kind: Kind,
  path: string,
  changes: Readonly<Record<string, string | Uint8Array | null>>,
): Promise<ProjectDescription[Kind][number] | undefined> {
  return (await describeWith(changes))[kind].find((document) => document.path === path);
}

describe("describeProject", () => {
  it("describes every document of a project without faults", async () => {
    const column = { type: "text", role: "input", values: null };
    assert.deepEqual(await describeWith({}), {
      collections: [
        {
          path: "data/tickets.csv",
          ...fine,
          rows: 2,
          columns: [
            { ...column, name: "id", role: "id" },
            { ...column, name: "message" },
            { ...column, name: "topic" },
          ],
        },
      ],
      templates: [
        { path: "prompts/_ending.prompt", ...fine, placeholders: [], isRunnable: false, isPartial: true },
        {
          path: "prompts/reply.prompt",
          ...fine,
          placeholders: [{ name: "message", isUnknown: false, isRequired: true, line: 7 }],
          isRunnable: false,
          isPartial: false,
        },
        {
          path: "prompts/short.prompt",
          ...fine,
          placeholders: [{ name: "message", isUnknown: false, isRequired: true, line: 4 }],
          isRunnable: false,
          isPartial: false,
        },
      ],
      criterionSets: [
        {
          path: "criteria/reply.criteria.yaml",
          ...fine,
          name: null,
          criteria: [
            { id: "kind", name: null, kind: "judge", isHard: true, line: 3 },
            { id: "says-bye", name: null, kind: "contains", isHard: true, line: 4 },
          ],
        },
      ],
      models: [
        { path: "models/fallback.model.yaml", ...fine, provider: "simulated", model: "fallback-1" },
        { path: "models/judge.model.yaml", ...fine, provider: "simulated", model: "judge-1" },
        { path: "models/main.model.yaml", ...fine, provider: "simulated", model: "main-1" },
      ],
      experiments: [
        {
          path: sampleExperiment,
          ...fine,
          name: "Tone",
          variants: [{ name: "short", from: "baseline", line: 7 }],
          templates: ["prompts/reply.prompt", "prompts/short.prompt"],
          collection: "data/tickets.csv",
          criteria: "criteria/reply.criteria.yaml",
        },
      ],
    });
  });

  it("describes an empty project", async () => {
    assert.deepEqual(await describeProject(memoryFiles({})), {
      collections: [],
      templates: [],
      criterionSets: [],
      models: [],
      experiments: [],
    });
  });
});

describe("a described collection", () => {
  const manifest = "format: 1\ndata: tickets.csv\ncolumns: {topic: {type: category}, message: {role: metadata}}\n";

  it("has the types and roles of its manifest and the number of values of a category", async () => {
    const found = await one("collections", "data/tickets.csv", {
      "data/tickets.collection.yaml": manifest,
      "data/tickets.csv": "id,message,topic\nT1,a,x\nT2,b,y\nT3,c,x\nT4,d,\n",
    });
    assert.deepEqual(found, {
      path: "data/tickets.csv",
      ...fine,
      rows: 4,
      columns: [
        { name: "id", type: "text", role: "id", values: null },
        { name: "message", type: "text", role: "metadata", values: null },
        { name: "topic", type: "category", role: "input", values: 2 },
      ],
    });
  });

  const broken: readonly [string, Record<string, string | Uint8Array | null>, string, object][] = [
    [
      "with a duplicate id keeps its rows",
      { "data/tickets.csv": "id,message,topic\nT1,a,b\nT1,c,d\n" },
      "data/tickets.csv",
      { errors: 1, rows: 2, columns: 3 },
    ],
    [
      "that is not UTF-8 has no rows",
      { "data/tickets.csv": Uint8Array.of(0xff) },
      "data/tickets.csv",
      { errors: 1, rows: null, columns: 0 },
    ],
    [
      "counts the errors of its manifest",
      { "data/tickets.collection.yaml": "format: 1\ndata: tickets.csv\nkinds: x\n" },
      "data/tickets.csv",
      { errors: 1, rows: 2, columns: 3 },
    ],
    [
      "with a manifest that is no YAML is still itself",
      { "data/tickets.collection.yaml": "data: [" },
      "data/tickets.csv",
      { errors: 1, rows: 2, columns: 3 },
    ],
    [
      "without a file of rows stands for itself",
      { "data/none.collection.yaml": "format: 1\ndata: none.csv\n" },
      "data/none.collection.yaml",
      { errors: 1, rows: null, columns: 0 },
    ],
    [
      "that nobody names is found beside documents",
      { "prompts/more.csv": "id,a\nx,1\n" },
      "prompts/more.csv",
      { errors: 0, rows: 1, columns: 2 },
    ],
  ];
  for (const [title, changes, path, expected] of broken) {
    it(title, async () => {
      const found = await one("collections", path, changes);
      assert.deepEqual(found && { errors: found.errors, rows: found.rows, columns: found.columns.length }, expected);
    });
  }

  it("is named by its rows in an experiment that names the manifest", async () => {
    const text = String(projectWith({})[sampleExperiment]).replace("tickets.csv", "tickets.collection.yaml");
    const found = await one("experiments", sampleExperiment, { "data/tickets.collection.yaml": manifest, [sampleExperiment]: text });
    assert.equal(found?.collection, "data/tickets.csv");
  });
});

describe("a described template", () => {
  it("names its placeholders once each, in order, with the unknown ones marked", async () => {
    const found = await one("templates", "prompts/short.prompt", {
      "prompts/short.prompt": "{{topic}}\n{{mesage}} {{message}}\n{{topic}}{{#if mesage}}{{/if}}{{> ending}}",
      "prompts/_ending.prompt": "{{id}}",
    });
    assert.deepEqual(found, {
      path: "prompts/short.prompt",
      errors: 2,
      warnings: 0,
      placeholders: [
        { name: "topic", isUnknown: false, isRequired: true, line: 1 },
        { name: "mesage", isUnknown: true, isRequired: true, line: 2 },
        { name: "message", isUnknown: false, isRequired: true, line: 2 },
      ],
      isRunnable: false,
      isPartial: false,
    });
  });

  it("can be run when it names its collection and criteria", async () => {
    const found = await one("templates", "prompts/own.prompt", {
      "prompts/own.prompt":
        "---\ntouchstone.collection: ../data/tickets.csv\ntouchstone.criteria: ../criteria/reply.criteria.yaml\n---\n{{message}}",
    });
    assert.deepEqual([found?.isRunnable, found?.errors], [true, 0]);
  });

  const broken: readonly [string, string | Uint8Array][] = [
    ["that does not parse", "{{#if message}}"],
    ["that is not UTF-8", Uint8Array.of(0xff)],
    ["whose front matter is never closed", "---\nname: x\n"],
  ];
  for (const [title, text] of broken) {
    it(`${title} is there with its error`, async () => {
      assert.deepEqual(await one("templates", "prompts/short.prompt", { "prompts/short.prompt": text }), {
        path: "prompts/short.prompt",
        errors: 1,
        warnings: 0,
        placeholders: [],
        isRunnable: false,
        isPartial: false,
      });
    });
  }
});

describe("a described document that is broken", () => {
  it("is a criterion set with those of its criteria that have an id", async () => {
    const text =
      "nmae: x\ncriteria:\n  - {id: a, check: cotnains, severity: soft, name: A}\n  - {question: Q?}\n  - {id: b, check: not-contains, value: x}\n";
    const found = await one("criterionSets", "criteria/reply.criteria.yaml", { "criteria/reply.criteria.yaml": text });
    assert.deepEqual(found, {
      path: "criteria/reply.criteria.yaml",
      errors: 1,
      warnings: 0,
      name: null,
      criteria: [
        { id: "a", name: "A", kind: "cotnains", isHard: false, line: 3 },
        { id: "b", name: null, kind: "not-contains", isHard: true, line: 5 },
      ],
    });
  });

  it("is an experiment with what it names, there or not", async () => {
    const found = await one(
      "experiments",
      sampleExperiment,
      experimentWith({
        variants:
          "  - {name: a, set: {main: {template: ../prompts/none.prompt}}, template: ../prompts/short.prompt}\n  - {name: b, from: a, set: {main: {temperature: 9}}}\n  - x\n",
      }),
    );
    assert.deepEqual(found, {
      path: sampleExperiment,
      errors: 2,
      warnings: 0,
      name: "tone",
      variants: [
        { name: "a", from: "baseline", line: 6 },
        { name: "b", from: "a", line: 7 },
      ],
      templates: ["prompts/reply.prompt", "prompts/none.prompt"],
      collection: "data/tickets.csv",
      criteria: "criteria/reply.criteria.yaml",
    });
  });

  const empty: readonly [string, "experiments" | "criterionSets" | "models", string, object][] = [
    ["an experiment", "experiments", sampleExperiment, { name: "tone", variants: [], templates: [], collection: null, criteria: null }],
    ["a criterion set", "criterionSets", "criteria/reply.criteria.yaml", { name: null, criteria: [] }],
    ["a model config", "models", "models/main.model.yaml", { provider: null, model: null }],
  ];
  for (const [title, kind, path, parts] of empty) {
    for (const text of ["x: [", "[1, 2]", "variants: {a: 1}\ncriteria: 5\ntemplate: /etc/passwd\nname: 7\n"]) {
      it(`is ${title} that says ${JSON.stringify(text)}`, async () => {
        const found = await one(kind, path, { [path]: text });
        assert.deepEqual({ ...found, errors: (found?.errors ?? 0) > 0 }, { path, errors: true, warnings: 0, ...parts });
      });
    }
  }

  it("is one that the system does not let be read", async () => {
    const files = memoryFiles(projectWith({}));
    const read = (path: string): Promise<Uint8Array | null> =>
      path.startsWith("models/main") || path.startsWith("data/")
        ? Promise.reject(new TouchstoneError("document/invalid", "It cannot be read.", { file: path }))
        : files.read(path);
    const { models, collections } = await describeProject({ ...files, read });
    assert.deepEqual(
      [models.at(-1), collections],
      [
        { path: "models/main.model.yaml", errors: 1, warnings: 0, provider: null, model: null },
        [{ path: "data/tickets.csv", errors: 1, warnings: 0, rows: null, columns: [] }],
      ],
    );
  });
});
