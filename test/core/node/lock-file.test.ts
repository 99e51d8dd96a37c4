// Lock files: one living holder at a time, and a dead one is replaced.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { isTouchstoneError, type TouchstoneError } from "../../../src/core/base/errors.ts";
import type { LockHolder } from "../../../src/core/base/ports.ts";
import { isAlive, isOwn, takeLock, takeLockIfFree } from "../../../src/node/lock-file.ts";
import { createProject, type TemporaryProject } from "../../support/temporary-project.ts";

const isConflict = (error: unknown) => isTouchstoneError(error, "run/conflict") && error.message.startsWith("Run r is being");
const place = (project: TemporaryProject) => join(project.folder, "runs", "r", "lock.json");

/** The number of a process that has ended. */
function deadProcess(): number {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  assert.ok(pid);
  return pid;
}

/** The text of a lock whose process has ended. */
function staleLock(): string {
  return JSON.stringify({ pid: process.pid, started: "1", host: hostname() });
}

interface Contender {
  /** The next line it prints: "ready" when it has started, then "held" or "refused". */
  answer(): Promise<string>;
  /** Has it take a lock, which it keeps until it ends. */
  ask(path: string): Promise<string>;
  end(): Promise<void>;
}

/** A process that takes the locks it is asked to take. */
function startContender(): Contender {
  const module = new URL("../../../src/node/lock-file.ts", import.meta.url).href;
  const script = `
    import { createInterface } from "node:readline";
    import { takeLock } from ${JSON.stringify(module)};
    console.log("ready");
    for await (const path of createInterface({ input: process.stdin })) console.log(await takeLock(path, "Run r").then(() => "held", () => "refused"));
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => String((await lines.next()).value);
  return {
    answer,
    ask(path) {
      child.stdin.write(`${path}\n`);
      return answer();
    },
    async end() {
      const exit = once(child, "exit");
      child.stdin.end();
      await exit;
    },
  };
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
    ["that names no process", () => "{}"],
    ["that is no object", () => "null"],
  ];
  for (const [title, text] of stale) {
    it(`takes over a lock ${title}`, async () => {
      await using project = await createProject({ "runs/r/lock.json": text() });
      await takeLock(place(project), "Run r");
      assert.equal((JSON.parse(await project.read("runs/r/lock.json")) as LockHolder).pid, process.pid);
    });
  }

  it("refuses a lock of another host, whose processes nobody here can see", async () => {
    await using project = await createProject({
      "runs/r/lock.json": JSON.stringify({ pid: deadProcess(), started: "1", host: "elsewhere.invalid" }),
    });
    await assert.rejects(takeLock(place(project), "Run r"), isConflict);
  });

  it("says which file to delete when that other host is gone, and of this host to wait", async () => {
    await using project = await createProject({ "runs/r/lock.json": JSON.stringify({ pid: 1, started: "1", host: "elsewhere.invalid" }) });
    await takeLock(join(project.folder, "own.json"), "Run r");
    const hints = await Promise.all(
      [place(project), join(project.folder, "own.json")].map((path) =>
        takeLock(path, "Run r").then(String, (error: TouchstoneError) => error.hint),
      ),
    );
    assert.deepEqual(hints, [
      `Wait until it has ended; if elsewhere.invalid is gone, delete ${place(project)}.`,
      "Wait until it has ended, or stop it first.",
    ]);
  });

  it("says that it cannot write where it cannot", async () => {
    await using project = await createProject({ runs: "a file" });
    await assert.rejects(
      takeLock(place(project), "Run r"),
      (error) => isTouchstoneError(error, "store/unwritable") && error.message.includes(place(project)) && error.hint !== null,
    );
  });

  it("leaves a lock that is no longer its own when it is released", async () => {
    await using project = await createProject();
    const release = await takeLock(place(project), "Run r");
    await project.write({ "runs/r/lock.json": "of somebody else" });
    await release();
    assert.equal(await project.read("runs/r/lock.json"), "of somebody else");
  });

  it("takes over from a process that died while it took over", async () => {
    const dead = staleLock();
    await using project = await createProject({
      "runs/r/lock.json": staleLock(),
      "runs/r/lock.json.takeover": dead,
      "runs/r/lock.json.takeover.takeover": dead,
    });
    await takeLock(place(project), "Run r");
    assert.deepEqual(
      [await project.list(), (JSON.parse(await project.read("runs/r/lock.json")) as LockHolder).pid],
      [["runs/r/lock.json"], process.pid],
    );
  });

  it("lets exactly one of many in this process take over a stale lock", async () => {
    await using project = await createProject();
    const winners: number[] = [];
    for (let round = 0; round < 100; round++) {
      const lock = `runs/${round}/lock.json`;
      await project.write({ [lock]: staleLock() });
      const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => takeLock(join(project.folder, lock), "Run r")));
      winners.push(outcomes.filter(({ status }) => status === "fulfilled").length);
    }
    assert.deepEqual(winners, Array(100).fill(1));
  });

  it("lets exactly one of several processes take over a stale lock", async () => {
    await using project = await createProject();
    const contenders = Array.from({ length: 4 }, startContender);
    try {
      await Promise.all(contenders.map((contender) => contender.answer()));
      const winners: number[] = [];
      for (let round = 0; round < 50; round++) {
        const lock = `runs/${round}/lock.json`;
        await project.write({ [lock]: staleLock() });
        const answers = await Promise.all(contenders.map((contender) => contender.ask(join(project.folder, lock))));
        winners.push(answers.filter((answer) => answer === "held").length);
      }
      assert.deepEqual(winners, Array(50).fill(1));
    } finally {
      await Promise.all(contenders.map((contender) => contender.end()));
    }
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

  for (const lock of [
    null,
    "text",
    {},
    { pid: 0, started: "unknown", host: hostname() },
    { pid: -1, started: "unknown", host: "elsewhere.invalid" },
  ]) {
    it(`is false for what no holder wrote: ${JSON.stringify(lock)}`, () => {
      assert.equal(isAlive(lock as LockHolder), false);
    });
  }
});

describe("isOwn", () => {
  it("is true for a lock of this process and for no other", async () => {
    const own = await ownLock();
    assert.deepEqual([own, { ...own, host: "elsewhere.invalid" }, { ...own, pid: deadProcess() }, { ...own, started: "1" }].map(isOwn), [
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("a lock that is no lock", () => {
  it("is not waited for when it is a pipe", async () => {
    await using project = await createProject();
    await mkdir(join(project.folder, "runs/r"), { recursive: true });
    execFileSync("mkfifo", [place(project)]);
    await assert.rejects(takeLock(place(project), "Run r"), isConflict);
  });

  it("is replaced when it is larger than any holder writes", async () => {
    await using project = await createProject();
    const living = JSON.stringify({ pid: process.pid, started: "unknown", host: hostname() });
    await project.write({ "runs/r/lock.json": living.padEnd(4097) });
    await takeLock(place(project), "Run r");
    assert.equal((await project.read("runs/r/lock.json")).length < 4096, true);
  });
});

describe("takeLock by somebody who knows more of its own locks", () => {
  it("takes over a lock that it says is not held, and no other", async () => {
    await using project = await createProject();
    await takeLock(place(project), "Run r");
    await assert.rejects(takeLock(place(project), "Run r", { isHeld: () => true }), isConflict);
    const release = await takeLock(place(project), "Run r", { isHeld: () => false });
    await release();
    assert.deepEqual(await project.list("runs"), []);
  });
});

describe("takeLockIfFree", () => {
  it("answers with null while somebody holds the lock, and takes it afterwards", async () => {
    await using project = await createProject();
    const release = await takeLock(place(project), "Run r");
    assert.equal(await takeLockIfFree(place(project), "Run r"), null);
    await release();
    assert.notEqual(await takeLockIfFree(place(project), "Run r"), null);
  });
});
