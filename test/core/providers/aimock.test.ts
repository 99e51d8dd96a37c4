import assert from "node:assert/strict";
import { LLMock } from "@copilotkit/aimock";
import { after, before } from "mocha";
import { callWire, encodeWire, failureOf, message, wireApis } from "./calls.ts";

describe("calls against a server of somebody else's making", () => {
  const mock = new LLMock({ port: 0 });
  before(async () => {
    mock.onMessage("weather", { content: "It is sunny in Zürich today." });
    mock.onMessage("tool", { toolCalls: [{ name: "find", arguments: '{"city":"Basel"}' }] });
    mock.onMessage("busy", { error: { message: "Slow down.", type: "rate_limit_error" }, status: 429 });
    await mock.start();
  });
  after(() => mock.stop());

  for (const api of wireApis) {
    it(`${api}: reads a streamed answer`, async () => {
      const { text, finish } = await callWire(api, mock.url, {}, encodeWire(api, [message("user", "weather")]));
      assert.deepEqual([text, finish.unified], ["It is sunny in Zürich today.", "stop"]);
    });

    it(`${api}: reads a tool call`, async () => {
      const tools = [{ name: "find", input: { type: "object", properties: { city: { type: "string" } } } }];
      const { toolCalls, finish } = await callWire(api, mock.url, {}, encodeWire(api, [message("user", "tool")], { tools }));
      assert.deepEqual(
        [toolCalls.map(({ name, arguments: json }) => [name, JSON.parse(json) as unknown]), finish.unified],
        [[["find", { city: "Basel" }]], "tool-calls"],
      );
    });

    it(`${api}: reads a refusal to serve`, async () => {
      const failure = await failureOf(callWire(api, mock.url, {}, encodeWire(api, [message("user", "busy")])));
      assert.deepEqual(
        [failure.kind, failure.status, failure.message],
        ["rate-limit", 429, `${mock.url} answered with status 429: Slow down.`],
      );
    });
  }
});
