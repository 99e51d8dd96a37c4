// A project with as many rows as there are calls: one column, one template, one check.
import { writeFileSync } from "node:fs";
import path from "node:path";

/** `endpoint` is the named endpoint that is called; the usual one of the provider when absent. */
export function writeProject(
  folder: string,
  rows: number,
  { endpoint, concurrency = 10 }: { readonly endpoint?: string; readonly concurrency?: number } = {},
): void {
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  write("touchstone.yaml", `format: 1\ndefaults: {concurrency: ${concurrency}}\n`);
  write("rows.csv", `id,question\n${Array.from({ length: rows }, (_, index) => `r${index},Is ${index} a number?\n`).join("")}`);
  write("bench.prompt", "Answer in one word: {{question}}\n");
  const model = "provider: openai\napi: chat\nmodel: bench\nprice: {input: 1, output: 1}\nparameters: {max_tokens: 20}\n";
  write("bench.model.yaml", endpoint === undefined ? model : `${model}endpoint: ${endpoint}\n`);
  write("bench.criteria.yaml", "criteria:\n  - {id: says-yes, check: contains, value: 'Yes'}\n");
  write("bench.experiment.yaml", "collection: rows.csv\ntemplate: bench.prompt\nmodel: bench.model.yaml\ncriteria: bench.criteria.yaml\n");
}
