// F6: a folder that cannot be written to ends a run before its first call.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod } from "node:fs/promises";
import path from "node:path";
import type { ErrorJson } from "../support/cli-json.ts";
import { optionsFor, resume, run } from "../support/faults/fault-runs.ts";
import { faultTest, notRunHere } from "../support/faults/fault-test.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli } from "../support/run-cli.ts";
import { addingModel, sumsProject } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

/** Makes a folder read-only until it is disposed of; null where that cannot be had. Root may write in spite of permissions, so it gets a mount. */
async function makeReadOnly(folder: string): Promise<AsyncDisposable | null> {
  if (process.getuid?.() !== 0) {
    await chmod(folder, 0o555);
    return { [Symbol.asyncDispose]: () => chmod(folder, 0o755) };
  }
  try {
    execFileSync("mount", ["--bind", folder, folder], { stdio: "ignore" });
  } catch {
    return null;
  }
  execFileSync("mount", ["-o", "remount,ro,bind", folder]);
  return {
    async [Symbol.asyncDispose]() {
      execFileSync("umount", [folder]);
      await Promise.resolve();
    },
  };
}

describe("a folder that cannot be written to", () => {
  for (const inside of [".", ".touchstone", ".touchstone/runs", ".touchstone/objects"]) {
    faultTest("F6", `at ${inside}: no run is begun, and none goes on`, async (tally) => {
      await using server = await startProviderServer({ handler: addingModel() });
      await using project = await createProject(sumsProject(8));
      const options = optionsFor(project, server);
      // A run that was stopped by its cap is there to go on, and another model is there to be run anew.
      await runCli([...run, "--max-calls", "3"], options);
      await project.write({ "ask.prompt": "Please add {{left}} + {{right}}" });
      const asked = server.requests.length;
      const folder = path.join(project.folder, inside);
      await using readOnly = await makeReadOnly(folder);
      if (readOnly === null) {
        notRunHere("F6", "no folder can be made read-only for this user");
        return;
      }
      for (const words of [run, [...resume, "--max-calls", "100"]]) {
        // What a resumed run needs to write lies in the runs alone.
        if (words !== run && inside === ".touchstone/objects") continue;
        const { exitCode, json } = await runCli(words, options);
        tally.tried += 1;
        assert.deepEqual(
          [words[0], exitCode, json<ErrorJson>().error.code, server.requests.length],
          [words[0], 3, "store/unwritable", asked],
        );
      }
    });
  }
});
