// What evaluators said of a run, wherever it is shown: one table, and a word of caution.
import assert from "node:assert/strict";
import { evaluationNote } from "../../../src/core/report/evaluation-text.ts";
import { comment } from "../../../src/core/report/exporters/comment.ts";
import { json } from "../../../src/core/report/exporters/json.ts";
import { markdown } from "../../../src/core/report/exporters/markdown.ts";
import { summaryText } from "../../../src/core/report/summary-text.ts";
import { armEvents, evaluationOf } from "../../support/event-factories.ts";
import { hashOf, manifestOf, rowsOf } from "../../support/factories.ts";
import { exportInput, textOf } from "./report-fixtures.ts";

const line = (text: string, pattern: RegExp): string | undefined => text.split("\n").find((each) => pattern.test(each));

describe("what evaluators said", () => {
  const evaluators = [{ id: "length", name: "Mean | length", hash: hashOf("length") }];
  const secret = { value: 12.34567, reason: "row r01 says hello" };
  const events = [
    ...armEvents("base", "PP"),
    ...armEvents("head", "PF"),
    evaluationOf("base", secret),
    evaluationOf("head", { value: 10, reason: null }),
    evaluationOf("base", { evaluator: "steps", evaluatorHash: hashOf("steps"), value: 1 }),
    evaluationOf("head", {
      evaluator: "steps",
      evaluatorHash: hashOf("steps"),
      value: null,
      error: { code: "scorer/script-threw", message: "The script threw hello" },
    }),
  ];
  const criteria = { ...manifestOf().criteria, evaluators: [...evaluators, { id: "steps", name: null, hash: hashOf("steps") }] };
  const input = exportInput({ variants: ["base", "head"], rows: rowsOf(2), events, manifest: { criteria } });

  for (const [title, exporter] of [
    ["comment", comment],
    ["Markdown file", markdown],
  ] as const)
    it(`stands in a table of the ${title}, with the difference and without their words`, async () => {
      const text = await textOf(exporter, input);
      assert.equal(line(text, /^\| Mean/), "| Mean \\| length | 12.35 | 10 | -2.346 |");
      assert.equal(line(text, /^\| steps/), "| steps | 1 | error | – |");
      assert.ok(text.includes(evaluationNote) && !text.includes("hello"), text);
    });

  it("stands in the JSON with reasons and errors, and moves no rate and no gate", async () => {
    type Exported = { evaluations: { arms: object[] }[]; variants: { passRate: { value: number } }[]; gates: unknown };
    const { evaluations, variants } = JSON.parse(await textOf(json, input)) as Exported;
    const { value, reason } = secret;
    assert.deepEqual(evaluations[0]?.arms, [
      { variant: "base", value, difference: null, reason, error: null },
      { variant: "head", value: 10, difference: 10 - value, reason: null, error: null },
    ]);
    assert.deepEqual(
      variants.map(({ passRate }) => passRate.value),
      [1, 0.5],
    );
  });

  it("stands in the text of a run with its words, and says that a single figure has no interval", () => {
    const lines = summaryText(input.summary, null);
    assert.ok(lines.includes(evaluationNote) && lines.includes("length of base: row r01 says hello"), lines.join("\n"));
    assert.ok(lines.includes("! steps of head: The script threw hello"));
    assert.match(line(lines.join("\n"), /^Mean/) ?? "", /^Mean \| length +12\.35 +10 +-2\.346$/);
  });

  it("is nothing where none was asked", async () => {
    const plain = exportInput({ variants: ["base"], rows: rowsOf(2), events: armEvents("base", "PP") });
    assert.ok(
      !(await textOf(comment, plain)).includes(evaluationNote) && !("evaluations" in (JSON.parse(await textOf(json, plain)) as object)),
    );
  });
});
