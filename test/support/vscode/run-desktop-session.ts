/** Runs one session of host tests in a desktop VS Code that test-electron downloads; on Linux it needs a display, if only xvfb's. */
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

import { makeWorkspace } from "../../../scripts/vscode/make-workspace.ts";
import { startGroup } from "../../../scripts/vscode/process-group.ts";
import { cleanEnvironment, quietSettings } from "../../../scripts/vscode/start-server.ts";
import { environmentOf, type HostSession, settingsOf } from "./run-host-session.ts";
import { readSessionResult, type SessionEnd, type SessionResult } from "./session-result.ts";

/** What the session runs in. */
export interface DesktopPlace {
  /** As test-electron knows it: `1.103.0`, `stable`. */
  readonly version: string;
  readonly extension: string;
  readonly bundle: string;
}

/** Downloads VS Code unless it is there, runs the session in it, and removes all that it has written. */
export async function runDesktopSession(session: HostSession, place: DesktopPlace): Promise<SessionResult> {
  const executable = await downloadAndUnzipVSCode(place.version);
  // Short, because VS Code makes a socket in it, whose path may have about 100 characters.
  const scratch = realpathSync(mkdtempSync(path.join(tmpdir(), "ts-")));
  try {
    const report = path.join(scratch, "report.json");
    const user = path.join(scratch, "data", "User");
    mkdirSync(user, { recursive: true });
    writeFileSync(path.join(user, "settings.json"), JSON.stringify({ ...quietSettings, ...settingsOf(session) }));
    const workspace = makeWorkspace(path.join(scratch, "workspace"), session.folders);
    const words = [
      ...(workspace === null ? [] : [workspace]),
      `--extensionDevelopmentPath=${place.extension}`,
      `--extensionTestsPath=${place.bundle}`,
      `--user-data-dir=${path.join(scratch, "data")}`,
      `--extensions-dir=${path.join(scratch, "extensions")}`,
      // A sandbox and a graphics card are what virtual machines lack.
      ...["--no-sandbox", "--disable-gpu", "--disable-updates", "--skip-welcome", "--skip-release-notes", "--no-cached-data"],
    ];
    const environment = cleanEnvironment(environmentOf(session, report));
    const end = await runToEnd(executable, words, { environment, limitSeconds: session.limitSeconds ?? 120 });
    return readSessionResult(end, { report, session: session.name, bundle: place.bundle });
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface RunOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly limitSeconds: number;
}

async function runToEnd(executable: string, words: readonly string[], { environment, limitSeconds }: RunOptions): Promise<SessionEnd> {
  const group = startGroup(executable, words, { environment });
  const lines: string[] = [];
  for (const stream of [group.child.stdout, group.child.stderr]) {
    if (stream !== null) createInterface(stream).on("line", (line) => void lines.push(`  ${line}`));
  }
  const limit = AbortSignal.timeout(limitSeconds * 1000);
  const traces = () => lines.slice(-30);
  try {
    const [exitCode, signal] = await once(group.child, "exit", { signal: limit });
    if (typeof exitCode === "number") return { exitCode, why: "", traces: traces() };
    return { exitCode: null, why: `VS Code was ended by ${String(signal)}`, traces: traces() };
  } catch (error) {
    if (!limit.aborted) throw error;
    return { exitCode: null, why: `it had not ended after ${limitSeconds} s`, traces: traces() };
  } finally {
    await group.stop();
  }
}
