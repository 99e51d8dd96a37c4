// A project with as many rows as there are calls: one column, one template, one check, and a judge where it is asked for.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { questionOf } from "./requests.ts";

export interface ProjectOptions {
  /** The named endpoint that is called; the usual one of the provider when absent. */
  readonly endpoint?: string;
  readonly concurrency?: number;
  readonly hasJudge?: boolean;
  /** The header clock. */
  readonly headersMs?: number;
}

export function writeProject(
  folder: string,
  rows: number,
  { endpoint, concurrency = 10, hasJudge = false, headersMs = 60_000 }: ProjectOptions = {},
): void {
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  write("touchstone.yaml", `format: 1\ndefaults: {concurrency: ${concurrency}, timeouts: {headers_ms: ${headersMs}}}\n`);
  write("rows.csv", `id,question\n${Array.from({ length: rows }, (_, index) => `r${index},${questionOf(index)}\n`).join("")}`);
  write("bench.prompt", "Answer in one word: {{question}}\n");
  const model = "provider: openai\napi: chat\nmodel: bench\nprice: {input: 1, output: 1}\nparameters: {max_tokens: 20}\n";
  write("bench.model.yaml", endpoint === undefined ? model : `${model}endpoint: ${endpoint}\n`);
  const check = "criteria:\n  - {id: says-yes, check: contains, value: 'Yes'}\n";
  const question = "judge: {model: bench.model.yaml}\ncriteria:\n  - {id: polite, question: 'Is the reply polite?'}\n";
  write("bench.criteria.yaml", hasJudge ? question : check);
  write("bench.experiment.yaml", "collection: rows.csv\ntemplate: bench.prompt\nmodel: bench.model.yaml\ncriteria: bench.criteria.yaml\n");
}
