// The experiment that compares a template with an earlier text of it: what it takes from where, and what it refuses.
import assert from "node:assert/strict";
import { loadExperiment } from "../../../src/core/documents/load-experiment.ts";
import { isOnlyPinned, workingCopyExperiment } from "../../../src/core/documents/working-copy.ts";
import { memoryFiles } from "../../support/memory-files.ts";

const files = {
  "touchstone.yaml": "format: 1\ndefaults: {model: models/a.model.yaml}\n",
  "models/a.model.yaml": "provider: simulated\nmodel: a\nrules: [{when: '.', replies: [{text: hi}]}]\n",
  "models/b.model.yaml": "provider: simulated\nmodel: b\nrules: [{when: '.', replies: [{text: hi}]}]\n",
  "rows.csv": "id,question\nr1,one\nr2,two\n",
  "criteria/all.criteria.yaml": "criteria:\n  - {id: says-hi, check: contains, value: hi}\n",
  "templates/own.prompt":
    "---\ntouchstone.collection: ../rows.csv\ntouchstone.criteria: ../criteria/all.criteria.yaml\n---\nNew: {{question}}\n",
  "templates/bare.prompt": "New: {{question}}\n",
  "experiments/e.experiment.yaml":
    "collection: ../rows.csv\ntemplate: ../templates/bare.prompt\nmodel: ../models/b.model.yaml\ncriteria: ../criteria/all.criteria.yaml\nepochs: 2\nrows: {first: 1}\nplan: {margin: 0.2}\n",
};
const earlier = { text: "Old: {{question}}\n", from: "HEAD" };

describe("workingCopyExperiment", () => {
  it("compares both texts on the collection and the criteria that the template names", async () => {
    const copy = await workingCopyExperiment(memoryFiles(files), { template: "templates/own.prompt", earlier, experiment: null });
    const { value: setup, diagnostics } = await loadExperiment(copy.files, copy.path);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(
      [setup?.name, setup?.arms.map(({ name, template, axes }) => [name, /(\w+): \{\{/.exec(template.source.text)?.[1], axes])],
      [
        "own.prompt against HEAD",
        [
          ["baseline", "Old", []],
          ["working-copy", "New", ["template"]],
        ],
      ],
    );
  });

  it("takes collection, criteria, model, epochs, rows and plan of an experiment, wherever it lies", async () => {
    const copy = await workingCopyExperiment(memoryFiles(files), {
      template: "templates/bare.prompt",
      earlier,
      experiment: "experiments/e.experiment.yaml",
    });
    const { value: setup, diagnostics } = await loadExperiment(copy.files, copy.path);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(
      [setup?.arms.map(({ model }) => model.model), setup?.epochs, setup?.rows, setup?.plan.margin],
      [["b", "b"], 2, { first: 1 }, 0.2],
    );
  });

  it("tries the template alone in the frame of the experiment where there is no earlier text", async () => {
    const copy = await workingCopyExperiment(memoryFiles(files), {
      template: "templates/own.prompt",
      earlier: null,
      experiment: "experiments/e.experiment.yaml",
    });
    const { value: setup, diagnostics } = await loadExperiment(copy.files, copy.path);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(
      [setup?.name, setup?.arms.map(({ name, model, template }) => [name, model.model, template.source.file]), setup?.epochs],
      ["own.prompt", [["baseline", "b", "templates/own.prompt"]], 2],
    );
  });

  it("writes nothing: the texts lie over the files, which stay as they are", async () => {
    const project = memoryFiles(files);
    const before = await project.list();
    const copy = await workingCopyExperiment(project, { template: "templates/own.prompt", earlier, experiment: null });
    const added = (await copy.files.list()).filter((path) => !before.includes(path));
    assert.deepEqual(
      [added, added.every(isOnlyPinned), before.some(isOnlyPinned), await project.list()],
      [["templates/own@HEAD.experiment.yaml", "templates/own@HEAD.prompt"], true, false, before],
    );
  });

  it("refuses a template that names no collection, and says what to do", async () => {
    await assert.rejects(workingCopyExperiment(memoryFiles(files), { template: "templates/bare.prompt", earlier, experiment: null }), {
      code: "document/invalid",
      place: { file: "templates/bare.prompt" },
    });
  });

  it("refuses a broken experiment with the place of its error", async () => {
    const broken = memoryFiles({ ...files, "experiments/e.experiment.yaml": "collection: ../rows.csv\nepoch: 2\n" });
    await assert.rejects(
      workingCopyExperiment(broken, { template: "templates/bare.prompt", earlier, experiment: "experiments/e.experiment.yaml" }),
      {
        code: "document/invalid",
        place: { file: "experiments/e.experiment.yaml", line: 2, column: 1 },
      },
    );
  });

  it("refuses a template that is gone", async () => {
    await assert.rejects(workingCopyExperiment(memoryFiles(files), { template: "templates/none.prompt", earlier, experiment: null }), {
      code: "document/missing",
    });
  });
});
