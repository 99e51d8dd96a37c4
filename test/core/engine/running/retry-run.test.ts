// A run whose errors are tried again: only they are asked for, what is good stays, and the record is that of the fold of all its journals.
import assert from "node:assert/strict";
import { summarizeRun } from "../../../../src/core/comparison/summarize-run.ts";
import { defaultOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../../src/core/engine/planning/plan.ts";
import { continueRun } from "../../../../src/core/engine/running/continue-run.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import type { RunRecord } from "../../../../src/core/domain/run-record.ts";
import { isJournalName, runFolder } from "../../../../src/core/store/layout.ts";
import { readRun } from "../../../../src/core/store/run-store.ts";
import { spentUsd } from "../../../../src/core/domain/run-spend.ts";
import type { Handler } from "../../../support/provider-server/behaviour.ts";
import { judgeAnswer } from "../../../support/provider-server/judge-answer.ts";
import { lastUserText } from "../../../support/provider-server/recorded-request.ts";
import { createMemoryStorage } from "../../../support/memory-storage.ts";
import { answer, callsOf, never, oneArm, openDesk, unjudged, type Desk, type Made } from "../cache-desk.ts";
import { hostOf, loadSetup } from "../run-fixtures.ts";

/** Row b cannot be answered. */
const withoutB: Handler = (request, nth) =>
  lastUserText(request).includes("second") ? { kind: "status", status: 400 } : answer(request, nth);

const twoQuestions = {
  ...oneArm,
  "test.criteria.yaml": `judge: {model: judge.model.yaml}
criteria:
  - {id: first, question: Is it good?}
  - {id: other, question: Is it brief?}
  - {id: yes, check: contains, value: 'yes'}
`,
};

/** A judge that leaves the criterion `id` without a verdict. */
function silentOn(id: string): Handler {
  return (request, nth) => {
    const text = judgeAnswer(request, () => "pass");
    if (text === undefined) return answer(request, nth);
    const { ratings } = JSON.parse(text) as { ratings: { id: string }[] };
    return { kind: "answer", text: JSON.stringify({ ratings: ratings.filter((rating) => rating.id !== id) }) };
  };
}

function errorsOf({ manifest, record }: Made): number {
  return summarizeRun(manifest, record).errors;
}

/** A record as data, without the numbers of its lines, which only a stored one has. */
function plain(record: RunRecord): unknown {
  return JSON.parse(
    JSON.stringify(record, (key, value: unknown) => (key === "seq" ? undefined : value instanceof Map ? [...value] : value)),
  );
}

async function textsOf(desk: Desk, made: Made): Promise<(string | undefined)[]> {
  return (await desk.responses(made)).map(({ output }) => output?.text);
}

describe("retrying a run: a response that failed", () => {
  it("is generated again and rated, and nothing else is asked", async () => {
    await using desk = await openDesk(withoutB);
    const run = await desk.run(oneArm);
    assert.deepEqual([errorsOf(run), run.record.state], [1, "done"]);
    desk.server.respond(answer);
    const retried = await desk.retry(run.manifest.runId);
    assert.deepEqual(
      [retried.sent, errorsOf(retried), retried.record.state, callsOf(retried), retried.manifest.runId],
      [2, 0, "done", { generation: 4, rating: 3, cached: 0 }, run.manifest.runId],
    );
  });

  it("that fails again is journaled again and can be tried once more", async () => {
    await using desk = await openDesk(withoutB);
    const { manifest } = await desk.run(oneArm);
    const again = await desk.retry(manifest.runId);
    const responses = again.events.filter((event) => event.k === "response");
    assert.deepEqual([again.sent, errorsOf(again), again.record.state, responses.map(({ status }) => status)], [1, 1, "done", ["error"]]);
    desk.server.respond(answer);
    assert.equal(errorsOf(await desk.retry(manifest.runId)), 0);
  });

  it("stays an error when the run is resumed", async () => {
    await using desk = await openDesk(withoutB);
    const { manifest } = await desk.run(oneArm);
    desk.server.respond(answer);
    const resumed = await desk.resume(manifest.runId);
    assert.deepEqual([resumed.sent, errorsOf(resumed)], [0, 1]);
  });

  it("is drawn anew where it is simulated", async () => {
    const setup = await loadSetup({
      ...unjudged,
      "writer.model.yaml":
        "{provider: simulated, model: writer, rules: [{when: '.', replies: [{text: 'yes'}]}], failures: {server_error: 0.8}}",
      "rows.csv": `id,text\n${Array.from({ length: 20 }, (_, index) => `r${index},text ${index}\n`).join("")}`,
    });
    const host = hostOf(createMemoryStorage());
    const run = await startRun(planRun(setup, defaultOptions, new Map()), host, { signal: never });
    const errors = summarizeRun(run.manifest, run.record).errors;
    const retried = await continueRun("latest", { retriesErrors: true }, host, { signal: never });
    const left = summarizeRun(retried.manifest, retried.record).errors;
    assert.ok(errors > 0 && left < errors, `${errors} errors, then ${left}`);
  });
});

describe("retrying a run: a rating that errored", () => {
  it("is asked for again by one call for the criteria concerned; the others stay", async () => {
    await using desk = await openDesk(silentOn("other"));
    const run = await desk.run(twoQuestions);
    assert.equal(errorsOf(run), 3);
    desk.server.respond(answer);
    const retried = await desk.retry(run.manifest.runId);
    const rated = retried.events.flatMap((event) => (event.k === "rating" ? [event.criterion] : []));
    assert.deepEqual([retried.sent, rated, errorsOf(retried)], [3, ["other", "other", "other"], 0]);
  });

  it("is rated again with what is made of it, from the ratings that stay", async () => {
    await using desk = await openDesk(silentOn("other"));
    const criteria = `${twoQuestions["test.criteria.yaml"]}  - {id: both, check: composite, of: [first, other], rule: all}\n`;
    const { manifest } = await desk.run({ ...twoQuestions, "test.criteria.yaml": criteria });
    desk.server.respond(answer);
    const retried = await desk.retry(manifest.runId);
    const labels = [...retried.record.samples.values()].map(({ ratings }) => ratings.get("both")?.label);
    assert.deepEqual([retried.sent, errorsOf(retried), labels], [3, 0, ["pass", "pass", "pass"]]);
  });

  it("was paid for all the same", async () => {
    await using desk = await openDesk(silentOn("first"));
    const run = await desk.run(twoQuestions);
    const before = spentUsd(run.record) ?? Number.NaN;
    desk.server.respond(answer);
    const retried = await desk.retry(run.manifest.runId);
    const judged = retried.events.flatMap((event) => (event.k === "rating" ? [event.judge?.cost?.usd ?? 0] : []));
    const added = judged.reduce((sum, usd) => sum + usd, 0);
    const figures = summarizeRun(retried.manifest, retried.record);
    assert.ok(added > 0);
    assert.ok(Math.abs((figures.spentUsd ?? Number.NaN) - (before + added)) < 1e-12);
    assert.ok((figures.variants[0]?.judge.costUsd ?? 0) > added);
  });
});

describe("retrying a run: its journals", () => {
  it("fold to the record that retrying ended with", async () => {
    await using desk = await openDesk(withoutB);
    const { manifest } = await desk.run(oneArm);
    desk.server.respond(silentOn("brief"));
    await desk.retry(manifest.runId);
    desk.server.respond(answer);
    const { record } = await desk.retry(manifest.runId);
    assert.deepEqual(plain((await readRun(desk.storage, manifest.runId)).record), plain(record));
  });

  it("get none for a run with nothing to retry", async () => {
    await using desk = await openDesk();
    const { manifest, record } = await desk.run(oneArm);
    const retried = await desk.retry(manifest.runId);
    const journals = (await desk.storage.list(runFolder(manifest.runId))).filter(isJournalName);
    assert.deepEqual([retried.sent, retried.events, journals.length, plain(retried.record)], [0, [], 1, plain(record)]);
  });

  it("keep an answer that was there", async () => {
    await using desk = await openDesk(withoutB);
    const run = await desk.run(oneArm);
    desk.server.respond(() => ({ kind: "answer", text: "yes, and otherwise" }));
    const texts = await textsOf(desk, await desk.retry(run.manifest.runId));
    assert.deepEqual(texts.sort(), ["yes, and otherwise", "yes, at length", "yes, at length"]);
  });
});

describe("retrying a run that is cut short", () => {
  for (const maxCalls of [4, 5, 6, 7]) {
    it(`goes on by resuming or retrying after ${maxCalls} calls, to the same end`, async () => {
      for (const goOn of ["resume", "retry"] as const) {
        await using desk = await openDesk((request) =>
          lastUserText(request).includes("first")
            ? { kind: "answer", text: judgeAnswer(request, () => "pass") ?? "yes" }
            : { kind: "status", status: 400 },
        );
        const run = await desk.run(oneArm, { concurrency: 1 });
        assert.equal(errorsOf(run), 2);
        desk.server.respond(answer);
        await desk.retry(run.manifest.runId, { maxCalls, concurrency: 1 });
        const resumed = await desk[goOn](run.manifest.runId, { maxCalls: 100 });
        const ended = await desk.retry(run.manifest.runId, { maxCalls: 100 });
        assert.deepEqual([ended.record.state, errorsOf(ended), ended.record.calls.generation], ["done", 0, 5]);
        assert.equal(resumed.record.state, "done");
      }
    });
  }

  it("counts what was spent before against the cap", async () => {
    await using desk = await openDesk(withoutB);
    const run = await desk.run(oneArm);
    desk.server.respond(answer);
    const retried = await desk.retry(run.manifest.runId, { maxCostUsd: (spentUsd(run.record) ?? 0) / 2 });
    assert.deepEqual([retried.sent, retried.record.state, retried.record.stopCause], [0, "paused", "budget"]);
  });
});
