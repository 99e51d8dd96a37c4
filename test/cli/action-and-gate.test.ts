// The action with the real command line, from a repository to one comment: better, worse and equal branches, push after push.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { bot, startGithub } from "../support/github-server.ts";
import { git } from "../support/repository.ts";
import { runCli, startNodeScript } from "../support/run-cli.ts";
import { createProject } from "../support/temporary-project.ts";
import { dist, experiment, pullRequest, readOutputs, runnerVariables } from "./action-scene.ts";

const template = "workspace/templates/reply.prompt";

describe("the action and the gate", () => {
  it("keep one comment that says what the gate decided of each push", async () => {
    await using github = await startGithub([]);
    await using project = await createProject({ "event.json": JSON.stringify({ pull_request: pullRequest }) });
    const at = (file: string): string => path.join(project.folder, file);
    await Promise.all([mkdir(at("workspace")), mkdir(at("temp"))]);
    const workspace = { folder: at("workspace") };
    await runCli(["init"], workspace);
    git(workspace, "init", "--initial-branch=main");
    git(workspace, "add", ".");
    git(workspace, "commit", "--message=example");
    const whole = await readFile(at(template), "utf8");
    assert.ok(whole.includes("Topic: {{topic}}"));

    const pushes: (readonly [number | null, string | undefined, boolean])[] = [];
    for (const [run, text, expected] of [
      [1, whole, /^## .*Gate passed[^]*80 of 80 requests are identical/m],
      [2, whole.replace("Topic: {{topic}}", ""), /^## .*Gate failed[^]*T\\-0001/m],
      [3, whole, /^## .*Gate passed/m],
    ] as const) {
      await writeFile(at(template), text);
      for (const file of ["output", "summary"]) await writeFile(at(file), "");
      const inputs = { experiment, base: "main", "github-token": "token-of-the-workflow" };
      await using action = startNodeScript(path.join(dist, "action.js"), [], {
        folder: project.folder,
        environment: runnerVariables({ github, folder: project.folder, inputs, run }),
      });
      const { exitCode } = await action.result;
      const { verdict } = readOutputs(await readFile(at("output"), "utf8"));
      const [comment, ...others] = github.comments;
      pushes.push([exitCode, verdict, others.length === 0 && comment?.user.id === bot.id && expected.test(comment.body)]);
    }
    assert.deepEqual(pushes, [
      [0, "pass", true],
      [1, "fail", true],
      [0, "pass", true],
    ]);
  });
});
