// Runs from start to end: inputs pinned, figures from the record, a key nowhere, and resuming from what was pinned.
import assert from "node:assert/strict";
import { summarizeRun } from "../../../../src/core/comparison/summarize-run.ts";
import type { RunManifest } from "../../../../src/core/domain/run-manifest.ts";
import { defaultOptions, type RunOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun, type Plan } from "../../../../src/core/engine/planning/plan.ts";
import { resumeRun } from "../../../../src/core/engine/running/resume-run.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import type { RunOutcome } from "../../../../src/core/engine/running/write-run.ts";
import { manifestPath } from "../../../../src/core/store/layout.ts";
import { findRunId, readRun } from "../../../../src/core/store/run-store.ts";
import { createMemoryStorage, type MemoryStorage } from "../../../support/memory-storage.ts";
import { noEndpoints, rejectionOf } from "../engine-fixtures.ts";
import { hostOf, loadSetup, project } from "../run-fixtures.ts";

const never = new AbortController().signal;

async function planProject(options: Partial<RunOptions> = {}): Promise<Plan> {
  return planRun(await loadSetup(), { ...defaultOptions, ...options }, noEndpoints);
}

async function runProject(storage: MemoryStorage, options: Partial<RunOptions> = {}): Promise<RunOutcome> {
  return startRun(await planProject(options), hostOf(storage), { signal: never });
}

/** The outcome of each rating, without what differs from run to run. */
function ratingsIn({ record }: RunOutcome): string[] {
  return [...record.samples.values()]
    .flatMap(({ row, variant, ratings }) => [...ratings].map(([id, { label }]) => `${row}/${variant}/${id}: ${label}`))
    .sort();
}

function rewriteManifest(storage: MemoryStorage, change: (manifest: RunManifest) => RunManifest): void {
  const path = manifestPath("id-01");
  const manifest = JSON.parse(new TextDecoder().decode(storage.files.get(path))) as RunManifest;
  storage.files.set(path, new TextEncoder().encode(JSON.stringify(change(manifest))));
}

describe("startRun", () => {
  it("runs an experiment to its end", async () => {
    const { record } = await runProject(createMemoryStorage());
    assert.deepEqual([record.state, record.samples.size, record.calls], ["done", 6, { generation: 6, rating: 6, cached: 0, retried: 0 }]);
  });

  it("stores what it answers with", async () => {
    const storage = createMemoryStorage();
    const { manifest, record } = await runProject(storage);
    const stored = await readRun(storage, manifest.runId);
    assert.deepEqual([stored.manifest, summarizeRun(stored.manifest, stored.record)], [manifest, summarizeRun(manifest, record)]);
  });

  it("writes the manifest before the journal, and the pinned inputs before both", async () => {
    const storage = createMemoryStorage();
    await runProject(storage);
    const first = (start: string): number => storage.operations.findIndex((operation) => operation.includes(start));
    const last = storage.operations.findLastIndex((operation) => operation.includes("objects/"));
    assert.ok(last < first("manifest.json") && first("manifest.json") < first("journal-"));
  });

  it("ends with the state and the counts of its samples", async () => {
    const events: unknown[] = [];
    await startRun(await planProject(), hostOf(createMemoryStorage()), { signal: never, onEvent: (event) => events.push(event) });
    assert.deepEqual(events.at(-1), {
      k: "state",
      state: "done",
      reason: null,
      counts: { planned: 6, ended: 6, errors: 0 },
      t: "2026-01-01T00:00:00.000Z",
    });
  });

  it("writes nothing when a key is missing", async () => {
    const storage = createMemoryStorage();
    const setup = await loadSetup({
      ...project,
      "test.experiment.yaml": project["test.experiment.yaml"].replace("writer.model.yaml", "openai/gpt-5"),
    });
    const error = await rejectionOf(startRun(planRun(setup, defaultOptions, noEndpoints), hostOf(storage), { signal: never }));
    assert.deepEqual([(error as { code: string }).code, storage.operations], ["provider/key-missing", []]);
  });

  it("writes no byte of a key, even when the provider sends it back", async () => {
    const storage = createMemoryStorage();
    const key = "sk-canary-0123456789";
    const setup = await loadSetup({
      ...project,
      "test.experiment.yaml": project["test.experiment.yaml"].replace("writer.model.yaml", "openai/gpt-5"),
    });
    const refusal = (): Promise<Response> =>
      Promise.resolve(
        Response.json({ error: { message: `Incorrect API key provided: ${key}`, type: "invalid_request_error" } }, { status: 401 }),
      );
    await startRun(planRun(setup, defaultOptions, noEndpoints), hostOf(storage, { key: () => key, fetch: refusal }), { signal: never });
    const written = [...storage.files.values()].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
    assert.deepEqual([written.includes('"state":"incomplete"'), written.includes("canary")], [true, false]);
  });

  it("releases the lock when the run fails", async () => {
    let isHeld = false;
    const lock = (): Promise<() => Promise<void>> => {
      isHeld = true;
      return Promise.resolve(() => Promise.resolve(void (isHeld = false)));
    };
    await rejectionOf(
      startRun(
        await planProject(),
        hostOf(
          createMemoryStorage((operation) => (operation === "sync" ? { message: "no space" } : null)),
          { lock },
        ),
        { signal: never },
      ),
    );
    assert.equal(isHeld, false);
  });

  it("is cancelled by its signal", async () => {
    const { record } = await startRun(await planProject(), hostOf(createMemoryStorage()), { signal: AbortSignal.abort() });
    assert.deepEqual([record.state, record.samples.size], ["cancelled", 0]);
  });
});

describe("resumeRun", () => {
  it("does what a cap has left undone, and ends like a run that was never stopped", async () => {
    const storage = createMemoryStorage();
    const paused = await runProject(storage, { maxCalls: 5, concurrency: 2 });
    const resumed = await resumeRun("latest", { maxCalls: 100 }, { ...hostOf(storage), newId: () => "id-99" }, { signal: never });
    assert.deepEqual(
      [paused.record.state, resumed.record.state, resumed.record.calls, ratingsIn(resumed)],
      ["paused", "done", { generation: 6, rating: 6, cached: 0, retried: 0 }, ratingsIn(await runProject(createMemoryStorage()))],
    );
  });

  it("says in the journal that it was resumed", async () => {
    const storage = createMemoryStorage();
    await runProject(storage, { maxCalls: 5 });
    const states: string[] = [];
    await resumeRun(
      "latest",
      { maxCalls: 100 },
      { ...hostOf(storage), newId: () => "id-99" },
      { signal: never, onEvent: (event) => event.k === "state" && states.push(event.state) },
    );
    assert.deepEqual(states, ["resumed", "done"]);
  });

  it("keeps the cap of the run when it is given no other", async () => {
    const storage = createMemoryStorage();
    await runProject(storage, { maxCalls: 5 });
    const { record } = await resumeRun("latest", {}, { ...hostOf(storage), newId: () => "id-99" }, { signal: never });
    assert.deepEqual([record.state, record.calls.generation + record.calls.rating], ["paused", 5]);
  });

  for (const [what, change, message] of [
    ["another plan", (manifest: RunManifest) => ({ ...manifest, order: { ...manifest.order, seed: 2 } }), /plans other samples/],
    ["more epochs", (manifest: RunManifest) => ({ ...manifest, selection: { ...manifest.selection, epochs: 2 } }), /plans other samples/],
    [
      "an input that was not pinned",
      (manifest: RunManifest) => ({ ...manifest, files: manifest.files.filter(({ path }) => path !== "rows.csv") }),
      /cannot be read/,
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const storage = createMemoryStorage();
      await runProject(storage);
      rewriteManifest(storage, change);
      await assert.rejects(resumeRun("latest", {}, { ...hostOf(storage), newId: () => "id-99" }, { signal: never }), {
        code: "run/invalid",
        message,
      });
    });
  }

  it("numbers its writers, so that a clock that went back changes nothing", async () => {
    const storage = createMemoryStorage();
    await runProject(storage, { maxCalls: 5 });
    await resumeRun("latest", { maxCalls: 100 }, { ...hostOf(storage), newId: () => "a-earlier-id" }, { signal: never });
    const { record } = await readRun(storage, await findRunId(storage, "latest"));
    assert.equal(record.state, "done");
  });

  it("leaves a finished run as it is, without a key", async () => {
    const storage = createMemoryStorage();
    await runProject(storage);
    const written = storage.files.size;
    const { record } = await resumeRun("latest", {}, hostOf(storage), { signal: never });
    assert.deepEqual([record.state, storage.files.size], ["done", written]);
  });

  it("does not go on at another origin unless that is asked for", async () => {
    const storage = createMemoryStorage();
    const setup = await loadSetup({
      ...project,
      "test.experiment.yaml": project["test.experiment.yaml"].replace("writer.model.yaml", "openai/gpt-5"),
    });
    const refuse = (): Promise<Response> => Promise.resolve(Response.json({}, { status: 401 }));
    const local = new Map([["openai", "http://127.0.0.1:9/v1"]]);
    await startRun(planRun(setup, defaultOptions, local), hostOf(storage, { endpoints: local, key: () => "k", fetch: refuse }), {
      signal: never,
    });
    const host = { ...hostOf(storage, { key: () => "k", fetch: refuse }), newId: () => "id-99" };
    await assert.rejects(resumeRun("latest", {}, host, { signal: never }), {
      code: "run/invalid",
      hint: /--endpoint openai=<base URL at http:\/\/127\.0\.0\.1:9>/,
    });
    assert.equal((await resumeRun("latest", {}, { ...host, endpoints: local }, { signal: never })).record.state, "incomplete");
    const other = { ...host, endpoints: new Map([["openai", "http://127.0.0.1:10/v1"]]), newId: () => "id-999" };
    await assert.rejects(resumeRun("latest", {}, other, { signal: never }), { code: "run/invalid" });
    const accepted = await resumeRun("latest", { acceptsOrigins: ["http://127.0.0.1:10"] }, other, { signal: never });
    assert.equal(accepted.record.state, "incomplete");
  });

  it("takes rows whose ids hold commas", async () => {
    const storage = createMemoryStorage();
    const setup = await loadSetup({ ...project, "rows.csv": 'id,text\n"Smith, J",one\nb,two\n' });
    const plan = planRun(setup, { ...defaultOptions, rows: { kind: "ids", ids: ["Smith, J"] }, maxCalls: 1 }, noEndpoints);
    await startRun(plan, hostOf(storage), { signal: never });
    const { manifest, record } = await resumeRun(
      "latest",
      { maxCalls: 100 },
      { ...hostOf(storage), newId: () => "id-99" },
      { signal: never },
    );
    assert.deepEqual([manifest.selection.rows, record.state], [{ kind: "ids", ids: ["Smith, J"] }, "done"]);
  });

  it("refuses inputs that have been damaged", async () => {
    const storage = createMemoryStorage();
    await runProject(storage);
    for (const path of storage.files.keys())
      if (path.startsWith("objects/")) storage.files.set(path, new TextEncoder().encode("id,text\na,other\n"));
    await assert.rejects(resumeRun("latest", {}, { ...hostOf(storage), newId: () => "id-99" }, { signal: never }), {
      code: "run/invalid",
      message: /damaged/,
    });
  });
});
