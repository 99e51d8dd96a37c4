// Executing a plan: the ceiling of calls in flight, only what is missing, and an end when the journal or the run says so.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Plan } from "../../../../src/core/engine/planning/plan.ts";
import { ProviderError } from "../../../../src/core/providers/provider-error.ts";
import { responseOf } from "../../../support/event-factories.ts";
import {
  armOf,
  collectionOf,
  completionOf,
  criterionOf,
  criterionSetOf,
  judgeOf,
  modelOf,
  questionOf,
  rowsOf,
  setupOf,
} from "../../../support/factories.ts";
import { createFakeClock, settle } from "../../../support/fake-clock.ts";
import { createScriptedCaller, createTally, requestText, type ScriptedCall } from "../../../support/scripted-caller.ts";
import { createBench, planOf, ratingsIn, rejectionOf, responsesIn, startsIn } from "../engine-fixtures.ts";

const oneToken = { input: 0, output: 1, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: false };

const questions = criterionSetOf(criterionOf("says-yes"), questionOf("a"), questionOf("b"), questionOf("c"));

function planWith(concurrency: number, grouping: "together" | "separate" = "together", rows = 6): Plan {
  const setup = setupOf({
    collection: collectionOf(rowsOf(rows)),
    arms: [armOf(), armOf("short")],
    criteria: questions,
    judge: judgeOf(),
    rating: { mode: "fast", grouping },
  });
  return planOf(setup, { concurrency });
}

/** Passes every question that it is asked. */
async function passAll({ encoded }: ScriptedCall): Promise<string> {
  await settle();
  const body = encoded.body as { messages: { content: { text: string }[] }[] };
  const { criteria } = JSON.parse(body.messages[1]?.content[0]?.text ?? "") as { criteria: { id: string }[] };
  return JSON.stringify({ ratings: criteria.map(({ id }) => ({ id, verdict: "pass" })) });
}

async function sayYes(): Promise<string> {
  await settle();
  return "yes";
}

describe("execute: concurrency", () => {
  for (const [what, answer] of [
    ["an answer", "yes"],
    ["a large answer, which is kept aside,", "yes ".repeat(20_000)],
  ] as const) {
    it(`puts ${what} into the journal before the start of the call that takes its place, so that a kill loses no more than the ceiling`, async () => {
      const bench = await createBench({
        plan: planWith(1),
        generation: createScriptedCaller(async () => {
          await settle();
          return answer;
        }),
        judge: createScriptedCaller(passAll),
      });
      await bench.run();
      let open = 0;
      for (const { k } of bench.events) {
        if (k === "start") open += 1;
        if (k === "response" || k === "rating") open = 0;
        assert.ok(open <= 1);
      }
      assert.ok(startsIn(bench.events).length > 12);
    });
  }

  for (const grouping of ["together", "separate"] as const) {
    it(`never has more calls in flight than the ceiling, ratings asked ${grouping} included`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 5 }), async (concurrency, rows) => {
          const tally = createTally();
          const bench = await createBench({
            plan: planWith(concurrency, grouping, rows),
            generation: createScriptedCaller(sayYes, tally),
            judge: createScriptedCaller(passAll, tally),
          });
          await bench.run();
          assert.ok(tally.peak <= concurrency);
        }),
        { numRuns: 15 },
      );
    });
  }

  it("uses the ceiling", async () => {
    const generation = createScriptedCaller(sayYes);
    const bench = await createBench({ plan: planWith(4), generation, judge: createScriptedCaller(passAll) });
    await bench.run();
    assert.equal(generation.peak, 4);
  });

  it("starts samples in the order of the plan", async () => {
    const bench = await createBench({ plan: planWith(1), generation: createScriptedCaller(sayYes), judge: createScriptedCaller(passAll) });
    await bench.run();
    assert.deepEqual(
      responsesIn(bench.events).map(({ sample }) => sample),
      bench.plan.samples.map(({ hash }) => hash),
    );
  });
});

describe("execute: what goes first", () => {
  it("keeps no model waiting for one in a storm", async () => {
    const clock = createFakeClock();
    const slow = modelOf({ model: "slow" });
    const setup = setupOf({ collection: collectionOf(rowsOf(30)), arms: [armOf(), armOf("other", { model: slow })] });
    const generation = createScriptedCaller(({ encoded }) =>
      requestText(encoded).includes('"slow"') ? new ProviderError("rate-limit", "busy", { retryAfterMs: 60_000 }) : "yes",
    );
    const cancel = new AbortController();
    const bench = await createBench({ plan: planOf(setup, { concurrency: 2 }), generation, clock, signal: cancel.signal });
    const running = bench.run();
    for (let turn = 0; turn < 200; turn++) await settle();
    const answered = responsesIn(bench.events).map(({ variant }) => variant);
    cancel.abort();
    await running;
    assert.deepEqual(answered, Array(30).fill("baseline"));
  });

  it("keeps no more samples open than four for each call that may be in flight", async () => {
    const generation = createScriptedCaller(() => new ProviderError("server", "busy"));
    const clock = createFakeClock();
    const cancel = new AbortController();
    const plan = planOf(setupOf({ collection: collectionOf(rowsOf(50)) }), { concurrency: 2 });
    const bench = await createBench({ plan, generation, clock, signal: cancel.signal });
    const running = bench.run();
    for (let turn = 0; turn < 100; turn++) await settle();
    cancel.abort();
    await running;
    assert.equal(generation.calls.length, 8);
  });

  it("lets a sample that waits hold no place", async () => {
    const clock = createFakeClock();
    const generation = createScriptedCaller(({ index }) => (index === 0 ? new ProviderError("server", "busy") : "yes"));
    const plan = planOf(setupOf({ collection: collectionOf(rowsOf(3)) }), { concurrency: 1 });
    const bench = await createBench({ plan, generation, clock });
    const running = bench.run();
    for (let turn = 0; turn < 20; turn++) await settle();
    const before = responsesIn(bench.events).length;
    await clock.advance(250);
    await running;
    assert.deepEqual([before, responsesIn(bench.events).length], [2, 3]);
  });
});

describe("execute: a row that always fails", () => {
  it("costs five attempts, and the run completes (fault F14)", async () => {
    const generation = createScriptedCaller(({ encoded }) =>
      requestText(encoded).includes("text of r07") ? new ProviderError("server", "broken", { status: 500 }) : "yes",
    );
    const clock = createFakeClock({ isEager: true });
    const plan = planOf(setupOf({ collection: collectionOf(rowsOf(40)) }), { concurrency: 4 });
    const bench = await createBench({ plan, generation, clock });
    await bench.run();
    const attempts = startsIn(bench.events).filter(({ row }) => row === "r07").length;
    const statuses = responsesIn(bench.events).map(({ row, status }) => (status === "ok" ? status : `${row} ${status}`));
    assert.deepEqual([attempts, statuses.length, statuses.filter((status) => status !== "ok")], [5, 40, ["r07 error"]]);
    assert.ok(clock.monotonic() <= 120_000);
  });
});

describe("execute: results", () => {
  it("answers and rates every sample by every criterion", async () => {
    const bench = await createBench({ plan: planWith(3), generation: createScriptedCaller(sayYes), judge: createScriptedCaller(passAll) });
    await bench.run();
    assert.deepEqual([responsesIn(bench.events).length, ratingsIn(bench.events).length], [12, 48]);
  });

  it("saves a response before it is rated", async () => {
    const bench = await createBench({ plan: planOf(setupOf({ collection: collectionOf(rowsOf(1)) })) });
    await bench.run();
    assert.deepEqual(
      bench.events.map(({ k }) => k),
      ["start", "response", "rating"],
    );
  });

  it("does not rate a sample whose call failed", async () => {
    const plan = planOf(setupOf({ collection: collectionOf(rowsOf(1)) }));
    const bench = await createBench({ plan, generation: createScriptedCaller(() => new ProviderError("request", "too long")) });
    await bench.run();
    assert.deepEqual(
      [responsesIn(bench.events).map(({ status, error }) => [status, error?.code]), ratingsIn(bench.events)],
      [[["error", "provider/request"]], []],
    );
  });

  for (const [finish, status] of [
    ["refusal", "refused"],
    ["content-filter", "filtered"],
    ["length", "ok"],
  ] as const) {
    it(`rates an answer that ended in ${finish}`, async () => {
      const plan = planOf(setupOf({ collection: collectionOf(rowsOf(1)) }));
      const bench = await createBench({
        plan,
        generation: createScriptedCaller(() => completionOf("no", { finish: { unified: finish, raw: finish } })),
      });
      await bench.run();
      assert.deepEqual([responsesIn(bench.events)[0]?.status, ratingsIn(bench.events).map(({ label }) => label)], [status, ["fail"]]);
    });
  }
});

describe("execute: resuming", () => {
  const plan = planOf(
    setupOf({
      collection: collectionOf(rowsOf(3)),
      criteria: criterionSetOf(criterionOf("says-yes"), criterionOf("short", { scorer: "length", options: { unit: "words", max: 3 } })),
    }),
  );

  it("does nothing when nothing is missing", async () => {
    const first = await createBench({ plan });
    await first.run();
    const second = await createBench({ plan, earlier: first.events });
    await second.run();
    assert.deepEqual(second.events, []);
  });

  it("sends only the samples that have no response", async () => {
    const done = plan.samples[1]!;
    const ratings = ["says-yes", "short"].map(
      (criterion) =>
        ({
          k: "rating",
          sample: done.hash,
          criterion,
          criterionHash: done.hash,
          value: 1,
          label: "pass",
          reason: null,
          raw: null,
          judge: null,
          error: null,
          by: null,
          t: "",
        }) as const,
    );
    const earlier = [responseOf({ row: done.row.id }, { sample: done.hash }), ...ratings];
    const bench = await createBench({ plan, earlier });
    await bench.run();
    assert.deepEqual(
      startsIn(bench.events).map(({ sample }) => sample),
      [plan.samples[0]?.hash, plan.samples[2]?.hash],
    );
  });

  it("rates a response that has no rating without sending it again", async () => {
    const earlier = plan.samples.map((sample) => responseOf({ row: sample.row.id }, { sample: sample.hash, output: { text: "yes" } }));
    const bench = await createBench({ plan, earlier });
    await bench.run();
    assert.deepEqual([startsIn(bench.events).length, ratingsIn(bench.events).length], [0, 6]);
  });

  it("ends the ratings of a response that cannot be read in an error, and sends nothing again", async () => {
    const earlier = plan.samples.map((sample) => responseOf({ row: sample.row.id }, { sample: sample.hash, output: null }));
    const bench = await createBench({ plan, earlier });
    await bench.run();
    assert.deepEqual(
      [startsIn(bench.events).length, ratingsIn(bench.events).map(({ error }) => error?.code)],
      [0, Array(6).fill("response/unreadable")],
    );
  });

  it("rates only by the criteria that are missing", async () => {
    const first = await createBench({ plan });
    await first.run();
    const earlier = first.events.filter((event) => event.k !== "rating" || event.criterion !== "short");
    const second = await createBench({ plan, earlier });
    await second.run();
    assert.deepEqual(
      ratingsIn(second.events).map(({ criterion }) => criterion),
      ["short", "short", "short"],
    );
  });

  it("does not rate what is no whole answer, even where there is some text", async () => {
    const earlier = plan.samples.map((sample) =>
      responseOf({ row: sample.row.id }, { sample: sample.hash, status: "incomplete", output: { text: "yes, bu" } }),
    );
    const bench = await createBench({ plan, earlier });
    await bench.run();
    assert.deepEqual(bench.events, []);
  });

  it("does not send again what ended in an error", async () => {
    const failing = createScriptedCaller(() => new ProviderError("request", "too long"));
    const first = await createBench({ plan, generation: failing });
    await first.run();
    const second = await createBench({ plan, earlier: first.events });
    await second.run();
    assert.deepEqual(second.events, []);
  });
});

describe("execute: stopping", () => {
  it("sends no more calls than the cap says and ends in peace", async () => {
    const generation = createScriptedCaller(sayYes);
    const plan = planOf(setupOf({ collection: collectionOf(rowsOf(9)) }), { maxCalls: 4, concurrency: 3 });
    const bench = await createBench({ plan, generation });
    await bench.run();
    assert.deepEqual([generation.calls.length, bench.control.stopped()?.state, ratingsIn(bench.events).length], [4, "paused", 4]);
  });

  it("asks no further sample after a refused key", async () => {
    const generation = createScriptedCaller(() => new ProviderError("auth", "no such key"));
    const bench = await createBench({ plan: planOf(setupOf({ collection: collectionOf(rowsOf(9)) }), { concurrency: 1 }), generation });
    await bench.run();
    assert.deepEqual(
      [generation.calls.length, bench.control.stopped()],
      [1, { state: "incomplete", reason: "no such key", cause: "auth" }],
    );
  });

  it("spends no more than one call beyond the cost cap when one is in flight at a time", async () => {
    const model = modelOf({ provider: "openai", price: { input: 0, output: 1e6 } });
    const setup = setupOf({ collection: collectionOf(rowsOf(9)), arms: [armOf("baseline", { model })] });
    const generation = createScriptedCaller(() => completionOf("yes", { usage: oneToken }));
    const plan = planOf(setup, { concurrency: 1, maxCostUsd: 4, maxCalls: 99 });
    const bench = await createBench({ plan, generation });
    await bench.run();
    assert.deepEqual([generation.calls.length, bench.control.stopped()?.cause], [4, "budget"]);
  });

  it("does the rest and then pauses where one server wants no calls for an hour", async () => {
    const parked = modelOf({ model: "parked" });
    const setup = setupOf({ collection: collectionOf(rowsOf(5)), arms: [armOf(), armOf("other", { model: parked })] });
    const generation = createScriptedCaller(({ encoded }) =>
      requestText(encoded).includes('"parked"') ? new ProviderError("rate-limit", "enough", { retryAfterMs: 3_600_000 }) : "yes",
    );
    const clock = createFakeClock({ isEager: true });
    const bench = await createBench({ plan: planOf(setup, { concurrency: 1 }), generation, clock });
    await bench.run();
    // That the hour is over by the end of the run does not undo that calls were left.
    await clock.advance(3_600_000);
    const answers = responsesIn(bench.events).map(({ variant, status }) => `${variant} ${status}`);
    assert.deepEqual(
      [answers.sort(), bench.record.samples.size, bench.context.queue.parkedUntil()],
      [[...Array<string>(5).fill("baseline ok"), "other cancelled"], 5, Date.UTC(2026, 0, 1, 1)],
    );
  });

  it("rejects when the journal cannot be written", async () => {
    const bench = await createBench({ plan: planOf(setupOf({ collection: collectionOf(rowsOf(9)) })) });
    bench.fillDisk(1);
    assert.equal(((await rejectionOf(bench.run())) as { code: string }).code, "store/unwritable");
  });

  it("stops the run when the journal cannot be written: no call without its start", async () => {
    const generation = createScriptedCaller(sayYes);
    const bench = await createBench({ plan: planOf(setupOf({ collection: collectionOf(rowsOf(9)) }), { concurrency: 1 }), generation });
    bench.fillDisk(1);
    await rejectionOf(bench.run());
    await settle();
    assert.deepEqual([generation.calls.length, bench.control.stopped()?.state], [1, "incomplete"]);
  });
});
