// `touchstone judge-check` on the command line: its plan line, its result in words and as JSON, and what it refuses.
import assert from "node:assert/strict";
import type { ErrorJson } from "../support/cli-json.ts";
import { runCli } from "../support/run-cli.ts";
import { createProject } from "../support/temporary-project.ts";
import { project as files } from "../core/engine/run-fixtures.ts";

interface JudgeCheckJson {
  readonly run: string;
  readonly judge: unknown;
  readonly rows: number;
  readonly responses: number;
  readonly criteria: readonly { readonly id: string; readonly compared: number; readonly flips: number }[];
  readonly canaries: { readonly version: number; readonly tried: number; readonly kinds: readonly unknown[] };
  readonly status: string;
  readonly exitCode: number;
}

describe("touchstone judge-check", () => {
  it("says before what it will ask, and after how steady the judge is, in words and as JSON", async () => {
    await using project = await createProject(files);
    await runCli(["run", "test.experiment.yaml"], project);
    const text = await runCli(["judge-check", "latest"], project);
    const json = await runCli(["judge-check", "latest", "--rows", "first:2", "--json"], project);
    assert.match(text.stderr, /^6 responses of run \S+: 42 calls of its judge, 36 of them about texts that ask for a pass, at most \$0\./);
    assert.match(text.stdout, /the judge changed 0 of 6 verdicts: 0\.0%/);
    const { run: _run, criteria, canaries, ...rest } = json.json<JudgeCheckJson>();
    assert.deepEqual(
      [
        text.exitCode,
        json.exitCode,
        criteria.map(({ id, compared, flips }) => [id, compared, flips]),
        canaries.tried,
        canaries.kinds.length,
      ],
      [0, 0, [["brief", 4, 0]], 36, 8],
    );
    assert.deepEqual(
      [rest.judge, rest.rows, rest.responses, rest.status, rest.exitCode],
      [{ model: "simulated/judge", promptVersion: 1, mode: "detailed", grouping: "together" }, 2, 4, "done", 0],
    );
  });

  it("refuses a choice of rows that is none", async () => {
    await using project = await createProject(files);
    const refused = await runCli(["judge-check", "latest", "--rows", "failing", "--json"], project);
    assert.deepEqual([refused.exitCode, refused.json<ErrorJson>().error.code], [4, "input/invalid"]);
  });
});
