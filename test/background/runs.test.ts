// Runs in the editor's background thread against a real server: started, watched, cancelled, resumed, exported; what stops one is said.
import assert from "node:assert/strict";
import type { RunRequest } from "../../src/extension/background/contract.ts";
import type { RowsQuery } from "../../src/protocol/rows-plane.ts";
import { runCli } from "../support/run-cli.ts";
import { startBackgroundThread } from "../support/background-thread.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { addingModel, pricedAdder } from "../support/sums-project.ts";
import { keys, openScene, type Scene } from "./scene.ts";

const variantExperiment = `collection: sums.csv
template: ask.prompt
model: adder.model.yaml
criteria: sums.criteria.yaml
variants:
  - {name: brief, template: brief.prompt}
`;

const brief = '{{role "system"}}\nAnswer briefly with a number.\n{{role "user"}}\n{{left}} + {{right}}\n';
const scene = (rows = 10): Promise<Scene> =>
  openScene(rows, { "sums.experiment.yaml": variantExperiment, "brief.prompt": brief }, (n) => n % 5 === 0);

const query: RowsQuery = { variant: "brief", sort: { by: "file", isDescending: false }, chips: [], text: "" };

describe("runs of the background thread", () => {
  it("plans without calling anybody", async () => {
    await using stage = await scene();
    const plan = await stage.thread.ask("run/plan", stage.request);
    assert.deepEqual(
      [plan.rows, plan.samples, plan.variants, plan.calls, plan.destinations],
      [
        10,
        20,
        ["baseline", "brief"],
        { generation: 20, rating: 0, cached: 0 },
        [{ endpoint: "openai", origin: stage.server.url, model: "openai/adder-1", calls: 20, needsKey: true }],
      ],
    );
    assert.equal(stage.server.requests.length, 0);
  });

  it("runs to the end, with the key of the request and no other", async () => {
    await using stage = await scene();
    const { runId } = await stage.thread.start({ ...stage.request, keys });
    const { end } = await stage.thread.end(runId);
    assert.deepEqual([end.status, end.stop, end.failure], ["done", null, null]);
    const seen = new Set(stage.server.requests.map(({ headers }) => headers.authorization));
    assert.deepEqual([stage.server.requests.length, [...seen]], [20, ["Bearer key-of-the-test"]]);
  });

  it("answers summary, rows and samples of a run that is live, and the same ones when another thread reads it from disk", async () => {
    await using stage = await scene();
    const seen = Promise.withResolvers<undefined>();
    stage.server.respond(async (request, nth) => {
      await seen.promise;
      return addingModel((n) => n % 5 === 0)(request, nth);
    });
    const { runId } = await stage.thread.start({ ...stage.request, keys });
    const run = { project: stage.request.project, runId };
    const live = await stage.thread.ask("results/summary", { ...run, variant: null, maxCostUsd: 1 });
    seen.resolve(undefined);
    assert.equal(live.status, "running");
    await stage.thread.end(runId);
    const window = { ...run, query, from: 0, to: 10 };
    const own = [
      await stage.thread.ask("results/summary", { ...run, variant: null, maxCostUsd: 1 }),
      await stage.thread.ask("results/rows", window),
    ];
    await using other = startBackgroundThread();
    const stored = [await other.ask("results/summary", { ...run, variant: null, maxCostUsd: 1 }), await other.ask("results/rows", window)];
    assert.deepEqual(stored, own);
    const sample = await other.ask("results/sample", { ...run, key: { row: "s5", epoch: 0 }, query });
    assert.deepEqual(
      [sample?.responses.map(({ text, outcome }) => [text, outcome]), sample?.messages.map(({ role }) => role)],
      [
        [
          ["56", "fail"],
          ["56", "fail"],
        ],
        ["system", "user"],
      ],
    );
  });

  it("stops when it is cancelled, keeps what was answered, and finishes when it is resumed", async () => {
    await using stage = await scene(40);
    let answered = 0;
    stage.server.respond((request, nth) => {
      answered += 1;
      return answered > 5 ? { kind: "hang", when: "before-headers" } : addingModel()(request, nth);
    });
    const { runId } = await stage.thread.start({ ...stage.request, keys });
    while (answered < 6) await new Promise((resolve) => setImmediate(resolve));
    await stage.thread.ask("run/cancel", { runId });
    const { end } = await stage.thread.end(runId);
    assert.equal(end.status, "cancelled");
    stage.server.respond(addingModel());
    const kept = stage.server.requests.length;
    const { project, endpoints, maxCostUsd } = stage.request;
    await using later = startBackgroundThread();
    await later.ask("run/resume", { project, runId, endpoints, maxCostUsd, keys, acceptsOrigins: [] });
    const finished = await later.end(runId);
    assert.deepEqual([finished.end.status, kept < 80], ["done", true]);
  });

  it("says what has to be mended: a refused key, a server that is not there, a cap", async () => {
    await using stage = await scene();
    const stopOf = async (request: RunRequest): Promise<unknown[]> => {
      const { runId } = await stage.thread.start({ ...request, keys });
      const { end } = await stage.thread.end(runId);
      return [end.status, end.stop];
    };
    stage.server.respond(() => ({ kind: "status", status: 401, message: "no such key" }));
    assert.deepEqual(await stopOf(stage.request), ["incomplete", "auth"]);
    stage.server.respond(addingModel());
    assert.deepEqual(await stopOf({ ...stage.request, maxCostUsd: 0.00002 }), ["paused", "budget"]);
    assert.deepEqual(await stopOf({ ...stage.request, endpoints: { openai: "http://127.0.0.1:9/v1" } }), ["incomplete", "unreachable"]);
  });

  it("tells of a run that has paused by itself: why, that it can be cancelled, and that it goes on", async () => {
    await using stage = await scene(20);
    const { server, thread, request } = stage;
    let release = (): void => undefined;
    const gone = new Promise<void>((resolve) => (release = resolve));
    server.respond((asked, nth) => {
      if (nth <= 4) return addingModel()(asked, nth);
      release();
      return { kind: "hang", when: "before-headers" };
    });
    const { runId } = await thread.start({ ...request, keys });
    await gone;
    await server.close();
    const paused = await thread.progress(runId, ({ pausedFor }) => pausedFor !== null);
    const { status, card } = await thread.ask("results/summary", { project: request.project, runId, variant: null, maxCostUsd: 1 });
    await using _ = await startProviderServer({ port: Number(new URL(server.url).port), handler: addingModel() });
    const { end } = await thread.end(runId);
    assert.match(paused.pausedFor ?? "", /^Could not connect to /);
    assert.deepEqual([status, card?.actions.map(({ label }) => label), end.status], ["running", ["Cancel", "Show Rows"], "done"]);
  });

  it("lists runs newest first with their verdicts", async () => {
    await using stage = await scene();
    const first = await stage.thread.start({ ...stage.request, keys });
    await stage.thread.end(first.runId);
    const second = await stage.thread.start({ ...stage.request, rows: { kind: "sample", count: 3 }, keys });
    await stage.thread.end(second.runId);
    const items = await stage.thread.ask("runs/list", stage.request.project);
    assert.deepEqual(
      items.map(({ runId, status, ended, samples, verdict }) => [runId, status, ended, samples, verdict]),
      [
        [second.runId, "done", 6, 6, "not_enough_rows"],
        [first.runId, "done", 20, 20, "not_enough_rows"],
      ],
    );
  });

  it("says which pinned files read otherwise today, unsaved texts included", async () => {
    await using stage = await scene();
    const { runId } = await stage.thread.start({ ...stage.request, keys });
    await stage.thread.end(runId);
    const { root } = stage.request.project;
    const changed = (unsaved: Readonly<Record<string, string>>): Promise<readonly string[]> =>
      stage.thread.ask("results/changed", { project: { root, unsaved }, runId });
    assert.deepEqual(await changed({}), []);
    assert.deepEqual(await changed({ "brief.prompt": `${brief} ` }), ["brief.prompt"]);
    const pinned = await stage.thread.ask("results/pinned", { project: stage.request.project, runId, path: "brief.prompt" });
    assert.equal(pinned, brief);
  });

  it("exports a run to a file", async () => {
    await using stage = await scene(3);
    const { runId } = await stage.thread.start({ ...stage.request, keys });
    await stage.thread.end(runId);
    await stage.thread.ask("run/export", {
      project: stage.request.project,
      runId,
      format: "jsonl",
      file: `${stage.project.folder}/out.jsonl`,
    });
    const lines = (await stage.project.read("out.jsonl")).trim().split("\n");
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { row: string }).row),
      ["s1", "s1", "s2", "s2", "s3", "s3"],
    );
  });

  it("exports what the command line exports, byte for byte", async () => {
    await using stage = await scene(3);
    const { runId } = await stage.thread.start({ ...stage.request, keys });
    await stage.thread.end(runId);
    const { folder } = stage.project;
    for (const format of ["comment", "junit", "html"] as const) {
      await stage.thread.ask("run/export", { project: stage.request.project, runId, format, file: `${folder}/out.${format}` });
      const { stdout } = await runCli(["export", runId, "--format", format], { folder });
      assert.equal((await stage.project.read(`out.${format}`)) === stdout, true, format);
    }
  });

  it("refuses a broken experiment with the place of its first error", async () => {
    await using stage = await scene();
    await stage.project.write({ "sums.experiment.yaml": variantExperiment.replace("template: ask.prompt", "template: asc.prompt") });
    await assert.rejects(stage.thread.ask("run/plan", stage.request), { code: "document/invalid", hint: 'Did you mean "ask.prompt"?' });
  });

  it("lets no key into any file of the project", async () => {
    await using stage = await scene(5);
    const { runId } = await stage.thread.start({ ...stage.request, keys });
    await stage.thread.end(runId);
    const files = await stage.project.list();
    assert.ok(files.some((file) => file.includes(runId)));
    for (const file of files) assert.ok(!(await stage.project.read(file)).includes(keys.openai), file);
  });

  it("refuses to start when what was planned is no longer what the files say", async () => {
    await using stage = await scene();
    const { planHash } = await stage.thread.ask("run/plan", stage.request);
    await stage.project.write({ "brief.prompt": `${brief} Be kind.` });
    await assert.rejects(stage.thread.ask("run/start", { ...stage.request, keys, planHash }), {
      code: "run/conflict",
      message: /^The files have changed since/,
    });
    assert.equal(stage.server.requests.length, 0);
  });

  it("is not made twice at once: the second start names the first run, and nothing is sent for it", async () => {
    await using stage = await scene();
    const isAsked = new Promise<void>((resolve) =>
      stage.server.respond(() => {
        resolve();
        return { kind: "hang", when: "before-headers" };
      }),
    );
    const { runId } = await stage.thread.start({ ...stage.request, keys });
    await isAsked;
    await assert.rejects(stage.thread.start({ ...stage.request, keys }), { code: "run/conflict", place: { run: runId } });
    const made = await stage.thread.ask("runs/list", stage.request.project);
    assert.deepEqual(
      made.map((run) => run.runId),
      [runId],
    );
  });

  it("counts other criteria, another price and another address as another plan", async () => {
    await using stage = await scene();
    const hashes = [(await stage.thread.ask("run/plan", stage.request)).planHash];
    const elsewhere = { ...stage.request, endpoints: { openai: "http://127.0.0.1:9/v1" } };
    hashes.push((await stage.thread.ask("run/plan", elsewhere)).planHash);
    await stage.project.write({ "adder.model.yaml": pricedAdder.replace("output: 1}", "output: 2}") });
    hashes.push((await stage.thread.ask("run/plan", stage.request)).planHash);
    await stage.project.write({ "sums.criteria.yaml": 'criteria:\n  - {id: right, check: contains, value: "{{total}}"}\n' });
    hashes.push((await stage.thread.ask("run/plan", stage.request)).planHash);
    assert.equal(new Set(hashes).size, 4);
  });

  it("keeps at most 50 calls in flight, whatever the project says", async () => {
    await using stage = await scene(60);
    await stage.project.write({ "touchstone.yaml": "format: 1\ndefaults: {concurrency: 1000}\n" });
    const { runId } = await stage.thread.start({ ...stage.request, keys });
    await stage.thread.end(runId);
    const manifest = JSON.parse(await stage.project.read(`.touchstone/runs/${runId}/manifest.json`)) as { limits: object };
    assert.deepEqual(
      { ...manifest.limits, timeouts: null },
      { concurrency: 50, maxCostUsd: 1, maxCalls: null, maxAttempts: 5, timeouts: null },
    );
  });

  it("marks a run of some rows as partial", async () => {
    await using stage = await scene();
    const { runId } = await stage.thread.start({ ...stage.request, rows: { kind: "first", count: 2 }, keys });
    await stage.thread.end(runId);
    const [item] = await stage.thread.ask("runs/list", stage.request.project);
    assert.equal(item?.isPartial, true);
  });
});
