// What stands under the flags of a command in its help.
import { methodGroups } from "../core/stats/methods/names.ts";

export const gateHelp = `
Exit codes of gate:
  0 pass   1 fail   2 inconclusive   3 incomplete   4 usage or invalid document   5 internal   130 cancelled

It starts only under a cap (--max-cost, --max-calls or the defaults of touchstone.yaml), unless every model is simulated.
`;

export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}\n`;
}

export function methodsHelp(): string {
  const groups = Object.entries(methodGroups).map(([subject, names]) => `  ${subject}:\n    ${names.join("\n    ")}`);
  return `\nMethods (keys, formulas and sources: docs/statistics.md):\n${groups.join("\n")}\n`;
}

export const judgeCheckHelp = `
Each judged response of these rows is put before the pinned judge once more, and 36 texts that ask for a pass are put behind
responses that failed. Nothing is generated, and the run stays as it is.
`;

export const exitHelp = `
Exit codes (1 and 2 are of gate alone: failed, inconclusive):
  0 done   3 incomplete, errors or a run that is not sound   4 usage or invalid document   5 internal   130 cancelled

Keys come from the environment: OPENAI_API_KEY, ANTHROPIC_API_KEY, TOUCHSTONE_KEY_<NAME> for other endpoints.
`;
