/**
 * Runs the host tests in one real VS Code: `node test/host/run-ring.ts <version> [--totals <file>] [session …]`. A version from npm
 * (1.103.2, 1.139.1) runs in a browser without a window; `desktop:<version>` is downloaded by test-electron, where the network allows.
 */
import { globSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import { buildHostTests } from "../../scripts/build-host-tests.mjs";
import { installVscode, vscodeVersions } from "../../scripts/vscode/install-vscode.ts";
import { launchBrowser } from "../../scripts/vscode/launch-browser.ts";
import { runDesktopSession } from "../support/vscode/run-desktop-session.ts";
import { type HostSession, runHostSession } from "../support/vscode/run-host-session.ts";
import type { SessionResult } from "../support/vscode/session-result.ts";
import { sessions } from "./sessions.ts";

type RunSession = (session: HostSession) => Promise<SessionResult>;

const extension = path.resolve(import.meta.dirname, "../..");
const { positionals, values } = parseArgs({ allowPositionals: true, options: { totals: { type: "string" } } });
const [wantedVersion = "", ...names] = positionals;
process.exitCode = await main();

async function main(): Promise<number> {
  const unknown = names.find((name) => !sessions.some((session) => session.name === name));
  if (unknown !== undefined) throw new Error(`There is no session "${unknown}". Sessions: ${sessions.map(({ name }) => name).join(", ")}.`);
  const chosen = sessions.filter(({ name }) => names.length === 0 || names.includes(name));
  const bundle = await buildHostTests();
  const results: SessionResult[] = foldersWithoutSession();
  await withVscode(bundle, async (run) => {
    for (const session of chosen) {
      // What could not even be started is a failure like any other, and the next session may fare better.
      let result = await run(session).catch((error: unknown) => notStarted(session, error));
      if (result.failed > 0) {
        // A window of a whole editor may be too slow for once: a second try, in the open, must pass.
        console.log(`${result.text}\n  Session "${session.name}" is tried once more.`);
        result = await run(session).catch((error: unknown) => notStarted(session, error));
      }
      if (result.text !== "") console.log(result.text);
      results.push(result);
    }
  });
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  if (values.totals === undefined) console.log(`${passed} passed, ${failed} failed`);
  else writeFileSync(values.totals, JSON.stringify({ passed, failed }));
  return failed === 0 && passed > 0 ? 0 : 1;
}

async function withVscode(bundle: string, use: (run: RunSession) => Promise<void>): Promise<void> {
  const [kind, desktopVersion] = wantedVersion.split(":");
  if (kind === "desktop" && desktopVersion !== undefined) {
    return use((session) => runDesktopSession(session, { version: desktopVersion, extension, bundle }));
  }
  const version = vscodeVersions.find((each) => each === wantedVersion);
  if (version === undefined) throw new Error(`Name a version: ${vscodeVersions.join(", ")}, or desktop:<version>.`);
  const installation = await installVscode(version);
  const browser = await launchBrowser();
  try {
    await use((session) => runHostSession(session, { browser, installation, extension, bundle }));
  } finally {
    await browser.close();
  }
}

/** A test that no session runs would be green for ever. */
function foldersWithoutSession(): SessionResult[] {
  const folders = globSync("*/**/*.test.ts", { cwd: import.meta.dirname }).map((file) => file.split(path.sep)[0] ?? file);
  const without = [...new Set(folders)].filter((folder) => !sessions.some(({ name }) => name === folder));
  return without.map((folder) => {
    return { passed: 0, failed: 1, text: `  test/host/${folder} has tests, but test/host/sessions.ts has no session of that name` };
  });
}

function notStarted(session: HostSession, error: unknown): SessionResult {
  const why = error instanceof Error ? error.message : String(error);
  return { passed: 0, failed: 1, text: `  Session "${session.name}" could not be started: ${why}` };
}
