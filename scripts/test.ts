// Runs the test rings, `npm test [-- ring …]`: one line per ring, and as the last line `N passed, N failed` over all of them.
// With `--full` the faults are tried as often as their targets say.
import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { type VscodeVersion, vscodeVersions } from "./vscode/install-vscode.ts";

interface Totals {
  readonly passed: number;
  readonly failed: number;
  /** The files with a failure, and how many of their tests passed; absent where the ring does not tell. */
  readonly failedFiles?: readonly { readonly file?: string; readonly passed: number }[];
}

const root = path.resolve(import.meta.dirname, "..");
const rings = ["architecture", "core", "cli", "faults", "background", "webview", "host", "e2e"];
const ringWithoutDist = "core";
const ringOfWindows = "e2e";
/** Files of a ring that are run side by side, where more than one is: those that mostly wait for processes, and those of which there are many. */
const filesAtOnce: Readonly<Record<string, number>> = { core: 2, cli: 4, faults: 2 };

process.chdir(root);
const { values, positionals } = parseArgs({ options: { full: { type: "boolean", default: false } }, allowPositionals: true });
if (values.full) process.env["TOUCHSTONE_FAULTS"] = "full";
process.exitCode = main(positionals);

function main(wanted: readonly string[]): number {
  const unknown = wanted.find((ring) => !rings.includes(ring));
  if (unknown !== undefined) {
    console.error(`There is no ring "${unknown}". Rings: ${rings.join(", ")}.`);
    return 1;
  }
  const chosen = wanted.length > 0 ? wanted : rings.filter((ring) => existsSync(`test/${ring}`));
  if (chosen.some((ring) => ring !== ringWithoutDist) && runNode(["esbuild.mjs"]) !== 0) {
    console.error("The build failed, so no test ran.\n0 passed, 1 failed");
    return 1;
  }
  const totals = chosen.flatMap((ring) => (ring === "host" ? vscodeVersions.map(runHostRing) : [runMochaRing(ring)]));
  const passed = totals.reduce((sum, ring) => sum + ring.passed, 0);
  const failed = totals.reduce((sum, ring) => sum + ring.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** Runs one ring in a mocha of its own. A ring without tests and a crash count as failures; mocha itself forbids pending tests. */
function runMochaRing(ring: string): Totals {
  const files = globSync(`test/${ring}/**/*.test.ts`).sort();
  if (files.length === 0) {
    console.log(`${ring}: no test files in test/${ring}`);
    return { passed: 0, failed: 1 };
  }
  // At full counts a fault must have the machine for itself.
  const first = runFiles(ring, files, values.full ? 1 : (filesAtOnce[ring] ?? 1));
  return ring === ringOfWindows ? tryAgain(ring, first) : first;
}

function runFiles(name: string, files: readonly string[], atOnce = 1): Totals {
  return runRing(name, (report) => [
    "node_modules/mocha/bin/mocha.js",
    ...(atOnce > 1 ? ["--parallel", "--jobs", String(atOnce)] : []),
    ...["--reporter", "scripts/ring-reporter.mjs", "--reporter-option", `totals=${report}`],
    ...files,
  ]);
}

/** A window of a whole editor may be too slow for once: its file has a second try, in the open, and must pass then. */
function tryAgain(ring: string, first: Totals): Totals {
  const failedFiles = (first.failedFiles ?? []).flatMap(({ file, passed }) => (file === undefined ? [] : [{ file, passed }]));
  if (first.failed === 0 || failedFiles.length === 0 || failedFiles.length < (first.failedFiles ?? []).length) return first;
  const second = runFiles(
    `${ring}, second try of what failed`,
    failedFiles.map(({ file }) => file),
  );
  const passedBefore = failedFiles.reduce((sum, { passed }) => sum + passed, 0);
  return { passed: first.passed - passedBefore + second.passed, failed: second.failed };
}

/** Runs the tests that are for the inside of VS Code in one version of it. */
function runHostRing(version: VscodeVersion): Totals {
  return runRing(`host ${version}`, (report) => ["test/host/run-ring.ts", version, "--totals", report]);
}

/** Runs one ring in a process of its own, which writes its totals to the file that its arguments name. */
function runRing(name: string, argumentsFor: (report: string) => readonly string[]): Totals {
  const folder = mkdtempSync(path.join(tmpdir(), "touchstone-ring-"));
  const report = path.join(folder, "totals.json");
  const start = performance.now();
  const exitCode = runNode(argumentsFor(report));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const totals = readTotals(report, exitCode);
  rmSync(folder, { recursive: true });
  console.log(`${name}: ${totals.passed} passed, ${totals.failed} failed, ${seconds} s`);
  return totals;
}

function readTotals(report: string, exitCode: number): Totals {
  if (!existsSync(report)) {
    console.log("The ring stopped before it had run its tests; see above.");
    return { passed: 0, failed: 1 };
  }
  const totals = JSON.parse(readFileSync(report, "utf8")) as Totals;
  const isUnexplained = totals.failed === 0 && (exitCode !== 0 || totals.passed === 0);
  return isUnexplained ? { ...totals, failed: 1 } : totals;
}

/** Runs this Node with arguments and our own output; returns its exit code, 1 when it was killed. */
function runNode(args: readonly string[]): number {
  return spawnSync(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] }).status ?? 1;
}
