// F18: bytes that flip in what a finished run left are never a crash, and never go unsaid where a record is read from them.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { isTouchstoneError } from "../../src/core/base/errors.ts";
import { summarizeRun } from "../../src/core/comparison/summarize-run.ts";
import { resumeRun } from "../../src/core/engine/running/resume-run.ts";
import { startRun } from "../../src/core/engine/running/start-run.ts";
import { describeDamage } from "../../src/core/store/describe-damage.ts";
import { readRun } from "../../src/core/store/run-store.ts";
import { count } from "../support/faults/counts.ts";
import { between, drawsOf } from "../support/faults/draws.ts";
import { optionsFor, run } from "../support/faults/fault-runs.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { hostOf, planSums } from "../support/faults/memory-run.ts";
import { createScriptedFetch } from "../support/faults/scripted-fetch.ts";
import { createMemoryStorage, type MemoryStorage } from "../support/memory-storage.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli } from "../support/run-cli.ts";
import { addingModel, rowNumber, sumsProject } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

const watch = { signal: new AbortController().signal };

/** Changes one to three bytes, each to another value. */
function damaged(bytes: Uint8Array, draw: () => number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  for (let left = between(draw, 1, 3); left > 0; left--) {
    const at = between(draw, 0, changed.length - 1);
    changed[at] = ((changed[at] ?? 0) + between(draw, 1, 255)) % 256;
  }
  return changed;
}

/** Runs; a refusal in words for a person is an answer, anything else that is thrown is a crash. */
async function refusalOf(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (isTouchstoneError(error)) return error.message;
    throw error;
  }
}

describe("a finished run whose bytes flip", () => {
  async function finishedRun(): Promise<{ runId: string; storage: MemoryStorage }> {
    const storage = createMemoryStorage();
    const server = createScriptedFetch((request) => ({ kind: "answer", text: String(11 * rowNumber(request)) }));
    const { manifest } = await startRun(await planSums(sumsProject(8), { concurrency: 2 }), hostOf(storage, server.fetch), watch);
    return { runId: manifest.runId, storage };
  }

  for (const name of ["journal-", "manifest.json"]) {
    faultTest(
      "F18",
      `in ${name === "journal-" ? "its journal" : "its manifest"}: it is read or refused, and the damage is said`,
      async (tally) => {
        const { runId, storage } = await finishedRun();
        const file = [...storage.files.keys()].find((place) => place.includes(`/${name}`)) ?? "";
        const draw = drawsOf(18);
        const crashes: string[] = [];
        const unsaid: number[] = [];
        for (let copy = 0; copy < count(150, 1000); copy++) {
          const harmed = createMemoryStorage();
          for (const [place, bytes] of storage.files) harmed.files.set(place, place === file ? damaged(bytes, draw) : bytes);
          tally.tried += 1;
          let said: readonly string[] = [];
          try {
            const refused = await refusalOf(async () => {
              const stored = await readRun(harmed, runId);
              said = describeDamage(stored);
              summarizeRun(stored.manifest, stored.record);
            });
            const server = createScriptedFetch((request) => ({ kind: "answer", text: String(11 * rowNumber(request)) }));
            const refusedToResume = await refusalOf(() =>
              resumeRun(runId, {}, hostOf(harmed, server.fetch, { newId: () => "again" }), watch),
            );
            if (refused === null && refusedToResume === null && said.length === 0) unsaid.push(copy);
          } catch (error) {
            crashes.push(error instanceof Error ? (error.stack ?? "").split("\n").slice(0, 2).join(" ") : String(error));
          }
        }
        tally.lost += unsaid.length;
        assert.deepEqual({ crashes: [...new Set(crashes)], unsaid: unsaid.length }, { crashes: [], unsaid: 0 });
      },
    );
  }

  faultTest("F18", "anywhere: list, export, compare and resume end in words", async (tally) => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(sumsProject(25));
    const options = optionsFor(project, server);
    await runCli(run, options);
    await runCli([...run, "--fresh"], options);
    const [first = "", second = ""] = [...new Set((await project.list(".touchstone/runs")).map((file) => file.split("/")[2] ?? ""))];
    const files = (await project.list(".touchstone")).filter((file) => /runs\/.*\.json|objects\//.test(file) && !file.includes(second));
    const draw = drawsOf(19);
    const crashes: string[] = [];
    for (let copy = 0; copy < count(4, 150); copy++) {
      const file = path.join(project.folder, files[between(draw, 0, files.length - 1)] ?? "");
      const bytes = await readFile(file);
      await writeFile(file, damaged(bytes, draw));
      tally.tried += 1;
      for (const words of [
        ["list", "runs", "--json"],
        ["export", first, "--format", "json"],
        ["compare", second, first, "--json"],
        ["resume", first, "--json"],
      ]) {
        const { exitCode, stdout, stderr } = await runCli(words, options);
        if (exitCode === null || ![0, 3, 4].includes(exitCode))
          crashes.push(`${words[0]}: ${exitCode}, ${path.basename(file)}: ${stdout.slice(0, 300)}${stderr.slice(0, 300)}`);
      }
      await writeFile(file, bytes);
    }
    assert.deepEqual(crashes, []);
  });
});
