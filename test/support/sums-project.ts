/** A small project whose right answers are known, `3 + 40` for 43, and servers that answer and judge it. */
import type { Handler } from "./provider-server/behaviour.ts";
import { judgeAnswer, type Rate } from "./provider-server/judge-answer.ts";
import { lastUserText, type RecordedRequest } from "./provider-server/recorded-request.ts";
import type { ProjectFiles } from "./temporary-project.ts";

/** A project of `rows` sums with one arm and one check; tests put other files over these. */
export function sumsProject(rows: number): ProjectFiles {
  return {
    "touchstone.yaml": "format: 1\n",
    "sums.csv": sumsTable(rows),
    "ask.prompt": '{{role "system"}}\nAnswer with a number.\n{{role "user"}}\n{{left}} + {{right}}\n',
    "adder.model.yaml": "provider: openai\nmodel: adder-1\napi: chat\n",
    "sums.criteria.yaml": 'criteria:\n  - {id: right, check: equals, value: "{{total}}"}\n',
    "sums.experiment.yaml": "collection: sums.csv\ntemplate: ask.prompt\nmodel: adder.model.yaml\ncriteria: sums.criteria.yaml\n",
  };
}

/** A template of its own, with collection, criteria and model; its words about a number are in the prompts of even rows only. */
export const ownSumsTemplate = `---
touchstone.collection: sums.csv
touchstone.criteria: sums.criteria.yaml
model: adder.model.yaml
---
{{#ifEquals parity "even"}}
{{role "system"}}
Answer with a number.
{{/ifEquals}}
{{role "user"}}
{{left}} + {{right}}
`;

/** A model config with a price and short answers, so that caps can be reached. */
export const pricedAdder = "provider: openai\nmodel: adder-1\napi: chat\nprice: {input: 1, output: 1}\nparameters: {max_tokens: 10}\n";

/** Row n of the table is `s<n>`: n + 10n, in the size `small` up to 5 and in the parity of n. */
function sumsTable(rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    const n = index + 1;
    return [`s${n}`, n, 10 * n, 11 * n, n <= 5 ? "small" : "large", n % 2 === 0 ? "even" : "odd"].join(",");
  });
  return ["id,left,right,total,size,parity", ...lines, ""].join("\n");
}

/** The n of the row that a generation request asks about. */
export function rowNumber(request: RecordedRequest): number {
  return Number(/(\d+) \+ \d+/.exec(lastUserText(request))?.[1]);
}

/** Adds as it is asked to, but is one off in the rows that `isWrong` names. */
export function addingModel(isWrong: (n: number) => boolean = () => false): Handler {
  return (request) => {
    const n = rowNumber(request);
    return { kind: "answer", text: String(11 * n + (isWrong(n) ? 1 : 0)) };
  };
}

/** Judges what it is asked to judge and leaves every other request to `model`. */
export function withJudge(rate: Rate, model: Handler): Handler {
  return (request, nth) => {
    const text = judgeAnswer(request, rate);
    return text === undefined ? model(request, nth) : { kind: "answer", text };
  };
}
