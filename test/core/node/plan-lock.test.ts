// The lock of a plan: one run of it at a time, and the second is told which one it is.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { isTouchstoneError } from "../../../src/core/base/errors.ts";
import { takePlanLock } from "../../../src/node/plan-lock.ts";
import { createProject } from "../../support/temporary-project.ts";

describe("takePlanLock", () => {
  it("names the run and the process that hold it, and what can be done", async () => {
    await using project = await createProject();
    const place = join(project.folder, "plan.json");
    await takePlanLock(place, "019b-1");
    await assert.rejects(takePlanLock(place, "019b-2"), (error) => {
      assert.ok(isTouchstoneError(error, "run/conflict"));
      assert.deepEqual(error.place, { run: "019b-1" });
      assert.match(error.message, new RegExp(`by process ${process.pid} on ${hostname()} as run 019b-1\\. Nothing has been sent\\.$`));
      assert.match(error.hint ?? "", /Wait until it has ended.*list runs.*--fresh/);
      return true;
    });
  });

  it("is free again when it is let go, and when its process is gone", async () => {
    await using project = await createProject();
    const place = join(project.folder, "plan.json");
    await (
      await takePlanLock(place, "019b-1")
    )();
    await writeFile(place, JSON.stringify({ pid: process.pid, started: "1", host: hostname(), run: "019b-0" }));
    await takePlanLock(place, "019b-2");
    assert.equal((JSON.parse(await readFile(place, "utf8")) as { run: string }).run, "019b-2");
  });

  it("repeats nothing but an id from a lock that somebody else wrote", async () => {
    await using project = await createProject();
    const place = join(project.folder, "plan.json");
    await writeFile(place, JSON.stringify({ pid: 1, started: "unknown", host: "elsewhere", run: "\u001b[31m../../x" }));
    await assert.rejects(takePlanLock(place, "019b-2"), (error) => {
      assert.ok(isTouchstoneError(error, "run/conflict"));
      assert.deepEqual([error.place, error.message.includes("../")], [{}, false]);
      assert.match(error.hint ?? "", /If elsewhere is gone, delete/);
      return true;
    });
  });
});
