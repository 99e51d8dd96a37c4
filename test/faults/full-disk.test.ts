// F4 on a small file system that really fills up: the run stops with plain words and goes on when there is space again.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ErrorJson } from "../support/cli-json.ts";
import { exportedRecord } from "../support/exported-record.ts";
import { count } from "../support/faults/counts.ts";
import { optionsFor, resume, run } from "../support/faults/fault-runs.ts";
import { faultTest, notRunHere } from "../support/faults/fault-test.ts";
import { answerLines } from "../support/journal.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli } from "../support/run-cli.ts";
import { addingModel, sumsProject } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

const rows = 60;
const concurrency = 4;
const limits = ["--concurrency", String(concurrency)];
/** In pages of 4 kB: what a run pins and says first, and more than all of the run needs. */
const fewest = 8;
const most = 64;

/** Puts a file system of its own on a folder; false where this user may not. */
function mountSmallDisk(folder: string, pages: number): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${pages * 4}k`, "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("a full disk", () => {
  faultTest("F4", "stops the run, keeps the journal whole, and lets it go on when there is space", async (tally) => {
    await using server = await startProviderServer({ handler: addingModel() });
    for (let pages = fewest; pages <= most; pages += count(14, 1)) {
      await using project = await createProject(sumsProject(rows));
      const own = path.join(project.folder, ".touchstone");
      const options = optionsFor(project, server);
      const earlier = server.requests.length;
      await mkdir(own);
      if (!mountSmallDisk(own, most * 4)) {
        notRunHere("F4", "a small disk cannot be mounted here, so that fullness is only injected");
        return;
      }
      try {
        await writeFile(path.join(own, "ballast"), Buffer.alloc((most * 4 - pages) * 4096));
        const stopped = await runCli([...run, ...limits], options);
        const answered = await answerLines(project);
        const isDone = stopped.exitCode === 0 && answered.length === rows;
        if (!isDone) {
          const { error } = stopped.json<ErrorJson>();
          assert.deepEqual([pages, stopped.exitCode, error.code], [pages, 3, "store/unwritable"]);
          assert.match(error.message, /ENOSPC|no space/);
        }
        await rm(path.join(own, "ballast"));

        const hasBegun = (await project.list(".touchstone/runs")).some((file) => file.endsWith("manifest.json"));
        if (!hasBegun) assert.equal(server.requests.length, earlier);
        const again = await runCli([...(hasBegun ? resume : run), ...limits], options);
        const all = await answerLines(project);
        const lost = answered.filter((line) => !all.includes(line)).length;
        const repeated = server.requests.length - earlier - rows;
        tally.tried += isDone ? 0 : 1;
        tally.lost += lost;
        tally.repeated += repeated;
        assert.deepEqual([pages, again.exitCode, lost, repeated <= concurrency], [pages, 0, 0, true]);
        await exportedRecord(project, rows);
      } finally {
        execFileSync("umount", [own]);
      }
    }
    assert.ok(tally.tried > 0);
  });
});
