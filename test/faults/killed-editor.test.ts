// F20: an editor whose process is killed during a run loses nothing of it; the next window finishes it, and repeats only what was in flight.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { RunRequest } from "../../src/extension/background/contract.ts";
import { exportedRecord } from "../support/exported-record.ts";
import { count } from "../support/faults/counts.ts";
import { between, drawsOf } from "../support/faults/draws.ts";
import type { EditorTask } from "../support/faults/editor-process.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { answerLines, countOpenCalls } from "../support/journal.ts";
import type { Handler } from "../support/provider-server/behaviour.ts";
import { type ProviderServer, startProviderServer } from "../support/provider-server.ts";
import { addingModel, pricedAdder, sumsProject } from "../support/sums-project.ts";
import { createProject, type ProjectFiles, type TemporaryProject } from "../support/temporary-project.ts";

const concurrency = 8;
const rows = count(80, 300);
const killsOfOneRun = count(3, 10);
const kills = count(3, 50);

const files: ProjectFiles = {
  ...sumsProject(rows),
  "adder.model.yaml": pricedAdder,
  "touchstone.yaml": `format: 1\ndefaults: {concurrency: ${concurrency}}\n`,
};

const answer = addingModel((n) => n % 5 === 0);
const model: Handler = async (request, nth) => {
  await wait(20 + ((nth * 7) % 31));
  return answer(request, nth);
};

const script = fileURLToPath(new URL("../support/faults/editor-process.ts", import.meta.url));

interface Editor extends AsyncDisposable {
  /** The exit code, null when it was killed, and what it said of its failure. */
  readonly end: Promise<readonly [number | null, string]>;
  readonly isOver: () => boolean;
  kill(): void;
}

function openEditor(task: EditorTask): Editor {
  const child = spawn(process.execPath, [script, JSON.stringify(task)], { stdio: ["ignore", "ignore", "pipe"], timeout: 60_000 });
  const end = Promise.all([once(child, "close"), text(child.stderr)]).then(([[code], said]) => [code as number | null, said] as const);
  const kill = (): void => void child.kill("SIGKILL");
  return {
    end,
    isOver: () => child.exitCode !== null,
    kill,
    async [Symbol.asyncDispose]() {
      kill();
      await end;
    },
  };
}

function requestFor({ folder }: TemporaryProject, server: ProviderServer): RunRequest {
  return {
    project: { root: folder, unsaved: {} },
    target: { kind: "experiment", path: "sums.experiment.yaml" },
    variants: null,
    rows: null,
    isBatch: false,
    endpoints: { openai: `${server.url}/v1` },
    maxCostUsd: 1,
  };
}

/** The run of the project, if it has begun one. */
async function runOf(project: TemporaryProject): Promise<string | null> {
  const manifest = (await project.list(".touchstone/runs")).find((file) => file.endsWith("/manifest.json"));
  return manifest === undefined ? null : path.basename(path.dirname(manifest));
}

describe("a run in an editor that is killed", () => {
  faultTest("F20", "is finished by the next window, with nothing lost and the record of an unkilled run", async (tally) => {
    await using server = await startProviderServer({ handler: model });
    await using unkilledProject = await createProject(files);
    await using peaceful = openEditor({ request: requestFor(unkilledProject, server), runId: null });
    assert.deepEqual(await peaceful.end, [0, ""]);
    const unkilled = await exportedRecord(unkilledProject, rows);
    assert.equal(server.requests.length, rows);
    const draw = drawsOf(20);

    for (let left = kills; left > 0; left -= killsOfOneRun) {
      await using project = await createProject(files);
      const request = requestFor(project, server);
      const earlier = server.requests.length;
      let answered: string[] = [];
      let mayRepeat = 0;
      for (let kill = 0; kill < Math.min(left, killsOfOneRun); kill++) {
        const asked = server.requests.length;
        await using editor = openEditor({ request, runId: await runOf(project) });
        const first = between(draw, 1, 16);
        const delay = between(draw, 0, 60);
        // The time counts from one of the first requests: a start of Node takes longer on some machines than on others.
        while (server.requests.length < asked + first && !editor.isOver()) await wait(1);
        await wait(delay);
        editor.kill();
        await editor.end;
        await server.idle();
        tally.tried += 1;
        const now = await answerLines(project);
        const lost = answered.filter((line) => !now.includes(line)).length;
        const open = await countOpenCalls(project);
        tally.lost += lost;
        assert.deepEqual([lost, open <= concurrency], [0, true]);
        answered = now;
        mayRepeat += open;
      }
      await using next = openEditor({ request, runId: await runOf(project) });
      assert.deepEqual(await next.end, [0, ""]);
      const all = await answerLines(project);
      const repeated = server.requests.length - earlier - rows;
      tally.repeated += repeated;
      assert.deepEqual([all.length, answered.filter((line) => !all.includes(line))], [rows, []]);
      assert.ok(repeated <= mayRepeat, `${repeated} calls were repeated, but only ${mayRepeat} were in flight at the kills`);
      assert.deepEqual(await exportedRecord(project, rows), unkilled);
    }
  });
});
