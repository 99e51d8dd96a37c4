// F12: recorded streams of the three APIs, cut at every byte: what comes of a cut stream is an error or the whole answer, never a part of it.
import assert from "node:assert/strict";
import { isProviderError } from "../../src/core/providers/provider-error.ts";
import { callWire, encodeWire, wireApis, type WireApi } from "../core/providers/calls.ts";
import { count } from "../support/faults/counts.ts";
import { answerFrames } from "../support/faults/answer-frames.ts";
import { faultTest } from "../support/faults/fault-test.ts";

/** Texts whose bytes are cut in every way: words, line breaks, characters of several bytes, text that looks like the protocol. */
const texts = [
  "42",
  "The answer is forty-two.",
  "first line\nsecond line\r\nthird",
  "日本語 and 🦆🏽‍♀️ and é",
  'data: [DONE]\n\nevent: message_stop\n\ndata: {"type":"message_stop"}',
  '{"choices":[{"finish_reason":"stop"}]}',
  " leading and trailing ",
].slice(0, count(4, 7));

const encoder = new TextEncoder();

function streamOf(api: WireApi, text: string): Uint8Array {
  const encoded = encodeWire(api);
  const request = {
    ordinal: 1,
    api,
    path: encoded.path,
    headers: {},
    rawBody: "",
    body: { ...encoded.body, model: "m" },
    outcome: "answered",
  } as const;
  return encoder.encode(answerFrames(request, text).join(""));
}

/** Answers with so many bytes of a stream, in two pieces, and then ends or breaks off. */
function cutFetch(bytes: Uint8Array, length: number, isBroken: boolean): typeof fetch {
  return () => {
    const half = Math.floor(length / 2);
    const pieces = [bytes.slice(0, half), bytes.slice(half, length)].filter((piece) => piece.length > 0);
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = pieces.shift();
        if (piece !== undefined) controller.enqueue(piece);
        else if (isBroken)
          controller.error(new TypeError("terminated", { cause: Object.assign(new Error("aborted"), { code: "ECONNRESET" }) }));
        else controller.close();
      },
    });
    return Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
  };
}

describe("a stream that is cut", () => {
  for (const api of wireApis) {
    faultTest("F12", `at any byte gives no part of an answer (${api})`, async (tally) => {
      for (const text of texts) {
        const bytes = streamOf(api, text);
        let whole = 0;
        for (let length = 0; length <= bytes.length; length += count(length < bytes.length - 20 ? 13 : 1, 1)) {
          for (const isBroken of [false, true]) {
            const outcome = await callWire(api, "http://model.test", { fetch: cutFetch(bytes, length, isBroken) }).catch(
              (error: unknown) => error,
            );
            tally.tried += 1;
            if (isProviderError(outcome)) {
              assert.ok(["invalid-response", "unknown-outcome"].includes(outcome.kind), `${length}: ${outcome.kind}`);
              continue;
            }
            assert.ok(typeof outcome === "object" && outcome !== null && "text" in outcome, `${length}: ${String(outcome)}`);
            assert.equal(outcome.text, text, `cut at ${length} of ${bytes.length}`);
            whole += 1;
          }
        }
        assert.ok(whole > 0, "the whole stream is an answer");
      }
    });
  }
});
