// F12 over sockets: bodies that are no answers end as errors of their rows, whatever their status says, and do not fill the memory.
import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { RunJson, SampleJson } from "../support/cli-json.ts";
import { answerFrames } from "../support/faults/answer-frames.ts";
import { holdingsIn, optionsFor, run, watchedProcess } from "../support/faults/fault-runs.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { startRawServer } from "../support/faults/raw-server.ts";
import { runCli } from "../support/run-cli.ts";
import { rowNumber, sumsProject } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

const megabyte = 1024 ** 2;
/** What a run needs, and four bodies of the 32 MB at which they are given up, each as bytes and twice as text while it is put together. */
const mostMemory = 512 * megabyte;

type Body = (response: ServerResponse, frames: readonly string[]) => void;

function send(type: string, text: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Body {
  return (response) => void response.writeHead(200, { "content-type": type, ...headers }).end(text);
}

/** Writes one text again and again, as fast as it is read, until it is 100 MB or nobody reads on. */
function flood(type: string, status: number, piece: string): Body {
  return (response) => {
    response.writeHead(status, { "content-type": type });
    let left = 100 * megabyte;
    const more = (): void => {
      while (left > 0 && !response.destroyed) {
        left -= piece.length;
        if (!response.write(piece)) {
          response.once("drain", more);
          return;
        }
      }
      response.end();
    };
    more();
  };
}

const stream = "text/event-stream";
const delta = (content: unknown): string =>
  `data: ${JSON.stringify({ id: "c", model: "m", choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;

const bodies: Readonly<Record<string, Body>> = {
  "a sign-in page": send("text/html", "<html><body>Please sign in</body></html>"),
  "a sign-in page that calls itself a stream": send(stream, "<html><body>Please sign in</body></html>"),
  nothing: send(stream, ""),
  "nothing, as JSON": send("application/json", ""),
  "an empty object": send("application/json", "{}"),
  "JSON null": send("application/json", "null"),
  "an error as JSON": send("application/json", '{"error":{"message":"overloaded","type":"server_error"}}'),
  "an error as an event": send(stream, 'data: {"error":{"message":"overloaded","type":"server_error"}}\n\n'),
  "junk in an event": send(stream, "data: {junk}\n\ndata: [DONE]\n\n"),
  "an end without a beginning": send(stream, "data: [DONE]\n\n"),
  "events of another shape": send(stream, 'data: {"choices":null}\n\ndata: {"choices":[null]}\n\ndata: 7\n\ndata: [DONE]\n\n'),
  "a text that is a number": send(stream, `${delta(11)}data: [DONE]\n\n`),
  "half of a compressed stream": (response, frames) => {
    const packed = gzipSync(frames.join(""));
    send(stream, packed.subarray(0, Math.floor(packed.length / 2)), { "content-encoding": "gzip" })(response, frames);
  },
  "junk that says it is compressed": send(stream, "this is not gzip", { "content-encoding": "gzip" }),
  "fewer bytes than announced": (response, frames) => {
    const half = frames.slice(0, 2).join("");
    response.writeHead(200, { "content-type": stream, "content-length": String(frames.join("").length) });
    response.write(half, () => response.destroy());
  },
  "100 MB of events": flood(stream, 200, delta("word ".repeat(2000))),
  "100 MB without a line break": flood(stream, 200, "x".repeat(64 * 1024)),
  "100 MB of JSON": flood("application/json", 200, " ".repeat(64 * 1024)),
  "100 MB with status 400": flood("application/json", 400, "y".repeat(64 * 1024)),
};

/** Bodies that hold a whole answer: it counts once, and what comes after its end does not. */
const wholeBodies: Readonly<Record<string, Body>> = {
  "an answer that ends twice": (response, frames) => send(stream, [...frames, frames.at(-1)].join(""))(response, frames),
  "an answer that comes twice": (response, frames) => send(stream, [...frames, ...frames].join(""))(response, frames),
  "an answer with junk after its end": (response, frames) => send(stream, [...frames, "data: {junk}\n\n"].join(""))(response, frames),
  "a compressed answer": (response, frames) => send(stream, gzipSync(frames.join("")), { "content-encoding": "gzip" })(response, frames),
};

const answer: Body = (response, frames) => send(stream, frames.join(""))(response, frames);

describe("bodies that are no answers", () => {
  faultTest("F12", "end as errors of their rows, and whole answers count once", async (tally) => {
    // Twenty failures in a row would pause the run: plain answers stand between them.
    const plain = Object.entries(bodies).flatMap(([name]) =>
      [1, 2, 3].map((n): [string, Body] => [`a plain answer beside ${name}, ${n}`, answer]),
    );
    const all = [...Object.entries(bodies), ...Object.entries(wholeBodies), ...plain];
    await using server = await startRawServer((response, request) => {
      const n = rowNumber(request);
      all[n - 1]?.[1](response, answerFrames(request, String(11 * n)));
    });
    await using project = await createProject(sumsProject(all.length));
    const held = path.join(project.folder, "held.jsonl");
    const options = optionsFor(project, server, { environment: watchedProcess(held) });
    const { exitCode, json } = await runCli([...run, "--concurrency", "4"], options);
    const { status, missing, variants } = json<RunJson>();
    const { stdout } = await runCli(["export", "latest", "--format", "jsonl"], project);
    const samples = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as SampleJson);
    const outcomes = samples.map(({ row, response, outcome }) => [all[Number(row.slice(1)) - 1]?.[0], outcome, response?.text ?? null]);
    const expected = all.map(([name], index) => [
      name,
      name in bodies ? "error" : "pass",
      name in bodies ? null : String(11 * (index + 1)),
    ]);
    tally.tried += server.requests.length;
    tally.repeated += server.requests.length - all.length;
    assert.deepEqual(outcomes, expected);
    assert.deepEqual([exitCode, status, missing, variants[0]?.passed], [3, "done", 0, all.length - Object.keys(bodies).length]);
    // An outcome that nobody knows is asked for once more at most; one that is known may be asked for five times.
    assert.ok(server.requests.length <= 5 * all.length);
    const peak = (await holdingsIn(held)).at(-1)?.peak ?? Infinity;
    assert.ok(peak < mostMemory, `the run needed ${Math.round(peak / megabyte)} MB`);
  });
});
