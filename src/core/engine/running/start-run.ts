// Starts a new run: pins the inputs, writes the manifest, executes. Every door calls this.
import type { RunManifest } from "../../domain/run-manifest.ts";
import { emptyRecord } from "../../domain/run-record.ts";
import { keepObject, pinFiles } from "../../store/objects.ts";
import { writeManifest } from "../../store/run-store.ts";
import { isoTime } from "../calling/call-events.ts";
import { openCallers, type Callers } from "../calling/open-callers.ts";
import { createManifest, encodeRowHashes } from "../planning/manifest.ts";
import type { Plan } from "../planning/plan.ts";
import { keepSummary } from "../stored/keep-summary.ts";
import { noCopies, type ResponseCopies } from "./copied-responses.ts";
import { holdPlan } from "./hold-plan.ts";
import type { RunHost } from "./run-host.ts";
import { refuseUnapproved } from "./refuse-unapproved.ts";
import { runAgain, withoutStart } from "./run-again.ts";
import { writeRun, type RunOutcome, type RunWatch } from "./write-run.ts";

/** Where a run that rates again takes its responses from. */
export interface ResponseSource {
  readonly parent: RunManifest;
  readonly copies: ResponseCopies;
  /** What is left of the plan with these responses. */
  readonly rest: Plan;
}

/** Starts a new run of a plan. Throws before anything is written when a script is not approved, a key or an endpoint is missing, or the plan is being run already. */
export async function startRun(plan: Plan, host: RunHost, watch: RunWatch, source: ResponseSource | null = null): Promise<RunOutcome> {
  refuseUnapproved(plan, host.scripts);
  const callers = await openCallers(source?.rest ?? plan, host);
  const runId = host.newId();
  // Rating again pays for no answer that the other run pays for.
  const letPlanGo = await holdPlan(host, { plan, runId, isWantedTwice: plan.options.isFresh || source !== null });
  try {
    return await makeRun({ plan, runId, callers, source }, host, watch);
  } finally {
    await letPlanGo();
  }
}

interface NewRun {
  readonly plan: Plan;
  readonly runId: string;
  readonly callers: Callers;
  readonly source: ResponseSource | null;
}

async function makeRun({ plan, runId, callers, source }: NewRun, host: RunHost, watch: RunWatch): Promise<RunOutcome> {
  const { storage } = host;
  const left = source?.rest ?? plan;
  const manifest = createManifest(
    { ...plan, costUsd: left.costUsd },
    {
      runId,
      createdAt: isoTime(host.clock),
      tool: host.tool,
      git: await host.git(),
      files: await pinFiles(storage, plan.setup.files),
      rowHashes: await keepObject(storage, encodeRowHashes(plan)),
      endpoints: host.endpoints,
      ...(source === null
        ? {}
        : { rerated: { parent: source.parent, ratingFiles: await pinFiles(storage, plan.setup.ratingFiles ?? new Map()) } }),
    },
  );
  const release = await host.lock(runId);
  try {
    const manifestHash = await writeManifest(storage, manifest);
    const copies = source?.copies ?? noCopies;
    const begun = {
      manifest,
      manifestHash,
      record: emptyRecord(),
      isResumed: false,
      cancelsBatches: false,
      redo: "nothing",
      copies,
    } as const;
    const ended = await writeRun({ plan: left, whole: plan, ...begun, callers, host, watch });
    const outcome = await runAgain({ outcome: ended, whole: plan, manifestHash, redo: "nothing" }, host, withoutStart(watch));
    return await keepSummary(storage, outcome, { manifestHash, notes: [] });
  } finally {
    await release();
  }
}
