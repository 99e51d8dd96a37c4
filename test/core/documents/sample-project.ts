// A complete project as a literal, and what tests of documents compare.
import assert from "node:assert/strict";
import { loadExperiment } from "../../../src/core/documents/load-experiment.ts";
import type { Setup } from "../../../src/core/documents/setup.ts";
import type { Diagnostic } from "../../../src/core/domain/diagnostic.ts";
import { memoryFiles } from "../../support/memory-files.ts";

export type Project = Readonly<Record<string, string | Uint8Array>>;

/** An experiment of a baseline and one variant, with a judge, a check and a partial; nothing is wrong with it. */
export const sampleProject: Project = {
  "touchstone.yaml": "format: 1\ndefaults: {model: models/fallback.model.yaml}\n",
  "data/tickets.csv": "id,message,topic\nT1,Hello,refund\nT2,Bye,shipping\n",
  "models/main.model.yaml": "provider: simulated\nmodel: main-1\nparameters: {temperature: 0.5, max_tokens: 50}\n",
  "models/fallback.model.yaml": "provider: simulated\nmodel: fallback-1\n",
  "models/judge.model.yaml": "provider: simulated\nmodel: judge-1\n",
  "prompts/reply.prompt": '---\nname: reply\n---\n{{role "system"}}\nBe kind.\n{{role "user"}}\n{{message}}\n{{> ending}}\n',
  "prompts/short.prompt": "---\nname: short\n---\n{{message}} In short.\n",
  "prompts/_ending.prompt": "Bye.\n",
  "criteria/reply.criteria.yaml": [
    "judge: {model: ../models/judge.model.yaml}",
    "criteria:",
    '  - {id: kind, question: "Is it kind to {{topic}}?"}',
    "  - {id: says-bye, check: contains, value: Bye}",
    "",
  ].join("\n"),
  "experiments/tone.experiment.yaml": [
    "name: Tone",
    "collection: ../data/tickets.csv",
    "template: ../prompts/reply.prompt",
    "model: ../models/main.model.yaml",
    "criteria: ../criteria/reply.criteria.yaml",
    "variants:",
    "  - {name: short, template: ../prompts/short.prompt}",
    "",
  ].join("\n"),
};

export const sampleExperiment = "experiments/tone.experiment.yaml";

/** The sample project with some files changed, added or (null) taken away. */
export function projectWith(changes: Readonly<Record<string, string | Uint8Array | null>>): Project {
  const merged = Object.entries({ ...sampleProject, ...changes }).filter(
    (entry): entry is [string, string | Uint8Array] => entry[1] !== null,
  );
  return Object.fromEntries(merged);
}

/** The experiment of the sample project with lines added at its end, or other variants. */
export function experimentWith({
  variants = "  - {name: short, template: ../prompts/short.prompt}\n",
  more = "",
  model = "model: ../models/main.model.yaml\n",
}: {
  variants?: string;
  more?: string;
  model?: string;
}): Record<string, string> {
  const text = `collection: ../data/tickets.csv\ntemplate: ../prompts/reply.prompt\n${model}criteria: ../criteria/reply.criteria.yaml\n${variants === "" ? "" : `variants:\n${variants}`}${more}`;
  return { [sampleExperiment]: text };
}

/** What the sample project, changed so, loads as; throws when anything is wrong with it. */
export async function loadSample(
  changes: Readonly<Record<string, string | Uint8Array | null>> = {},
  path = sampleExperiment,
): Promise<Setup> {
  const { value, diagnostics } = await loadExperiment(memoryFiles(projectWith(changes)), path);
  if (value === null) throw new Error(diagnosticLines(diagnostics).join("\n"));
  return value;
}

/** Findings without their messages. */
export function placesOf(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`);
}

export function diagnosticLines(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ message, hint }, index) => `${placesOf(diagnostics)[index]} ${message}${hint === null ? "" : ` ${hint}`}`);
}

/** The findings that keep the sample project, changed like this, from being loaded. */
export async function findingsOf(
  changes: Readonly<Record<string, string | Uint8Array | null>>,
  path = sampleExperiment,
): Promise<string[]> {
  const { value, diagnostics } = await loadExperiment(memoryFiles(projectWith(changes)), path);
  assert.equal(value, null);
  return diagnosticLines(diagnostics);
}
