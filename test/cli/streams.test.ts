// What happens when a result or a note cannot be written, and when something breaks that nobody waits for: never exit code 0 with a part of a result.
import assert from "node:assert/strict";
import { spawn, spawnSync, type SpawnSyncReturns } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, open, readlink, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { ErrorJson, RunJson } from "../support/cli-json.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli, type CliOptions } from "../support/run-cli.ts";
import { addingModel, sumsProject } from "../support/sums-project.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";

const script = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const simulated = { "adder.model.yaml": "provider: simulated\nmodel: none\nrules: [{when: .*, replies: [{text: '1'}]}]\n" };
const run = ["run", "sums.experiment.yaml", "--json"];

/** A project with one finished run. */
async function projectWithRun(): Promise<TemporaryProject> {
  const project = await createProject({ ...sumsProject(40), ...simulated });
  const { exitCode, stderr } = await runCli(run, project);
  assert.equal(exitCode, 0, stderr);
  return project;
}

/** A command of a POSIX shell in which `touchstone` is the command line. */
function shell(command: string, { folder }: TemporaryProject): SpawnSyncReturns<string> {
  const touchstone = `touchstone() { "${process.execPath}" "${script}" "$@"; }`;
  return spawnSync("sh", ["-c", `${touchstone}; ${command}`], { cwd: folder, encoding: "utf8", timeout: 50_000 });
}

describe("notes that nobody reads", () => {
  it("cost neither the result nor the exit code", async () => {
    await using project = await createProject({ ...sumsProject(3), ...simulated });
    const out = await open(path.join(project.folder, "out.json"), "w");
    const child = spawn(process.execPath, [script, ...run], { cwd: project.folder, stdio: ["ignore", out.fd, "pipe"] });
    child.stderr?.destroy();
    const [exitCode] = (await once(child, "exit")) as [number];
    await out.close();
    assert.deepEqual([exitCode, (JSON.parse(await project.read("out.json")) as RunJson).status], [0, "done"]);
  });
});

if (process.platform !== "win32") {
  describe("a result that cannot be written", () => {
    it("because its reader went away is no error", async () => {
      await using project = await projectWithRun();
      const child = spawn(process.execPath, [script, "export", "latest", "--format", "json"], {
        cwd: project.folder,
        stdio: ["ignore", "pipe", "pipe"],
      });
      child.stdout.destroy();
      const [exitCode] = (await once(child, "exit")) as [number];
      assert.equal(exitCode, 0);
    });

    it("ends with 5 when a disk takes only the first of its bytes", async () => {
      const names = Array.from({ length: 100 }, (_, index) => `${"a-long-name-".repeat(10)}${index}.prompt`);
      await using project = await createProject(Object.fromEntries(names.map((name) => [name, "Hello"])));
      // A file may have 1 or 2 kB here, which is in the middle of what is written at once.
      const { stderr } = shell("ulimit -f 2; touchstone list --json > out.json; echo $? >&2", project);
      assert.match(stderr, /could not be written to stdout: EFBIG.*\n.*\n5\n$/);
    });

    if (existsSync("/dev/full")) {
      for (const command of ["list", "list runs --json", "export latest --format csv", "--help", "list nothing --json"]) {
        it(`ends with 5 when the disk is full under \`${command}\``, async () => {
          await using project = await projectWithRun();
          const { status, stderr } = shell(`touchstone ${command} > /dev/full`, project);
          assert.equal(status, 5);
          assert.match(stderr, /The result could not be written to stdout: ENOSPC.*\n {2}Free disk space/);
        });
      }
    }
  });

  describe("an export", () => {
    if (existsSync("/dev/full")) {
      it("that a full disk refuses is an error with its file, and ends with 3", async () => {
        await using project = await projectWithRun();
        const { exitCode, json } = await runCli(["export", "latest", "--format", "csv", "--out", "/dev/full", "--json"], project);
        const { error } = json<ErrorJson>();
        assert.deepEqual(
          [exitCode, error.code, error.file, error.hint],
          [3, "store/unwritable", "/dev/full", "Free disk space, or choose another place."],
        );
        assert.match(error.message, /^The export could not be written: ENOSPC/);
      });
    }

    it("leaves the old file when it cannot be written", async () => {
      await using project = await projectWithRun();
      await project.write({ "run.json": "old" });
      const { stderr } = shell("ulimit -f 2; touchstone export latest --format json --out run.json; echo $? >&2", project);
      assert.match(stderr, /\n3\n$/);
      assert.deepEqual([await project.read("run.json"), (await project.list()).filter((file) => file.endsWith(".tmp"))], ["old", []]);
    });

    it("replaces what a link leads to, and not the link", async () => {
      await using project = await projectWithRun();
      await mkdir(path.join(project.folder, "kept"));
      await project.write({ "kept/run.csv": "old" });
      await symlink("kept/run.csv", path.join(project.folder, "run.csv"));
      const { exitCode } = await runCli(["export", "latest", "--format", "csv", "--out", "run.csv"], project);
      assert.deepEqual(
        [exitCode, await readlink(path.join(project.folder, "run.csv")), (await project.read("kept/run.csv")).length > 100],
        [0, "kept/run.csv", true],
      );
    });
  });
}

describe("the folder of --out", () => {
  it("is looked at before anything is sent", async () => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject({ ...sumsProject(3), results: "a file" });
    const { exitCode, json } = await runCli([...run, "--out", "results"], optionsFor(project, server.url));
    const { error } = json<ErrorJson>();
    assert.deepEqual(
      [exitCode, error.code, error.hint, server.requests.length, await project.list(".touchstone")],
      [4, "input/invalid", "Give it a folder that can be written.", 0, []],
    );
    assert.match(error.message, /^--out cannot be "results": EEXIST/);
  });

  it("that goes away during the run costs the files, but not the figures", async () => {
    await using project = await createProject(sumsProject(3));
    const add = addingModel();
    await using server = await startProviderServer({
      handler: async (request, nth) => {
        await rm(path.join(project.folder, "results"), { recursive: true, force: true });
        return add(request, nth);
      },
    });
    const { exitCode, stderr, json } = await runCli([...run, "--out", "results"], optionsFor(project, server.url));
    const result = json<RunJson>();
    assert.deepEqual([exitCode, result.exitCode, result.status, result.variants[0]?.passed], [3, 3, "done", 3]);
    const sentence = /results.*\.json: The export could not be written: ENOENT.* Write it again with `touchstone export`\.$/m;
    assert.match(result.warnings.at(-1) ?? "", sentence);
    assert.match(stderr, sentence);
  });
});

describe("an error that nobody waits for", () => {
  for (const [title, thrown] of [
    ["thrown", "setImmediate(() => { throw new Error('loose end') })"],
    ["rejected", "Promise.reject(new Error('loose end'))"],
  ] as const) {
    it(`is reported as a bug when it is ${title}`, async () => {
      await using project = await createProject(sumsProject(1));
      const preload = `data:text/javascript,${encodeURIComponent(`globalThis.fetch = () => { ${thrown}; return new Promise(() => undefined); };`)}`;
      const { exitCode, stderr, json } = await runCli(run, {
        folder: project.folder,
        environment: { OPENAI_API_KEY: "sk-test", NODE_OPTIONS: `--import=${preload}` },
      });
      assert.deepEqual(
        [exitCode, json()],
        [
          5,
          {
            error: { code: "internal/bug", message: "loose end", file: null, line: null, column: null, hint: "Please report this." },
            exitCode: 5,
          },
        ],
      );
      assert.match(stderr, /This is a bug in Touchstone: Error: loose end\n {4}at /);
    });
  }
});

function optionsFor({ folder }: TemporaryProject, url: string): CliOptions {
  return { folder, environment: { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: `${url}/v1` } };
}
