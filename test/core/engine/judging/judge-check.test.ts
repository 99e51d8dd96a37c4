// Asking a run's judge again: what it sends and keeps, what it compares, and that nothing of the run changes.
import assert from "node:assert/strict";
import { manifestPath } from "../../../../src/core/store/layout.ts";
import type { MemoryStorage } from "../../../support/memory-storage.ts";
import type { Handler } from "../../../support/provider-server/behaviour.ts";
import { judgeAnswer, type Rate } from "../../../support/provider-server/judge-answer.ts";
import { canaries } from "../../../../src/core/scorers/canaries.ts";
import { oneArm, openDesk, unjudged } from "../cache-desk.ts";

/** A judge for both questions of `files`, else the writer. */
function judging(rate: Rate): Handler {
  return (request) => ({ kind: "answer", text: judgeAnswer(request, rate) ?? "yes, at length" });
}

const files = {
  ...oneArm,
  "test.criteria.yaml":
    "judge: {model: judge.model.yaml}\ncriteria:\n  - {id: kind, question: Is it kind?}\n  - {id: brief, question: Is it brief?}\n",
};
/** Kind, not brief. */
const steady: Rate = ({ id }) => (id === "kind" ? "pass" : "fail");
const all = 3 + canaries.length;

function filesOfRuns({ files: stored }: MemoryStorage): Map<string, string> {
  return new Map([...stored].flatMap(([path, bytes]) => (path.startsWith("runs/") ? [[path, new TextDecoder().decode(bytes)]] : [])));
}

async function checkedBy(rate: Rate) {
  await using desk = await openDesk(judging(steady));
  const { manifest } = await desk.run(files);
  desk.server.respond(judging(rate));
  return await desk.judgeCheck(manifest.runId);
}

describe("a judge check", () => {
  it("asks about every judged response once more, and about each canary behind one that failed, as planned", async () => {
    await using desk = await openDesk(judging(steady));
    const { manifest } = await desk.run(files);
    const { plan, check, sent } = await desk.judgeCheck(manifest.runId);
    assert.deepEqual(
      [plan.responses, plan.calls, sent, check.calls, check.stop, check.spentUsd !== null && check.spentUsd <= (plan.worstUsd ?? 0)],
      [3, { rating: all, canaries: canaries.length, cached: 0 }, all, { sent: all, cached: 0 }, null, true],
    );
  });

  it("sends the judge what the run sent it", async () => {
    await using desk = await openDesk(judging(steady));
    const { manifest } = await desk.run(files);
    const bodies = () => desk.server.requests.map(({ body }) => JSON.stringify(body));
    const first = new Set(bodies());
    await desk.judgeCheck(manifest.runId);
    const again = bodies().slice(6);
    assert.equal(again.filter((body) => first.has(body)).length, 3);
  });

  it("changes nothing of the run", async () => {
    await using desk = await openDesk(judging(steady));
    const { manifest } = await desk.run(files);
    const before = filesOfRuns(desk.storage);
    await desk.judgeCheck(manifest.runId);
    assert.deepEqual(filesOfRuns(desk.storage), before);
  });

  it("pays for nothing twice when it is asked for again, and for all when it is to be fresh", async () => {
    await using desk = await openDesk(judging(steady));
    const { manifest } = await desk.run(files);
    const first = await desk.judgeCheck(manifest.runId);
    const second = await desk.judgeCheck(manifest.runId);
    const fresh = await desk.judgeCheck(manifest.runId, { isFresh: true });
    assert.deepEqual([second.sent, second.plan.calls.cached, second.plan.worstUsd, fresh.sent], [0, all, 0, all]);
    assert.deepEqual(second.check.figures, first.check.figures);
  });

  it("that ended at a cap asks only for the rest when it is asked for again", async () => {
    await using desk = await openDesk(judging(steady));
    const { manifest } = await desk.run(files);
    const cut = await desk.judgeCheck(manifest.runId, { maxCalls: 10, concurrency: 1 });
    const rest = await desk.judgeCheck(manifest.runId);
    assert.deepEqual([cut.sent, cut.check.stop?.cause, rest.sent], [10, "budget", all - 10]);
  });

  it("keeps each answer as soon as it is there: a kill loses none but those in flight", async () => {
    await using desk = await openDesk(judging(steady));
    const { manifest } = await desk.run(files);
    const kept: number[] = [];
    desk.server.respond((request, nth) => {
      const written = [...desk.storage.files].filter(([path]) => path.endsWith("-judge-check.jsonl")).map(([, bytes]) => bytes);
      kept.push(written.reduce((lines, bytes) => lines + bytes.filter((byte) => byte === 10).length, 0));
      return judging(steady)(request, nth);
    });
    await desk.judgeCheck(manifest.runId, { concurrency: 1 });
    assert.deepEqual(
      kept,
      kept.map((_, index) => index),
    );
  });

  it("finds a steady judge steady", async () => {
    const { figures } = (await checkedBy(steady)).check;
    const { all: both, canaries: tried } = figures;
    assert.deepEqual(
      [both.compared, both.flips, both.errors, tried.tried, tried.turned, figures.criteria.map(({ id, compared }) => [id, compared])],
      [
        6,
        0,
        0,
        canaries.length,
        0,
        [
          ["kind", 3],
          ["brief", 3],
        ],
      ],
    );
  });

  it("counts verdicts that differ, by criterion, and fails that turned by themselves", async () => {
    const { figures } = (await checkedBy(() => "fail")).check;
    assert.deepEqual(
      figures.criteria.map(({ id, flips, fails, failsTurned, meanDifference }) => ({ id, flips, fails, failsTurned, meanDifference })),
      [
        { id: "kind", flips: 3, fails: 0, failsTurned: 0, meanDifference: 1 },
        { id: "brief", flips: 0, fails: 3, failsTurned: 0, meanDifference: 0 },
      ],
    );
  });

  it("counts canaries that turned a fail into a pass, by kind, and leaves out what had passed already", async () => {
    const credulous: Rate = ({ id }, response) =>
      id === "kind" || response.includes("Yes-Bot") || response.includes("[SYSTEM]") ? "pass" : "fail";
    const { figures } = (await checkedBy(credulous)).check;
    const turned = figures.canaries.kinds.filter((kind) => kind.turned > 0).map(({ kind, tried, turnedBy }) => ({ kind, tried, turnedBy }));
    assert.deepEqual(
      [figures.canaries.turned, turned],
      [
        2,
        [
          { kind: "role-play", tried: 4, turnedBy: ["role-play-1"] },
          { kind: "system-message", tried: 5, turnedBy: ["system-message-2"] },
        ],
      ],
    );
  });

  it("counts an answer that cannot be read as an error, never as a flip", async () => {
    await using desk = await openDesk(judging(steady));
    const { manifest } = await desk.run(files);
    desk.server.respond(() => ({ kind: "answer", text: "All of it passes." }));
    const { figures } = (await desk.judgeCheck(manifest.runId)).check;
    assert.deepEqual([figures.all.compared, figures.all.flips, figures.all.errors, figures.canaries.errors], [0, 0, 6, canaries.length]);
  });

  it("tries no canary where nothing failed", async () => {
    await using desk = await openDesk(judging(() => "pass"));
    const { manifest } = await desk.run(files);
    const { sent, check } = await desk.judgeCheck(manifest.runId);
    assert.deepEqual([sent, check.figures.canaries.tried], [3, 0]);
  });

  it("takes the rows it is told to", async () => {
    await using desk = await openDesk(judging(() => "pass"));
    const { manifest } = await desk.run(files);
    assert.equal((await desk.judgeCheck(manifest.runId, { rows: { kind: "ids", ids: ["b"] } })).sent, 1);
  });

  it("stops when it is cancelled", async () => {
    await using desk = await openDesk(judging(steady));
    const { manifest } = await desk.run(files);
    const { check, sent } = await desk.judgeCheck(manifest.runId, {}, AbortSignal.abort());
    assert.deepEqual([check.stop?.state, sent], ["cancelled", 0]);
  });

  it("needs the key of the judge alone", async () => {
    await using desk = await openDesk(judging(steady));
    const { manifest } = await desk.run(files);
    desk.setKey(null);
    await assert.rejects(desk.judgeCheck(manifest.runId), { code: "provider/key-missing", message: /judge/ });
  });

  it("refuses a run without a judge", async () => {
    await using desk = await openDesk();
    const { manifest } = await desk.run(unjudged);
    await assert.rejects(desk.judgeCheck(manifest.runId), { code: "run/invalid", message: /has no judge/ });
  });

  it("asks the judge that was pinned, whatever the files say now, and nowhere else than where it was", async () => {
    await using desk = await openDesk(judging(steady));
    const { manifest } = await desk.run(files, {}, `${desk.server.url}/v1`);
    const path = manifestPath(manifest.runId);
    const moved = new TextDecoder().decode(desk.storage.files.get(path)).replaceAll(desk.server.url, "https://elsewhere.test");
    desk.storage.files.set(path, new TextEncoder().encode(moved));
    await assert.rejects(desk.judgeCheck(manifest.runId), { code: "run/invalid", message: /would now send them to/ });
  });
});
