// json-path-equals: the whole response is JSON, and the value at one place in it is this one.
import * as z from "zod";
import { columnsIn } from "./columns.ts";
import { defineScorer } from "./define-scorer.ts";
import { columnProblem } from "./fill-options.ts";
import { isExpectedJson, jsonValueSchema } from "./json-equality.ts";
import { followJsonPath, parseJsonPath } from "./json-path.ts";
import { parseResponse } from "./parse-response.ts";
import { cut, showJson } from "./quote.ts";
import { verdict, type OptionProblem } from "./scorer.ts";

export const jsonPathEquals = defineScorer({
  title: "The response is JSON, and has this value at this place",
  options: {
    path: z.string().min(1).describe('The place, such as $.order.items[0].price or $["unit price"]; [-1] is the last of a list.'),
    value: jsonValueSchema.describe(
      "The value, of any JSON type; a text, which may hold {{column}}, also stands for the number, list or other value that it writes.",
    ),
  },
  check: ({ path, value }): OptionProblem[] => {
    const steps = columnsIn(path).length > 0 ? [] : parseJsonPath(path);
    if ("problem" in steps)
      return [{ key: "path", message: steps.problem, hint: 'Name one place by keys and numbers: $.name, $["a name"], $.list[0].' }];
    const problem = columnProblem({ value }, "json-path-equals");
    return problem === null ? [] : [{ key: "value", message: problem, hint: "Write the key as it stands in the response." }];
  },
  checkFilled: ({ path }) => {
    const steps = parseJsonPath(path);
    return "problem" in steps ? steps.problem : null;
  },
  rate: ({ response }, { path, value }) => {
    const steps = parseJsonPath(path);
    if ("problem" in steps) return { kind: "error", code: "scorer/invalid-path", message: steps.problem };
    const parsed = parseResponse(response);
    if ("reason" in parsed) return verdict(false, parsed.reason);
    const found = followJsonPath(parsed.value, steps);
    if ("endsAt" in found) return verdict(false, `There is nothing at ${cut(path, 200)}: the way ends at ${cut(found.endsAt, 200)}.`);
    const isEqual = isExpectedJson(found.value, value);
    return verdict(isEqual, `${cut(path, 200)} is ${showJson(found.value)}${isEqual ? "" : `, not ${showJson(value)}`}.`);
  },
});
