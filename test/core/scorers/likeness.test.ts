// How like a reference text a response is: ROUGE-L, BLEU, F1 of the words, lexical similarity, edits.
import assert from "node:assert/strict";
import fc from "fast-check";
import * as z from "zod";
import { findScorer, scorers } from "../../../src/core/scorers/registry.ts";
import { outcomeOf, problemsOf, rate, wordsOf } from "./scorer-fixtures.ts";

/** The score as a reason tells it. */
async function scoreOf(scorer: string, response: string, value: string): Promise<number> {
  return Number(/ is (\d[\d.e-]*); /.exec(wordsOf(await rate(scorer, response, { value, at_least: 1 })))?.[1]);
}

const scores: readonly (readonly [scorer: string, response: string, value: string, score: number])[] = [
  // From the tests of rouge-score: rouge_scorer_test.py.
  ["rouge-l", "testing one", "testing one two", 0.8],
  ["rouge-l", "testing two", "testing one two", 0.8],
  ["rouge-l", "", "testing one two", 0],
  ["rouge-l", "/", "w1 w2 w3 w4 w5", 0],
  // Lin 2004, section 3.1: the same words in another order count for less.
  ["rouge-l", "police kill the gunman", "police killed the gunman", 0.75],
  ["rouge-l", "the gunman kill police", "police killed the gunman", 0.5],
  ["rouge-l", "The GUNMAN!", "the gunman", 1],
  ["rouge-l", "Größe: İ", "größe i\u0307", 1],
  // A vowel sign and a virama belong to their word.
  ["rouge-l", "नमस्ते", "नमस त", 0],
  // From the tests of sacreBLEU: test_sentence_bleu.py.
  [
    "bleu",
    "Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;",
    "producţia de zahăr brut se exprimă în zahăr alb;",
    0.085,
  ],
  ["bleu", "this is a cat", "okay thanks", 0],
  // By hand: a shorter response pays exp(1 - 2/1); the precision of runs that are not shared is smoothed to 1/(2·n), the next to 1/(4·n).
  ["bleu", "test", "a test", 0.368],
  ["bleu", "a little test", "a test", 0.347],
  ["bleu", "this is a fest", "this is a test", 0.595],
  ["bleu", "", "a test", 0],
  ["bleu", "the the the the", "the cat", 0.16],
  // Tokens of 13a: these are the same, apart from how the spaces stand.
  ["bleu", "It costs $1,234.50 (about 5-6%), &quot;net&quot;.", 'It costs $ 1,234.50 ( about 5 - 6 % ) , " net " .', 1],
  ["bleu", "It is 5.", "It is 5 .", 1],
  ["bleu", "well-known don't", "well - known don ' t", 0],
  ["token-f1", "The cat sat!", "a cat that sat down", 0.667],
  ["token-f1", "sat cat", "the cat sat.", 1],
  ["token-f1", "don't", "dont", 1],
  ["token-f1", "cat cat", "cat", 0.667],
  ["token-f1", "", "cat", 0],
  ["similarity", "Refund,  please.", "refund please", 1],
  ["similarity", "xyz", "abc", 0],
  ["similarity", "", "abc", 0],
  // ` ab`, `abc`, `bc ` against ` ab`, `abd`, `bd `: one of three.
  ["similarity", "abc", "abd", 0.333],
];

describe("likeness", () => {
  for (const [scorer, response, value, score] of scores) {
    it(`${scorer} of ${JSON.stringify(response)} and ${JSON.stringify(value)} is ${score}`, async () => {
      assert.ok(Math.abs((await scoreOf(scorer, response, value)) - score) <= 0.0005);
    });
  }

  for (const scorer of ["rouge-l", "bleu", "token-f1", "similarity"]) {
    it(`${scorer} passes a text that is the reference, at 1`, async () => {
      const text = "You can return order A-1 within 30 days, and 你好 too.";
      assert.equal(outcomeOf(await rate(scorer, text, { value: text, at_least: 1 })), "pass");
    });

    it(`${scorer} fails below at_least and passes from it on`, async () => {
      const options = { value: "one two three four five six" };
      const outcomes = [
        await rate(scorer, "one two three four five", { ...options, at_least: 0.95 }),
        await rate(scorer, "one two three four five", { ...options, at_least: 0.5 }),
      ].map(outcomeOf);
      assert.deepEqual(outcomes, ["fail", "pass"]);
    });

    it(`${scorer} refuses a reference that holds nothing to compare before the run`, async () => {
      const expected = scorer === "bleu" ? " " : " …!";
      assert.deepEqual(await problemsOf(scorer, { value: expected, at_least: 0.5 }), [
        `value: The text ${JSON.stringify(expected)} has no letters or digits to compare with.`,
      ]);
    });

    it(`${scorer} leaves a reference in a column to the rows`, async () => {
      const { checkFilled } = findScorer(scorer) ?? {};
      assert.deepEqual(
        [
          await problemsOf(scorer, { value: "{{a}}", at_least: 0.5 }),
          checkFilled?.({ value: "yes" }),
          checkFilled?.({ value: " " }) === null,
        ],
        [[], null, false],
      );
    });

    it(`${scorer} reads at most 100,000 characters`, async () => {
      assert.equal(outcomeOf(await rate(scorer, "x".repeat(100_001), { value: "x", at_least: 0.5 })), "scorer/too-long");
    });
  }

  it("rouge-l reads at most 10,000 words", async () => {
    assert.equal(outcomeOf(await rate("rouge-l", "x ".repeat(10_001), { value: "x", at_least: 0.5 })), "scorer/too-long");
  });

  it("passes a score that only binary fractions keep below at_least", async () => {
    // Of the runs of one to four words 5/5, 3/4, 1/3 and 0/2 are shared: on paper the root of 1 · 3/4 · 1/3 · 1/4 is 0.5.
    assert.equal(outcomeOf(await rate("bleu", "a b c d e", { value: "d e a b c", at_least: 0.5 })), "pass");
  });

  it("tells a score that misses by less than is shown with all its digits", async () => {
    const response = Array.from({ length: 3_000 }, (_, index) => `w${index}`);
    const rated = await rate("token-f1", response.join(" "), { value: [...response.slice(1), "other"].join(" "), at_least: 1 });
    assert.equal(wordsOf(rated), "The F1 of the words is 0.9996666666666667; at least 1 passes.");
  });

  it("rouge-l agrees with the table of the textbook on any two lists of words", async () => {
    const words = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 100, size: "max" });
    await fc.assert(
      fc.asyncProperty(words, words, async (response, reference) => {
        const score = (2 * subsequenceByTable(response, reference)) / (response.length + reference.length);
        return Math.abs((await scoreOf("rouge-l", response.join(" "), reference.join(" "))) - score) <= 0.001;
      }),
    );
  });
});

function subsequenceByTable(items: readonly string[], others: readonly string[]): number {
  let above = new Array<number>(others.length + 1).fill(0);
  for (const item of items) {
    const row = [0];
    for (const [index, other] of others.entries())
      row.push(item === other ? (above[index] ?? 0) + 1 : Math.max(above[index + 1] ?? 0, row[index] ?? 0));
    above = row;
  }
  return above.at(-1) ?? 0;
}

describe("levenshtein", () => {
  const cases: readonly (readonly [response: string, value: string | number, max: number, words: string])[] = [
    ["kitten", "sitting", 3, 'The response is 3 edits away from "sitting"; at most 3 passes.'],
    ["sitting", "kitten", 2, 'The response is 3 edits away from "kitten"; at most 2 passes.'],
    ["43", 42, 1, 'The response is 1 edit away from "42"; at most 1 passes.'],
    ["same", "same", 0, 'The response is 0 edits away from "same"; at most 0 passes.'],
    ["", "ab", 2, 'The response is 2 edits away from "ab"; at most 2 passes.'],
    // Each is one character, and all of them together need no more units than there are characters.
    ["👍a", "🎉b", 2, 'The response is 2 edits away from "🎉b"; at most 2 passes.'],
    ["a longer text", "a", 2, 'The response is at least 12 edits away from "a"; at most 2 passes.'],
  ];
  for (const [response, value, max, words] of cases) {
    it(`counts the edits between ${JSON.stringify(response)} and ${JSON.stringify(value)}`, async () => {
      assert.equal(wordsOf(await rate("levenshtein", response, { value, max })), words);
    });
  }

  it("passes up to max and fails beyond", async () => {
    const outcomes = [
      await rate("levenshtein", "kitten", { value: "sitting", max: 3 }),
      await rate("levenshtein", "kitten", { value: "sitting", max: 2 }),
    ];
    assert.deepEqual(outcomes.map(outcomeOf), ["pass", "fail"]);
  });

  it("fails a text that is too long by its length alone, however long it is", async () => {
    assert.equal(outcomeOf(await rate("levenshtein", "x".repeat(1_000_000), { value: "x", max: 5 })), "fail");
  });

  it("does not compare texts that would take long", async () => {
    assert.equal(outcomeOf(await rate("levenshtein", "x".repeat(10_001), { value: "y".repeat(10_001), max: 5 })), "scorer/too-long");
  });
});

describe("the options of likeness", () => {
  const refused: readonly (readonly [scorer: keyof typeof scorers, options: unknown])[] = [
    ["rouge-l", { value: "a" }],
    ["rouge-l", { value: "a", at_least: 0 }],
    ["bleu", { value: "a", at_least: 42 }],
    ["token-f1", { value: "", at_least: 0.5 }],
    ["similarity", { at_least: 0.5 }],
    ["levenshtein", { value: "a", max: -1 }],
    ["levenshtein", { value: "a", max: 0.5 }],
    ["levenshtein", { value: "a" }],
  ];
  for (const [scorer, options] of refused) {
    it(`${scorer} refuses ${JSON.stringify(options)}`, () => {
      assert.equal(z.strictObject(scorers[scorer].options).safeParse(options).success, false);
    });
  }
});
