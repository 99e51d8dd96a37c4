// The card of a run that has no final figures: what happened, what is kept, what to do first.
import assert from "node:assert/strict";
import { armFigures } from "../../../../src/core/comparison/arm-figures.ts";
import { scoreArm } from "../../../../src/core/comparison/arm-samples.ts";
import type { RunEvent, StopCause } from "../../../../src/core/domain/run-event.ts";
import type { RunManifest } from "../../../../src/core/domain/run-manifest.ts";
import { stateCard, type CardInput } from "../../../../src/core/report/results/state-card.ts";
import type { StateCard } from "../../../../src/protocol/summary-plane.ts";
import { armEvents, recordOf, responseOf, startOf } from "../../../support/event-factories.ts";
import { manifestOf } from "../../../support/factories.ts";

const now = Date.parse("2026-01-01T00:00:10.000Z");
const origin = "https://api.openai.com";
const openai = { id: "openai/gpt", provider: "openai", origin, requested: "gpt", params: {}, api: null };

function cardOf(events: readonly RunEvent[], changes: Partial<CardInput>, manifestChanges: Partial<RunManifest> = {}): StateCard {
  const manifest = manifestOf(["baseline", "short"], { samples: 8, models: [openai], ...manifestChanges });
  const record = recordOf(...events);
  const arms = manifest.variants.map(({ id }) => armFigures(id, scoreArm(record, id, manifest.criteria), manifest.criteria, null));
  const ended = arms.reduce((sum, { samples }) => sum + samples, 0);
  const card = stateCard({ manifest, record, status: "cancelled", now, ended, arms, conclusion: null, ...changes });
  assert.ok(card !== null);
  return card;
}

/** Answers at ten cents each. */
function paid(...rows: readonly string[]): RunEvent[] {
  return rows.flatMap((row) => {
    const [, rating] = armEvents("baseline", "P");
    const response = responseOf({ row }, { cost: { usd: 0.1, source: "table", cached: false } });
    return rating?.k === "rating" ? [response, { ...rating, sample: response.sample }] : [];
  });
}

function stopped(reason: string, state: "paused" | "cancelled" | "incomplete" = "incomplete", cause?: StopCause): RunEvent {
  const mended = cause === undefined ? {} : { cause };
  return { k: "state", state, reason, ...mended, counts: { planned: 8, ended: 0, errors: 0 }, t: "2026-01-01T00:00:01.000Z" };
}

const labels = (card: StateCard): string[] => card.actions.map(({ label }) => label);
const fact = (card: StateCard, label: string): string | undefined => card.facts.find((item) => item.label === label)?.value;

describe("stateCard", () => {
  it("of a live run that has paused by itself says why, and offers to cancel it, not to resume it", () => {
    const waiting = { ...stopped("Could not connect to https://api.openai.com.", "paused", "unreachable"), isWaiting: true } as const;
    assert.deepEqual(cardOf([...paid("r01"), waiting], { status: "running" }), {
      icon: "warning",
      sentence: "Paused at 1 of 8 samples: api.openai.com cannot be reached.",
      explanation:
        "Could not connect to https://api.openai.com. One call is tried now and then, and the run goes on as soon as one is answered.",
      actions: [
        { label: "Cancel", action: { kind: "command", command: "cancel" } },
        { label: "Show Rows", action: { kind: "show-rows", chips: [] } },
      ],
      facts: [],
    });
  });

  it("is none for a run that is done", () => {
    const manifest = manifestOf();
    assert.equal(stateCard({ manifest, record: recordOf(), status: "done", now, ended: 2, arms: [], conclusion: null }), null);
  });

  describe("of a live run", () => {
    it("says how far it is and what it takes", () => {
      assert.deepEqual(cardOf([...paid("r01", "r02", "r03", "r04"), startOf({ row: "r05" })], { status: "running" }), {
        icon: "sync",
        sentence: "4 of 8 samples, about 10 s left.",
        explanation: "$0.40 spent. 24 a minute, 1 in flight, 0 retried.",
        actions: [
          { label: "Cancel", action: { kind: "command", command: "cancel" } },
          { label: "Show Rows", action: { kind: "show-rows", chips: [] } },
        ],
        facts: [{ label: "Conclusion", value: "No verdict before the planned 4 rows are complete." }],
      });
    });

    it("says the cap", () => {
      const limits = { ...manifestOf().limits, maxCostUsd: 0.5 };
      assert.match(cardOf(paid("r01"), { status: "running" }, { limits }).explanation, /^\$0\.10 of at most \$0\.50 spent\./);
    });

    it("makes no figure of an unknown price", () => {
      const unknown = responseOf({ row: "r01" }, { cost: { usd: null, source: "unknown", cached: false } });
      assert.match(cardOf([unknown], { status: "running" }).explanation, /^What is spent is unknown\./);
    });

    it("says no time while too little has ended", () => {
      assert.equal(cardOf(paid("r01"), { status: "running" }).sentence, "1 of 8 samples.");
    });
  });

  it("does not blame the person for a window that was closed", () => {
    const card = cardOf([...paid("r01", "r02"), stopped("the window was closed", "cancelled")], {});
    assert.deepEqual([card?.sentence, card?.explanation.startsWith("The window was closed.")], ["Cancelled at 2 of 8 samples.", true]);
  });

  describe("of a cancelled run", () => {
    const card = cardOf([...paid("r01", "r02"), startOf({ row: "r05" }), stopped("cancelled", "cancelled")], {
      conclusion: "Not enough rows: 1 pair",
    });

    it("says what is kept, what going on does and what may be billed twice", () => {
      assert.deepEqual(card, {
        icon: "stop",
        sentence: "Cancelled by you at 2 of 8 samples.",
        explanation: "All 2 responses are saved. Resume runs the other 6 samples; 1 call that was in flight may be billed twice.",
        actions: [
          { label: "Resume", action: { kind: "command", command: "resume" } },
          { label: "Show 2 Samples", action: { kind: "show-rows", chips: [] } },
        ],
        facts: [
          { label: "Spent", value: "$0.20" },
          { label: "Resume", value: "about $0.60 more" },
          { label: "baseline, short", value: "2 of 2 passed, 0 of 0 passed" },
          { label: "Conclusion", value: "Not enough rows: 1 pair" },
        ],
      });
    });
  });

  describe("says what going on costs", () => {
    const capped = (maxCostUsd: number): Partial<RunManifest> => ({ limits: { ...manifestOf().limits, maxCostUsd } });

    it("within what the cap leaves", () => {
      assert.equal(fact(cardOf(paid("r01", "r02"), {}, capped(1)), "Resume"), "about $0.60 more, at most $0.80");
    });

    it("and never more than the cap leaves", () => {
      assert.equal(fact(cardOf(paid("r01", "r02"), {}, capped(0.5)), "Resume"), "at most $0.30 more");
    });

    it("by the cap alone while nothing has ended", () => {
      assert.equal(fact(cardOf([], {}, capped(0.5)), "Resume"), "at most $0.50 more");
    });

    it("which is unknown without a cap while nothing has ended", () => {
      assert.equal(fact(cardOf([], {}), "Resume"), "unknown");
    });

    it("which is nothing where all is simulated", () => {
      assert.equal(fact(cardOf([], {}, { isSimulated: true }), "Resume"), "$0");
    });
  });

  describe("names one thing to do first", () => {
    it("for a refused key", () => {
      const card = cardOf([stopped("it answered with status 401: bad key", "incomplete", "auth")], { status: "incomplete" });
      assert.deepEqual(
        [card.icon, card.sentence, card.explanation, labels(card)],
        [
          "error",
          "Stopped: api.openai.com refused the key.",
          "It answered with status 401: bad key. No response came. Resume runs the 8 samples.",
          ["Set API Key…", "Resume", "Show Log"],
        ],
      );
    });

    it("for an address that never answered", () => {
      const card = cardOf([stopped("Could not connect.", "incomplete", "unreachable")], { status: "incomplete" });
      assert.deepEqual(
        [card.sentence, labels(card)],
        ["Stopped: api.openai.com cannot be reached.", ["Open Endpoint Settings", "Resume", "Show Log"]],
      );
    });

    it("for an address that answered before", () => {
      const card = cardOf([...paid("r01"), stopped("Could not connect.", "incomplete", "unreachable")], { status: "incomplete" });
      assert.deepEqual(
        [card.sentence, labels(card)],
        ["Stopped: api.openai.com cannot be reached.", ["Resume", "Open Endpoint Settings", "Show Log"]],
      );
    });

    it("without naming one of several hosts", () => {
      const models = [openai, { ...openai, id: "other/gpt", origin: "https://llm.example" }];
      const card = cardOf([stopped("https://llm.example refused it", "incomplete", "auth")], { status: "incomplete" }, { models });
      assert.deepEqual(
        [card.sentence, card.explanation.split(". ")[0]],
        ["Stopped: the provider refused the key.", "https://llm.example refused it"],
      );
    });

    it("for a cap that is reached", () => {
      const card = cardOf([...paid("r01"), stopped("the cost cap of $0.1 is reached", "paused", "budget")], { status: "paused" });
      assert.deepEqual(
        [card.sentence, card.explanation, labels(card)],
        [
          "Stopped by a cap at 1 of 8 samples.",
          "The cost cap of $0.1 is reached. The one response is saved. Resume runs the other 7 samples.",
          ["Open Settings", "Resume", "Show 1 Sample"],
        ],
      );
    });

    for (const [cause, sentence, actions] of [
      ["rate-limit", "Paused by a rate limit at 1 of 8 samples.", ["Resume", "Show 1 Sample"]],
      ["failures", "Paused by failures at 1 of 8 samples.", ["Resume", "Show 1 Sample", "Show Log"]],
    ] as const) {
      it(`for a pause by ${cause}`, () => {
        const card = cardOf([...paid("r01"), stopped("it is so", "paused", cause)], { status: "paused" });
        assert.deepEqual([card.icon, card.sentence, labels(card)], ["warning", sentence, actions]);
      });
    }

    it("for a run whose program ended", () => {
      const card = cardOf(paid("r01"), { status: "interrupted" });
      assert.deepEqual(
        [card.icon, card.sentence, card.explanation, labels(card)],
        [
          "warning",
          "Interrupted at 1 of 8 samples.",
          "The program that ran it ended before the run did. The one response is saved. Resume runs the other 7 samples.",
          ["Resume", "Show 1 Sample"],
        ],
      );
    });

    it("for a run that only lacks its last word", () => {
      const events = [...armEvents("baseline", "PPPP"), ...armEvents("short", "PPPP")];
      assert.match(
        cardOf(events, { status: "interrupted" }).explanation,
        /All 8 responses are saved\. Resume only closes the run: nothing is missing\.$/,
      );
    });
  });

  it("keeps a long reason on one line", () => {
    const card = cardOf([stopped("line\n".repeat(500))], { status: "incomplete" });
    assert.deepEqual([card.explanation.includes("\n"), card.explanation.length < 400], [false, true]);
  });
});
