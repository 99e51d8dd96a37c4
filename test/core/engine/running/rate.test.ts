// One sample's ratings: checks and judge, what the judge sees, and errors that are never fails.
import assert from "node:assert/strict";
import type { Column } from "../../../../src/core/domain/collection.ts";
import type { Criterion } from "../../../../src/core/domain/criterion-set.ts";
import type { RatingEvent } from "../../../../src/core/domain/run-event.ts";
import type { Rating, Setup } from "../../../../src/core/documents/setup.ts";
import { rate } from "../../../../src/core/engine/running/rate.ts";
import { ProviderError } from "../../../../src/core/providers/provider-error.ts";
import { responseOf } from "../../../support/event-factories.ts";
import {
  armOf,
  collectionOf,
  columnOf,
  completionOf,
  criterionOf,
  criterionSetOf,
  judgeOf,
  modelOf,
  questionOf,
  rowOf,
  setupOf,
  templateOf,
} from "../../../support/factories.ts";
import {
  createScriptedCaller,
  requestText,
  type ScriptedAnswer,
  type ScriptedCall,
  type ScriptedCaller,
} from "../../../support/scripted-caller.ts";
import { createBench, planOf, ratingsOf, startsIn, type Bench } from "../engine-fixtures.ts";

const row = rowOf("r1", { text: "the input", expected: "the answer", empty: "" });

function verdicts(verdictById: Readonly<Record<string, string>>): string {
  return JSON.stringify({ ratings: Object.entries(verdictById).map(([id, verdict]) => ({ id, reason: `because ${id}`, verdict })) });
}

interface Rated {
  readonly ratings: Map<string, RatingEvent>;
  readonly judge: ScriptedCaller;
  readonly bench: Bench;
}

interface Circumstances {
  readonly text?: string;
  readonly grouping?: Rating["grouping"];
  readonly setup?: Partial<Setup>;
}

async function rateBy(
  criteria: readonly Criterion[],
  answer: (call: ScriptedCall) => ScriptedAnswer = () => verdicts({}),
  { text = "yes", grouping = "together", setup = {} }: Circumstances = {},
): Promise<Rated> {
  const judge = createScriptedCaller(answer);
  const plan = planOf(
    setupOf({
      collection: collectionOf([row]),
      criteria: criterionSetOf(...criteria),
      judge: judgeOf(),
      rating: { mode: "detailed", grouping },
      ...setup,
    }),
  );
  const bench = await createBench({ plan, judge });
  return { ratings: await ratingsOf(bench, text), judge, bench };
}

/** `pass`, `fail` or the code of the error, by criterion. */
function outcomesOf({ ratings }: Rated): Record<string, string | undefined> {
  return Object.fromEntries([...ratings].map(([id, rating]) => [id, rating.label ?? rating.error?.code]));
}

describe("rate: checks", () => {
  it("rates each check by itself, without a call", async () => {
    const rated = await rateBy([
      criterionOf("yes"),
      criterionOf("no", { options: { value: "no" } }),
      criterionOf("not-no", { options: { value: "no" }, isNegated: true }),
    ]);
    assert.deepEqual([outcomesOf(rated), rated.judge.calls.length], [{ yes: "pass", no: "fail", "not-no": "pass" }, 0]);
  });

  it("makes an empty column a rating error of its criterion alone", async () => {
    const rated = await rateBy([
      criterionOf("filled", { options: { value: "yes" } }),
      criterionOf("empty", { options: { value: "{{empty}}" } }),
    ]);
    assert.deepEqual(outcomesOf(rated), { filled: "pass", empty: "scorer/empty-column" });
  });

  it("records a rating whole", async () => {
    const criterion = criterionOf("yes");
    const { ratings, bench } = await rateBy([criterion]);
    const rating = ratings.get("yes");
    assert.deepEqual(rating, {
      k: "rating",
      sample: bench.plan.samples[0]?.hash,
      criterion: "yes",
      criterionHash: criterion.hash,
      raw: null,
      judge: null,
      by: null,
      t: "2026-01-01T00:00:00.000Z",
      value: 1,
      label: "pass",
      reason: rating?.reason,
      error: null,
    });
  });

  it("saves nothing of checks that were cut off", async () => {
    const cancel = new AbortController();
    const schema = { type: "object", properties: { a: { type: "string", pattern: "^a+$" } } };
    const plan = planOf(
      setupOf({
        collection: collectionOf([row]),
        criteria: criterionSetOf(criterionOf("json", { scorer: "json-schema", options: { schema } })),
      }),
    );
    const bench = await createBench({ plan, signal: cancel.signal });
    bench.control.dispose();
    const sample = plan.samples[0]!;
    await rate(
      sample,
      responseOf({ row: "r1" }, { sample: sample.hash, output: { text: '{"a":"aaa"}' } }),
      plan.setup.criteria.criteria,
      new Map(),
      bench.context,
    );
    assert.deepEqual(bench.events, []);
  });
});

describe("rate: judge", () => {
  const questions = [questionOf("clear"), questionOf("polite")];

  it("asks all questions in one call when they are asked together", async () => {
    const rated = await rateBy(questions, () => verdicts({ clear: "pass", polite: "fail" }));
    assert.deepEqual([outcomesOf(rated), rated.judge.calls.length], [{ clear: "pass", polite: "fail" }, 1]);
  });

  it("asks one question a call when they are asked separately", async () => {
    const rated = await rateBy(questions, ({ index }) => verdicts(index === 0 ? { clear: "pass" } : { polite: "pass" }), {
      grouping: "separate",
    });
    assert.deepEqual(
      [outcomesOf(rated), startsIn(rated.bench.events).map(({ criteria }) => criteria)],
      [{ clear: "pass", polite: "pass" }, [["clear"], ["polite"]]],
    );
  });

  it("asks separate questions at the same time", async () => {
    const rated = await rateBy(questions, ({ index }) => verdicts(index === 0 ? { clear: "pass" } : { polite: "pass" }), {
      grouping: "separate",
    });
    assert.equal(rated.judge.peak, 2);
  });

  it("rates by checks and judge side by side", async () => {
    assert.deepEqual(outcomesOf(await rateBy([criterionOf("yes"), questionOf("clear")], () => verdicts({ clear: "fail" }))), {
      yes: "pass",
      clear: "fail",
    });
  });

  it("keeps the judge's reason", async () => {
    const { ratings } = await rateBy([questionOf("clear")], () => verdicts({ clear: "fail" }));
    assert.equal(ratings.get("clear")?.reason, "because clear");
  });

  it("gives the facts of a call to the first of its ratings only", async () => {
    const { ratings } = await rateBy(questions, () => completionOf(verdicts({ clear: "pass", polite: "pass" })));
    assert.deepEqual(
      [ratings.get("clear")?.judge?.usage?.input, Object.keys(ratings.get("polite")?.judge ?? {})],
      [10, ["model", "request", "attempt"]],
    );
  });

  it("makes prose a rating error of every question, and keeps what the judge wrote", async () => {
    const rated = await rateBy(questions, () => "I think it is fine.");
    assert.deepEqual(
      [outcomesOf(rated), [...rated.ratings.values()].map(({ raw }) => raw)],
      [{ clear: "judge/invalid-answer", polite: "judge/invalid-answer" }, ["I think it is fine.", "I think it is fine."]],
    );
  });

  it("keeps at most 4,000 characters of what the judge wrote", async () => {
    const { ratings } = await rateBy([questionOf("clear")], () => "x".repeat(9_000));
    assert.equal(ratings.get("clear")?.raw?.length, 4_000);
  });

  it("keeps a rating error to the question that was not answered", async () => {
    const rated = await rateBy(questions, () => verdicts({ clear: "pass" }));
    assert.deepEqual([outcomesOf(rated), rated.ratings.get("clear")?.raw], [{ clear: "pass", polite: "judge/missing-verdict" }, null]);
  });

  it("takes a verdict outside the two words for an error, never for a fail", async () => {
    assert.deepEqual(outcomesOf(await rateBy([questionOf("clear")], () => verdicts({ clear: "maybe" }))), {
      clear: "judge/invalid-verdict",
    });
  });

  it("makes a judge's call that fails a rating error of every question", async () => {
    const rated = await rateBy(questions, () => new ProviderError("request", "too long"));
    assert.deepEqual(
      [outcomesOf(rated), rated.ratings.get("clear")?.error?.message],
      [{ clear: "provider/request", polite: "provider/request" }, "too long"],
    );
  });

  it("saves no rating when a refused key stops the run", async () => {
    const { ratings, bench } = await rateBy(questions, () => new ProviderError("auth", "no such key"));
    assert.deepEqual([ratings.size, bench.control.stopped()?.state], [0, "incomplete"]);
  });

  it("makes an empty column a rating error without a call", async () => {
    const rated = await rateBy([questionOf("empty", "Does it say {{empty}}?")]);
    assert.deepEqual([outcomesOf(rated), rated.judge.calls.length], [{ empty: "scorer/empty-column" }, 0]);
  });

  it("still asks the other questions of a row with an empty column", async () => {
    const rated = await rateBy([questionOf("empty", "Does it say {{empty}}?"), questionOf("clear")], () => verdicts({ clear: "pass" }));
    assert.deepEqual(
      [outcomesOf(rated), startsIn(rated.bench.events).map(({ criteria }) => criteria)],
      [{ empty: "scorer/empty-column", clear: "pass" }, [["clear"]]],
    );
  });
});

describe("rate: what the judge sees", () => {
  const values = { key: "SECRET-ID", text: "SHOWN-INPUT", answer: "SHOWN-EXPECTED", note: "SECRET-METADATA", old: "SECRET-RESPONSE" };
  const columns: Column[] = [
    columnOf("key", { role: "id" }),
    columnOf("text"),
    columnOf("answer", { role: "expected" }),
    columnOf("note", { role: "metadata" }),
    columnOf("old", { role: "response" }),
  ];
  const arm = armOf("SECRET-VARIANT", {
    template: templateOf("SECRET-TEMPLATE {{text}}"),
    system: templateOf("SECRET-SYSTEM"),
    model: modelOf({ model: "SECRET-MODEL" }),
  });
  const setup = { collection: collectionOf([rowOf("SECRET-ROW", values)], columns), arms: [arm] as const };

  async function seen(): Promise<string> {
    const { judge } = await rateBy(
      [questionOf("clear", "Is {{answer}} in it?"), criterionOf("SECRET-CHECK")],
      () => verdicts({ clear: "pass" }),
      { setup, text: "SHOWN-RESPONSE" },
    );
    return requestText(judge.calls[0]!.encoded);
  }

  it("is no template, system text, variant, model, row id, other check, id, metadata or response column", async () => {
    assert.deepEqual((await seen()).match(/SECRET-\w+/g), null);
  });

  it("is the response, the input columns, the expected columns and the question with its columns filled", async () => {
    const text = await seen();
    assert.deepEqual(
      ["SHOWN-RESPONSE", "SHOWN-INPUT", "Is SHOWN-EXPECTED in it?"].filter((shown) => !text.includes(shown)),
      [],
    );
  });

  it("is nothing of another arm's answer", async () => {
    const { judge } = await rateBy([questionOf("clear")], () => verdicts({ clear: "pass" }), { setup, text: "only this" });
    const body = judge.calls[0]?.encoded.body as { messages: { content: { text: string }[] }[] } | undefined;
    const data = JSON.parse(body?.messages[1]?.content[0]?.text ?? "") as object;
    assert.deepEqual(data, {
      criteria: [{ id: "clear", question: "Is it clear?" }],
      row: { text: "SHOWN-INPUT", answer: "SHOWN-EXPECTED" },
      response: "only this",
      tool_calls: [],
    });
  });
});
