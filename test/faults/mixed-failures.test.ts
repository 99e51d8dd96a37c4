// 300 rows with 10% 429, 5% 500, 2% reset, 1% malformed and 1% hang: every row ends in a true state, in a time that is nearly the best there is.
import assert from "node:assert/strict";
import type { RunJson, SampleJson } from "../support/cli-json.ts";
import { count, isFull } from "../support/faults/counts.ts";
import { optionsFor, run } from "../support/faults/fault-runs.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { answerLines } from "../support/journal.ts";
import type { Behaviour } from "../support/provider-server/behaviour.ts";
import { type ProviderServer, startProviderServer } from "../support/provider-server.ts";
import { runCli } from "../support/run-cli.ts";
import { addingModel, rowNumber, sumsProject } from "../support/sums-project.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";

const rows = 300;
const concurrency = 10;
const latencyMs = 50;
const hangMs = 2_000;
const retryAfterMs = 400;
const clocks = `format: 1\ndefaults: {timeouts: {headers_ms: ${hangMs}}}\n`;

/** What befalls row n: shares of a hundred rows. */
function failureOf(n: number): Behaviour | null {
  const place = n % 100;
  if (place < 10) return { kind: "status", status: 429, headers: { "retry-after-ms": String(retryAfterMs) } };
  if (place < 15) return { kind: "status", status: 500 };
  if (place < 17) return { kind: "reset", when: "mid-stream" };
  if (place < 18) return { kind: "malformed" };
  return place < 19 ? { kind: "hang", when: "before-headers" } : null;
}

const allNumbers = Array.from({ length: rows }, (_, index) => index + 1);
const failing = allNumbers.filter((n) => failureOf(n) !== null);
const hanging = failing.filter((n) => failureOf(n)?.kind === "hang");

interface Observed {
  readonly server: ProviderServer;
  /** Milliseconds between a 429 and the next request of its row. */
  readonly waits: readonly number[];
}

/** A server on which each row that fails does so for its first `times` requests. */
async function startFailingServer(times: number): Promise<Observed> {
  const seen = new Map<number, number>();
  const refusedAt = new Map<number, number>();
  const waits: number[] = [];
  const answer = addingModel();
  const server = await startProviderServer({
    latencyMs,
    handler(request, nth) {
      const n = rowNumber(request);
      const attempt = (seen.get(n) ?? 0) + 1;
      seen.set(n, attempt);
      const last = refusedAt.get(n);
      // The server's own delay came before this, for both requests.
      if (last !== undefined) waits.push(performance.now() - last);
      const failure = attempt <= times ? failureOf(n) : null;
      if (failure?.kind === "status" && failure.status === 429) refusedAt.set(n, performance.now());
      else refusedAt.delete(n);
      return failure ?? answer(request, nth);
    },
  });
  return { server, waits };
}

async function outcomesOf(project: TemporaryProject): Promise<Map<number, string>> {
  const { stdout } = await runCli(["export", "latest", "--format", "jsonl"], project);
  const samples = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as SampleJson);
  return new Map(samples.map(({ row, outcome }) => [Number(row.slice(1)), outcome]));
}

describe("300 rows of which a fifth fails", () => {
  faultTest("mixed", "all end right when the failures pass, in a time near the best", async (tally) => {
    await using project = await createProject({ ...sumsProject(rows), "touchstone.yaml": clocks });
    const { server, waits } = await startFailingServer(1);
    await using _server = server;
    const start = performance.now();
    const { exitCode, json } = await runCli([...run, "--concurrency", String(concurrency)], optionsFor(project, server));
    const tookMs = performance.now() - start;
    const { status, missing, calls, variants } = json<RunJson>();
    tally.tried += rows;
    tally.lost += rows - (variants[0]?.samples ?? 0);
    tally.repeated += calls.retried;
    assert.deepEqual([exitCode, status, missing, variants[0]?.passed, (await answerLines(project)).length], [0, "done", 0, rows, rows]);
    assert.deepEqual([server.requests.length, calls.retried], [rows + failing.length, failing.length]);
    assert.ok(waits.length === 30 && waits.every((wait) => wait >= retryAfterMs), `waits: ${waits.map(Math.round).join(", ")}`);
    // As many requests as may be in flight share the server's time; each hang counts as one clock more.
    const idealMs = (server.requests.length * latencyMs) / concurrency + hanging.length * hangMs;
    if (isFull) assert.ok(tookMs <= 1.5 * idealMs, `it took ${Math.round(tookMs)} ms, ideal are ${idealMs} ms`);
  });

  faultTest("mixed", "end as errors where the failures stay, and as answers everywhere else", async (tally) => {
    // Refused rows that are left alone are tried one at a time, each as late as the server asks.
    const rows = count(100, 300);
    const numbers = allNumbers.slice(0, rows);
    const failing = numbers.filter((n) => failureOf(n) !== null);
    await using project = await createProject({ ...sumsProject(rows), "touchstone.yaml": clocks });
    const { server, waits } = await startFailingServer(Infinity);
    await using _server = server;
    const options = { ...optionsFor(project, server), longestMs: 180_000 };
    const { exitCode, json } = await runCli([...run, "--concurrency", "30"], options);
    const { status, missing, variants, calls } = json<RunJson>();
    const outcomes = await outcomesOf(project);
    tally.tried += rows;
    tally.repeated += calls.retried;
    assert.deepEqual([exitCode, status, missing, variants[0]?.samples, variants[0]?.errors], [3, "done", 0, rows, failing.length]);
    assert.deepEqual(
      numbers.filter((n) => outcomes.get(n) !== (failing.includes(n) ? "error" : "pass")),
      [],
    );
    assert.ok(waits.every((wait) => wait >= retryAfterMs));
    const attempts = numbers.map((n) => ({ n, times: server.requests.filter((request) => rowNumber(request) === n).length }));
    assert.deepEqual(
      attempts.filter(({ n, times }) => times > (failing.includes(n) ? 5 : 1)),
      [],
    );
  });
});
