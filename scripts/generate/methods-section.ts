// Every method of `touchstone stats` for docs/statistics.md: what it computes, by whom, and its keys.
import type { Method } from "../../src/core/stats/methods/method.ts";
import { methodGroups } from "../../src/core/stats/methods/names.ts";
import { methods } from "../../src/core/stats/methods/registry.ts";
import { code, table } from "./markdown.ts";

export function methodsSection(): string {
  return Object.entries(methodGroups)
    .flatMap(([subject, names]) => [`### ${subject}`, ...names.map((name) => methodText(name, methods[name]))])
    .join("\n\n");
}

function methodText(name: string, { title, formula, source, input, output }: Method): string {
  const taken = Object.entries(input).map(([key, { type, meaning }]) => ["in", code(key), type, meaning]);
  const given = Object.entries(output).map(([key, [type, meaning]]) => ["out", code(key), type, meaning]);
  const words = [`${title}. ${formula}`, ...(source === null ? [] : [`Source: ${source}.`])];
  return `#### ${code(name)}\n\n${words.join("\n\n")}\n\n${table(["", "key", "type", "meaning"], [...taken, ...given])}`;
}
