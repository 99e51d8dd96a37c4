// The checks of what tools the model called, and with what.
import assert from "node:assert/strict";
import type { ArmFacts, Subject } from "../../../src/core/scorers/scorer.ts";
import { findScorer } from "../../../src/core/scorers/registry.ts";
import { rateCheck } from "../../../src/core/scorers/rate-check.ts";
import { criterionOf, outcomeOf, problemsOf, rate, subjectOf, timeoutTools, toolsOf, wordsOf } from "./scorer-fixtures.ts";

type Calls = Pick<Subject, "toolCalls">;

/** Calls of tools as `[name, arguments]`. */
function calls(...written: readonly (readonly [name: string, args: unknown])[]): Calls {
  return {
    toolCalls: written.map(([name, args], index) => ({
      id: `call_${index}`,
      name,
      arguments: typeof args === "string" ? args : JSON.stringify(args),
    })),
  };
}

const lookup = (args: unknown): Calls => calls(["lookup", args]);

describe("tool-called", () => {
  const cases: readonly (readonly [title: string, options: Record<string, unknown>, calls: Calls, outcome: string, words: string])[] = [
    ["a call", { tool: "lookup" }, lookup({}), "pass", 'The tool "lookup" was called once.'],
    ["no call", { tool: "lookup" }, calls(), "fail", 'The tool "lookup" was not called. No tool was.'],
    [
      "calls of others",
      { tool: "lookup" },
      calls(["Lookup", {}], ["refund", {}]),
      "fail",
      'The tool "lookup" was not called. Called were "Lookup", "refund".',
    ],
    ["as many calls", { tool: "a", times: 2 }, calls(["a", {}], ["b", {}], ["a", {}]), "pass", 'The tool "a" was called 2 times.'],
    ["fewer calls", { tool: "a", times: 2 }, calls(["a", {}]), "fail", 'The tool "a" was called once, not 2 times.'],
    ["more calls", { tool: "a", times: 1 }, calls(["a", {}], ["a", {}]), "fail", 'The tool "a" was called 2 times, not once.'],
  ];
  for (const [title, options, toolCalls, outcome, words] of cases) {
    it(`says of ${title}: ${outcome}`, async () => {
      const rated = await rate("tool-called", "", options, toolCalls);
      assert.deepEqual([outcomeOf(rated), wordsOf(rated)], [outcome, words]);
    });
  }

  it("takes the tool from a column, and turns round with not-", async () => {
    const subject = subjectOf("", { row: { tool: "refund" }, ...lookup({}) });
    const rated = await rateCheck(criterionOf("tool-called", { tool: "{{tool}}" }, { isNegated: true }), subject, toolsOf());
    assert.deepEqual(
      [outcomeOf(rated), wordsOf(rated)],
      ["pass", 'not-tool-called: The tool "refund" was not called. Called were "lookup".'],
    );
  });
});

describe("tool-args: args", () => {
  const cases: readonly (readonly [title: string, args: Record<string, unknown>, calls: Calls, outcome: string])[] = [
    ["the same arguments in another order", { a: 1, b: { c: [true, null] } }, lookup('{"b":{"c":[true,null]},"a":1}'), "pass"],
    ["another value", { a: 1 }, lookup({ a: 2 }), "fail"],
    ["one argument more", { a: 1 }, lookup({ a: 1, b: 2 }), "fail"],
    ["one argument less", { a: 1, b: 2 }, lookup({ a: 1 }), "fail"],
    ["a list in another order", { a: [1, 2] }, lookup({ a: [2, 1] }), "fail"],
    ["a longer list", { a: [1] }, lookup({ a: [1, 1] }), "fail"],
    ["a list in place of an object", { a: {} }, lookup({ a: [] }), "fail"],
    ["an object with the keys of a list", { a: ["x"] }, lookup({ a: { 0: "x" } }), "fail"],
    ["a key of the prototype", { constructor: "{}" }, lookup({ a: 1 }), "fail"],
    ["one of several calls", { a: 1 }, calls(["lookup", { a: 0 }], ["lookup", { a: 1 }], ["lookup", { a: 2 }]), "pass"],
    ["a call of another tool", { a: 1 }, calls(["other", { a: 1 }], ["lookup", {}]), "fail"],
    ["arguments that are no JSON", { a: 1 }, lookup('{"a":1'), "fail"],
    ["no arguments, as an empty text", {}, lookup(""), "pass"],
    ["the number that a text writes", { a: "30" }, lookup({ a: 30 }), "pass"],
    ["the text itself", { a: "30" }, lookup({ a: "30" }), "pass"],
    ["the list that a text writes", { a: "[1, 2]" }, lookup({ a: [1, 2] }), "pass"],
    ["true for a text that says so", { a: "true" }, lookup({ a: true }), "pass"],
    ["a number for a text that is none", { a: "3O" }, lookup({ a: 30 }), "fail"],
    ["a text for a number", { a: 30 }, lookup({ a: "30" }), "fail"],
  ];
  for (const [title, args, toolCalls, outcome] of cases) {
    it(`says of ${title}: ${outcome}`, async () => {
      assert.equal(outcomeOf(await rate("tool-args", "", { tool: "lookup", args }, toolCalls)), outcome);
    });
  }

  it("shows what the tool was called with", async () => {
    assert.equal(
      wordsOf(await rate("tool-args", "", { tool: "lookup", args: { a: 1 } }, calls(["lookup", { a: 0 }], ["lookup", { a: 2 }]))),
      'The tool "lookup" was called 2 times, the last time with {"a":2}, not with {"a":1}.',
    );
  });

  it("compares with the values of columns", async () => {
    const subject = subjectOf("", { row: { id: "A-1", days: 30 }, ...lookup({ order: "A-1", days: 30 }) });
    const rated = await rateCheck(
      criterionOf("tool-args", { tool: "lookup", args: { order: "{{id}}", days: "{{days}}" } }),
      subject,
      toolsOf(),
    );
    assert.equal(outcomeOf(rated), "pass");
  });

  it("fills an argument called pattern as plain text", async () => {
    const subject = subjectOf("", { row: { a: "1.5 (net)" }, ...lookup({ pattern: "1.5 (net)" }) });
    assert.equal(
      outcomeOf(await rateCheck(criterionOf("tool-args", { tool: "lookup", args: { pattern: "{{a}}" } }), subject, toolsOf())),
      "pass",
    );
  });
});

describe("tool-args: schema", () => {
  const schema = { type: "object", properties: { id: { type: "string", pattern: "^A-\\d+$" } }, required: ["id"] };

  const cases: readonly (readonly [title: string, calls: Calls, outcome: string, words: string])[] = [
    ["arguments that keep it", lookup({ id: "A-1" }), "pass", 'The arguments of the tool "lookup" keep the schema.'],
    [
      "a call that breaks it beside one that keeps it",
      calls(["lookup", { id: "A-1" }], ["lookup", {}]),
      "fail",
      'Call 2 of 2: The arguments of the tool "lookup" break the schema. the arguments: Instance does not have required property "id".',
    ],
    ["half a JSON", lookup('{"id":'), "fail", "The arguments are not JSON: Unexpected end of JSON input."],
    ["no call", calls(), "fail", 'The tool "lookup" was not called. No tool was.'],
    [
      "huge arguments",
      lookup({ id: "x".repeat(100_000) }),
      "scorer/too-long",
      "The text has 100009 characters; this check reads at most 100000.",
    ],
  ];
  for (const [title, toolCalls, outcome, words] of cases) {
    it(`says of ${title}: ${outcome}`, async () => {
      const rated = await rate("tool-args", "", { tool: "lookup", schema }, toolCalls);
      assert.deepEqual([outcomeOf(rated), wordsOf(rated)], [outcome, words]);
    });
  }

  it("runs patterns in the killable worker", async () => {
    assert.equal(outcomeOf(await rate("tool-args", "", { tool: "lookup", schema }, lookup({ id: "A-1" }), timeoutTools)), "scorer/timeout");
  });

  it("escapes columns in patterns", async () => {
    const own = { properties: { id: { pattern: "^{{a}}$" } } };
    const subject = subjectOf("", { row: { a: "1.5" }, ...lookup({ id: "1x5" }) });
    assert.equal(outcomeOf(await rateCheck(criterionOf("tool-args", { tool: "lookup", schema: own }), subject, toolsOf())), "fail");
  });
});

describe("the options of tool checks", () => {
  const problems: readonly (readonly [options: Record<string, unknown>, problem: RegExp])[] = [
    [{ tool: "a" }, /^check: Neither args nor schema is given\.$/],
    [{ tool: "a", args: {}, schema: {} }, /^schema: Both args and schema are given\.$/],
    [{ tool: "a", schema: { type: "txt" } }, /^schema: The type "txt" is not one of /],
    [{ tool: "a", schema: { pattern: "(" } }, /^schema: The pattern "\(" is not a regular expression/],
    [{ tool: "a", args: { "{{b}}": 1 } }, /^args: \{\{b\}\} stands in the name of a key/],
  ];
  for (const [options, problem] of problems) {
    it(`finds ${JSON.stringify(options)} before the run`, async () => {
      assert.match((await problemsOf("tool-args", options)).join("\n"), problem);
    });
  }

  const arm = (name: string, ...tools: readonly string[]): ArmFacts => ({ name, tools, outputSchema: null, hasPrice: true });

  for (const scorer of ["tool-called", "tool-args"]) {
    it(`${scorer} finds a tool that no arm has, and names those there are`, () => {
      assert.deepEqual(findScorer(scorer)?.checkArms?.({ tool: "lookpu" }, [arm("baseline"), arm("v", "lookup")]), [
        { key: "tool", message: 'No model here has a tool "lookpu" to call.', hint: 'The tools are "lookup".' },
      ]);
    });

    it(`${scorer} accepts a tool that one arm has, and one from a column`, () => {
      const arms = [arm("baseline"), arm("v", "lookup")];
      const { checkArms } = findScorer(scorer) ?? {};
      assert.deepEqual([checkArms?.({ tool: "lookup" }, arms), checkArms?.({ tool: "{{t}}" }, arms)], [[], []]);
    });
  }
});
