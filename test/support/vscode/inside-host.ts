/** Runs mocha inside VS Code's extension host, and leaves what became of it in a file; bundled into dist/host-tests/index.cjs. */
import type { Test } from "mocha";
import { writeFileSync } from "node:fs";
import { format } from "node:util";

import { type HostReport, reportVariable, sessionVariable } from "./host-report.ts";

/** A test file of the bundle. */
export interface HostTestFile {
  readonly session: string;
  /** Evaluates the file, which declares its tests. */
  readonly load: () => unknown;
}

/** Runs the files of the session that the environment names, when its window is ready; rejects when one of their tests fails. */
export async function runSession(files: readonly HostTestFile[], whenReady: () => Promise<void>): Promise<void> {
  const session = process.env[sessionVariable];
  const reportPath = process.env[reportVariable];
  if (session === undefined || reportPath === undefined) {
    throw new Error(`${sessionVariable} and ${reportVariable} say which tests to run; they are not set.`);
  }
  const write = (report: HostReport) => writeFileSync(reportPath, JSON.stringify(report));
  write({ running: "the wait for the folders of the window" });
  await whenReady();
  write({ running: "the loading of the test files" });
  const report = await runMocha(
    files.filter((file) => file.session === session),
    (title) => write({ running: title }),
  );
  write(report);
  if (report.failed > 0) throw new Error(`${report.failed} of the tests failed`);
}

type Totals = Extract<HostReport, { readonly passed: number }>;

async function runMocha(files: readonly HostTestFile[], onStart: (title: string) => void): Promise<Totals> {
  const { default: Mocha } = await import("mocha");
  const { Base } = Mocha.reporters;
  // `Base` counts, and prints nothing by itself.
  const mocha = new Mocha({ ui: "bdd", reporter: Base, color: false, forbidOnly: true, forbidPending: true, timeout: 60_000 });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  for (const file of files) file.load();

  const failures: Test[] = [];
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
    runner.on("test", (test) => onStart(test.fullTitle()));
    runner.on("hook", (hook) => onStart(hook.fullTitle()));
    runner.on("fail", (test) => failures.push(test));
  });
  const lines: string[] = [];
  Base.consoleLog = (...words: readonly unknown[]) => void lines.push(format(...words));
  if (failures.length > 0) Base.list(failures);
  return { passed: stats?.passes ?? 0, failed: Math.max(stats?.failures ?? 0, failures.length), text: lines.join("\n") };
}
