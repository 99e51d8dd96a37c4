// Starts a new run: pins the inputs, writes the manifest, executes. Every door calls this.
import { emptyRecord } from "../../domain/run-record.ts";
import { keepObject } from "../../store/objects.ts";
import { writeManifest } from "../../store/run-store.ts";
import { isoTime } from "../calling/call-model.ts";
import { openCallers } from "../calling/open-callers.ts";
import { createManifest } from "../planning/manifest.ts";
import type { Plan } from "../planning/plan.ts";
import type { RunHost } from "./run-host.ts";
import { writeRun, type RunOutcome, type RunWatch } from "./write-run.ts";

/** Starts a new run of a plan. Throws before anything is written when a key or an endpoint is missing. */
export async function startRun(plan: Plan, host: RunHost, watch: RunWatch): Promise<RunOutcome> {
  const callers = await openCallers(plan, host);
  const runId = host.newId();
  const files = await Promise.all(
    [...plan.setup.files].map(async ([path, bytes]) => ({ path, sha256: await keepObject(host.storage, bytes) })),
  );
  const rowHashes = await keepObject(host.storage, new TextEncoder().encode(JSON.stringify(plan.rows.map((row) => [row.id, row.hash]))));
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
    return await writeRun({
      plan,
      manifest,
      manifestHash,
      record: emptyRecord(),
      isResumed: false,
      cancelsBatches: false,
      callers,
      host,
      watch,
    });
  } finally {
    await release();
  }
}
