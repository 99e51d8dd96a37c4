// A server and an empty folder for the contenders of one row, gone afterwards.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BenchServer, startServer } from "./server.ts";

export interface Place {
  readonly folder: string;
  readonly server: BenchServer;
}

export async function withServer<Result>(
  { latencyMs, faults }: { readonly latencyMs: number; readonly faults?: Parameters<typeof startServer>[2] },
  work: (place: Place) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(path.join(tmpdir(), "touchstone-bench-"));
  const server = await startServer(folder, latencyMs, faults);
  try {
    return await work({ folder, server });
  } finally {
    server.process.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
