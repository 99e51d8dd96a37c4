import assert from "node:assert/strict";
import { after, before } from "mocha";
import { canonicalJson } from "../../../src/core/base/canonical-json.ts";
import type { CompletionRequest, Connection, ProviderDefinition } from "../../../src/core/providers/provider.ts";
import { providers } from "../../../src/core/providers/registry.ts";
import { modelConfigShape } from "../../../src/core/domain/model-config.ts";
import { startProviderServer, type ProviderServer } from "../../support/provider-server.ts";
import { inProcessRegex } from "../../support/in-process-regex.ts";
import { callOptions, canaryKey, configOf, generousTimeouts, message, systemClock } from "./calls.ts";

/** Settings that make a provider answer, and that make it hang, for those that no server can tell to. */
const ownSettings: Readonly<Record<string, { readonly answer: object; readonly hang: object }>> = {
  simulated: {
    answer: { rules: [{ when: ".", replies: [{ text: "a" }, { text: "b" }, { text: "c" }] }] },
    hang: { failures: { hang: 1 } },
  },
};

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

describe("every provider of the registry", () => {
  let server: ProviderServer;
  before(async () => {
    server = await startProviderServer();
  });
  after(() => server.close());

  for (const [id, provider] of Object.entries<ProviderDefinition>(providers)) {
    const requestOf = (settings: object = ownSettings[id]?.answer ?? {}): CompletionRequest =>
      deepFreeze({
        config: configOf(id, {
          settings: { ...settings },
          parameters: { max_tokens: 9 },
          tools: [{ name: "find" }],
          output: { schema: { type: "object" } },
        }),
        messages: [message("system", "Be brief."), message("user", "Hi")],
      });
    const connection = (): Connection => ({
      baseUrl: provider.endpoint === null ? "" : server.url,
      key: canaryKey,
      fetch,
      clock: systemClock,
      regex: inProcessRegex,
      timeouts: generousTimeouts,
    });

    describe(id, () => {
      it("encodes without touching its input, the same each time", () => {
        assert.equal(canonicalJson(provider.encode(requestOf())), canonicalJson(provider.encode(requestOf())));
      });

      it("encodes what the model config says into the body", () => {
        assert.equal(provider.encode(requestOf()).body["model"], "model-1");
      });

      it("takes no key of every model config for itself", () => {
        assert.deepEqual(
          Object.keys(provider.settings).filter((key) => key in modelConfigShape || key === "provider"),
          [],
        );
      });

      it("answers the same to the same draw", async () => {
        server.respond(() => ({ kind: "answer", text: "yes" }));
        const caller = await provider.open(connection());
        const encoded = provider.encode(requestOf());
        const [first, second] = [
          await caller.call(encoded, callOptions({ draw: "d" })),
          await caller.call(encoded, callOptions({ draw: "d" })),
        ];
        assert.equal(first.text, second.text);
      });

      it("rejects with the signal's reason when it is aborted", async () => {
        const reason = new Error("enough");
        const controller = new AbortController();
        server.respond(() => ({ kind: "hang", when: "before-headers" }));
        const caller = await provider.open(connection());
        const call = caller.call(provider.encode(requestOf(ownSettings[id]?.hang)), callOptions({ signal: controller.signal }));
        controller.abort(reason);
        await assert.rejects(call, (error) => error === reason);
      });

      it("rejects at once with the reason of a signal that is aborted already", async () => {
        const reason = new Error("too late");
        const caller = await provider.open(connection());
        await assert.rejects(
          caller.call(provider.encode(requestOf()), callOptions({ signal: AbortSignal.abort(reason) })),
          (error) => error === reason,
        );
      });
    });
  }
});
