// The lock of a plan: while a run of it is being made, nobody makes a second one unasked and pays for the same answers twice (fault F8).
import { isTouchstoneError } from "../../base/errors.ts";
import type { Plan } from "../planning/plan.ts";
import type { RunHost } from "./run-host.ts";

export interface PlanWish {
  readonly plan: Plan;
  readonly runId: string;
  /** True for whoever knows what it costs: then the run is made beside the other one. */
  readonly isWantedTwice: boolean;
}

/** Answers with what lets go of the plan. Throws `run/conflict` while another run of it is being made; simulated ones cost nothing. */
export async function holdPlan(host: RunHost, { plan, runId, isWantedTwice }: PlanWish): Promise<() => Promise<void>> {
  if (plan.isSimulated) return nothing;
  try {
    return await host.lockPlan(plan.hash, runId);
  } catch (error) {
    if (isWantedTwice && isTouchstoneError(error, "run/conflict")) return nothing;
    throw error;
  }
}

const nothing = (): Promise<void> => Promise.resolve();
