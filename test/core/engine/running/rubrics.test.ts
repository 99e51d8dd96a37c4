// Rubrics in a whole run: asked beside questions, decided by the threshold, weighed into the score; an answer that is none is an error of its row.
import assert from "node:assert/strict";
import { summarizeRun } from "../../../../src/core/comparison/summarize-run.ts";
import { defaultOptions, type RunOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../../src/core/engine/planning/plan.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import type { RunOutcome } from "../../../../src/core/engine/running/write-run.ts";
import { collectionOf, completionOf, criterionSetOf, judgeOf, questionOf, rowOf, rubricOf, setupOf } from "../../../support/factories.ts";
import { createMemoryStorage } from "../../../support/memory-storage.ts";
import { createScriptedCaller } from "../../../support/scripted-caller.ts";
import { createBench, noEndpoints, planOf, ratingsOf } from "../engine-fixtures.ts";
import { hostOf, loadSetup, project } from "../run-fixtures.ts";

/** The long answer is complete by 0.6, the short one by 0.9. */
const withRubric = {
  ...project,
  "judge.model.yaml":
    "provider: simulated\nmodel: judge\njudge:\n  - {criterion: brief, pass_when: briefly}\n  - {criterion: complete, score_when: [{matches: briefly, score: 0.9}, {matches: '.', score: 0.6}]}\n",
  "test.criteria.yaml":
    "judge: {model: judge.model.yaml}\ncriteria:\n  - {id: brief, question: 'Is it brief?', severity: soft}\n  - {id: complete, check: rubric, question: 'How complete is it?', threshold: 0.7, weight: 3}\n",
};

async function run(options: Partial<RunOptions> = {}): Promise<RunOutcome> {
  const plan = planRun(await loadSetup(withRubric), { ...defaultOptions, ...options }, noEndpoints);
  return startRun(plan, hostOf(createMemoryStorage()), { signal: new AbortController().signal });
}

describe("a run with a rubric", () => {
  for (const ratingMode of ["detailed", "fast"] as const) {
    it(`asks it together with the questions, and decides by the threshold (${ratingMode})`, async () => {
      const { manifest, record } = await run({ ratingMode });
      const figures = summarizeRun(manifest, record).variants.map(({ name, passed, meanScore, criteria }) => ({
        name,
        passed,
        meanScore: meanScore?.toFixed(3),
        complete: criteria.find(({ id }) => id === "complete")?.passed,
      }));
      assert.deepEqual(
        [record.calls.rating, figures],
        [
          6,
          [
            { name: "baseline", passed: 0, meanScore: ((3 * 0.6) / 4).toFixed(3), complete: 0 },
            { name: "short", passed: 3, meanScore: ((1 + 3 * 0.9) / 4).toFixed(3), complete: 3 },
          ],
        ],
      );
    });
  }

  it("pins version 2 of the judge prompt", async () => {
    const { criteria } = (await run()).manifest;
    assert.deepEqual([criteria.judge?.promptVersion, criteria.items[1]?.kind], [2, "rubric"]);
  });
});

describe("a judge's answer to a rubric", () => {
  async function ratingsBy(answer: string) {
    const criteria = criterionSetOf(rubricOf("complete"), questionOf("polite"));
    const plan = planOf(setupOf({ collection: collectionOf([rowOf("r1", { text: "x" })]), criteria, judge: judgeOf() }));
    const ratings = await ratingsOf(await createBench({ plan, judge: createScriptedCaller(() => completionOf(answer)) }), "yes");
    return Object.fromEntries(
      [...ratings].map(([id, { label, value, error, raw }]) => [id, error === null ? [label, value] : [error.code, raw]]),
    );
  }

  const polite = '{"id":"polite","reason":"r","verdict":"pass"}';

  it("is its value and its label", async () => {
    const answer = `{"ratings":[{"id":"complete","reason":"r","score":0.71},${polite}]}`;
    assert.deepEqual(await ratingsBy(answer), { complete: ["pass", 0.71], polite: ["pass", 1] });
  });

  it("that is out of range is an error of the rubric alone, with what came", async () => {
    const answer = `{"ratings":[{"id":"complete","reason":"r","score":7},${polite}]}`;
    assert.deepEqual(await ratingsBy(answer), { complete: ["judge/invalid-score", answer], polite: ["pass", 1] });
  });

  for (const answer of ["It is quite complete.", '{"ratings":[{"id":"complete","reason":"r","sc']) {
    it(`that reads ${answer} is an error of all`, async () => {
      assert.deepEqual(await ratingsBy(answer), { complete: ["judge/invalid-answer", answer], polite: ["judge/invalid-answer", answer] });
    });
  }
});
