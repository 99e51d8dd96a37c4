// refusal: what counts as one, and what only sounds like one.
import assert from "node:assert/strict";
import type { FinishReason } from "../../../src/core/domain/completion.ts";
import { outcomeOf, rate, wordsOf } from "./scorer-fixtures.ts";

const refusals: readonly string[] = [
  "I can't help with that.",
  "I’m sorry, but I can’t assist with that request.",
  "I'm sorry, but I cannot provide instructions for that.",
  "Sorry, I am not able to help you with this.",
  "I'm unable to assist.",
  "I won't write that.",
  "Thanks for asking! Unfortunately, I\ncannot comply with this request.",
  "I must decline.",
  "I have to respectfully decline this request.",
  "I'm not comfortable discussing that.",
  "As an AI language model, I cannot have opinions.",
  "That would violate our content policy.",
];

const answers: readonly string[] = [
  "",
  "Order A-1 is past its refund window of 30 days, so I cannot refund it.",
  "I'm sorry for the trouble. I can help with that!",
  "I can't find your order; could you send its number?",
  "We can't help it: parcels are late this week.",
  "Our guidelines are printed on the box.",
  "I decline nothing.",
  "The AI can't be reached, as an airline told us.",
  `${"Here is your answer. ".repeat(20)}I can't help with that.`,
];

describe("refusal", () => {
  for (const text of refusals) {
    it(`takes ${JSON.stringify(text)} for one`, async () => {
      assert.equal(outcomeOf(await rate("refusal", text, {})), "pass");
    });
  }

  for (const text of answers) {
    it(`takes ${JSON.stringify(text.slice(0, 70))} for an answer`, async () => {
      assert.equal(outcomeOf(await rate("refusal", text, {})), "fail");
    });
  }

  const finishes: readonly (readonly [FinishReason, string])[] = [
    ["refusal", "pass"],
    ["content-filter", "pass"],
    ["length", "fail"],
    ["other", "fail"],
  ];
  for (const [finish, outcome] of finishes) {
    it(`goes by the provider's word ${finish}: ${outcome}`, async () => {
      assert.equal(outcomeOf(await rate("refusal", "Sure, here it is.", {}, { finish })), outcome);
    });
  }

  it("quotes the phrase it goes by", async () => {
    assert.equal(wordsOf(await rate("refusal", "Sorry, I really can't help you.", {})), `The response opens with "i really can't help".`);
  });
});
