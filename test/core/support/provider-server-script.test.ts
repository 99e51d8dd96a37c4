/** Script files for the scripted provider: which rule takes which request, and the process that reads them. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { RecordedRequest } from "../../support/provider-server/recorded-request.ts";
import { compileScript } from "../../support/provider-server/script.ts";
import { sdkCalls } from "./sdk-calls.ts";

describe("provider server script", () => {
  it("skips the first requests, then takes every n-th, a limited number of times", async () => {
    const script = { rules: [{ after: 1, every: 2, times: 2, behaviour: { kind: "empty" } }] };
    assert.deepEqual(await kindsOf(script, ["", "", "", "", "", "", "", ""]), [
      ...["answer", "answer", "empty", "answer"],
      ...["empty", "answer", "answer", "answer"],
    ]);
  });

  it("lets the first rule that applies decide, and counts only what reaches a rule", async () => {
    const script = {
      rules: [
        { match: "row [0-9]+", times: 1, behaviour: { kind: "html" } },
        { match: "row", every: 2, behaviour: { kind: "malformed" } },
      ],
    };
    assert.deepEqual(await kindsOf(script, ["row 1", "row 2", "other", "row 3"]), [...["html", "answer", "answer", "malformed"]]);
  });

  it("refuses a misspelt option", () => {
    assert.throws(() => compileScript({ rules: [{ behaviour: { kind: "answer", txt: "x" } }] }), /txt/u);
  });

  describe("as a process", () => {
    let directory: string;
    let child: ChildProcess;

    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), "provider-server-"));
    });
    afterEach(async () => {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      await rm(directory, { recursive: true });
    });

    it("prints its address, follows its script and tells its counts", async () => {
      const file = join(directory, "script.json");
      await writeFile(file, JSON.stringify({ latencyMs: 1, rules: [{ behaviour: { kind: "answer", text: "From a file" } }] }));
      const main = fileURLToPath(new URL("../../support/provider-server-main.ts", import.meta.url));
      const started = spawn(process.execPath, [main, "--port", "0", "--script", file], { stdio: ["ignore", "pipe", "inherit"] });
      child = started;
      const [line] = (await once(started.stdout, "data")) as [Buffer];
      const { url } = JSON.parse(String(line)) as { url: string };
      const response = await sdkCalls(url).complete.responses();
      const counts: unknown = await (await fetch(`${url}/__counts`)).json();
      assert.deepEqual(
        [response.output_text, counts],
        [
          "From a file",
          {
            requests: 1,
            answered: 1,
            failed: 0,
            inputTokens: 5,
            outputTokens: 3,
            byOutcome: { answered: 1 },
            maximumInFlight: 1,
          },
        ],
      );
    });
  });
});

async function kindsOf(script: unknown, rawBodies: readonly string[]): Promise<readonly string[]> {
  const { handler } = compileScript(script);
  const kinds: string[] = [];
  for (const [index, rawBody] of rawBodies.entries()) {
    const request: RecordedRequest = {
      ordinal: index + 1,
      api: "chat",
      path: "/v1/chat/completions",
      headers: {},
      rawBody,
      body: {},
      outcome: "pending",
    };
    kinds.push((await handler(request, request.ordinal)).kind);
  }
  return kinds;
}
