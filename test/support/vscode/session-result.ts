/** Judges how a session of host tests has ended: whatever is not a whole report of passed tests is one failure with one clear line. */
import { existsSync, readFileSync } from "node:fs";

import type { HostReport } from "./host-report.ts";
import { mapPositions } from "./map-positions.ts";

/** What became of a session. */
export interface SessionResult {
  readonly passed: number;
  readonly failed: number;
  /** The failures; empty when there are none. */
  readonly text: string;
}

/** How the wait for a session ended: with an exit code, or with why there will be none. */
export interface SessionEnd {
  readonly exitCode: number | null;
  readonly why: string;
  /** What VS Code has printed, and a picture; for failures. */
  readonly traces: readonly string[];
}

/** Where the session has left its report. */
export interface ReportPlace {
  readonly report: string;
  readonly session: string;
  readonly bundle: string;
}

/** The totals of a session; its text names source files, not the bundle. */
export function readSessionResult(end: SessionEnd, { report, session, bundle }: ReportPlace): SessionResult {
  const written = existsSync(report) ? (JSON.parse(readFileSync(report, "utf8")) as HostReport) : null;
  const { passed, failed, lines } = judge(written, end, session);
  return { passed, failed, text: failed === 0 ? "" : mapPositions([...lines, ...end.traces].join("\n"), bundle) };
}

interface Judgement {
  readonly passed: number;
  readonly failed: number;
  readonly lines: readonly string[];
}

function judge(report: HostReport | null, { exitCode, why }: SessionEnd, session: string): Judgement {
  const failure = (what: string, passed = 0) => ({ passed, failed: 1, lines: [`  Session "${session}": ${what}`] });
  const during = report === null ? "before the tests had started" : "running" in report ? `during "${report.running}"` : "after the tests";
  if (exitCode === null) return failure(`${why}, ${during}`);
  if (report === null || "running" in report) return failure(`VS Code ended with ${exitCode} ${during}`);
  if (report.failed > 0) return { ...report, lines: [report.text] };
  if (report.passed === 0) return failure(`there is no test in test/host/${session}`);
  if (exitCode !== 0) return failure(`all tests passed, but VS Code ended with ${exitCode}`, report.passed);
  return { ...report, lines: [] };
}
