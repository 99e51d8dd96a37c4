// An editor's host process, to be killed: makes or resumes a run in a background thread of its own. Its one argument is an `EditorTask` in JSON.
import type { RunRequest } from "../../../src/extension/background/contract.ts";
import { startBackgroundThread } from "../background-thread.ts";

export interface EditorTask {
  readonly request: RunRequest;
  /** The run to resume; null to start one. */
  readonly runId: string | null;
}

const keys = { openai: "key-of-the-test" };
const { request, runId } = JSON.parse(process.argv[2] ?? "") as EditorTask;
await using thread = startBackgroundThread();
const { project, endpoints, maxCostUsd } = request;
const running =
  runId === null
    ? await thread.start({ ...request, keys })
    : await thread.ask("run/resume", { project, runId, endpoints, maxCostUsd, keys, acceptsOrigins: [] });
await thread.end(running.runId);
