// The baseline against itself, as the scripted server counts it: the second arm is asked anew, whatever the cache holds.
import assert from "node:assert/strict";
import { defaultOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../../src/core/engine/planning/plan.ts";
import { judgeAnswer } from "../../../support/provider-server/judge-answer.ts";
import { callsOf, openDesk, project } from "../cache-desk.ts";
import { loadSetup } from "../run-fixtures.ts";
import { noEndpoints } from "../engine-fixtures.ts";

describe("the plan of an A/A run", () => {
  it("has the baseline twice, and no variant", async () => {
    const { arms, samples } = planRun(await loadSetup(), { ...defaultOptions, purpose: "aa" }, noEndpoints);
    const [baseline, again] = arms;
    assert.deepEqual(
      arms.map(({ name, from, axes }) => [name, from, axes]),
      [
        ["baseline", null, []],
        ["baseline-again", "baseline", []],
      ],
    );
    assert.equal(again?.configHash, baseline.configHash);
    assert.deepEqual(samples.map(({ arm, replicate }) => [arm.name, replicate]).sort(), [
      ...Array(3).fill(["baseline", 0]),
      ...Array(3).fill(["baseline-again", 1]),
    ]);
  });
});

describe("an A/A run", () => {
  it("takes the first arm from the cache and asks all of the second anew, ratings too", async () => {
    await using desk = await openDesk();
    await desk.run(project);
    const check = await desk.run(project, { purpose: "aa" });
    assert.deepEqual([callsOf(check), check.sent, check.manifest.purpose], [{ generation: 3, rating: 3, cached: 6 }, 6, "aa"]);
  });

  it("asks anew when an A/A run has been made before", async () => {
    await using desk = await openDesk();
    await desk.run(project, { purpose: "aa" });
    const second = await desk.run(project, { purpose: "aa" });
    assert.deepEqual([callsOf(second), second.sent], [{ generation: 3, rating: 3, cached: 6 }, 6]);
  });

  it("keeps no second answer where another run could take it for the first", async () => {
    await using desk = await openDesk((request, nth) => ({
      kind: "answer",
      text: judgeAnswer(request, () => "pass") ?? `yes ${nth}`,
    }));
    const check = await desk.run(project, { purpose: "aa" });
    const later = await desk.run(project);
    const texts = async (made: typeof check, variant: string): Promise<(string | undefined)[]> =>
      (await desk.responses(made))
        .filter((response) => response.variant === variant)
        .map(({ row, output }) => `${row} ${output?.text}`)
        .sort();
    assert.equal(later.sent, 0);
    assert.deepEqual(await texts(later, "baseline"), await texts(check, "baseline"));
  });

  it("is planned with the calls that it will make", async () => {
    await using desk = await openDesk();
    await desk.run(project);
    await desk.clock.advance(1000);
    assert.deepEqual((await desk.plan(project, { purpose: "aa" })).calls, { generation: 3, rating: 3, cached: 6 });
  });

  it("goes on as one when it was stopped, and sends only what is missing", async () => {
    await using desk = await openDesk();
    const cut = await desk.run(project, { purpose: "aa", maxCalls: 7, concurrency: 1 });
    const whole = await desk.resume(cut.manifest.runId);
    assert.deepEqual([cut.record.state, whole.record.state, whole.record.samples.size, cut.sent + whole.sent], ["paused", "done", 6, 12]);
  });

  it("is rated again as one", async () => {
    await using desk = await openDesk();
    const check = await desk.run(project, { purpose: "aa" });
    const rerated = await desk.rerate(check.manifest.runId, {
      ...project,
      "test.criteria.yaml": project["test.criteria.yaml"].replace("Is it brief?", "Is it short?"),
    });
    assert.deepEqual([rerated.manifest.purpose, rerated.record.state, callsOf(rerated).generation], ["aa", "done", 0]);
  });
});
