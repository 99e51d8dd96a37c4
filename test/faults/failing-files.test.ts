// F4, F5 and F25 on real files: the nth write, sync, rename or opening of the command line fails, for each n until a run ends untouched.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ErrorJson, RunJson } from "../support/cli-json.ts";
import { exportedRecord } from "../support/exported-record.ts";
import { count } from "../support/faults/counts.ts";
import type { FileOperation } from "../support/faults/failing-files.ts";
import { failingFiles, optionsFor, resume, run } from "../support/faults/fault-runs.ts";
import type { FaultId } from "../support/faults/fault-list.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { answerLines } from "../support/journal.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli } from "../support/run-cli.ts";
import { addingModel, sumsProject } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

const rows = 6;
const concurrency = 2;
const limits = ["--concurrency", String(concurrency)];

interface Failing {
  readonly fault: FaultId;
  readonly operations: readonly FileOperation[];
  readonly code: string;
  /** How many operations fail from the nth on; null for all. */
  readonly times: number | null;
}

const kinds: Readonly<Record<string, Failing>> = {
  "the disk is full from the nth write on": { fault: "F4", operations: ["write"], code: "ENOSPC", times: null },
  "the nth sync fails": { fault: "F5", operations: ["sync"], code: "EIO", times: 1 },
  "every sync from the nth on fails": { fault: "F5", operations: ["sync"], code: "EIO", times: null },
  "the nth write fails": { fault: "F5", operations: ["write"], code: "EIO", times: 1 },
  "the nth opening fails for want of file handles": { fault: "F25", operations: ["open"], code: "EMFILE", times: null },
  "the nth rename fails for good": { fault: "F5", operations: ["rename"], code: "EIO", times: 1 },
};

describe("files that fail", () => {
  for (const [what, { fault, operations, code, times }] of Object.entries(kinds)) {
    faultTest(fault, `${what}: nothing is lost, and the run can go on`, async (tally) => {
      await using server = await startProviderServer({ handler: addingModel() });
      for (let nth = 1; ; nth += count(11, 1)) {
        await using project = await createProject(sumsProject(rows));
        const log = path.join(project.folder, "failures.log");
        const options = optionsFor(project, server);
        const earlier = server.requests.length;
        const failed = await runCli([...run, ...limits], {
          ...options,
          environment: { ...options.environment, ...failingFiles({ operations, nth, times, code, log }) },
        });
        const failures = await readFile(log, "utf8").catch(() => "");
        if (failures === "") {
          assert.equal(failed.exitCode, 0);
          break;
        }
        tally.tried += 1;
        const where = `n = ${nth}: ${failures.split("\n", 1)[0]}`;
        const result = failed.json<RunJson | ErrorJson>();
        const answered = await answerLines(project);
        const asked = server.requests.length - earlier;
        // What is only convenient, such as the cache, may be missing: then the run is done and says so.
        const isDone = failed.exitCode === 0 && "status" in result && result.status === "done" && answered.length === rows;
        if (isDone) assert.ok(result.warnings.length > 0, `${where}: it was not said`);
        else {
          const code = "error" in result ? result.error.code : "none";
          assert.deepEqual([where, failed.exitCode, code], [where, 3, code === "store/unreadable" ? code : "store/unwritable"]);
        }

        const hasBegun = (await project.list(".touchstone/runs")).some((file) => file.endsWith("manifest.json"));
        if (!hasBegun) assert.equal(asked, 0, `${where}: calls were made before there was a run`);
        const again = await runCli([...(hasBegun ? resume : run), ...limits], options);
        const all = await answerLines(project);
        const lost = answered.filter((line) => !all.includes(line)).length;
        const repeated = server.requests.length - earlier - rows;
        tally.lost += lost;
        tally.repeated += repeated;
        assert.deepEqual([where, again.exitCode, lost, repeated <= concurrency], [where, 0, 0, true]);
        await exportedRecord(project, rows);
      }
      assert.ok(tally.tried > 0);
    });
  }

  faultTest("F25", "a rename that is refused for a moment, as on Windows, is tried again", async (tally) => {
    await using server = await startProviderServer({ handler: addingModel() });
    for (const code of ["EPERM", "EACCES", "EBUSY"]) {
      await using project = await createProject(sumsProject(rows));
      const log = path.join(project.folder, "failures.log");
      const options = optionsFor(project, server);
      const { exitCode } = await runCli(run, {
        ...options,
        environment: { ...options.environment, ...failingFiles({ operations: ["rename"], nth: 1, times: 3, code, log }) },
      });
      tally.tried += 1;
      assert.deepEqual([exitCode, (await readFile(log, "utf8")).split("\n").length - 1, (await answerLines(project)).length], [0, 3, rows]);
    }
  });
});
