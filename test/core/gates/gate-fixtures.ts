// Runs with gates, written as letters: every arm as `armEvents` has it, and the rules as an experiment would name them.
import type { GateDocument } from "../../../src/core/domain/experiment.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import type { RunManifest } from "../../../src/core/domain/run-manifest.ts";
import { decideGates } from "../../../src/core/gates/decide-gates.ts";
import type { GateRuling, RunGates } from "../../../src/core/gates/ruling.ts";
import { armEvents, recordOf } from "../../support/event-factories.ts";
import { manifestOf } from "../../support/factories.ts";

export interface GatedRun {
  readonly gates: readonly GateDocument[];
  readonly gateRows?: NonNullable<RunManifest["experiment"]["gateRows"]>;
  readonly alpha?: number;
  readonly changes?: Partial<RunManifest>;
  readonly more?: readonly RunEvent[];
}

/** Each arm by name: a text for each epoch, with a letter for each row. */
export type Arms = Readonly<Record<string, string | readonly string[]>>;

export function decide(arms: Arms, { gates, gateRows, alpha = 0.05, changes = {}, more = [] }: GatedRun): RunGates | null {
  const epochsOf = (letters: Arms[string]): readonly string[] => (typeof letters === "string" ? [letters] : letters);
  const events = Object.entries(arms).flatMap(([name, letters]) =>
    epochsOf(letters).flatMap((each, epoch) => armEvents(name, each, { epoch })),
  );
  const texts = Object.values(arms).flatMap(epochsOf);
  const manifest = manifestOf(Object.keys(arms), {
    samples: texts.join("").length,
    epochs: texts.length / Object.keys(arms).length,
    ...changes,
  });
  const { experiment } = manifest;
  const pinned = { ...experiment, plan: { ...experiment.plan, alpha }, gates: [...gates], ...(gateRows === undefined ? {} : { gateRows }) };
  return decideGates({ ...manifest, experiment: pinned }, recordOf(...events, ...more));
}

/** The only ruling of a run. */
export function rulingOf(arms: Arms, gate: GateDocument, run: Omit<GatedRun, "gates"> = {}): GateRuling {
  const [ruling, ...others] = decide(arms, { ...run, gates: [gate] })?.rulings ?? [];
  if (ruling === undefined || others.length > 0) throw new Error("not one ruling");
  return ruling;
}

/** `mix({P: 3, F: 2})` is PPPFF. */
export function mix(counts: Readonly<Partial<Record<"P" | "F" | "E" | "J", number>>>): string {
  return Object.entries(counts)
    .map(([letter, number]) => letter.repeat(number))
    .join("");
}
