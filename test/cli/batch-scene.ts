// What tests of runs in batches share: a project of sums with a judge, the ways to kill a run at a step of a batch, and what its record must agree on.
import { setTimeout as wait } from "node:timers/promises";
import type { BatchScript, Step } from "../support/batch-server/batch-book.ts";
import type { BatchServer } from "../support/batch-server.ts";
import { runCli, type CliOptions } from "../support/run-cli.ts";
import { sumsProject } from "../support/sums-project.ts";
import type { ProjectFiles, TemporaryProject } from "../support/temporary-project.ts";

export const run = ["run", "sums.experiment.yaml", "--json"];
export const runBatch = [...run, "--batch"];
export const resume = ["resume", "latest", "--json"];
export const retry = ["retry", "latest", "--json"];

/** The key of every endpoint. */
export const key = "sk-test-key";

/** Two arms of so many rows, a check and a question; `provider` is what the model config says of provider and API. */
export function projectOf(provider: string, rows: number): ProjectFiles {
  return {
    ...sumsProject(rows),
    "ask-politely.prompt": "Please add {{left}} + {{right}}",
    "adder.model.yaml": `{${provider}, model: adder-1, price: {input: 0.17, output: 0.71}, parameters: {max_tokens: 50}}`,
    "sums.criteria.yaml": `judge: {model: adder.model.yaml}
criteria:
  - {id: right, check: equals, value: "{{total}}", weight: 0.7}
  - {id: even, question: Is it even?, weight: 0.2, severity: soft}
`,
    "sums.experiment.yaml": `collection: sums.csv
template: ask.prompt
model: adder.model.yaml
criteria: sums.criteria.yaml
variants:
  - {name: politely, template: ask-politely.prompt}
`,
  };
}

/** A command typed in the project's folder, with a key for both providers, who are this server. */
export function optionsFor({ folder }: TemporaryProject, { url }: BatchServer): CliOptions {
  const keys = { OPENAI_API_KEY: key, ANTHROPIC_API_KEY: key };
  return { folder, environment: { ...keys, OPENAI_BASE_URL: `${url}/v1`, ANTHROPIC_BASE_URL: url } };
}

/** Kills once, at a step of the nth batch; at a pause the poll has been answered before. */
export function killing(step: Step | "pause", ordinal: number, kill: () => void): BatchScript {
  let isOver = false;
  return {
    pollsUntilEnded: step === "pause" ? 1 : 0,
    at(now, nth) {
      if (isOver || nth !== ordinal || now !== (step === "pause" ? "poll" : step)) return undefined;
      isOver = true;
      if (step !== "pause") {
        kill();
        return "drop";
      }
      void wait(300).then(kill);
      return undefined;
    },
  };
}

/** How many requests each batch had, in the order in which they were made. */
export function sizes({ batches }: BatchServer): number[] {
  return batches.map(({ items }) => items.length);
}

/** How many requests were submitted so often: at 1 how many once, at 2 how many twice. */
export function timesSubmitted(server: BatchServer): Readonly<Record<number, number>> {
  const times: Record<number, number> = {};
  for (const count of server.submissions().values()) times[count] = (times[count] ?? 0) + 1;
  return times;
}

export interface Exported {
  /** The export without what differs between any two runs: ids, times, the server's port. */
  readonly record: object;
  readonly samples: number;
  readonly spentUsd: number | null;
}

const ofAnyRun = ["run", "createdAt", "completedAt", "time", "latencyMs", "provider", "runId", "origin"];
/** In what a run in batches differs from a live one. */
const ofBatches = ["costUsd", "spentUsd", "worstUsd", "batch"];
/** What a second attempt adds to a record. */
const ofAttempts = ["attempts", "generation", "rating", "retried", "possiblyBilledTwice", "possiblyBilledAttempts", "warnings"];

/** The newest run, exported. */
export async function exported(project: TemporaryProject): Promise<Exported> {
  const { json } = await runCli(["export", "latest", "--format", "json"], project);
  const whole = json<{ readonly samples: readonly object[]; readonly spentUsd: number | null }>();
  return { record: withoutKeys(whole, ofAnyRun), samples: whole.samples.length, spentUsd: whole.spentUsd };
}

/** What a record has in common with that of a live run. */
export function asLive({ record }: Pick<Exported, "record">): object {
  return withoutKeys(record, ofBatches);
}

/** The same where some calls were made again. */
export function asFirstTime(value: Pick<Exported, "record">): object {
  return withoutKeys(asLive(value), ofAttempts);
}

function withoutKeys(value: object, keys: readonly string[]): object {
  return JSON.parse(JSON.stringify(value, (name, inner: unknown) => (keys.includes(name) ? undefined : inner))) as object;
}
