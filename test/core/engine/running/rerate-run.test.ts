// Rating stored responses again: a run of its own that asks only the judge, by the criteria as they are now and everything else as it was pinned.
import assert from "node:assert/strict";
import { noCopies } from "../../../../src/core/engine/running/copied-responses.ts";
import { summarizeRun } from "../../../../src/core/comparison/summarize-run.ts";
import { continueRun } from "../../../../src/core/engine/running/continue-run.ts";
import { startRerate } from "../../../../src/core/engine/running/rerate-run.ts";
import { hashBytes } from "../../../../src/core/base/hash.ts";
import { readRun } from "../../../../src/core/store/run-store.ts";
import { judgeAnswer } from "../../../support/provider-server/judge-answer.ts";
import { lastUserText } from "../../../support/provider-server/recorded-request.ts";
import { answer, callsOf, never, oneArm, openDesk, unjudged, type Made } from "../cache-desk.ts";
import { hostOf } from "../run-fixtures.ts";

const otherQuestion = { ...oneArm, "test.criteria.yaml": oneArm["test.criteria.yaml"].replace("Is it brief?", "Is it polite?") };

function criteriaFiles(criteria: string): Readonly<Record<string, string>> {
  return { ...oneArm, "test.criteria.yaml": criteria };
}

function figuresOf({ manifest, record }: Made) {
  return summarizeRun(manifest, record);
}

describe("rating a run again", () => {
  it("asks the judge and nobody else, in a run whose parent is the one that answered", async () => {
    await using desk = await openDesk();
    const run = await desk.run(oneArm);
    const rerated = await desk.rerate(run.manifest.runId, otherQuestion);
    const { parent, runId, experiment } = rerated.manifest;
    assert.deepEqual(
      [callsOf(rerated), rerated.sent, rerated.record.state, parent, runId === run.manifest.runId, experiment.path],
      [
        { generation: 0, rating: 3, cached: 3 },
        3,
        "done",
        { runId: run.manifest.runId, relation: "rerate" },
        false,
        "test.experiment.yaml",
      ],
    );
  });

  it("calls nobody where only checks have changed", async () => {
    await using desk = await openDesk();
    const run = await desk.run(oneArm);
    const checks = criteriaFiles(
      "criteria:\n  - {id: long, check: contains, value: length}\n  - {id: no, check: contains, value: absent}\n",
    );
    const rerated = await desk.rerate(run.manifest.runId, checks);
    const [arm] = figuresOf(rerated).variants;
    assert.deepEqual(
      [rerated.sent, arm?.criteria.map(({ id, passed, failed }) => ({ id, passed, failed }))],
      [
        0,
        [
          { id: "long", passed: 3, failed: 0 },
          { id: "no", passed: 0, failed: 3 },
        ],
      ],
    );
  });

  it("takes equal ratings from the cache, and none with fresh ones wanted", async () => {
    await using desk = await openDesk();
    const run = await desk.run(oneArm);
    const same = await desk.rerate(run.manifest.runId, oneArm);
    const fresh = await desk.rerate(run.manifest.runId, oneArm, { isFresh: true });
    assert.deepEqual([same.sent, callsOf(same).cached, fresh.sent, callsOf(fresh).cached], [0, 6, 3, 3]);
  });

  it("spends the judge's price only, at the same cost for each sample and with no latency", async () => {
    await using desk = await openDesk();
    const run = await desk.run(oneArm);
    const rerated = figuresOf(await desk.rerate(run.manifest.runId, otherQuestion));
    const [before] = figuresOf(run).variants;
    const [after] = rerated.variants;
    assert.deepEqual([after?.costUsd, after?.tokens, after?.latencyMs], [before?.costUsd, before?.tokens, { p50: null, p95: null }]);
    assert.equal(rerated.spentUsd, after?.judge.costUsd);
  });

  it("uses the templates and rows that were pinned, whatever stands there now", async () => {
    await using desk = await openDesk();
    const run = await desk.run(oneArm);
    const edited = { ...otherQuestion, "rows.csv": "id,text\nz,zebra\n", "long.prompt": "Broken {{" };
    const rerated = await desk.rerate(run.manifest.runId, edited);
    const judged = desk.server.requests.slice(-3).map((request) => lastUserText(request));
    assert.deepEqual([rerated.manifest.samples, rerated.sent, rerated.manifest.planHash], [3, 3, run.manifest.planHash]);
    assert.ok(judged.every((text) => text.includes("Is it polite?") && !text.includes("zebra")));
  });

  it("takes the mode of the rating from the working files, or as it is told", async () => {
    await using desk = await openDesk();
    const run = await desk.run(oneArm);
    const fast = { ...oneArm, "test.experiment.yaml": `${oneArm["test.experiment.yaml"]}rating: {mode: fast}\n` };
    const modes = [await desk.rerate(run.manifest.runId, fast), await desk.rerate(run.manifest.runId, fast, { ratingMode: "detailed" })];
    assert.deepEqual(
      modes.map(({ manifest }) => manifest.rating.mode),
      ["fast", "detailed"],
    );
  });

  it("plans the judge's calls only, and a worst case of them", async () => {
    await using desk = await openDesk();
    const run = await desk.run(oneArm);
    const { plan, rest } = await desk.planRerate(run.manifest.runId, otherQuestion);
    const whole = await desk.plan(oneArm, { isFresh: true });
    assert.deepEqual(
      [plan.calls, rest.calls, rest.destinations.map(({ model, calls }) => [model, calls]), desk.server.requests.length],
      [{ generation: 0, rating: 3, cached: 0 }, { generation: 0, rating: 3, cached: 0 }, [["judge", 3]], 6],
    );
    assert.ok((rest.costUsd.worst ?? 0) > 0 && (rest.costUsd.worst ?? 0) < (whole.costUsd.worst ?? 0));
  });

  it("can be rated again itself", async () => {
    await using desk = await openDesk();
    const run = await desk.run(oneArm);
    const once = await desk.rerate(run.manifest.runId, unjudged);
    const twice = await desk.rerate(once.manifest.runId, otherQuestion);
    assert.deepEqual([twice.sent, figuresOf(twice).variants[0]?.passed], [3, 3]);
  });
});

describe("rating a run again that has errors", () => {
  it("keeps them, says so, and asks nothing about them", async () => {
    await using desk = await openDesk((request, nth) =>
      lastUserText(request).includes("second") ? { kind: "status", status: 400 } : answer(request, nth),
    );
    const run = await desk.run(oneArm);
    const id = run.manifest.runId;
    const { warnings } = await desk.planRerate(id, otherQuestion);
    const rerated = await desk.rerate(id, otherQuestion);
    assert.deepEqual(
      [warnings, rerated.sent, figuresOf(rerated).errors, figuresOf(rerated).missing, rerated.record.state],
      [[`1 of 3 responses of run ${id} ended in an error and stay so: \`touchstone retry ${id}\` tries them again.`], 2, 1, 0, "done"],
    );
    const retried = await desk.retry(rerated.manifest.runId);
    assert.deepEqual([retried.sent, retried.events], [0, []]);
  });

  it("is refused when no response can be rated", async () => {
    await using desk = await openDesk(() => ({ kind: "status", status: 400 }));
    const run = await desk.run(oneArm);
    await assert.rejects(desk.planRerate(run.manifest.runId, oneArm), { code: "run/invalid", hint: /touchstone retry/ });
  });

  it("tries its own rating errors again when it is retried", async () => {
    await using desk = await openDesk();
    const run = await desk.run(oneArm);
    desk.server.respond((request, nth) =>
      judgeAnswer(request, () => "pass") === undefined ? answer(request, nth) : { kind: "answer", text: "I liked it." },
    );
    const rerated = await desk.rerate(run.manifest.runId, otherQuestion);
    desk.server.respond(answer);
    const retried = await desk.retry(rerated.manifest.runId);
    assert.deepEqual([figuresOf(rerated).errors, retried.sent, figuresOf(retried).errors], [3, 3, 0]);
  });
});

describe("rating a run again is refused", () => {
  it("while responses are missing", async () => {
    await using desk = await openDesk();
    const run = await desk.run(oneArm, { maxCalls: 3, concurrency: 1 });
    const id = run.manifest.runId;
    await assert.rejects(desk.planRerate(id, oneArm), {
      code: "run/invalid",
      message: `Run ${id} is unfinished: 1 of 3 samples have no response to be rated.`,
      hint: `Finish it first: touchstone resume ${id}`,
    });
  });

  it("by a criterion that names a column which the pinned rows lack", async () => {
    await using desk = await openDesk();
    const run = await desk.run(oneArm);
    const wanting = {
      ...criteriaFiles("criteria:\n  - {id: new, check: contains, value: '{{total}}'}\n"),
      "rows.csv": "id,text,total\na,first,1\n",
    };
    await assert.rejects(desk.planRerate(run.manifest.runId, wanting), {
      code: "document/invalid",
      message: /cannot be rated again: .*total/,
    });
  });

  for (const path of ["test.criteria.yaml", "test.experiment.yaml", "judge.model.yaml"]) {
    it(`when ${path} is gone`, async () => {
      await using desk = await openDesk();
      const run = await desk.run(oneArm);
      const left = Object.fromEntries(Object.entries(oneArm).filter(([name]) => name !== path));
      await assert.rejects(desk.planRerate(run.manifest.runId, left), { code: "document/missing", message: new RegExp(path) });
    });
  }

  it("by criteria without the one that the pinned plan decides by", async () => {
    await using desk = await openDesk();
    const decided = { ...oneArm, "test.experiment.yaml": `${oneArm["test.experiment.yaml"]}plan: {primary: criterion.brief}\n` };
    const run = await desk.run(decided);
    await assert.rejects(desk.planRerate(run.manifest.runId, unjudged), { code: "document/invalid", message: /brief/ });
  });
});

describe("a run that rates again, cut short", () => {
  it("goes on when it is resumed, by the files as they were", async () => {
    await using desk = await openDesk();
    const run = await desk.run(oneArm);
    const rerated = await desk.rerate(run.manifest.runId, otherQuestion, { maxCalls: 1, concurrency: 1 });
    const resumed = await desk.resume(rerated.manifest.runId);
    assert.deepEqual(
      [rerated.record.state, rerated.sent, resumed.sent, resumed.record.state, callsOf(resumed), figuresOf(resumed).variants[0]?.passed],
      ["paused", 1, 2, "done", { generation: 0, rating: 3, cached: 3 }, 3],
    );
  });

  it("completes its responses from the run that has them", async () => {
    await using desk = await openDesk();
    const run = await desk.run(oneArm);
    const rerated = await desk.rerate(run.manifest.runId, otherQuestion);
    const folder = `runs/${rerated.manifest.runId}`;
    const [journal = ""] = [...desk.storage.files.keys()].filter((path) => path.startsWith(`${folder}/journal-`));
    const lines = new TextDecoder().decode(desk.storage.files.get(journal)).split("\n");
    desk.storage.files.set(journal, new TextEncoder().encode(`${lines.slice(0, 3).join("\n")}\n`));
    assert.equal((await readRun(desk.storage, rerated.manifest.runId)).record.samples.size, 2);

    const resumed = await desk.resume(rerated.manifest.runId);
    assert.deepEqual([resumed.sent, resumed.record.state, resumed.record.samples.size, callsOf(resumed).cached], [3, "done", 3, 3]);
  });

  it("says which run is missing when that one is gone", async () => {
    await using desk = await openDesk();
    const run = await desk.run(oneArm);
    const planned = await desk.planRerate(run.manifest.runId, otherQuestion);
    const endpoints = new Map([["openai", `${desk.server.url}/v1`]]);
    const host = {
      ...hostOf(desk.storage, { clock: desk.clock, key: () => "k", fetch: globalThis.fetch, endpoints }),
      newId: () => "id-98",
    };
    await startRerate({ ...planned, copies: noCopies }, host, { signal: AbortSignal.abort() });
    for (const path of [...desk.storage.files.keys()]) if (path.startsWith(`runs/${run.manifest.runId}/`)) desk.storage.files.delete(path);
    await assert.rejects(continueRun("id-98", {}, { ...host, newId: () => "id-99" }, { signal: never }), {
      code: "run/invalid",
      message: new RegExp(run.manifest.runId),
    });
  });
});

describe("the manifest of a run that rates again", () => {
  it("pins the criteria that rated, and holds where the responses came from", async () => {
    await using desk = await openDesk();
    const run = await desk.run(oneArm);
    const { manifest } = await desk.rerate(run.manifest.runId, otherQuestion);
    const hashOf = (text: string): string => hashBytes(new TextEncoder().encode(text));
    const pinned = (files: readonly { path: string; sha256: string }[] = []) =>
      files.find(({ path }) => path === "test.criteria.yaml")?.sha256;
    assert.deepEqual(
      [pinned(manifest.files), pinned(manifest.ratingFiles), manifest.models, manifest.criteria.hash === run.manifest.criteria.hash],
      [hashOf(oneArm["test.criteria.yaml"]), hashOf(otherQuestion["test.criteria.yaml"]), run.manifest.models, false],
    );
  });
});
