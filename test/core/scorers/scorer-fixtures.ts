// What the scorer tests share: subjects, criteria and tools with a regex runner that runs in this process.
import type { Script } from "../../../src/core/base/ports.ts";
import type { Criterion } from "../../../src/core/domain/criterion-set.ts";
import type { Rated, ScorerTools, Subject } from "../../../src/core/scorers/scorer.ts";
import { findScorer } from "../../../src/core/scorers/registry.ts";
import { scriptedScripts } from "../../support/scripts.ts";
import { inProcessRegex, timeoutRegex } from "../../support/in-process-regex.ts";

export function subjectOf(response: string, changes: Partial<Subject> = {}): Subject {
  return {
    response,
    toolCalls: [],
    finish: "stop",
    row: {},
    columns: { input: [], expected: [] },
    outputSchema: null,
    usage: null,
    costUsd: null,
    latency: { totalMs: 0, isCached: false },
    ratings: new Map(),
    ...changes,
  };
}

export function criterionOf(scorer: string, options: Criterion["options"], changes: Partial<Criterion> = {}): Criterion {
  return { id: "c", name: null, severity: "hard", weight: 1, scorer, isNegated: false, options, hash: "sha256:0", ...changes };
}

/** Every script passes an output that is not empty, and repeats it. */
const echoingScripts = scriptedScripts((input) => {
  const { output } = input as { readonly output: string };
  return { kind: "answered", answer: { pass: output !== "", reason: output } };
});

export const echoScript: Script = { path: "echo.mjs", sha256: "sha256:0", text: "export const evaluate = …" };

export function toolsOf(changes: Partial<ScorerTools> = {}): ScorerTools {
  return { regex: inProcessRegex, scripts: echoingScripts, signal: new AbortController().signal, ...changes };
}

/** Tools whose regex runner kills every pattern. */
export const timeoutTools: ScorerTools = toolsOf({ regex: timeoutRegex });

export async function rate(
  scorer: string,
  response: string,
  options: Readonly<Record<string, unknown>>,
  changes: Partial<Subject> = {},
  tools = toolsOf(),
): Promise<Rated> {
  const definition = findScorer(scorer);
  if (definition === null) throw new Error(`no scorer ${scorer}`);
  return definition.rate(subjectOf(response, changes), options, tools, definition.isScript === true ? echoScript : undefined);
}

/** `pass`, `fail` or the code of the error. */
export function outcomeOf(rated: Rated): string {
  return rated.kind === "rated" ? rated.label : rated.code;
}

/** The reason or the error's message. */
export function wordsOf(rated: Rated): string {
  return (rated.kind === "rated" ? rated.reason : rated.message) ?? "";
}

/** The problems that a scorer's `check` finds, as `key: message`. */
export async function problemsOf(scorer: string, options: Readonly<Record<string, unknown>>): Promise<string[]> {
  const problems = (await findScorer(scorer)?.check?.(options)) ?? [];
  return problems.map(({ key, message }) => `${key}: ${message}`);
}
