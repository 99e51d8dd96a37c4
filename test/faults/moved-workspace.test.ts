// F9: where a workspace lies is no part of what was run, and no link in it leads a read or a write out of it.
import assert from "node:assert/strict";
import { mkdir, readdir, rename, rm, symlink } from "node:fs/promises";
import path from "node:path";
import type { ErrorJson, RunJson } from "../support/cli-json.ts";
import { exportedRecord } from "../support/exported-record.ts";
import { optionsFor, resume, run } from "../support/faults/fault-runs.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli } from "../support/run-cli.ts";
import { addingModel, sumsProject } from "../support/sums-project.ts";
import { createProject, type TemporaryProject } from "../support/temporary-project.ts";

const rows = 10;

/** What a manifest says of the plan and its inputs. */
async function hashesOf(project: TemporaryProject): Promise<object> {
  const file = (await project.list(".touchstone/runs")).findLast((name) => name.endsWith("manifest.json")) ?? "";
  const { planHash, experiment, collection, variants, files } = JSON.parse(await project.read(file)) as Record<string, object>;
  return { planHash, experiment, collection, variants, files };
}

describe("a workspace", () => {
  faultTest("F9", "that is moved between two halves of a run goes on with it, with the same hashes", async (tally) => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using whole = await createProject(sumsProject(rows));
    await runCli(run, optionsFor(whole, server));
    await using place = await createProject();
    await using project = await createProject(sumsProject(rows));
    await runCli([...run, "--max-calls", "4"], optionsFor(project, server));
    const moved = path.join(place.folder, "an other place");
    await rename(project.folder, moved);
    const asked = server.requests.length;
    const { exitCode } = await runCli([...resume, "--max-calls", "100"], optionsFor({ folder: moved }, server));
    await rename(moved, project.folder);
    tally.tried += 1;
    assert.deepEqual([exitCode, server.requests.length - asked], [0, rows - 4]);
    assert.deepEqual(await hashesOf(project), await hashesOf(whole));
    assert.deepEqual(withoutLimits(await exportedRecord(project, rows)), withoutLimits(await exportedRecord(whole, rows)));
  });

  faultTest("F9", "that is reached through a link is the same workspace", async (tally) => {
    await using server = await startProviderServer({ handler: addingModel() });
    await using project = await createProject(sumsProject(rows));
    await using place = await createProject();
    const link = path.join(place.folder, "link");
    await symlink(project.folder, link);
    await runCli([...run, "--max-calls", "4"], optionsFor({ folder: link }, server));
    const { exitCode, json } = await runCli([...resume, "--max-calls", "100"], optionsFor(project, server));
    tally.tried += 1;
    assert.deepEqual([exitCode, json<RunJson>().status, server.requests.length], [0, "done", rows]);
  });

  const escapes: Readonly<Record<string, { readonly link: string; readonly target: string; readonly isWritten: boolean }>> = {
    "the rows to a file outside": { link: "sums.csv", target: "secrets.csv", isWritten: false },
    "the template to a file outside": { link: "ask.prompt", target: "secret.prompt", isWritten: false },
    "the criteria to themselves": { link: "sums.criteria.yaml", target: "itself", isWritten: false },
    "the model to nothing": { link: "adder.model.yaml", target: "nothing", isWritten: false },
    "our own folder to one outside": { link: ".touchstone", target: "elsewhere", isWritten: true },
    "the runs to a folder outside": { link: ".touchstone/runs", target: "elsewhere", isWritten: true },
    "the cache to a folder outside": { link: ".touchstone/cache", target: "elsewhere", isWritten: true },
    "the pinned inputs to a folder outside": { link: ".touchstone/objects", target: "elsewhere", isWritten: true },
  };
  for (const [what, { link, target, isWritten }] of Object.entries(escapes)) {
    faultTest("F9", `with a link from ${what} is not followed there`, async (tally) => {
      await using server = await startProviderServer({ handler: addingModel() });
      await using outside = await createProject({
        "secrets.csv": "id,left,right,total\ns1,1,10,11\n",
        "secret.prompt": "{{left}} + {{right}}",
      });
      await mkdir(path.join(outside.folder, "elsewhere"));
      await using project = await createProject(sumsProject(rows));
      const place = path.join(project.folder, link);
      await mkdir(path.dirname(place), { recursive: true });
      await rm(place, { force: true });
      await symlink(target === "itself" ? place : path.join(outside.folder, target), place);
      const { exitCode, json } = await runCli(run, optionsFor(project, server));
      tally.tried += 1;
      assert.deepEqual(await readdir(path.join(outside.folder, "elsewhere")), []);
      // A cache that cannot be had costs calls, never a run.
      if (link === ".touchstone/cache") {
        const { warnings } = json<RunJson>();
        assert.deepEqual([exitCode, warnings.some((sentence) => sentence.includes("leads out of the project"))], [0, true]);
        return;
      }
      const { error } = json<ErrorJson>();
      assert.deepEqual([exitCode, server.requests.length], [isWritten ? 3 : 4, 0]);
      if (target !== "itself" && target !== "nothing") assert.match(error.message, /leads out of the project/);
    });
  }
});

/** A run that was capped says so in its limits. */
function withoutLimits(record: object): unknown {
  return JSON.parse(JSON.stringify(record, (key, value: unknown) => (key === "limits" ? undefined : value)));
}
