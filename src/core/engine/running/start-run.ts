// Starts a new run: pins the inputs, writes the manifest, executes. Every door calls this.
import type { RunManifest } from "../../domain/run-manifest.ts";
import { emptyRecord } from "../../domain/run-record.ts";
import { keepObject, pinFiles } from "../../store/objects.ts";
import { writeManifest } from "../../store/run-store.ts";
import { isoTime } from "../calling/call-model.ts";
import { openCallers } from "../calling/open-callers.ts";
import { createManifest } from "../planning/manifest.ts";
import type { Plan } from "../planning/plan.ts";
import type { ResponseCopy } from "./copied-responses.ts";
import type { RunHost } from "./run-host.ts";
import { writeRun, type RunOutcome, type RunWatch } from "./write-run.ts";

/** Where a run that rates again takes its responses from. */
export interface ResponseSource {
  readonly parent: RunManifest;
  readonly copies: readonly ResponseCopy[];
  /** What is left of the plan with these responses. */
  readonly rest: Plan;
}

/** Starts a new run of a plan. Throws before anything is written when a key or an endpoint is missing. */
export async function startRun(plan: Plan, host: RunHost, watch: RunWatch, source: ResponseSource | null = null): Promise<RunOutcome> {
  const left = source?.rest ?? plan;
  const callers = await openCallers(left, host);
  const { storage } = host;
  const runId = host.newId();
  const manifest = createManifest(
    { ...plan, costUsd: left.costUsd },
    {
      runId,
      createdAt: isoTime(host.clock),
      tool: host.tool,
      git: await host.git(),
      files: await pinFiles(storage, plan.setup.files),
      rowHashes: await keepObject(storage, new TextEncoder().encode(JSON.stringify(plan.rows.map((row) => [row.id, row.hash])))),
      endpoints: host.endpoints,
      ...(source === null
        ? {}
        : { rerated: { parent: source.parent, ratingFiles: await pinFiles(storage, plan.setup.ratingFiles ?? new Map()) } }),
    },
  );
  const release = await host.lock(runId);
  try {
    const manifestHash = await writeManifest(storage, manifest);
    const copies = source?.copies ?? [];
    const begun = { manifest, manifestHash, record: emptyRecord(), isResumed: false, redo: "nothing", copies } as const;
    return await writeRun({ plan: left, ...begun, callers, host, watch });
  } finally {
    await release();
  }
}
