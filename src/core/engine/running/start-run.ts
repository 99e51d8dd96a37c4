// Starts a new run: pins the inputs, writes the manifest, executes. Every door calls this.
import { emptyRecord } from "../../domain/run-record.ts";
import { keepObject } from "../../store/objects.ts";
import { writeManifest } from "../../store/run-store.ts";
import { isoTime } from "../calling/call-model.ts";
import { openCallers, type Callers } from "../calling/open-callers.ts";
import { createManifest, encodeRowHashes } from "../planning/manifest.ts";
import type { Plan } from "../planning/plan.ts";
import { keepSummary } from "../stored/keep-summary.ts";
import { holdPlan } from "./hold-plan.ts";
import type { RunHost } from "./run-host.ts";
import { writeRun, type RunOutcome, type RunWatch } from "./write-run.ts";

/** Starts a new run of a plan. Throws before anything is written when a key or an endpoint is missing, or the plan is being run already. */
export async function startRun(plan: Plan, host: RunHost, watch: RunWatch): Promise<RunOutcome> {
  const callers = await openCallers(plan, host);
  const runId = host.newId();
  const letPlanGo = await holdPlan(host, { plan, runId, isWantedTwice: plan.options.isFresh });
  try {
    return await makeRun({ plan, runId, callers }, host, watch);
  } finally {
    await letPlanGo();
  }
}

interface NewRun {
  readonly plan: Plan;
  readonly runId: string;
  readonly callers: Callers;
}

async function makeRun({ plan, runId, callers }: NewRun, host: RunHost, watch: RunWatch): Promise<RunOutcome> {
  const files = await Promise.all(
    [...plan.setup.files].map(async ([path, bytes]) => ({ path, sha256: await keepObject(host.storage, bytes) })),
  );
  const rowHashes = await keepObject(host.storage, encodeRowHashes(plan));
  const manifest = createManifest(plan, {
    runId,
    createdAt: isoTime(host.clock),
    tool: host.tool,
    git: await host.git(),
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    rowHashes,
    endpoints: host.endpoints,
  });
  const release = await host.lock(runId);
  try {
    const manifestHash = await writeManifest(host.storage, manifest);
    const outcome = await writeRun({ plan, manifest, manifestHash, record: emptyRecord(), isResumed: false, callers, host, watch });
    return await keepSummary(host.storage, outcome, { manifestHash, notes: [] });
  } finally {
    await release();
  }
}
