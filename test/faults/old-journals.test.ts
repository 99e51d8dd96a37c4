// F19: the command line lists, exports and resumes a run in every format that was ever released, and changes no byte of what it finds.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { RunJson } from "../support/cli-json.ts";
import { exportedFigures } from "../support/exported-figures.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { runCli } from "../support/run-cli.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";

const fixtures = path.resolve(import.meta.dirname, "../fixtures/runs");
const versions = readdirSync(fixtures).sort();

interface Exported {
  readonly samples: readonly object[];
  readonly missing: number;
}

/** Every file below our folder, by path; a cache is made anew at will. */
async function bytesOf(project: TemporaryProject): Promise<Map<string, string>> {
  const files = (await project.list(".touchstone")).filter((file) => !file.startsWith(".touchstone/cache/"));
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(path.join(project.folder, file), "base64")] as const)));
}

describe("a run that an older version has made", () => {
  for (const version of versions) {
    const home = path.join(fixtures, version);
    const runId = path.basename(readdirSync(path.join(home, "storage/runs"))[0] ?? "");

    /** The project of the run, whose own files are gone: all it needs is pinned. */
    async function projectOf(): Promise<TemporaryProject> {
      const project = await createProject({ "touchstone.yaml": "format: 1\n" });
      await cp(path.join(home, "storage"), path.join(project.folder, ".touchstone"), { recursive: true });
      return project;
    }

    faultTest("F19", `in format ${version} is listed and exported as then, and no file is changed`, async (tally) => {
      await using project = await projectOf();
      const before = await bytesOf(project);
      const list = await runCli(["list", "runs", "--json"], project);
      const exported = await runCli(["export", "latest", "--format", "json"], project);
      tally.tried += 2;
      assert.deepEqual([list.exitCode, list.stdout.includes(runId), exported.exitCode], [0, true, 0]);
      assert.deepEqual(exportedFigures(exported.stdout), exportedFigures(await readFile(path.join(home, "export.json"), "utf8")));
      assert.deepEqual(await bytesOf(project), before);
    });

    faultTest("F19", `in format ${version} is resumed to its end, beside the files that lay there`, async (tally) => {
      await using project = await projectOf();
      const before = await bytesOf(project);
      const { exitCode, json } = await runCli(["resume", runId, "--max-calls", "100", "--json"], project);
      const { run, status, missing } = json<RunJson>();
      tally.tried += 1;
      assert.deepEqual([exitCode, run, status, missing], [0, runId, "done", 0]);
      const after = await bytesOf(project);
      const changed = [...before].filter(([file, bytes]) => after.get(file) !== bytes).map(([file]) => file);
      tally.lost += changed.length;
      assert.deepEqual([changed, after.size > before.size], [[], true]);
      const then = JSON.parse(await readFile(path.join(home, "export.json"), "utf8")) as Exported;
      const now = JSON.parse((await runCli(["export", runId, "--format", "json"], project)).stdout) as Exported;
      assert.equal(now.samples.length, then.samples.length + then.missing);
      const kept = now.samples.filter((sample) => then.samples.some((old) => isDeepStrictEqual(old, sample)));
      assert.equal(kept.length, then.samples.length);
    });
  }
});
