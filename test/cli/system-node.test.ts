// The built command line runs on the Node that a user has, not only on the one that the project pins.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli } from "../support/run-cli.ts";
import { addingModel, sumsProject } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

/** The first `node` on the PATH that no npm package has put there. */
function findSystemNode(): string {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => !folder.includes("node_modules"));
  const found = folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
  assert.ok(found !== undefined, "There is no Node on the PATH but the one that the project pins.");
  return found;
}

describe("the system's own Node", () => {
  const node = findSystemNode();

  it("is one that the README asks for", () => {
    const [major = 0, minor = 0] = execFileSync(node, ["--version"], { encoding: "utf8" }).slice(1).split(".").map(Number);
    assert.ok(major > 20 || (major === 20 && minor >= 19), `Node ${major}.${minor} is older than 20.19.`);
  });

  it("runs an experiment through a provider's SDK", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(sumsProject(5));
    const environment = { OPENAI_API_KEY: "sk-test" };
    const words = ["run", "sums.experiment.yaml", "--json", "--endpoint", `openai=${server.url}/v1`];
    const { exitCode, json } = await runCli(words, { folder: project.folder, environment, node });
    const { status, variants } = json<{ status: string; variants: { passed: number }[] }>();
    assert.deepEqual([exitCode, status, variants[0]?.passed, server.requests.length], [0, "done", 5, 5]);
  });
});
