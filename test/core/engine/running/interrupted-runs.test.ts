// Runs that are cut short or come to a stand: cancelled anywhere (fault F22), cut off from the network (F10), and out of patience.
import assert from "node:assert/strict";
import type { RunEvent } from "../../../../src/core/domain/run-event.ts";
import { defaultOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun, type Plan } from "../../../../src/core/engine/planning/plan.ts";
import { resumeRun } from "../../../../src/core/engine/running/resume-run.ts";
import type { RunHost } from "../../../../src/core/engine/running/run-host.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import type { RunOutcome } from "../../../../src/core/engine/running/write-run.ts";
import { readRun } from "../../../../src/core/store/run-store.ts";
import { createFakeClock, settle } from "../../../support/fake-clock.ts";
import { createMemoryStorage } from "../../../support/memory-storage.ts";
import { startProviderServer, type ProviderServer } from "../../../support/provider-server.ts";
import { hostOf, loadSetup, project } from "../run-fixtures.ts";

const never = new AbortController().signal;

async function planProject(contents: Readonly<Record<string, string>>, endpoints: ReadonlyMap<string, string> = new Map()): Promise<Plan> {
  return planRun(await loadSetup(contents), { ...defaultOptions, concurrency: 3 }, endpoints);
}

describe("a run that is cancelled", () => {
  for (let point = 1; point <= 20; point++) {
    it(`after event ${point} says so, keeps all it was told, and is finished by resuming`, async () => {
      const storage = createMemoryStorage();
      const cancel = new AbortController();
      const told: RunEvent[] = [];
      const onEvent = (event: RunEvent): void => {
        told.push(event);
        if (told.length === point) cancel.abort();
      };
      const { manifest } = await startRun(await planProject(project), hostOf(storage), { signal: cancel.signal, onEvent });
      const stored = await readRun(storage, manifest.runId);
      const answered = told.filter(({ k }) => k === "response").length;
      assert.deepEqual([stored.record.state, stored.record.samples.size, stored.record.events], ["cancelled", answered, told.length]);

      const answers: string[] = [];
      const count = (event: RunEvent): void => void (event.k === "response" && answers.push(event.sample));
      const { record } = await resumeRun(manifest.runId, {}, hostOf(storage, { newId: () => "later" }), { signal: never, onEvent: count });
      assert.deepEqual([record.state, record.samples.size, new Set(answers).size], ["done", 6, 6 - answered]);
    });
  }
});

const online = {
  ...project,
  "writer.model.yaml": "provider: openai\napi: chat\nmodel: writer\n",
  "test.criteria.yaml": "criteria:\n  - {id: yes, check: contains, value: 'Answer'}\n",
  "rows.csv": `id,text\n${Array.from({ length: 12 }, (_, index) => `r${index},text ${index}\n`).join("")}`,
};

interface Cut {
  readonly outcome: RunOutcome;
  readonly states: readonly string[];
  readonly server: ProviderServer;
}

/** Runs until so many answers have come, cuts the network, and gives it back after a few tries in vain if `isBack`. */
async function cutOff(isBack: boolean, changes: Partial<RunHost> = {}): Promise<Cut> {
  const first = await startProviderServer();
  const port = Number(new URL(first.url).port);
  const endpoints = new Map([["openai", `${first.url}/v1`]]);
  const storage = createMemoryStorage();
  const clock = createFakeClock();
  const states: string[] = [];
  let server = first;
  let answers = 0;
  let tries = 0;
  let isOver = false;
  let moving = Promise.resolve();
  const host = hostOf(storage, { clock, endpoints, key: () => "sk-test", fetch, random: () => 0.5, ...changes });
  const running = startRun(await planProject(online, endpoints), host, {
    signal: never,
    onEvent(event) {
      if (event.k === "state") states.push(event.isWaiting === true ? `${event.state}, waiting` : event.state);
      if (event.k === "response" && (answers += 1) === 5) moving = first.close();
    },
    onPause(state) {
      if (state === null || (tries += 1) !== 3 || !isBack) return;
      moving = moving.then(async () => void (server = await startProviderServer({ port })));
    },
  }).finally(() => (isOver = true));
  // Time passes only while the run waits by itself: else the clocks of its calls would run out.
  while (!isOver) {
    await settle();
    await moving;
    if (states.at(-1) === "paused, waiting") await clock.advance(500);
  }
  const outcome = await running;
  if (server !== first) await server.close();
  return { outcome, states, server };
}

describe("a run that is cut off from the network", () => {
  it("pauses, goes on by itself, and makes no error of any sample", async () => {
    const { outcome, states } = await cutOff(true);
    const { record } = outcome;
    const statuses = new Set([...record.samples.values()].map(({ response }) => response?.status));
    assert.deepEqual([record.state, record.samples.size, [...statuses]], ["done", 24, ["ok"]]);
    assert.deepEqual([states, record.isWaiting], [["paused, waiting", "resumed", "done"], false]);
  });

  it("repeats no more calls than were in flight", async () => {
    const { outcome } = await cutOff(true);
    assert.ok(outcome.record.possiblyBilledTwice <= 3);
  });

  it("ends when its patience has run out, with the cause, and nothing is lost", async () => {
    const { outcome } = await cutOff(false, { patienceMs: 10_000 });
    const { record } = outcome;
    const statuses = new Set([...record.samples.values()].map(({ response }) => response?.status));
    assert.deepEqual([record.state, record.stopCause, record.isWaiting, [...statuses]], ["paused", "unreachable", false, ["ok"]]);
  });
});

describe("a run whose server wants no calls for an hour", () => {
  it("ends as paused, says until when, and has no errors", async () => {
    await using server = await startProviderServer({
      handler: (_, nth) =>
        nth <= 4 ? { kind: "answer", text: "Answer" } : { kind: "status", status: 429, headers: { "retry-after": "3600" } },
    });
    const endpoints = new Map([["openai", `${server.url}/v1`]]);
    const host = hostOf(createMemoryStorage(), { clock: createFakeClock(), endpoints, key: () => "sk-test", fetch });
    const { record } = await startRun(await planProject(online, endpoints), host, { signal: never });
    const { state, stopCause, stateReason } = record;
    assert.deepEqual(
      [state, stopCause, stateReason, record.samples.size],
      ["paused", "rate-limit", "the rate limit is used up: the server wants no calls until 2026-01-01 01:00 UTC", 4],
    );
  });
});
