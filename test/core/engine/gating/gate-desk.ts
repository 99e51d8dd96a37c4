// What tests of gates share: a project of forty rows whose answers follow from its prompt, in two states, and a gate made from its files to its exit code.
import type { RunGates } from "../../../../src/core/gates/ruling.ts";
import type { RunManifest } from "../../../../src/core/domain/run-manifest.ts";
import type { RunEvent } from "../../../../src/core/domain/run-event.ts";
import type { RunRecord } from "../../../../src/core/domain/run-record.ts";
import { regressedRows } from "../../../../src/core/comparison/regressed-rows.ts";
import { summarizeRun, type RunSummary } from "../../../../src/core/comparison/summarize-run.ts";
import { planGate, type PlannedGate } from "../../../../src/core/engine/gating/plan-gate.ts";
import { defaultOptions, type RunOptions } from "../../../../src/core/engine/planning/options.ts";
import type { RunHost } from "../../../../src/core/engine/running/run-host.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import type { RunOutcome, RunWatch } from "../../../../src/core/engine/running/write-run.ts";
import { decideGates } from "../../../../src/core/gates/decide-gates.ts";
import { gateExit } from "../../../../src/core/gates/gate-exit.ts";
import { memoryFiles } from "../../../support/memory-files.ts";
import { createMemoryStorage, type MemoryStorage } from "../../../support/memory-storage.ts";
import { hostOf } from "../run-fixtures.ts";

export type Contents = Readonly<Record<string, string>>;

const rows = Array.from({ length: 40 }, (_, index) => `r${String(index).padStart(2, "0")}`);

/** Asked carefully it is right everywhere, quickly wrong in r00 to r09, soon wrong in r00 alone; a coin is thrown for whoever guesses. */
export const project: Contents = {
  "touchstone.yaml": "format: 1\n",
  "rows.csv": `id,kind\n${rows.map((id, index) => `${id},${index < 24 ? "must" : "may"}\n`).join("")}`,
  "prompts/ask.prompt": "Answer carefully: {{id}}",
  "writer.model.yaml": [
    "provider: simulated",
    "model: writer",
    "rules:",
    "  - {when: 'quickly: r0', replies: [{text: 'no'}]}",
    "  - {when: 'soon: r00', replies: [{text: 'no'}]}",
    "  - {when: 'guessing', replies: [{text: 'yes', share: 1}, {text: 'no', share: 1}]}",
    "  - {when: '.', replies: [{text: 'yes'}]}",
    "",
  ].join("\n"),
  "test.criteria.yaml": "criteria:\n  - {id: yes, check: equals, value: 'yes'}\n",
  "test.experiment.yaml": experimentWith("- {metric: pass_rate, no_worse_than: 0.05}"),
};

export function experimentWith(gates: string, more = ""): string {
  return `collection: rows.csv\ntemplate: prompts/ask.prompt\nmodel: writer.model.yaml\ncriteria: test.criteria.yaml\ngates:\n  ${gates}\n${more}`;
}

export interface GateWish {
  /** What differs from the project as it stands. */
  readonly head?: Contents;
  /** What differs from it at the commit; null without one. */
  readonly base?: Contents | null;
  /** What of the project the commit does not have. */
  readonly absent?: readonly string[];
  readonly options?: Partial<RunOptions>;
  readonly storage?: MemoryStorage;
  readonly host?: Partial<RunHost>;
  readonly watch?: Partial<RunWatch>;
}

export interface MadeGate {
  readonly planned: PlannedGate;
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  readonly outcome: RunOutcome;
  readonly gates: RunGates;
  readonly exit: number;
  readonly summary: RunSummary;
  readonly regressed: readonly string[];
  readonly events: readonly RunEvent[];
}

export async function planned({ head = {}, base = {}, absent = [], options = {}, host = {} }: GateWish): Promise<PlannedGate> {
  const committed = Object.fromEntries(Object.entries({ ...project, ...base }).filter(([path]) => !absent.includes(path)));
  const commit = base === null ? null : { ref: "main", commit: "c".repeat(40), files: memoryFiles(committed) };
  const files = memoryFiles({ ...project, ...head });
  const endpoints = host.endpoints ?? new Map<string, string>();
  return planGate(
    { files, base: commit, path: "test.experiment.yaml", options: { ...defaultOptions, ...options }, endpoints },
    () => undefined,
  );
}

export async function makeGate(wish: GateWish = {}): Promise<MadeGate> {
  const gate = await planned(wish);
  const events: RunEvent[] = [];
  const storage = wish.storage ?? createMemoryStorage();
  const outcome = await startRun(gate.plan, hostOf(storage, wish.host ?? {}), {
    signal: new AbortController().signal,
    ...wish.watch,
    onEvent: (event, record) => {
      events.push(event);
      wish.watch?.onEvent?.(event, record);
    },
  });
  return { planned: gate, ...judged(outcome), events };
}

/** What came of a run that was made to decide its gates. */
export function judged(outcome: RunOutcome): Omit<MadeGate, "planned" | "events"> {
  const { manifest, record } = outcome;
  const gates = decideGates(manifest, record);
  if (gates === null) throw new Error("no gates");
  const regressed = regressedRows(manifest, record).flatMap((arm) => arm.rows);
  return { outcome, manifest, record, gates, exit: gateExit(manifest, record, gates), summary: summarizeRun(manifest, record), regressed };
}
