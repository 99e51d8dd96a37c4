// Runs in batches that are killed anywhere in their journal, with a provider that fails in every way: each sample is collected once and nothing goes out twice.
import assert from "node:assert/strict";
import fc from "fast-check";
import { drawFrom } from "../../../../src/core/base/hash.ts";
import type { RunRecord } from "../../../../src/core/domain/run-record.ts";
import type { WholeSample } from "../../../../src/core/domain/run-texts.ts";
import { ProviderError } from "../../../../src/core/providers/provider-error.ts";
import { recordOf, textsOf } from "../../../support/event-factories.ts";
import { createScriptedCaller } from "../../../support/scripted-caller.ts";
import { createBench } from "../engine-fixtures.ts";
import { answer, batchPlan, createBatchDesk } from "./batch-desk.ts";
import { createScriptedBatches, type Fate, type ScriptedBatches } from "./scripted-batches.ts";

const rows = 5;
const plan = batchPlan(rows);

/** What two runs of the same answers must agree on. */
function essence({ possiblyBilledTwice, open, batches }: RunRecord, samples: readonly WholeSample[]): object {
  const known = samples.map(({ record: { sample }, response, ratings }) => ({
    sample,
    status: response?.status,
    text: response?.output?.text,
    usage: response?.usage,
    ratings: [...ratings.values()].map(({ criterion, label, error }) => `${criterion} ${String(label)} ${String(error?.code)}`).sort(),
  }));
  return {
    samples: known.sort((a, b) => (a.sample < b.sample ? -1 : 1)),
    possiblyBilledTwice,
    open: [...open.keys()],
    unfinished: [...batches.byToken.values()].filter(({ step }) => step === "intent" || step === "submitted").length,
  };
}

async function liveEssence(): Promise<object> {
  const caller = createScriptedCaller(({ encoded }) => answer(encoded));
  const bench = await createBench({ plan, generation: caller, judge: caller });
  await bench.run();
  const samples: WholeSample[] = [];
  for await (const sample of textsOf(...bench.events).read(recordOf(...bench.events).samples.values(), "all")) samples.push(sample);
  return essence(bench.record, samples);
}

const firstFates: readonly Fate[] = ["server", "expired", "rate-limit", "cancelled", "answered", "answered", "answered", "answered"];

/** Fails at most once for each request, and in no way that leaves a bill unclear. */
function unsteadyProvider(seed: number, isCertain: boolean): ScriptedBatches {
  return createScriptedBatches({
    answer,
    isCertain,
    limits: { requests: 1 + Math.floor(drawFrom("limit", seed) * 2 * rows), bytes: 1e6 },
    fate: (id, attempt) =>
      attempt > 1 ? "answered" : (firstFates[Math.floor(drawFrom("fate", seed, id) * firstFates.length)] ?? "answered"),
    polls: (batch) => Math.floor(drawFrom("polls", seed, batch) * 3),
    trouble: (submission) => {
      const draw = drawFrom("trouble", seed, submission);
      if (draw > 0.3) return null;
      return { error: new ProviderError(draw < 0.15 ? "unknown-outcome" : "rate-limit", "It failed."), isMade: draw < 0.1 };
    },
  });
}

describe("a run in batches that is killed again and again", () => {
  for (const isCertain of [true, false]) {
    it(`collects every sample once and hands nothing over twice (${isCertain ? "tokens" : "no tokens"} at the provider)`, async () => {
      const live = await liveEssence();
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 1e6 }),
          fc.array(fc.record({ nth: fc.integer({ min: 1, max: 25 }), taken: fc.integer({ min: 0, max: 3000 }) }), { maxLength: 6 }),
          async (seed, kills) => {
            const provider = unsteadyProvider(seed, isCertain);
            const desk = createBatchDesk(plan, provider);
            for (const kill of kills) await desk.sit(kill);
            // A run that gave up for a while is resumed.
            for (let sitting = 0; sitting < 20; sitting++) if ((await desk.sit()).stop === null) break;
            assert.deepEqual([essence(await desk.record(), await desk.samples()), provider.repeated], [live, []]);
            const answers = (await desk.events()).flatMap((event) => (event.k === "response" ? [event.sample] : []));
            assert.equal(new Set(answers).size, answers.length);
          },
        ),
        { numRuns: 60 },
      );
    });
  }
});
