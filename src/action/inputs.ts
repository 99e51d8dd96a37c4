// The inputs of action.yml, as the runner hands them over: variables named INPUT_….
import { TouchstoneError } from "../core/base/errors.ts";
import type { OnInconclusive } from "./verdict.ts";

export interface Inputs {
  /** Paths relative to the working directory. */
  readonly experiments: readonly string[];
  /** The git ref to compare with; null for the pull request's base. */
  readonly base: string | null;
  /** Relative to the workspace. */
  readonly workingDirectory: string;
  readonly maxCost: string | null;
  readonly maxCalls: string | null;
  /** `i/n`: this part of the rows is run and nothing is gated. */
  readonly shard: string | null;
  readonly onInconclusive: OnInconclusive;
  readonly comments: boolean;
  readonly token: string | null;
  /** Further words for the command line. */
  readonly words: readonly string[];
}

const mostExperiments = 50;

/** Throws `input/invalid` for an input that cannot be used. */
export function readInputs(environment: Readonly<Record<string, string | undefined>>): Inputs {
  const read = (name: string): string | null => {
    const value = environment[`INPUT_${name.toUpperCase()}`]?.trim() ?? "";
    return value === "" ? null : value;
  };
  const experiments = lines(read("experiment"));
  if (experiments.length === 0)
    throw invalid("experiment", "is missing", "Name the file of an experiment, or several of them, one on each line.");
  if (experiments.length > mostExperiments)
    throw invalid("experiment", `names ${experiments.length} files`, `Name at most ${mostExperiments} in one step.`);
  const inputs: Inputs = {
    experiments,
    base: read("base"),
    workingDirectory: read("working-directory") ?? ".",
    maxCost: read("max-cost"),
    maxCalls: read("max-calls"),
    shard: read("shard"),
    onInconclusive: readChoice("on-inconclusive", read("on-inconclusive") ?? "neutral", ["neutral", "fail", "pass"]),
    comments: readChoice("comment", (read("comment") ?? "true").toLowerCase(), ["true", "false"]) === "true",
    token: read("github-token"),
    words: lines(read("arguments")),
  };
  if (inputs.shard !== null && inputs.base !== null)
    throw invalid(
      "base",
      "cannot be used together with shard",
      "A shard is a part of a run and is not gated; name the base where the gate is.",
    );
  return inputs;
}

function lines(value: string | null): string[] {
  return (value ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function readChoice<Choice extends string>(name: string, value: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((known) => known === value);
  if (choice === undefined) throw invalid(name, `cannot be "${value}"`, `Give it one of ${choices.join(", ")}.`);
  return choice;
}

function invalid(name: string, problem: string, hint: string): TouchstoneError {
  return new TouchstoneError("input/invalid", `The input ${name} ${problem}.`, { hint });
}
