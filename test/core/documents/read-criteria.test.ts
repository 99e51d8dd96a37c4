// Criterion sets: each criterion against the schema its check or question asks for.
import assert from "node:assert/strict";
import { readCriteria } from "../../../src/core/documents/read-criteria.ts";
import { createReader } from "../../../src/core/documents/reader.ts";
import { memoryFiles } from "../../support/memory-files.ts";
import { diagnosticLines } from "./sample-project.ts";

const path = "a.criteria.yaml";

async function read(text: string) {
  const reader = createReader(memoryFiles({ [path]: text }));
  const document = await readCriteria(reader, path);
  return { set: document?.set ?? null, findings: diagnosticLines(reader.diagnostics).map((line) => line.slice(path.length + 1)) };
}

const hashOf = async (text: string) => (await read(text)).set?.hash;

describe("readCriteria", () => {
  it("reads questions and checks with their defaults", async () => {
    const { set, findings } = await read(
      "name: Set\nthreshold: 0.5\njudge: {model: simulated/j}\ncriteria:\n  - {id: a, question: Is it?}\n  - {id: b, name: B, check: not-contains, value: x, severity: soft, weight: 2}\n",
    );
    const criteria = set?.criteria.map(({ hash: _hash, ...criterion }) => criterion);
    assert.deepEqual(
      { findings, criteria, judge: set?.judge, threshold: set?.threshold },
      {
        findings: [],
        criteria: [
          { id: "a", name: null, severity: "hard", weight: 1, scorer: "judge", isNegated: false, options: { question: "Is it?" } },
          { id: "b", name: "B", severity: "soft", weight: 2, scorer: "contains", isNegated: true, options: { value: "x" } },
        ],
        judge: { model: "simulated/j" },
        threshold: 0.5,
      },
    );
  });

  const rubric = "{id: a, check: rubric, question: How complete is it?, threshold: 0.7}";

  it("reads a rubric, plain and negated", async () => {
    const { set, findings } = await read(`criteria:\n  - ${rubric}\n  - ${rubric.replace("a, check: ", "b, check: not-")}\n`);
    const read2 = set?.criteria.map(({ scorer, isNegated, options }) => ({ scorer, isNegated, options }));
    const options = { question: "How complete is it?", threshold: 0.7 };
    assert.deepEqual(
      [findings, read2],
      [
        [],
        [
          { scorer: "rubric", isNegated: false, options },
          { scorer: "rubric", isNegated: true, options },
        ],
      ],
    );
  });

  for (const [title, text, version] of [
    ["1 for questions alone, which is what a set without a version always meant", "criteria:\n  - {id: a, question: Is it?}\n", 1],
    ["2 where there is a rubric", `criteria:\n  - ${rubric}\n`, 2],
    ["the one that is written", "judge: {model: simulated/j, version: 2}\ncriteria:\n  - {id: a, question: Is it?}\n", 2],
  ] as const) {
    it(`asks with the judge prompt of version ${title}`, async () => {
      assert.equal((await read(text)).set?.judgeVersion, version);
    });
  }

  const alwaysSoft =
    "A criterion with `check: pairwise` is always soft: a response that is preferred less than another may be good all the same, so it cannot fail a sample. Write `severity: soft`.";
  const cases: readonly [string, string, readonly string[]][] = [
    [
      "a rubric for a judge prompt that knows none",
      `judge: {model: simulated/j, version: 1}\ncriteria:\n  - ${rubric}\n`,
      [
        '1:38 criteria/judge-version Version 1 of the judge prompt knows yes/no questions only, and "a" is a rubric. Write `version: 2`, or leave the version out.',
      ],
    ],
    [
      "a threshold that everything reaches",
      "criteria:\n  - {id: a, check: rubric, question: How?, threshold: 0}\n",
      ["2:55 criteria/invalid-value criteria[1].threshold must be more than 0."],
    ],
    [
      "a version of the judge prompt that there is not",
      "judge: {model: simulated/j, version: 3}\ncriteria:\n  - {id: a, question: Is it?}\n",
      ['1:38 criteria/invalid-value judge.version must be one of 1, 2, not 3. Did you mean "1"?'],
    ],
    [
      "a pairwise criterion that is hard",
      "criteria:\n  - {id: a, check: pairwise, question: Which?, severity: hard}\n",
      [`2:58 criteria/invalid-option ${alwaysSoft}`],
    ],
    [
      "a pairwise criterion that would be hard",
      "criteria:\n  - {id: a, check: pairwise, question: Which?}\n",
      [`2:20 criteria/invalid-option ${alwaysSoft}`],
    ],
    [
      "a preference the other way round",
      "criteria:\n  - {id: a, check: not-pairwise, question: Which?, severity: soft}\n",
      [
        '2:20 criteria/invalid-option There is no "not-pairwise": it would say that the other response is preferred. Write `check: pairwise`, and ask the opposite question.',
      ],
    ],
    [
      "a composite of a preference",
      "criteria:\n  - {id: a, check: pairwise, question: Which?, severity: soft}\n  - {id: b, check: composite, of: [a], rule: all}\n",
      [
        '3:36 criteria/invalid-part The criterion "a" compares two responses, and a composite is made of what is said of one. Name other criteria of this set.',
      ],
    ],
    [
      "no criteria at all",
      "criteria: []\n",
      ["1:11 criteria/empty This criterion set has no criteria, so nothing would be checked. Add at least one criterion."],
    ],
    ["a missing list", "name: x\n", ['1:1 criteria/missing-key The key "criteria" is missing. Add "criteria: …".']],
    [
      "an unknown check",
      "criteria:\n  - {id: a, check: contians, value: x}\n",
      ['2:20 criteria/unknown-check Unknown check "contians". Did you mean "contains"?'],
    ],
    [
      "a key of another check",
      "criteria:\n  - {id: a, check: contains, value: x, values: [x]}\n",
      ['2:40 criteria/unknown-key Unknown key "values" in criteria[1]. Did you mean "value"?'],
    ],
    [
      "a missing value",
      "criteria:\n  - {id: a, check: contains}\n",
      ['2:5 criteria/missing-key The key "value" is missing in criteria[1]. Add "value: …".'],
    ],
    [
      "neither check nor question",
      "criteria:\n  - {id: a}\n",
      ['2:5 criteria/missing-key The key "question" is missing in criteria[1]. Add "question: …".'],
    ],
    [
      "a criterion that is a text",
      "criteria:\n  - contains\n",
      ["2:5 criteria/invalid-value criteria[1] must be keys and values, not a text. Write keys and values, such as `key: value`."],
    ],
    [
      "a criterion that is nothing",
      "criteria:\n  -\n  - {id: a, check: contains, value: x}\n",
      ["2:4 criteria/invalid-value criteria[1] is empty. Write keys and values; the keys are id, name, severity, weight, question."],
    ],
    [
      "an id with a space",
      "criteria:\n  - {id: a b, check: contains, value: x}\n",
      ["2:10 criteria/invalid-value criteria[1].id must start with a letter or digit and hold only letters, digits, _ . -."],
    ],
    [
      "an id that stands twice",
      "criteria:\n  - {id: a, check: contains, value: x}\n  - {id: a, check: contains, value: y}\n",
      ['3:10 criteria/duplicate-id The criterion id "a" stands twice. Give each criterion an id of its own.'],
    ],
    [
      "an integer that loses digits",
      "criteria:\n  - {id: a, check: json-path-equals, path: $.id, value: 12345678901234567890}\n",
      ["2:57 criteria/invalid-value criteria[1].value: An integer beyond 2^53-1 is not exact; write it as a text."],
    ],
    [
      "a latency that no answer can keep",
      "criteria:\n  - {id: a, check: latency, max_ms: -5}\n",
      ["2:37 criteria/invalid-value criteria[1].max_ms must be more than 0."],
    ],
    [
      "a likeness that is no share",
      "criteria:\n  - {id: a, check: not-bleu, value: x, at_least: 42}\n",
      ["2:50 criteria/invalid-value criteria[1].at_least must be at most 1."],
    ],
    [
      "a finish reason in a provider's words",
      "criteria:\n  - {id: a, check: finish-reason, value: end_turn}\n",
      [
        "2:42 criteria/invalid-value criteria[1].value must be one of stop, length, tool-calls, content-filter, refusal, other, or hold a {{column}}.",
      ],
    ],
    [
      "a path to more than one value",
      "criteria:\n  - id: a\n    check: json-path-equals\n    path: $.items[*]\n    value: 1\n",
      [
        '4:11 criteria/invalid-option criteria[1].path: The path cannot be read at "[*]". Name one place by keys and numbers: $.name, $["a name"], $.list[0].',
      ],
    ],
    [
      "tool arguments that are not said",
      "criteria:\n  - {id: a, check: tool-args, tool: search}\n",
      [
        "2:20 criteria/invalid-option criteria[1].check: Neither args nor schema is given. Give one of them: args for exact arguments, schema for their shape.",
      ],
    ],
    [
      "parts that cannot be",
      "criteria:\n  - {id: ab, check: contains, value: x}\n  - {id: c, check: composite, of: [ac, c, ab, ab, d, broken], rule: all}\n  - {id: d, check: composite, of: [ab], rule: any}\n  - {id: broken, check: contains}\n",
      [
        '5:5 criteria/missing-key The key "value" is missing in criteria[4]. Add "value: …".',
        '3:36 criteria/invalid-part There is no criterion "ac" in this set. Did you mean "ab"?',
        '3:40 criteria/invalid-part The criterion "c" names itself. Name other criteria of this set.',
        '3:47 criteria/invalid-part The criterion "ab" is named twice. Name it once; its weight says how much it counts.',
        '3:51 criteria/invalid-part The criterion "d" is made of others itself. Name those others in its place.',
      ],
    ],
    [
      "a rule that is none",
      "criteria:\n  - {id: a, check: contains, value: x}\n  - {id: b, check: composite, of: [a], rule: most}\n",
      ["3:46 criteria/invalid-value criteria[2].rule must be one of all, any, not most. Known: all, any."],
    ],
  ];
  for (const [title, text, expected] of cases) {
    it(`reports ${title}`, async () => {
      assert.deepEqual((await read(text)).findings, expected);
    });
  }

  it("knows no check by a name that objects inherit", async () => {
    const { findings } = await read("criteria:\n  - {id: a, check: toString}\n");
    assert.deepEqual(
      findings.map((line) => line.split(" ").slice(0, 2).join(" ")),
      ["2:20 criteria/unknown-check"],
    );
  });

  it("reads on after a broken criterion", async () => {
    const { set, findings } = await read(
      "criteria:\n  - {id: a, check: nope}\n  - {id: b, check: contains, value: x}\n  - {id: c, check: contains}\n",
    );
    assert.deepEqual(
      { read: set?.criteria.map(({ id }) => id), findings: findings.map((line) => line.split(" ")[0]) },
      { read: ["b"], findings: ["2:20", "4:5"] },
    );
  });
});

describe("the hash of a criterion set", () => {
  const set = (first: string, rest = "") =>
    `criteria:\n  - {id: a, check: contains, value: x${first}}\n  - {id: b, question: Is it?}\n${rest}`;
  const cases: readonly [string, string, boolean][] = [
    ["a criterion's name", set(", name: A"), false],
    ["the set's name", set("", "name: Set\n"), false],
    ["what is the default", set(", weight: 1, severity: hard"), false],
    ["the order of the criteria", "criteria:\n  - {question: Is it?, id: b}\n  - {check: contains, value: x, id: a}\n", false],
    ["the judge's model", set("", "judge: {model: simulated/j}\n"), false],
    ["a weight", set(", weight: 2"), true],
    ["a severity", set(", severity: soft"), true],
    ["a value", set("y"), true],
    ["a negation", set("").replace("contains", "not-contains"), true],
    ["a question", set("").replace("Is it", "Was it"), true],
    ["the threshold", set("", "threshold: 0.5\n"), true],
    ["the version of the judge prompt that is the default", set("", "judge: {model: simulated/j, version: 1}\n"), false],
    ["another version of the judge prompt", set("", "judge: {model: simulated/j, version: 2}\n"), true],
  ];
  for (const [title, text, isChanged] of cases) {
    it(`${isChanged ? "changes" : "does not change"} with ${title}`, async () => {
      assert.equal((await hashOf(text)) !== (await hashOf(set(""))), isChanged);
    });
  }
});
