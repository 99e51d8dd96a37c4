// A run in batches when things go wrong: what is asked again and how often, what stops the run, what is waited for, and what counts as possibly billed.
import assert from "node:assert/strict";
import { openBatches } from "../../../../src/core/domain/batch-record.ts";
import { ProviderError } from "../../../../src/core/providers/provider-error.ts";
import { criterionOf, rubricOf } from "../../../support/factories.ts";
import { createFakeClock } from "../../../support/fake-clock.ts";
import { answer, batchPlan, createBatchDesk, type BatchDesk } from "./batch-desk.ts";
import { createScriptedBatches, type BatchScript, type ScriptedBatches } from "./scripted-batches.ts";

const rows = 3;
const samples = 2 * rows;

function deskOf(
  script: Partial<BatchScript>,
  options: Parameters<typeof batchPlan>[1] = {},
): { desk: BatchDesk; provider: ScriptedBatches } {
  const provider = createScriptedBatches({ answer, ...script });
  return { provider, desk: createBatchDesk(batchPlan(rows, options), provider) };
}

function sizes({ batches }: ScriptedBatches): number[] {
  return batches.map(({ requests }) => requests.length);
}

/** How the responses ended, with attempts and what may have been billed. */
async function endings(desk: BatchDesk): Promise<(readonly [string, number, number, string | undefined])[]> {
  return (await desk.samples()).flatMap(({ response }) =>
    response === null ? [] : [[response.status, response.attempt, response.possiblyBilledAttempts, response.error?.code] as const],
  );
}

function all<Value>(value: Value): Value[] {
  return Array.from({ length: samples }, () => value);
}

describe("a run in batches", () => {
  it("hands over the responses, then each question of the judge, and marks every answer as one of a batch at half its price", async () => {
    const { desk, provider } = deskOf({});
    const { stop } = await desk.sit();
    assert.deepEqual([stop, sizes(provider)], [null, [samples, 2 * samples]]);
    for (const { response, ratings } of await desk.samples()) {
      const { usage, cost, time } = response ?? {};
      assert.equal(cost?.usd, (((usage?.input ?? 0) + 2 * (usage?.output ?? 0)) / 1e6) * 0.5);
      assert.deepEqual([cost?.source, cost?.batchFactor, time?.isBatch, ratings.size], ["config", 0.5, true, 3]);
    }
  });

  it("asks again what expired, as often as attempts allow, and ends in an error then", async () => {
    const { desk, provider } = deskOf({ fate: () => "expired" });
    await desk.sit();
    assert.deepEqual(sizes(provider), [samples, samples, samples, samples, samples]);
    assert.deepEqual(await endings(desk), all(["error", 5, 0, "provider/expired"]));
  });

  for (const [fate, billed] of [
    ["missing", 2],
    ["malformed", 2],
    ["invalid-response", 2],
    ["unknown-outcome", 2],
  ] as const) {
    it(`asks once more what may have been billed without an answer (${fate})`, async () => {
      const { desk, provider } = deskOf({ fate: () => fate });
      await desk.sit();
      const code = fate === "unknown-outcome" ? "provider/unknown-outcome" : "provider/invalid-response";
      assert.deepEqual([sizes(provider), await endings(desk)], [[samples, samples], all(["error", 2, billed, code])]);
    });
  }

  it("does not ask again for what the provider refuses", async () => {
    const { desk, provider } = deskOf({ fate: () => "request" });
    await desk.sit();
    assert.deepEqual([sizes(provider), await endings(desk)], [[samples], all(["error", 1, 0, "provider/request"])]);
  });

  it("takes batches as large as the provider does", async () => {
    const { desk, provider } = deskOf({ limits: { requests: 4, bytes: 1e6 } });
    await desk.sit();
    assert.deepEqual(sizes(provider), [4, 2, 4, 4, 4]);
  });

  it("takes batches of as many bytes as the provider does", async () => {
    const { desk, provider } = deskOf({ limits: { requests: 100, bytes: 500 } });
    await desk.sit();
    const sizesInBytes = provider.batches.map(({ requests }) => requests.reduce((sum, request) => sum + provider.sizeOf(request), 0));
    assert.ok(
      provider.batches.length > 4 &&
        provider.batches.every(({ requests }, index) => requests.length === 1 || (sizesInBytes[index] ?? 0) <= 500),
    );
  });

  it("polls after 5 s, and then ever more slowly up to 5 min", async () => {
    const { desk } = deskOf({ polls: (batch) => (batch === 1 ? 14 : 0) });
    await desk.sit();
    const { sleeps } = desk.clock;
    assert.deepEqual([sleeps[0], sleeps[1], Math.max(...sleeps)], [5000, 7500, 300_000]);
  });

  it("journals what is to go out before it goes out, and the id as the very next thing", async () => {
    const { desk } = deskOf({});
    await desk.sit();
    const kinds = (await desk.events()).map((event) => (event.k === "batch" ? event.step : event.k));
    const lines = ["start", "start", "start", "start", "start", "start", "intent", "submitted", "response"];
    assert.deepEqual(kinds.slice(0, lines.length), lines);
  });

  for (const judge of ["batch", "live"] as const) {
    it(`rates what is made of verdicts when they are there (judge: ${judge})`, async () => {
      const both = criterionOf("both", { scorer: "composite", options: { of: ["says-yes", "a"], rule: "all" } });
      const desk = createBatchDesk(batchPlan(rows, { batch: { judge } }, [both]), createScriptedBatches({ answer }));
      const { stop } = await desk.sit();
      const labels = (await desk.samples()).map(({ ratings }) => ratings.get("both")?.label);
      assert.deepEqual([stop, labels], [null, all("pass")]);
    });
  }

  it("asks a rubric in the batch of the judge", async () => {
    const provider = createScriptedBatches({ answer });
    const desk = createBatchDesk(batchPlan(rows, {}, [rubricOf("complete")]), provider);
    const { stop } = await desk.sit();
    const values = (await desk.samples()).map(({ ratings }) => ratings.get("complete")?.value);
    assert.deepEqual([stop, sizes(provider), values], [null, [samples, 3 * samples], all(0.8)]);
  });

  it("asks the judge live when it is told to", async () => {
    const { desk, provider } = deskOf({}, { batch: { judge: "live" } });
    await desk.sit();
    const [first] = await desk.samples();
    assert.deepEqual([sizes(provider), first?.ratings.get("a")?.judge?.cost?.batchFactor, first?.ratings.size], [[samples], undefined, 3]);
  });
});

describe("a retry in batches", () => {
  it("asks a judge that answers prose once more, and leaves it at that", async () => {
    const prose: BatchScript["answer"] = (encoded) => (answer(encoded).startsWith("{") ? "I would say so." : answer(encoded));
    const { desk, provider } = deskOf({ answer: prose });
    await desk.sit();
    await desk.sit("retry");
    assert.deepEqual(sizes(provider), [samples, 2 * samples, 2 * samples]);
  });

  it("makes a response that failed once more, and leaves it at that", async () => {
    const { desk, provider } = deskOf({ fate: () => "request" });
    await desk.sit();
    await desk.sit("retry");
    assert.deepEqual([sizes(provider), await endings(desk)], [[samples, samples], all(["error", 1, 0, "provider/request"])]);
  });
});

describe("a run in batches that cannot go on", () => {
  it("that is cancelled leaves the batch to the provider, and collects it when it is resumed", async () => {
    const cancel = new AbortController();
    const { desk, provider } = deskOf({ polls: (batch) => (batch === 1 ? 3 : 0), onPoll: (_, poll) => poll === 2 && cancel.abort() });
    const { stop } = await desk.sit(undefined, cancel.signal);
    assert.deepEqual(
      [stop?.state, openBatches((await desk.record()).batches).map(({ id }) => id), provider.cancelled],
      ["cancelled", ["batch-1"], []],
    );

    assert.deepEqual((await desk.sit()).stop, null);
    assert.deepEqual([sizes(provider), provider.repeated, (await desk.record()).calls.generation], [[samples, 2 * samples], [], samples]);
  });

  it("cancels batches at the provider only when that is asked for, and sends nothing more then", async () => {
    const { desk, provider } = deskOf({ polls: (batch) => (batch === 1 ? 1 : 0) });
    assert.equal((await desk.sit({ nth: 3, taken: 0 })).isKilled, true);
    const { stop } = await desk.sit("cancel");
    const { record, cancelled } = { record: await desk.record(), cancelled: provider.cancelled };
    assert.deepEqual([cancelled, stop?.state, openBatches(record.batches), sizes(provider)], [["batch-1"], "cancelled", [], [samples]]);
    assert.equal((await desk.sit()).stop, null);
    assert.deepEqual(await endings(desk), all(["ok", 2, 0, undefined]));
  });

  it("counts calls as possibly billed when nobody can tell whether their batch was taken", async () => {
    const trouble = { error: new ProviderError("unknown-outcome", "The connection broke off."), isMade: true };
    const list = (): ProviderError => new ProviderError("request", "There is no list.", { status: 404 });
    const { desk, provider } = deskOf({ trouble: (submission) => (submission === 1 ? trouble : null), list });
    await desk.sit();
    const record = await desk.record();
    assert.deepEqual([sizes(provider), record.possiblyBilledTwice], [[samples, samples, 2 * samples], samples]);
    assert.deepEqual(await endings(desk), all(["ok", 2, 1, undefined]));
  });

  for (const ending of ["ended", "expired", "cancelled"] as const) {
    it(`reads results again that broke off, before anything of a batch that has ${ending} goes out again`, async () => {
      const broken = new ProviderError("unknown-outcome", "The connection broke off.");
      const { desk, provider } = deskOf({ ending: () => ending, unread: (reading) => (reading <= 5 ? broken : null) });
      await desk.sit();
      assert.deepEqual([sizes(provider)[0], provider.repeated, await endings(desk)], [samples, [], all(["ok", 1, 0, undefined])]);
    });
  }

  it("gives up, resumable, when results stay out of reach, and leaves the batch to be collected", async () => {
    let isOut = true;
    const { desk, provider } = deskOf({ unread: () => (isOut ? new ProviderError("invalid-response", "It is a page.") : null) });
    const { stop } = await desk.sit();
    assert.deepEqual([stop?.state, stop?.reason], ["incomplete", "the batch cannot be asked for: It is a page."]);
    assert.deepEqual([openBatches((await desk.record()).batches).length, (await endings(desk)).length], [1, samples / 2]);
    isOut = false;
    assert.deepEqual([(await desk.sit()).stop, sizes(provider), provider.repeated], [null, [samples, 2 * samples], []]);
  });

  it("asks once more for what was in a batch that the provider no longer knows", async () => {
    const { desk, provider } = deskOf({ isGone: (batch) => batch === 1 });
    await desk.sit();
    assert.deepEqual([sizes(provider), await endings(desk)], [[samples, samples, 2 * samples], all(["ok", 2, 1, undefined])]);
  });

  it("takes no batch of somebody else for its own, although it is as large", async () => {
    const trouble = { error: new ProviderError("unknown-outcome", "It broke off."), isMade: false };
    const { desk, provider } = deskOf({ isCertain: false, trouble: (submission) => (submission === 2 ? trouble : null) });
    const encoded = { method: "POST", path: "/chat/completions", body: { messages: [{ content: "theirs" }] } } as const;
    const foreign = Array.from({ length: samples }, (_, index) => ({ id: String(index).padStart(64, "f"), encoded }));
    await provider.submit(foreign, "theirs", new AbortController().signal);
    assert.deepEqual([(await desk.sit()).stop, sizes(provider)], [null, [samples, samples, 2 * samples]]);
    assert.deepEqual(await endings(desk), all(["ok", 1, 0, undefined]));
  });

  it("gives a provider time to make a large batch before it is taken for none", async () => {
    const clock = createFakeClock({ isEager: true });
    const trouble = { error: new ProviderError("unknown-outcome", "It broke off."), isMade: true };
    const provider = createScriptedBatches({
      answer,
      trouble: (submission) => (submission === 1 ? trouble : null),
      isListed: () => clock.monotonic() > 8_000,
    });
    await createBatchDesk(batchPlan(400), provider, clock).sit();
    assert.deepEqual([sizes(provider)[0], provider.repeated], [800, []]);
  });

  it("counts the calls of a batch that an earlier writer handed over towards the cap", async () => {
    const { desk, provider } = deskOf({}, { maxCalls: samples });
    assert.equal((await desk.sit({ nth: 2, taken: 0 })).isKilled, true);
    const { stop } = await desk.sit();
    assert.deepEqual([stop?.cause, sizes(provider), (await endings(desk)).length], ["budget", [samples], samples]);
  });

  it("stops when a key is refused, and hands the batch over when it is resumed", async () => {
    const trouble = { error: new ProviderError("auth", "No such key.", { status: 401 }), isMade: false };
    const { desk, provider } = deskOf({ trouble: (submission) => (submission === 1 ? trouble : null) });
    const { stop } = await desk.sit();
    assert.deepEqual([stop?.state, stop?.cause, sizes(provider)], ["incomplete", "auth", []]);
    await desk.sit();
    const { calls, possiblyBilledTwice } = await desk.record();
    assert.deepEqual([calls.generation, calls.retried, possiblyBilledTwice, sizes(provider)], [samples, 0, 0, [samples, 2 * samples]]);
  });

  it("stops with the provider's words when the whole batch is refused", async () => {
    let isFull = true;
    const { desk, provider } = deskOf({ ending: () => (isFull ? "failed" : "ended") });
    const { stop } = await desk.sit();
    assert.deepEqual([stop?.state, stop?.reason], ["incomplete", "the provider refused the batch: It is full."]);
    isFull = false;
    assert.deepEqual([(await desk.sit()).stop, sizes(provider)], [null, [samples, samples, 2 * samples]]);
  });

  it("stops when the batch was cancelled at the provider, and asks again when it is resumed", async () => {
    const { desk } = deskOf({ fate: (_, attempt) => (attempt === 1 ? "cancelled" : "answered") });
    assert.equal((await desk.sit()).stop?.reason, "the batch was cancelled at the provider");
    assert.deepEqual(await endings(desk), []);
    for (let sitting = 0; sitting < 2; sitting++) await desk.sit();
    assert.deepEqual(await endings(desk), all(["ok", 2, 0, undefined]));
  });

  it("gives up, resumable, when the provider's list of batches stays out of reach", async () => {
    const trouble = { error: new ProviderError("unknown-outcome", "It broke off."), isMade: true };
    const { desk, provider } = deskOf({
      trouble: (n) => (n === 1 ? trouble : null),
      list: () => new ProviderError("server", "It is down."),
    });
    const { stop } = await desk.sit();
    assert.deepEqual([stop?.state, stop?.reason, sizes(provider)], ["incomplete", "the batch cannot be asked for: It is down.", [samples]]);
  });

  it("sends no more requests than the cap of calls allows, and collects those", async () => {
    const { desk, provider } = deskOf({}, { maxCalls: 4 });
    const { stop } = await desk.sit();
    assert.deepEqual([stop?.cause, sizes(provider), (await endings(desk)).length], ["budget", [4], 4]);
  });

  it("goes beyond a cap of cost by no more than one request at its worst", async () => {
    // At most 100 tokens of output at $2 a million, half of it in a batch: about $0.0001 a request.
    const { desk, provider } = deskOf({}, { maxCostUsd: 0.000_25 });
    await desk.sit();
    assert.equal(sizes(provider)[0], 3);
  });

  it("rejects when the journal cannot be written", async () => {
    const { desk } = deskOf({});
    assert.equal((await desk.sit({ nth: 2, taken: 0 })).isKilled, true);
  });
});

describe("the clock of a run in batches", () => {
  it("is never asked to wait when everything is answered at once", async () => {
    const clock = createFakeClock({ isEager: true });
    await createBatchDesk(batchPlan(rows), createScriptedBatches({ answer }), clock).sit();
    assert.deepEqual(clock.sleeps, []);
  });
});
