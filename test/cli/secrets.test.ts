// Keys go to their endpoint and nowhere else: to no file, no output and no other server, however a run ends.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { exportFormatNames } from "../../src/core/report/exporters/names.ts";
import { startProviderServer } from "../support/provider-server.ts";
import type { Handler } from "../support/provider-server/behaviour.ts";
import { runCli, type CliResult } from "../support/run-cli.ts";
import { addingModel, sumsProject } from "../support/sums-project.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";

const providers = [
  { provider: "openai", variable: "OPENAI_API_KEY", header: "authorization", model: "{provider: openai, model: adder-1, api: chat}" },
  { provider: "anthropic", variable: "ANTHROPIC_API_KEY", header: "x-api-key", model: "{provider: anthropic, model: adder-1}" },
] as const;

/** Characters that are written otherwise in a URL show whether that form is looked for. */
function canaryKey(): string {
  return `sk-canary-${randomBytes(12).toString("hex")}/+=${randomBytes(6).toString("hex")}`;
}

/** Each way in which a key might stand in a text, whatever stands around it. */
function disguises(key: string): string[] {
  const base64 = [0, 1, 2].map((before) => {
    // Only the middle is the same for every neighbour: each end may share a base64 digit with what stands beside it.
    const digits = Buffer.from("x".repeat(before) + key)
      .toString("base64")
      .replace(/=+$/, "");
    return digits.slice(before === 0 ? 0 : before + 1, -2);
  });
  return [key, encodeURIComponent(key), ...base64, ...base64.map((digits) => digits.replaceAll("+", "-").replaceAll("/", "_"))];
}

/** Where a key is found among all that a run has left behind: names of files, and of the two outputs. */
async function placesOf(
  key: string,
  project: TemporaryProject,
  { stdout, stderr }: Pick<CliResult, "stdout" | "stderr">,
): Promise<string[]> {
  const files = await project.list();
  const contents = files.map((file) => [file, readFileSync(path.join(project.folder, file), "latin1")] as const);
  const forms = disguises(key);
  return [...contents, ["stdout", stdout] as const, ["stderr", stderr] as const]
    .filter(([name, content]) => forms.some((form) => content.includes(form) || name.includes(form)))
    .map(([name]) => name);
}

describe("the search for a key", () => {
  const key = canaryKey();
  const planted = [
    { form: "as it is", text: `Bearer ${key}.` },
    { form: "in a URL", text: `?key=${encodeURIComponent(key)}&x` },
    ...["", "a", "ab"].map((before) => ({
      form: `in base64 after ${before.length} bytes`,
      text: Buffer.from(`${before}${key}z`).toString("base64"),
    })),
    { form: "in base64 for URLs", text: Buffer.from(`Bearer ${key}`).toString("base64url") },
  ];
  for (const { form, text } of planted) {
    it(`finds it ${form}`, async () => {
      await using project = await createProject({ "a/b.txt": text });
      assert.deepEqual(await placesOf(key, project, { stdout: "", stderr: text }), ["a/b.txt", "stderr"]);
    });
  }
});

for (const { provider, variable, header, model } of providers) {
  describe(`the key of ${provider}`, () => {
    const endings: { readonly ending: string; readonly exitCode: number; readonly handler: Handler }[] = [
      { ending: "well", exitCode: 0, handler: addingModel() },
      { ending: "with a refused key", exitCode: 3, handler: () => ({ kind: "status", status: 401 }) },
      {
        ending: "with an error that repeats the request's headers",
        exitCode: 3,
        handler: ({ headers }) => ({
          kind: "status",
          status: 400,
          headers: { "x-request-id": String(headers[header]) },
          body: { error: { type: "invalid_request_error", message: `Received ${JSON.stringify(headers)}: ${String(headers[header])}` } },
        }),
      },
      {
        ending: "with server errors that repeat the request's headers",
        exitCode: 3,
        handler: ({ headers }, nth) => ({
          kind: "status",
          status: nth === 1 ? 500 : 403,
          body: { error: { message: String(headers[header]) }, headers },
        }),
      },
    ];
    for (const { ending, exitCode, handler } of endings) {
      it(`is sent and kept nowhere when a run ends ${ending}`, async () => {
        const key = canaryKey();
        await using server = await startProviderServer({ handler });
        await using project = await createProject({ ...sumsProject(3), "adder.model.yaml": model });
        const options = { folder: project.folder, environment: { [variable]: key } };
        const endpoint = ["--endpoint", `${provider}=${server.url}`];

        const files = ["--out", "exports", "--format", exportFormatNames.join(",")];
        const run = await runCli(["run", "sums.experiment.yaml", "--json", ...endpoint, ...files], options);
        const exported = await runCli(["export", "latest", "--format", "json", "--out", "run.json"], options);

        assert.deepEqual([run.exitCode, exported.exitCode], [exitCode, 0], run.stderr);
        assert.ok(server.requests.every(({ headers }) => String(headers[header]).endsWith(key)) && server.requests.length > 0);
        assert.deepEqual(await placesOf(key, project, run), []);
      });
    }

    it("is kept nowhere when nobody answers", async () => {
      const key = canaryKey();
      const url = await closedUrl();
      await using project = await createProject({ ...sumsProject(1), "adder.model.yaml": model });
      const run = await runCli(["run", "sums.experiment.yaml", "--endpoint", `${provider}=${url}`], {
        folder: project.folder,
        environment: { [variable]: key },
      });
      assert.deepEqual([run.exitCode, await placesOf(key, project, run)], [3, []]);
    });

    it("is not repeated when it is no key at all", async () => {
      const key = `${canaryKey()}\nsecond line`;
      await using server = await startProviderServer();
      await using project = await createProject({ ...sumsProject(1), "adder.model.yaml": model });
      const run = await runCli(["run", "sums.experiment.yaml", "--endpoint", `${provider}=${server.url}`], {
        folder: project.folder,
        environment: { [variable]: key },
      });
      assert.deepEqual([run.exitCode, server.requests.length, await placesOf(key.split("\n")[0] ?? "", project, run)], [3, 0, []]);
    });

    it("goes to no server that the SDKs' variables name", async () => {
      const key = canaryKey();
      await using server = await startProviderServer({ handler: addingModel() });
      await using other = await startProviderServer();
      await using project = await createProject({ ...sumsProject(3), "adder.model.yaml": model });
      const environment = { ...Object.fromEntries(sdkVariables().map((name) => [name, other.url])), [variable]: key };

      const run = await runCli(["run", "sums.experiment.yaml", "--endpoint", `${provider}=${server.url}`], {
        folder: project.folder,
        environment,
      });

      assert.deepEqual([run.exitCode, server.requests.length, other.requests.length], [0, 3, 0], run.stderr);
      assert.ok(server.requests.every((request) => !JSON.stringify([request.headers, request.rawBody]).includes(other.url)));
    });
  });
}

describe("the search for the SDKs' variables", () => {
  it("finds those that lead elsewhere", () => {
    const found = sdkVariables();
    const wanted = ["OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_CUSTOM_HEADERS", "ANTHROPIC_BASE_URL", "ANTHROPIC_AUTH_TOKEN"];
    assert.deepEqual(
      wanted.filter((name) => !found.includes(name)),
      [],
    );
  });
});

/** Every variable that the installed SDKs ask the environment for, apart from those of the system. */
function sdkVariables(): string[] {
  const root = path.resolve(import.meta.dirname, "../..");
  const sources = globSync("node_modules/{openai,@anthropic-ai/sdk}/**/*.mjs", { cwd: root }).map((file) =>
    readFileSync(path.join(root, file), "utf8"),
  );
  const names = sources.flatMap((source) => [...source.matchAll(/readEnv\(['"]([A-Z_]+)['"]\)/g)].map(([, name = ""]) => name));
  return [...new Set(names)].filter((name) => /^(OPENAI|ANTHROPIC|AZURE|AWS|GOOGLE)_/.test(name));
}

/** The URL of a port where nobody listens. */
async function closedUrl(): Promise<string> {
  const server = await startProviderServer();
  await server.close();
  return server.url;
}
