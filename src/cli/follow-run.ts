// A run while it is made: its progress on stderr, from the first call to the last word.
import type { RunHost } from "../core/engine/running/run-host.ts";
import type { RunOutcome, RunWatch } from "../core/engine/running/write-run.ts";
import { createProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** Makes a run of so many samples and lets go of what its host holds, however it ends. */
export async function followRun(
  terminal: Terminal,
  { host, samples }: { readonly host: RunHost; readonly samples: number },
  make: (watch: RunWatch) => Promise<RunOutcome>,
): Promise<RunOutcome> {
  const progress = await createProgress(terminal, samples);
  try {
    return await make({
      signal: terminal.signal,
      onStart: progress.start,
      onEvent: (_, record) => progress.update(record),
      onPause: progress.pause,
    });
  } finally {
    progress.stop();
    await Promise.all([host.regex.close(), host.scripts.close()]);
  }
}
