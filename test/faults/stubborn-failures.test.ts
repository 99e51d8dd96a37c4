// F14 and F15: a row that fails the same way each time ends as an error and holds nobody up; an answer that comes too late counts for nothing.
import assert from "node:assert/strict";
import type { RunJson, SampleJson } from "../support/cli-json.ts";
import { answerFrames } from "../support/faults/answer-frames.ts";
import { count } from "../support/faults/counts.ts";
import { optionsFor, run } from "../support/faults/fault-runs.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { startRawServer } from "../support/faults/raw-server.ts";
import { answerLines } from "../support/journal.ts";
import type { Behaviour } from "../support/provider-server/behaviour.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli } from "../support/run-cli.ts";
import { addingModel, rowNumber, sumsProject } from "../support/sums-project.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";

const rows = 30;

async function samplesOf(project: TemporaryProject): Promise<SampleJson[]> {
  const { stdout } = await runCli(["export", "latest", "--format", "jsonl"], project);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as SampleJson);
}

const failures: Readonly<Record<string, Behaviour>> = {
  "status 500": { kind: "status", status: 500 },
  "status 503 that asks to be retried": { kind: "status", status: 503, headers: { "x-should-retry": "true", "retry-after-ms": "20" } },
  "status 429": { kind: "status", status: 429, headers: { "retry-after": "0" } },
  "status 400": { kind: "status", status: 400 },
  "a reset": { kind: "reset", when: "mid-stream" },
  "a stream that ends early": { kind: "truncated" },
  "an event that is no JSON": { kind: "malformed" },
};

describe("a row that fails each time", () => {
  for (const [what, behaviour] of Object.entries(failures)) {
    faultTest("F14", `with ${what} has five attempts at most, and the others end`, async (tally) => {
      await using server = await startProviderServer({
        handler: (request, nth) => (rowNumber(request) === 7 ? behaviour : addingModel()(request, nth)),
      });
      await using project = await createProject(sumsProject(rows));
      const start = performance.now();
      const { exitCode, json } = await runCli(run, optionsFor(project, server));
      const minutes = (performance.now() - start) / 60_000;
      const { status, missing, variants } = json<RunJson>();
      const attempts = server.requests.length - (rows - 1);
      tally.tried += 1;
      tally.repeated += attempts - 1;
      assert.deepEqual([exitCode, status, missing, variants[0]?.passed, variants[0]?.errors], [3, "done", 0, rows - 1, 1]);
      assert.ok(attempts >= 1 && attempts <= 5 && minutes < 2, `${attempts} attempts, ${minutes} minutes`);
      const failed = (await samplesOf(project)).filter(({ outcome }) => outcome === "error");
      assert.deepEqual(
        failed.map(({ row, attempts: recorded }) => [row, recorded]),
        [["s7", attempts]],
      );
    });
  }
});

describe("an answer that comes too late", () => {
  faultTest("F15", "is not counted beside the one that counts", async (tally) => {
    const seen = new Map<number, number>();
    await using server = await startRawServer((response, request) => {
      const n = rowNumber(request);
      const attempt = (seen.get(n) ?? 0) + 1;
      seen.set(n, attempt);
      const isLate = n % 3 === 0 && attempt === 1;
      const write = (): void =>
        void response
          .writeHead(200, { "content-type": "text/event-stream" })
          .end(answerFrames(request, isLate ? "late" : String(11 * n)).join(""));
      if (isLate) setTimeout(write, 1_500);
      else write();
    });
    const many = count(30, 300);
    await using project = await createProject({
      ...sumsProject(many),
      "touchstone.yaml": "format: 1\ndefaults: {timeouts: {headers_ms: 1000}}\n",
    });
    const { exitCode, json } = await runCli(run, optionsFor(project, server));
    const { variants, calls } = json<RunJson>();
    const lines = await answerLines(project);
    const late = Math.floor(many / 3);
    tally.tried += late;
    tally.repeated += calls.retried;
    assert.deepEqual(
      [exitCode, variants[0]?.passed, lines.length, lines.filter((line) => line.includes('"late"')).length],
      [0, many, many, 0],
    );
    assert.deepEqual([server.requests.length, calls.possiblyBilledTwice], [many + late, late]);
  });
});
