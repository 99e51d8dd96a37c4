// F11: a server that stops talking is left alone when the clock for it has run out, and its socket is closed.
import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { RunJson } from "../support/cli-json.ts";
import { answerFrames } from "../support/faults/answer-frames.ts";
import { count, isFull } from "../support/faults/counts.ts";
import { optionsFor, run } from "../support/faults/fault-runs.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { type RawHandler, startRawServer } from "../support/faults/raw-server.ts";
import type { RecordedRequest } from "../support/provider-server/recorded-request.ts";
import { runCli } from "../support/run-cli.ts";
import { sumsProject } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

const clocks = { headers_ms: 300, first_byte_ms: 600, idle_ms: 400, total_ms: 1_500 };

interface Stall {
  readonly perform: (response: ServerResponse, frames: readonly string[]) => void;
  /** The clock that has to end it. */
  readonly clock: string;
  readonly limitMs: number;
}

function begin(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
}

/** Writes a piece every so often, as long as somebody listens. */
function drip(response: ServerResponse, pieces: Iterable<string>, gapMs: number): void {
  const rest = pieces[Symbol.iterator]();
  const timer = setInterval(() => {
    const { value, done } = rest.next();
    if (done === true) clearInterval(timer);
    else response.write(value);
  }, gapMs);
  response.once("close", () => clearInterval(timer));
}

const stalls: Readonly<Record<string, Stall>> = {
  "before the headers": { perform: () => undefined, clock: "headers", limitMs: clocks.headers_ms },
  "before the body": { perform: begin, clock: "first byte", limitMs: clocks.first_byte_ms },
  "between two events": {
    perform(response, frames) {
      begin(response);
      response.write(frames[0]);
    },
    clock: "idle",
    limitMs: clocks.idle_ms,
  },
  "inside an event": {
    perform(response, frames) {
      begin(response);
      response.write(frames.slice(0, 2).join("").slice(0, -30));
    },
    clock: "idle",
    limitMs: clocks.idle_ms,
  },
  "byte by byte": {
    perform(response, frames) {
      begin(response);
      drip(response, frames.join(""), 100);
    },
    clock: "total",
    limitMs: clocks.total_ms,
  },
  "with comments that keep the connection warm": {
    perform(response) {
      begin(response);
      drip(response, Array<string>(1000).fill(": still thinking\n\n"), 100);
    },
    clock: "total",
    limitMs: clocks.total_ms,
  },
};

describe("a server that stalls", () => {
  for (const [where, { perform, clock, limitMs }] of Object.entries(stalls)) {
    faultTest("F11", `${where} is left when the ${clock} clock has run out`, async (tally) => {
      const heldMs: number[] = [];
      const handler: RawHandler = (response, request: RecordedRequest) => {
        const start = performance.now();
        void once(response, "close").then(() => heldMs.push(performance.now() - start));
        perform(response, answerFrames(request, "11"));
      };
      await using server = await startRawServer(handler);
      // Each fails twice, and twenty failures in a row would pause the run.
      const rows = count(3, 9);
      await using project = await createProject({
        ...sumsProject(rows),
        "touchstone.yaml": `format: 1\ndefaults: {timeouts: ${JSON.stringify(clocks)}}\n`,
      });
      const { exitCode, json } = await runCli(run, optionsFor(project, server));
      const { variants, status, calls, missing } = json<RunJson>();
      tally.tried += server.requests.length;
      tally.repeated += calls.retried;
      assert.deepEqual([exitCode, status, variants[0]?.errors, missing], [3, "done", rows, 0]);
      // An unknown outcome is asked for once more.
      assert.deepEqual([server.requests.length, heldMs.length], [2 * rows, 2 * rows]);
      // A machine that is busy with other things answers later than any clock says.
      const late = heldMs.filter((held) => held > limitMs + (isFull ? 1_000 : 20_000));
      assert.deepEqual([late, await server.connections()], [[], 0]);
      const errors = await errorsOf(project);
      assert.ok(errors.length === rows && errors.every((message) => message.includes(`the ${clock} clock of ${limitMs} ms ran out`)));
    });
  }
});

async function errorsOf(project: { readonly folder: string }): Promise<string[]> {
  const { stdout } = await runCli(["export", "latest", "--format", "jsonl"], project);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { response: { error: { message: string } } }).response.error.message);
}
