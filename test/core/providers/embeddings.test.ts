// Embeddings over the real SDK against a loopback server, and those of the simulated model.
import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text as readText } from "node:stream/consumers";
import { isProviderError } from "../../../src/core/providers/provider-error.ts";
import type { CallOptions, Embedding } from "../../../src/core/providers/provider.ts";
import { openai } from "../../../src/core/providers/openai.ts";
import { anthropic } from "../../../src/core/providers/anthropic.ts";
import type { ProviderDefinition } from "../../../src/core/providers/provider.ts";
import { simulated } from "../../../src/core/providers/simulated.ts";
import { startProviderServer } from "../../support/provider-server.ts";
import { canaryKey, configOf, connectionTo } from "./calls.ts";

type Respond = (response: ServerResponse, body: unknown, incoming: IncomingMessage) => void;

const options = (signal = new AbortController().signal): CallOptions => ({ signal, draw: "draw" });
const encoded = openai.encodeEmbedding(configOf("openai", { model: "embed-1" }), ["one", "two"]);

async function embedBy(respond: Respond, signal?: AbortSignal): Promise<Embedding> {
  await using server = await startProviderServer({
    async route(incoming, response) {
      if (incoming.url !== "/v1/embeddings") return false;
      respond(response, JSON.parse(await readText(incoming)), incoming);
      return true;
    },
  });
  const caller = await openai.open(connectionTo("chat", server.url));
  return await caller.embed(encoded, options(signal));
}

function answering(document: unknown): Respond {
  return (response) => {
    response.setHeader("content-type", "application/json");
    response.end(typeof document === "string" ? document : JSON.stringify(document));
  };
}

const two = (first: unknown, second: unknown) => ({
  data: [
    { index: 0, embedding: first },
    { index: 1, embedding: second },
  ],
});

async function failure(respond: Respond): Promise<readonly [string, boolean]> {
  try {
    await embedBy(respond);
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return [error.kind, error.message.includes(canaryKey)];
  }
  throw new Error("it did not fail");
}

describe("embeddings of OpenAI", () => {
  it("are asked for in one request, with the key in its header alone", async () => {
    let seen: unknown = null;
    await embedBy((response, body, { headers }) => {
      seen = [body, headers.authorization, Object.keys(headers).filter((name) => name.startsWith("x-stainless"))];
      answering(two([1], [2]))(response, body, {} as IncomingMessage);
    });
    assert.deepEqual(seen, [{ model: "embed-1", input: ["one", "two"], encoding_format: "float" }, `Bearer ${canaryKey}`, []]);
  });

  it("are vectors in the order of the texts, with what they used", async () => {
    const { vectors, usage, model, status } = await embedBy(
      answering({
        model: "embed-1-2026",
        data: [
          { index: 1, embedding: [0, 1] },
          { index: 0, embedding: [1, 0] },
        ],
        usage: { prompt_tokens: 7, total_tokens: 7 },
      }),
    );
    assert.deepEqual(
      [vectors, usage?.input, usage?.output, model, status],
      [
        [
          [1, 0],
          [0, 1],
        ],
        7,
        0,
        "embed-1-2026",
        200,
      ],
    );
  });

  for (const [title, document] of [
    ["one vector too few", { data: [{ index: 0, embedding: [1] }] }],
    ["vectors of two lengths", two([1], [1, 2])],
    ["a vector without numbers", two([], [])],
    ["a number that is none", two([1, null], [1, 2])],
    ["texts for numbers", two(["1"], ["2"])],
    [
      "the same text twice",
      {
        data: [
          { index: 0, embedding: [1] },
          { index: 0, embedding: [2] },
        ],
      },
    ],
    [
      "a text that was not sent",
      {
        data: [
          { index: 0, embedding: [1] },
          { index: 2, embedding: [2] },
        ],
      },
    ],
    ["no list", { data: "none" }],
    ["half a JSON", '{"data":[{"index":0,"embedding":[1'],
    ["prose", '"I cannot do that"'],
  ] as const) {
    it(`with ${title} are an answer of the wrong shape`, async () => {
      assert.deepEqual(await failure(answering(document)), ["invalid-response", false]);
    });
  }

  for (const [status, kind] of [
    [401, "auth"],
    [429, "rate-limit"],
    [400, "request"],
    [500, "server"],
  ] as const) {
    it(`fail with ${kind} for status ${status}, and the key stands in no error`, async () => {
      const refused = await failure((response) => {
        response.statusCode = status;
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ error: { message: `no: ${canaryKey}` } }));
      });
      assert.deepEqual(refused, [kind, false]);
    });
  }

  it("have an unknown outcome when the connection breaks off", async () => {
    assert.deepEqual(await failure((response) => void response.socket?.resetAndDestroy()), ["unknown-outcome", false]);
  });

  it("end with the reason of the signal", async () => {
    const cancel = new AbortController();
    const reason = new Error("cancelled");
    await assert.rejects(
      embedBy(() => cancel.abort(reason), cancel.signal),
      reason,
    );
  });

  it("refuse parameters, which a model of embeddings has none of", () => {
    assert.throws(
      () => openai.encodeEmbedding(configOf("openai", { parameters: { temperature: 0 } }), ["a"]),
      /"temperature" cannot be sent/,
    );
  });
});

describe("embeddings", () => {
  it("are none of Anthropic's", () => {
    assert.equal((anthropic as ProviderDefinition).encodeEmbedding, undefined);
  });

  it("of the simulated model are the same for the same words, and another for others", async () => {
    const caller = await simulated.open(connectionTo("chat", "http://127.0.0.1:9"));
    const request = simulated.encodeEmbedding(configOf("simulated"), ["A red house.", "a RED house", "blue boats"]);
    const { vectors } = await caller.embed(request, options());
    assert.deepEqual(vectors[0], vectors[1]);
    assert.notDeepEqual(vectors[0], vectors[2]);
  });
});
