// Lock files: one living holder at a time, and a dead one is replaced.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { join } from "node:path";
import { isTouchstoneError } from "../../../src/core/base/errors.ts";
import type { LockHolder } from "../../../src/core/base/ports.ts";
import { isAlive, takeLock } from "../../../src/node/lock-file.ts";
import { createProject, type TemporaryProject } from "../../support/temporary-project.ts";

const isConflict = (error: unknown) => isTouchstoneError(error, "run/conflict") && error.message.startsWith("Run r is being");
const place = (project: TemporaryProject) => join(project.folder, "runs", "r", "lock.json");

/** The number of a process that has ended. */
function deadProcess(): number {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  assert.ok(pid);
  return pid;
}

async function ownLock(): Promise<LockHolder> {
  await using project = await createProject();
  await takeLock(place(project), "Run r");
  return JSON.parse(await project.read("runs/r/lock.json")) as LockHolder;
}

describe("takeLock", () => {
  it("names this process as the holder", async () => {
    const { pid, host } = await ownLock();
    assert.deepEqual({ pid, host }, { pid: process.pid, host: hostname() });
  });

  it("refuses a lock that a living process holds, and leaves it", async () => {
    await using project = await createProject();
    await takeLock(place(project), "Run r");
    await assert.rejects(takeLock(place(project), "Run r"), isConflict);
    assert.deepEqual(await project.list(), ["runs/r/lock.json"]);
  });

  it("can be taken again once released", async () => {
    await using project = await createProject();
    const release = await takeLock(place(project), "Run r");
    await release();
    const afterRelease = await project.list();
    await takeLock(place(project), "Run r");
    assert.deepEqual([afterRelease, await project.list()], [[], ["runs/r/lock.json"]]);
  });

  const stale: readonly [string, () => string][] = [
    ["of a process that has ended", () => JSON.stringify({ pid: deadProcess(), started: "1", host: hostname() })],
    ["of an earlier process with the number of a living one", () => JSON.stringify({ pid: process.pid, started: "1", host: hostname() })],
    ["that a crash left damaged", () => "{"],
    ["that a crash left empty", () => ""],
  ];
  for (const [title, text] of stale) {
    it(`takes over a lock ${title}`, async () => {
      await using project = await createProject({ "runs/r/lock.json": text() });
      await takeLock(place(project), "Run r");
      assert.equal((JSON.parse(await project.read("runs/r/lock.json")) as LockHolder).pid, process.pid);
    });
  }

  it("refuses a lock of another host, whose processes nobody here can see", async () => {
    await using project = await createProject({ "runs/r/lock.json": JSON.stringify({ pid: deadProcess(), started: "1", host: "elsewhere.invalid" }) });
    await assert.rejects(takeLock(place(project), "Run r"), isConflict);
  });

  it("lets exactly one of many have it", async () => {
    await using project = await createProject();
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(place(project), "Run r")));
    assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  });
});

describe("isAlive", () => {
  it("is true for this process", async () => {
    assert.equal(isAlive(await ownLock()), true);
  });

  it("is false for a process that has ended", () => {
    assert.equal(isAlive({ pid: deadProcess(), started: "unknown", host: hostname() }), false);
  });

  it("is true for another living process whose start nobody knows", async () => {
    const child = spawn(process.execPath, ["-e", "process.stdin.resume()"]);
    try {
      assert.equal(isAlive({ pid: child.pid!, started: "unknown", host: hostname() }), true);
    } finally {
      child.stdin.end();
      await once(child, "exit");
    }
  });

  it("is true for any process of another host", () => {
    assert.equal(isAlive({ pid: deadProcess(), started: "1", host: "elsewhere.invalid" }), true);
  });
});
