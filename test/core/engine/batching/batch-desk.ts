// Runs of one plan in batches, one writer after the other, in memory: any of them may be killed at any write of its journal.
import { drawFrom } from "../../../../src/core/base/hash.ts";
import type { BatchCallers } from "../../../../src/core/engine/batching/batch-callers.ts";
import { executeBatches } from "../../../../src/core/engine/batching/execute-batches.ts";
import { createCallQueue } from "../../../../src/core/engine/calling/call-queue.ts";
import { createLimiters } from "../../../../src/core/engine/calling/limiter.ts";
import { createPause } from "../../../../src/core/engine/calling/pause.ts";
import { defaultOptions, type RunOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun, type Plan } from "../../../../src/core/engine/planning/plan.ts";
import { createRunControl, type Stop } from "../../../../src/core/engine/running/run-control.ts";
import { spentForCap } from "../../../../src/core/engine/running/spent-for-cap.ts";
import type { BatchCaller } from "../../../../src/core/providers/batch/batch.ts";
import type { EncodedCall } from "../../../../src/core/providers/provider.ts";
import type { Criterion } from "../../../../src/core/domain/criterion-set.ts";
import type { RunEvent } from "../../../../src/core/domain/run-event.ts";
import { applyRunEvent, beginJournal } from "../../../../src/core/domain/fold-run.ts";
import { emptyRecord, type RunRecord } from "../../../../src/core/domain/run-record.ts";
import type { WholeSample } from "../../../../src/core/domain/run-texts.ts";
import { createJournalWriter } from "../../../../src/core/store/journal-writer.ts";
import { readJournal } from "../../../../src/core/store/journal-reader.ts";
import { journalPath, runFolder } from "../../../../src/core/store/layout.ts";
import { openRunTexts } from "../../../../src/core/store/run-texts.ts";
import { openResponseCache } from "../../../../src/core/store/response-cache.ts";
import {
  armOf,
  collectionOf,
  criterionOf,
  criterionSetOf,
  judgeOf,
  modelOf,
  questionOf,
  rowsOf,
  setupOf,
} from "../../../support/factories.ts";
import { createFakeClock, type FakeClock } from "../../../support/fake-clock.ts";
import { inProcessRegex } from "../../../support/in-process-regex.ts";
import { noScripts } from "../../../support/scripts.ts";
import { createMemoryStorage, type MemoryStorage } from "../../../support/memory-storage.ts";
import { createScriptedCaller } from "../../../support/scripted-caller.ts";
import { noEndpoints } from "../engine-fixtures.ts";

const model = modelOf({ provider: "openai", settings: { api: "chat" }, price: { input: 1, output: 2 } });

/** Two arms, a check and two questions, each asked by itself. */
export function batchPlan(rows: number, options: Partial<RunOptions> = {}, others: readonly Criterion[] = []): Plan {
  const setup = setupOf({
    collection: collectionOf(rowsOf(rows)),
    arms: [armOf("baseline", { model }), armOf("short", { model })],
    criteria: criterionSetOf(criterionOf("says-yes"), questionOf("a"), questionOf("b"), ...others),
    judge: judgeOf({ ...model, model: "judge-1" }),
    rating: { mode: "fast", grouping: "separate" },
  });
  return planRun(setup, { ...defaultOptions, batch: { judge: "batch" }, ...options }, noEndpoints);
}

/** Passes what it is asked to judge, with a score of 0.8 where one is wanted, and says yes to anything else. */
export function answer({ body }: EncodedCall): string {
  const { messages } = body as { messages: { content: string }[] };
  const asked = messages.at(-1)?.content ?? "";
  if (!asked.startsWith("{")) return `yes, ${asked}`;
  const { criteria } = JSON.parse(asked) as { criteria: { id: string; answer?: string }[] };
  return JSON.stringify({ ratings: criteria.map(({ id, answer }) => (answer === "score" ? { id, score: 0.8 } : { id, verdict: "pass" })) });
}

/** The writer dies at its nth write to the journal, of which so many bytes still reach the disk. */
export interface Kill {
  readonly nth: number;
  readonly taken: number;
}

export interface Sitting {
  readonly stop: Stop | null;
  readonly isKilled: boolean;
}

export interface BatchDesk {
  readonly clock: FakeClock;
  readonly storage: MemoryStorage;
  /** The fold of all journals as they are on the disk. */
  record(): Promise<RunRecord>;
  events(): Promise<RunEvent[]>;
  /** With all that was written of them. */
  samples(): Promise<WholeSample[]>;
  /** One writer, from what the journals say, that is killed, or that cancels the batches, or that tries errors again. */
  sit(wish?: Kill | "cancel" | "retry", signal?: AbortSignal): Promise<Sitting>;
}

const runId = "run";

function nameOf(path: string): string {
  return path.slice(runFolder(runId).length + 1);
}

export function createBatchDesk(plan: Plan, provider: BatchCaller, clock = createFakeClock({ isEager: true })): BatchDesk {
  let kill: Kill | null = null;
  let writes = 0;
  let isDead = false;
  let sittings = 0;
  let draws = 0;
  const storage = createMemoryStorage((operation, path) => {
    if (!path.includes("/journal-")) return null;
    if (isDead) return { message: "killed" };
    if (operation !== "append" || ++writes !== kill?.nth) return null;
    isDead = true;
    return { message: "killed", taken: kill.taken };
  });
  const read = async (): Promise<{ events: RunEvent[]; record: RunRecord }> => {
    const events: RunEvent[] = [];
    const record = emptyRecord();
    for (const path of [...storage.files.keys()].filter((name) => name.includes("/journal-")).sort()) {
      const journal = beginJournal(record, nameOf(path));
      await readJournal(path, [storage.files.get(path) ?? new Uint8Array()], (event, span) => {
        events.push(event);
        applyRunEvent(record, event, { journal, ...span });
      });
    }
    return { events, record };
  };
  return {
    clock,
    storage,
    events: async () => (await read()).events,
    record: async () => (await read()).record,
    async samples() {
      const { record } = await read();
      const samples: WholeSample[] = [];
      for await (const sample of openRunTexts(storage, runId, record).read(record.samples.values(), "all")) samples.push(sample);
      return samples;
    },
    async sit(next, signal = new AbortController().signal) {
      const { record: known } = await read();
      [kill, writes, isDead] = [typeof next === "object" ? next : null, 0, false];
      const writer = String((sittings += 1)).padStart(3, "0");
      const path = journalPath(runId, writer);
      const number = beginJournal(known, nameOf(path));
      const journal = createJournalWriter(await storage.openNew(path), (event, span) => {
        applyRunEvent(known, event, { journal: number, ...span });
      });
      const cache = openResponseCache({ storage, clock, runId, writer, before: "2026-01-01T00:00:00.000Z", isFresh: false });
      const spent = { calls: known.calls.generation + known.calls.rating, usd: spentForCap(plan, known) };
      const control = createRunControl(plan.limits, spent, clock, signal);
      const random = (): number => drawFrom("random", (draws += 1));
      const pause = createPause({ clock, random, control, patienceMs: 120_000, onChange: () => undefined });
      const queue = createCallQueue({
        ceiling: plan.limits.concurrency,
        limiters: createLimiters({ clock, random }),
        endpoints: noEndpoints,
        pause,
        stopSignal: control.stopSignal,
      });
      const live = createScriptedCaller(({ encoded }) => answer(encoded));
      try {
        await executeBatches({
          plan,
          record: known,
          texts: openRunTexts(storage, runId, known),
          redo: next === "retry" ? "errors" : "nothing",
          journal,
          cache,
          endpoints: noEndpoints,
          callers: { generation: () => live, judge: live },
          cancelsBatches: next === "cancel",
          batchCallers: callersOf(() => isDead, provider),
          control,
          clock,
          queue,
          pause,
          random,
          regex: inProcessRegex,
          scripts: noScripts,
        });
        return { stop: control.stopped(), isKilled: false };
      } catch (error) {
        if (!isDead) throw error;
        return { stop: null, isKilled: true };
      } finally {
        queue.dispose();
        control.dispose();
      }
    },
  };
}

/** What a dead process asks never arrives. */
function callersOf(isDead: () => boolean, provider: BatchCaller): BatchCallers {
  const alive: BatchCaller = {
    ...provider,
    submit: (...words) => (isDead() ? new Promise(() => undefined) : provider.submit(...words)),
    poll: (...words) => (isDead() ? new Promise(() => undefined) : provider.poll(...words)),
  };
  return ({ provider: name, model: id }) => ({ caller: alive, endpoint: "openai", model: `${name}/${id}` });
}
