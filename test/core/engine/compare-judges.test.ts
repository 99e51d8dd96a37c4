// Whatever changes what a judge says is refused when two runs are compared, and mended by the command that the refusal names.
import assert from "node:assert/strict";
import { isTouchstoneError } from "../../../src/core/base/errors.ts";
import { compareRuns } from "../../../src/core/engine/compare-runs.ts";
import { defaultOptions, type RunOptions } from "../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../src/core/engine/planning/plan.ts";
import { planRerate, startRerate, type RerateOptions } from "../../../src/core/engine/running/rerate-run.ts";
import { startRun } from "../../../src/core/engine/running/start-run.ts";
import { memoryFiles } from "../../support/memory-files.ts";
import { createMemoryStorage, type MemoryStorage } from "../../support/memory-storage.ts";
import { noEndpoints } from "./engine-fixtures.ts";
import { hostOf, loadSetup, project } from "./run-fixtures.ts";

const never = { signal: new AbortController().signal };
const rows = Array.from({ length: 20 }, (_, index) => `r${index},text ${index}\n`).join("");
const twoQuestions = {
  ...project,
  "rows.csv": `id,text\n${rows}`,
  "judge.model.yaml":
    "provider: simulated\nmodel: judge\njudge:\n  - {criterion: brief, pass_when: briefly}\n  - {criterion: kind, pass_when: yes}\n",
  "test.criteria.yaml":
    "judge: {model: judge.model.yaml}\ncriteria:\n  - {id: brief, question: 'Is it brief?'}\n  - {id: kind, question: 'Is it kind?'}\n",
  "test.experiment.yaml": "collection: rows.csv\ntemplate: long.prompt\nmodel: writer.model.yaml\ncriteria: test.criteria.yaml\n",
};
type Project = typeof twoQuestions;

const oneQuestion: Project = {
  ...twoQuestions,
  "test.criteria.yaml": "judge: {model: judge.model.yaml}\ncriteria:\n  - {id: brief, question: 'Is it brief?'}\n",
};

function changed(file: keyof Project, before: string, after: string, files: Project = twoQuestions): Project {
  return { ...files, [file]: files[file].replace(before, after) };
}

/** Two hosts give the runs ids in the order in which they are made. */
async function run(storage: MemoryStorage, id: string, files: Project, options: Partial<RunOptions> = {}): Promise<void> {
  const plan = planRun(await loadSetup(files), { ...defaultOptions, ...options }, noEndpoints);
  await startRun(plan, hostOf(storage, { newId: () => id }), never);
}

/** What the refusal says, in both directions; null where the runs are compared. */
async function refusals(
  storage: MemoryStorage,
  a: string,
  b: string,
): Promise<readonly ({ message: string; hint: string | null } | null)[]> {
  const refusal = async (names: readonly string[]) => {
    try {
      await compareRuns({ storage, files: memoryFiles({}) }, names);
      return null;
    } catch (error) {
      if (!isTouchstoneError(error, "compare/incompatible")) throw error;
      return { message: error.message, hint: error.hint };
    }
  };
  return [await refusal([a, b]), await refusal([b, a])];
}

const mended = /touchstone rerate a-run(.*)$/;

const cases: readonly (readonly [what: string, words: RegExp, files: Project, options: Partial<RunOptions>, flags: string])[] = [
  [
    "another version of the judge prompt",
    /judge prompts, version (1 and version 2|2 and version 1);/,
    changed("test.criteria.yaml", "judge.model.yaml}", "judge.model.yaml, version: 2}"),
    {},
    "",
  ],
  ["another model of the judge", /different judges/, changed("judge.model.yaml", "model: judge", "model: judge-2"), {}, ""],
  [
    "other parameters of the judge",
    /different judges/,
    changed("judge.model.yaml", "model: judge", "model: judge\nparameters: {max_tokens: 90}"),
    {},
    "",
  ],
  ["another question", /different criteria/, changed("test.criteria.yaml", "Is it kind?", "Is it very kind?"), {}, ""],
  ["another mode of one run", /in different modes/, twoQuestions, { ratingMode: "fast" }, " --rating fast"],
  [
    "another grouping",
    /asked (together and separate|separate and together)/,
    { ...twoQuestions, "test.experiment.yaml": `${twoQuestions["test.experiment.yaml"]}rating: {grouping: separate}\n` },
    {},
    "",
  ],
];

describe("comparing runs that were judged in different ways", () => {
  for (const [what, words, files, options, flags] of cases) {
    it(`is refused for ${what}, in both directions, until the older one is rated again`, async () => {
      const storage = createMemoryStorage();
      await run(storage, "a-run", twoQuestions);
      await run(storage, "b-run", files, options);
      for (const refusal of await refusals(storage, "a-run", "b-run")) {
        assert.match(refusal?.message ?? "", words);
        assert.equal(mended.exec(refusal?.hint ?? "")?.[1], flags);
      }
      const choice: RerateOptions = { ...defaultOptions, ratingMode: flags === "" ? null : "fast" };
      const host = hostOf(storage, { newId: () => "c-run" });
      const { clock, endpoints } = host;
      const again = await planRerate("a-run", { options: choice, files: memoryFiles(files), endpoints, storage, clock });
      await startRerate(again, host, never);
      assert.deepEqual(await refusals(storage, "c-run", "b-run"), [null, null]);
    });
  }

  it("is not refused for a grouping that a single question has none of", async () => {
    const storage = createMemoryStorage();
    await run(storage, "a-run", oneQuestion);
    await run(storage, "b-run", {
      ...oneQuestion,
      "test.experiment.yaml": `${oneQuestion["test.experiment.yaml"]}rating: {grouping: separate}\n`,
    });
    assert.deepEqual(await refusals(storage, "a-run", "b-run"), [null, null]);
  });

  it("is not refused for a mode where nobody was asked", async () => {
    const storage = createMemoryStorage();
    const checks = { ...twoQuestions, "test.criteria.yaml": "criteria:\n  - {id: yes, check: contains, value: 'yes'}\n" };
    await run(storage, "a-run", checks);
    await run(storage, "b-run", checks, { ratingMode: "fast" });
    assert.deepEqual(await refusals(storage, "a-run", "b-run"), [null, null]);
  });
});
