import assert from "node:assert/strict";
import { isTouchstoneError } from "../../../src/core/base/errors.ts";
import type { Message } from "../../../src/core/domain/message.ts";
import type { ModelConfig, ModelParameters } from "../../../src/core/domain/model-config.ts";
import { encodeWire, message, wireApis, type WireApi } from "./calls.ts";

const pixel = "data:image/png;base64,iVBORw0KGgo=";
const conversation = [message("system", "Be brief."), message("user", "Hi"), message("model", "Hello"), message("user", "Bye")];
const schema = { type: "object", properties: { a: { type: "string" } }, required: ["a"], additionalProperties: false };
const pending: Message = { role: "user", content: [{ metadata: { purpose: "history", pending: true } }] };

function bodyOf(api: WireApi, messages?: readonly Message[], changes?: Partial<ModelConfig>): Readonly<Record<string, unknown>> {
  return encodeWire(api, messages, changes).body;
}

function isInvalid(pattern: RegExp): (error: unknown) => boolean {
  return (error) => isTouchstoneError(error, "document/invalid") && pattern.test(error.message) && error.hint !== null;
}

describe("the body of a chat completion", () => {
  it("streams, with usage, and names the roles as OpenAI does", () => {
    assert.deepEqual(bodyOf("chat", conversation), {
      model: "model-1",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello" },
        { role: "user", content: "Bye" },
      ],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it("maps every parameter", () => {
    const parameters: ModelParameters = {
      temperature: 0.3,
      top_p: 0.9,
      max_tokens: 50,
      seed: 7,
      stop: ["END"],
      reasoning_effort: "minimal",
      verbosity: "low",
    };
    const { model, messages, stream, stream_options, ...rest } = bodyOf("chat", undefined, { parameters });
    assert.deepEqual(rest, {
      temperature: 0.3,
      top_p: 0.9,
      max_completion_tokens: 50,
      seed: 7,
      stop: ["END"],
      reasoning_effort: "minimal",
      verbosity: "low",
    });
  });

  const limits: readonly (readonly [endpoint: string | null, name: string])[] = [
    [null, "max_completion_tokens"],
    ["openai", "max_completion_tokens"],
    ["azure", "max_completion_tokens"],
    ["openrouter", "max_completion_tokens"],
    ["groq", "max_completion_tokens"],
    ["mistral", "max_tokens"],
    ["ollama", "max_tokens"],
    ["local-vllm", "max_tokens"],
  ];
  for (const [endpoint, name] of limits) {
    it(`names the limit ${name} for the endpoint ${String(endpoint)}`, () => {
      const body = bodyOf("chat", undefined, { endpoint, parameters: { max_tokens: 50 } });
      assert.deepEqual([body["max_completion_tokens"], body["max_tokens"]], name === "max_tokens" ? [undefined, 50] : [50, undefined]);
    });
  }

  it("asks for a schema strictly", () => {
    assert.deepEqual(bodyOf("chat", undefined, { output: { format: "json", schema } })["response_format"], {
      type: "json_schema",
      json_schema: { name: "answer", schema, strict: true },
    });
  });

  it("asks for JSON without a schema", () => {
    assert.deepEqual(bodyOf("chat", undefined, { output: { format: "json" } })["response_format"], { type: "json_object" });
  });

  it("offers tools as functions", () => {
    assert.deepEqual(
      bodyOf("chat", undefined, { tools: [{ name: "find", description: "Finds.", input: schema }, { name: "now" }] })["tools"],
      [
        { type: "function", function: { name: "find", description: "Finds.", parameters: schema } },
        { type: "function", function: { name: "now", parameters: { type: "object", properties: {} } } },
      ],
    );
  });

  it("sends images beside text", () => {
    const messages: Message[] = [{ role: "user", content: [{ text: "What is this?" }, { media: { url: pixel } }] }];
    assert.deepEqual(bodyOf("chat", messages)["messages"], [
      {
        role: "user",
        content: [
          { type: "text", text: "What is this?" },
          { type: "image_url", image_url: { url: pixel } },
        ],
      },
    ]);
  });
});

describe("the body of a response", () => {
  it("streams, is not kept, and keeps the roles in order", () => {
    assert.deepEqual(bodyOf("responses", conversation), {
      model: "model-1",
      input: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello" },
        { role: "user", content: "Bye" },
      ],
      stream: true,
      store: false,
    });
  });

  it("maps every parameter it has", () => {
    const parameters: ModelParameters = { temperature: 0.3, top_p: 0.9, max_tokens: 50, reasoning_effort: "low", verbosity: "high" };
    const { model, input, stream, store, ...rest } = bodyOf("responses", undefined, { parameters });
    assert.deepEqual(rest, {
      temperature: 0.3,
      top_p: 0.9,
      max_output_tokens: 50,
      reasoning: { effort: "low" },
      text: { verbosity: "high" },
    });
  });

  for (const parameters of [{ seed: 7 }, { stop: ["END"] }]) {
    const [name] = Object.keys(parameters);
    it(`refuses ${String(name)}, naming it`, () => {
      assert.throws(() => bodyOf("responses", undefined, { parameters }), isInvalid(new RegExp(`"${String(name)}".*Responses`)));
    });
  }

  it("asks for a schema strictly", () => {
    assert.deepEqual(bodyOf("responses", undefined, { output: { schema } })["text"], {
      format: { type: "json_schema", name: "answer", schema, strict: true },
    });
  });

  it("is the default API of openai", () => {
    assert.equal(encodeWire("responses", undefined, { settings: {} }).path, "/responses");
  });

  it("sends images beside text", () => {
    const messages: Message[] = [{ role: "user", content: [{ text: "What is this?" }, { media: { url: "https://example.com/a.png" } }] }];
    assert.deepEqual(bodyOf("responses", messages)["input"], [
      {
        role: "user",
        content: [
          { type: "input_text", text: "What is this?" },
          { type: "input_image", image_url: "https://example.com/a.png", detail: "auto" },
        ],
      },
    ]);
  });
});

describe("the body of an Anthropic message", () => {
  it("lifts the leading system messages out", () => {
    assert.deepEqual(bodyOf("messages", [message("system", "Be brief."), ...conversation]), {
      model: "model-1",
      max_tokens: 4096,
      system: "Be brief.\n\nBe brief.",
      messages: [
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello" },
        { role: "user", content: "Bye" },
      ],
      stream: true,
    });
  });

  it("maps every parameter it has", () => {
    const parameters: ModelParameters = { temperature: 0.3, top_p: 0.9, max_tokens: 50, stop: ["END"], reasoning_effort: "high" };
    const { model, messages, stream, ...rest } = bodyOf("messages", undefined, { parameters });
    assert.deepEqual(rest, { max_tokens: 50, temperature: 0.3, top_p: 0.9, stop_sequences: ["END"], output_config: { effort: "high" } });
  });

  it("asks for a schema", () => {
    assert.deepEqual(bodyOf("messages", undefined, { output: { schema } })["output_config"], { format: { type: "json_schema", schema } });
  });

  it("sends images as their bytes or their address", () => {
    const messages: Message[] = [{ role: "user", content: [{ media: { url: pixel } }, { media: { url: "https://example.com/a.png" } }] }];
    assert.deepEqual(bodyOf("messages", messages)["messages"], [
      {
        role: "user",
        content: [
          { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
          { type: "image", source: { type: "url", url: "https://example.com/a.png" } },
        ],
      },
    ]);
  });

  for (const [name, changes, pattern] of [
    ["seed", { parameters: { seed: 7 } }, /"seed".*Anthropic/],
    ["verbosity", { parameters: { verbosity: "low" } }, /"verbosity".*Anthropic/],
    ["minimal effort", { parameters: { reasoning_effort: "minimal" } }, /"minimal".*Anthropic/],
    ["JSON without a schema", { output: { format: "json" } }, /only by a schema/],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => bodyOf("messages", undefined, changes), isInvalid(pattern));
    });
  }

  it("refuses a system message further down", () => {
    assert.throws(
      () => bodyOf("messages", [message("user", "Hi"), message("system", "Be brief.")]),
      isInvalid(/before the first other message/),
    );
  });

  it("refuses a request of system messages only", () => {
    assert.throws(() => bodyOf("messages", [message("system", "Be brief.")]), isInvalid(/needs a user message/));
  });
});

describe("what every provider is told", () => {
  for (const api of wireApis) {
    it(`${api}: pending sections are left out`, () => {
      assert.deepEqual(bodyOf(api, [pending, message("user", "Hi")]), bodyOf(api, [message("user", "Hi")]));
    });

    it(`${api}: a text format sends no schema`, () => {
      assert.deepEqual(bodyOf(api, undefined, { output: { format: "text", schema } }), bodyOf(api));
    });

    it(`${api}: a tool message is refused`, () => {
      assert.throws(() => bodyOf(api, [message("user", "Hi"), message("tool", "42")]), isInvalid(/role tool/));
    });

    it(`${api}: an image outside a user message is refused`, () => {
      assert.throws(() => bodyOf(api, [{ role: "system", content: [{ media: { url: pixel } }] }]), isInvalid(/cannot hold an image/));
    });

    for (const url of ["http://example.com/a.png", "file:///etc/passwd", "data:text/html;base64,PGI+", "javascript:alert(1)"]) {
      it(`${api}: ${url} is refused as an image`, () => {
        assert.throws(() => bodyOf(api, [{ role: "user", content: [{ media: { url } }] }]), isInvalid(/is not an image/));
      });
    }

    it(`${api}: a request without content is refused`, () => {
      assert.throws(() => bodyOf(api, [pending]), isInvalid(/no message/));
    });
  }
});
