import assert from "node:assert/strict";
import * as z from "zod";
import type { Clock, RegexRunner } from "../../../src/core/base/ports.ts";
import type { Completion } from "../../../src/core/domain/completion.ts";
import type { Message } from "../../../src/core/domain/message.ts";
import type { OutputFormat } from "../../../src/core/domain/model-config.ts";
import { simulated } from "../../../src/core/providers/simulated.ts";
import { inProcessRegex, timeoutRegex } from "../../support/in-process-regex.ts";
import { callOptions, configOf, failureOf, generousTimeouts, message } from "./calls.ts";

/** A clock that stands still but for what is slept, and writes that down. */
function fakeClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  const elapsed = (): number => slept.reduce((sum, milliseconds) => sum + milliseconds, 0);
  return {
    slept,
    now: elapsed,
    monotonic: elapsed,
    sleep: async (milliseconds, options) => {
      options?.signal?.throwIfAborted();
      slept.push(milliseconds);
    },
  };
}

interface Ask {
  readonly draw?: string;
  readonly output?: OutputFormat;
  readonly clock?: Clock;
  readonly regex?: RegexRunner;
}

async function ask(
  settings: Readonly<Record<string, unknown>>,
  messages: readonly Message[],
  { draw = "draw", output, clock = fakeClock(), regex = inProcessRegex }: Ask = {},
): Promise<Completion> {
  const caller = await simulated.open({ baseUrl: "", key: "", fetch, clock, regex, timeouts: generousTimeouts });
  return caller.call(
    simulated.encode({ config: configOf("simulated", { settings, output: output ?? null }), messages }),
    callOptions({ draw }),
  );
}

const question = [message("system", "Answer briefly."), message("user", "Customer: Ann\nOrder: A-1")];
const draws = Array.from({ length: 2000 }, (_, index) => `draw ${String(index)}`);

function shareOf<Value>(values: readonly Value[], isWanted: (value: Value) => boolean): number {
  return values.filter(isWanted).length / values.length;
}

describe("the simulated model", () => {
  it("answers from the first rule that matches the rendered messages", async () => {
    const rules = [
      { when: "Bob", replies: [{ text: "for Bob" }] },
      { when: "^system: Answer briefly\\.\nuser: Customer: Ann.Order", replies: [{ text: "for Ann" }] },
      { when: "Ann", replies: [{ text: "too late" }] },
    ];
    assert.equal((await ask({ rules }, question)).text, "for Ann");
  });

  it("fills in the named groups of the match", async () => {
    const rules = [
      { when: "Customer: (?<first>\\S+)(?<none>x)?", replies: [{ text: "Hi {{$first}}{{$none}}, {{$unknown}} {{first}} {{$first}}" }] },
    ];
    assert.equal((await ask({ rules }, question)).text, "Hi Ann, {{$unknown}} {{first}} Ann");
  });

  it("does not read a replacement pattern out of a value", async () => {
    const rules = [{ when: "user: (?<all>.*)", replies: [{ text: "[{{$all}}]" }] }];
    assert.equal((await ask({ rules }, [message("user", "$& $1 {{$all}}")])).text, "[$& $1 {{$all}}]");
  });

  it("says so when no rule matches", async () => {
    assert.match(
      (await ask({ rules: [{ when: "Bob", replies: [{ text: "x" }] }] }, question)).text,
      /No rule of this simulated model matches/,
    );
  });

  it("names the pattern that was stopped", async () => {
    const rules = ["Bob", "(a+)+$"].map((when) => ({ when, replies: [{ text: "x" }] }));
    const { kind, message: said } = await failureOf(ask({ rules }, question, { regex: timeoutRegex }));
    assert.deepEqual(
      [kind, said],
      [
        "request",
        'The pattern "(a+)+$" of this simulated model took longer than 250 ms, so it was stopped. Write it so that a text can match it in one way only.',
      ],
    );
  });

  it("runs no pattern of a judge outside the runner", async () => {
    const judge = [{ criterion: "short", pass_when: "(a+)+$" }];
    const task = message("user", JSON.stringify({ criteria: [{ id: "short" }], response: "a" }));
    assert.equal((await failureOf(ask({ judge }, [task], { regex: timeoutRegex }))).kind, "request");
  });

  it("draws replies by their shares", async () => {
    const rules = [{ when: "Ann", replies: [{ text: "often", share: 3 }, { text: "rarely" }] }];
    const texts = await Promise.all(draws.map(async (draw) => (await ask({ rules }, question, { draw })).text));
    assert.ok(Math.abs(shareOf(texts, (text) => text === "often") - 0.75) < 0.04);
  });

  it("answers the same to the same draw", async () => {
    const settings = {
      rules: [{ when: "Ann", replies: [{ text: "a" }, { text: "b" }, { text: "c" }] }],
      latency: { median_ms: 20, p95_ms: 80 },
    };
    assert.deepEqual(await ask(settings, question, { draw: "x" }), await ask(settings, question, { draw: "x" }));
  });

  it("estimates usage and says that it is an estimate", async () => {
    const { usage } = await ask({ rules: [{ when: "Ann", replies: [{ text: "one two three" }] }] }, question);
    assert.deepEqual(usage, { input: 8, output: 4, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: true });
  });

  it("sleeps a latency with the given median and 95th percentile", async () => {
    const clock = fakeClock();
    for (const draw of draws) await ask({ latency: { median_ms: 100, p95_ms: 300 } }, question, { draw, clock });
    const sorted = [...clock.slept].sort((a, b) => a - b);
    const [median, p95] = [sorted[1000] ?? 0, sorted[1900] ?? 0];
    assert.ok(Math.abs(median - 100) < 8 && Math.abs(p95 - 300) < 35, `median ${String(median)}, p95 ${String(p95)}`);
  });

  it("never sleeps longer than a day", async () => {
    const clock = fakeClock();
    for (const draw of draws) await ask({ latency: { median_ms: 1, p95_ms: 86_400_000 } }, question, { draw, clock });
    assert.equal(Math.max(...clock.slept), 86_400_000);
  });

  it("does not sleep without a latency", async () => {
    const clock = fakeClock();
    await ask({}, question, { clock });
    assert.deepEqual(clock.slept, []);
  });

  it("fails as often as it is told to", async () => {
    const failures = { rate_limit: 0.1, server_error: 0.2, reset: 0.3 };
    const kinds = await Promise.all(
      draws.map((draw) =>
        ask({ failures }, question, { draw }).then(
          () => "none",
          (error: { readonly kind: string }) => error.kind,
        ),
      ),
    );
    const shares = ["rate-limit", "server", "unknown-outcome", "none"].map((kind) =>
      Math.round(10 * shareOf(kinds, (one) => one === kind)),
    );
    assert.deepEqual(shares, [1, 2, 3, 4]);
  });

  it("hangs until the total clock runs out", async () => {
    const clock = fakeClock();
    const failure = await failureOf(ask({ failures: { hang: 1 } }, question, { clock }));
    assert.deepEqual([failure.kind, clock.slept], ["unknown-outcome", [60_000]]);
  });

  it("encodes parameters, so that another request has another body", () => {
    const encode = (temperature: number) =>
      simulated.encode({ config: configOf("simulated", { parameters: { temperature } }), messages: question }).body;
    assert.notDeepEqual(encode(0), encode(1));
  });
});

describe("the settings of a simulated model", () => {
  const schema = z.strictObject(simulated.settings);
  for (const [name, settings, pattern] of [
    ["an invalid rule", { rules: [{ when: "(", replies: [{ text: "x" }] }] }, /rules\[0\]\.when[\s\S]*|Invalid regular expression: \/\(\//],
    ["an escape that means nothing", { rules: [{ when: "\\y", replies: [{ text: "x" }] }] }, /Invalid escape/],
    ["an invalid judge pattern", { judge: [{ criterion: "a", pass_when: "[" }] }, /Invalid regular expression: \/\[\//],
    ["failures beyond certainty", { failures: { reset: 0.7, hang: 0.7 } }, /add up to more than 1/],
    ["a latency above a day", { latency: { median_ms: 1, p95_ms: 86_400_001 } }, /86400000/],
    ["a p95 below the median", { latency: { median_ms: 9, p95_ms: 8 } }, /must not be below/],
    ["a rule without replies", { rules: [{ when: "a", replies: [] }] }, /replies/],
    ["a misspelt key", { rules: [{ wen: "a", replies: [{ text: "x" }] }] }, /wen/],
  ] as const) {
    it(`refuse ${name}`, () => {
      assert.match(schema.safeParse(settings).error?.message ?? "accepted", pattern);
    });
  }
});

describe("the simulated model as a judge", () => {
  const judge = [
    { criterion: "polite", pass_when: "please|thank" },
    { criterion: "short", pass_when: "^.{0,40}$" },
  ];
  const task = (ids: readonly string[], response: string): Message[] => [
    message("system", "Rate."),
    message("user", JSON.stringify({ criteria: ids.map((id) => ({ id, question: "?" })), row: {}, response })),
  ];
  const rated = (fields: object): OutputFormat => ({
    schema: { type: "object", properties: { ratings: { type: "array", items: { type: "object", properties: { id: {}, ...fields } } } } },
  });

  it("rates every criterion by its pattern, with a reason", async () => {
    const { text } = await ask({ judge }, task(["short", "polite"], "thank you"));
    assert.deepEqual(JSON.parse(text), {
      ratings: [
        { id: "short", reason: 'The response has what "short" asks for.', verdict: "pass" },
        { id: "polite", reason: 'The response has what "polite" asks for.', verdict: "pass" },
      ],
    });
  });

  it("gives no reason where the schema has none", async () => {
    const { text } = await ask({ judge }, task(["polite"], "go away"), { output: rated({ verdict: {} }) });
    assert.deepEqual(JSON.parse(text), { ratings: [{ id: "polite", verdict: "fail" }] });
  });

  describe("of a rubric", () => {
    const scored = (rule: object): object[] => [{ criterion: "complete", ...rule }];
    const rules = scored({
      score_when: [
        { matches: "all of it", score: 1 },
        { matches: "of it", score: 0.4 },
      ],
    });
    const wanted = (response: string): Message[] => [
      message("user", JSON.stringify({ criteria: [{ id: "complete", question: "?", answer: "score" }], row: {}, response })),
    ];
    const scoreOf = async (response: string, settings = rules, draw = "d"): Promise<unknown> => {
      const { text } = await ask({ judge: settings }, wanted(response), { draw });
      return (JSON.parse(text) as { ratings: { score: unknown }[] }).ratings[0]?.score;
    };

    for (const [response, score] of [
      ["all of it", 1],
      ["some of it", 0.4],
      ["nothing", 0],
    ] as const) {
      it(`gives ${score} for ${response}`, async () => {
        assert.equal(await scoreOf(response), score);
      });
    }

    it("draws within its spread and the bounds, and not always the same", async () => {
      const spread = scored({ score_when: [{ matches: ".", score: 0.95 }], spread: 0.1 });
      const scores = (await Promise.all(draws.map((draw) => scoreOf("x", spread, draw)))) as number[];
      assert.deepEqual([Math.min(...scores), Math.max(...scores)], [0.85, 1]);
    });

    it("refuses a rubric for which it has only a verdict", async () => {
      const failure = await failureOf(ask({ judge: [{ criterion: "complete", pass_when: "." }] }, wanted("x")));
      assert.deepEqual([failure.kind, /score_when for "complete"/.test(failure.message)], ["request", true]);
    });
  });

  describe("of a preference", () => {
    const rules = [{ criterion: "better", prefer_when: "thank" }];
    const pair = (first: string, second: string): Message[] => [
      message(
        "user",
        JSON.stringify({ criteria: [{ id: "better", question: "?" }], row: {}, first: { response: first }, second: { response: second } }),
      ),
    ];
    const verdictOf = async (first: string, second: string, settings: object[] = rules, draw = "d"): Promise<unknown> => {
      const { text } = await ask({ judge: settings }, pair(first, second), { draw });
      return (JSON.parse(text) as { ratings: { verdict: unknown }[] }).ratings[0]?.verdict;
    };

    for (const [first, second, verdict] of [
      ["thank you", "no", "first"],
      ["no", "thank you", "second"],
      ["no", "no", "tie"],
      ["thank you", "thank you", "tie"],
    ] as const) {
      it(`prefers ${verdict} of ${first} and ${second}`, async () => {
        assert.equal(await verdictOf(first, second), verdict);
      });
    }

    it("is turned round as often as it is told to, and a tie never", async () => {
      const flipping = [{ criterion: "better", prefer_when: "thank", flip: 1 }];
      assert.deepEqual([await verdictOf("thank you", "no", flipping), await verdictOf("no", "no", flipping)], ["second", "tie"]);
    });

    it("refuses a pair for which it has only a verdict", async () => {
      const failure = await failureOf(ask({ judge: [{ criterion: "better", pass_when: "." }] }, pair("a", "b")));
      assert.deepEqual([failure.kind, /prefer_when for "better"/.test(failure.message)], ["request", true]);
    });
  });

  it("is wrong as often as it is told to", async () => {
    const flipping = [{ criterion: "polite", pass_when: "thank", flip: 0.2 }];
    const texts = await Promise.all(
      draws.map(async (draw) => (await ask({ judge: flipping }, task(["polite"], "thank you"), { draw })).text),
    );
    assert.ok(Math.abs(shareOf(texts, (text) => text.includes('"fail"')) - 0.2) < 0.04);
  });

  it("refuses a criterion it has no rule for, naming it", async () => {
    const failure = await failureOf(ask({ judge }, task(["polite", "kind"], "x")));
    assert.deepEqual([failure.kind, /"kind"/.test(failure.message)], ["request", true]);
  });

  for (const text of [
    "Rate this",
    "{not json",
    "[]",
    '{"criteria": [], "other": 1}',
    '{"criteria": [{"question": "?"}], "response": "x"}',
  ]) {
    it(`answers ${text} by its rules`, async () => {
      assert.equal((await ask({ judge, rules: [{ when: ".", replies: [{ text: "a rule" }] }] }, [message("user", text)])).text, "a rule");
    });
  }

  it("is no judge without judge rules", async () => {
    assert.equal((await ask({ rules: [{ when: ".", replies: [{ text: "a rule" }] }] }, task(["polite"], "x"))).text, "a rule");
  });
});
