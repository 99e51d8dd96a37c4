import assert from "node:assert/strict";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { after, before } from "mocha";
import { callWire, canaryKey, wireApis } from "./calls.ts";
import { startProviderServer, type ProviderServer } from "../../support/provider-server.ts";

/** Every variable the two SDKs read, and what a hostile environment would put there. */
function hostileEnvironment(captureUrl: string, folder: string): Readonly<Record<string, string>> {
  return {
    OPENAI_BASE_URL: `${captureUrl}/v1`,
    OPENAI_API_KEY: "hostile-key",
    OPENAI_ADMIN_KEY: "hostile-key",
    OPENAI_ORG_ID: "hostile-organization",
    OPENAI_PROJECT_ID: "hostile-project",
    OPENAI_WEBHOOK_SECRET: "hostile-secret",
    OPENAI_CUSTOM_HEADERS: "Authorization: Bearer hostile-key\nX-Hostile: yes\nHost: hostile.example",
    OPENAI_LOG: "debug",
    ANTHROPIC_BASE_URL: captureUrl,
    ANTHROPIC_API_KEY: "hostile-key",
    ANTHROPIC_AUTH_TOKEN: "hostile-token",
    ANTHROPIC_WEBHOOK_SIGNING_KEY: "hostile-secret",
    ANTHROPIC_CUSTOM_HEADERS: "X-Api-Key: hostile-key\nX-Hostile: yes\nanthropic-version: 1999-01-01",
    ANTHROPIC_LOG: "debug",
    ANTHROPIC_PROFILE: "hostile",
    ANTHROPIC_CONFIG_DIR: folder,
    ANTHROPIC_ORGANIZATION_ID: "hostile-organization",
    ANTHROPIC_WORKSPACE_ID: "hostile-workspace",
    ANTHROPIC_FEDERATION_RULE_ID: "hostile-rule",
    ANTHROPIC_SERVICE_ACCOUNT_ID: "hostile-account",
    ANTHROPIC_IDENTITY_TOKEN: "hostile-token",
    ANTHROPIC_IDENTITY_TOKEN_FILE: join(folder, "token"),
    ANTHROPIC_SCOPE: "hostile-scope",
    ANTHROPIC_OPEN_TELEMETRY: "true",
    ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE: "content",
  };
}

describe("the environment, which the SDKs must not hear of", () => {
  const saved = { ...process.env };
  const [savedConsole, printed] = [{ ...console }, [] as unknown[][]];
  let capture: Server;
  let captured = 0;
  let folder: string;
  let server: ProviderServer;

  before(async () => {
    capture = createServer((_request, response) => {
      captured += 1;
      response.end();
    });
    capture.listen(0, "127.0.0.1");
    await once(capture, "listening");
    const captureUrl = `http://127.0.0.1:${String((capture.address() as AddressInfo).port)}`;
    folder = await mkdtemp(join(tmpdir(), "touchstone-environment-"));
    await mkdir(join(folder, "configs"));
    await writeFile(
      join(folder, "configs", "hostile.json"),
      JSON.stringify({ base_url: captureUrl, authentication: { type: "user_oauth" } }),
    );
    await writeFile(join(folder, "token"), "hostile-token");
    Object.assign(process.env, hostileEnvironment(captureUrl, folder));
    for (const level of ["log", "debug", "info", "warn", "error"] as const) console[level] = (...words) => void printed.push(words);
    server = await startProviderServer({ handler: () => ({ kind: "answer", text: "yes" }) });
    for (const api of wireApis) await callWire(api, server.url);
  });
  after(async () => {
    Object.assign(console, savedConsole);
    for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
    Object.assign(process.env, saved);
    capture.closeAllConnections();
    capture.close();
    await server.close();
    await rm(folder, { recursive: true });
  });

  it("leads no request elsewhere", () => {
    assert.deepEqual([captured, server.requests.length], [0, wireApis.length]);
  });

  it("adds nothing to what is sent", () => {
    const sent = JSON.stringify(server.requests.map((request) => [request.headers, request.body]));
    assert.doesNotMatch(sent, /hostile|1999-01-01/i);
  });

  it("changes no key", () => {
    const keys = server.requests.map(({ headers }) => headers["authorization"] ?? headers["x-api-key"]);
    assert.deepEqual(keys, [`Bearer ${canaryKey}`, `Bearer ${canaryKey}`, canaryKey]);
  });

  it("makes nothing be printed", () => {
    assert.deepEqual(printed, []);
  });
});
