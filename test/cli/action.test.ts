// The GitHub Action as it ships, against a scripted GitHub: one comment and one check that tell the truth, whatever the gate and the server do.
import assert from "node:assert/strict";
import { bot } from "../support/github-server.ts";
import { type ActionScene, experiment, marker, openPullRequest, pullRequest, type ScriptedGate } from "./action-scene.ts";

const stranger = { login: "mallory", id: 666 };
const chatter = Array.from({ length: 250 }, (_, index) => ({ user: stranger, body: `Comment ${index}` }));

const passing: ScriptedGate = { exitCode: 0, comment: `${marker}\n## Tone\n\nGate passed.\n` };
const failing: ScriptedGate = { exitCode: 1, comment: `${marker}\n## Tone\n\nGate failed: 3 rows regressed.\n` };
const unreachable: ScriptedGate = {
  exitCode: 3,
  result: { error: { code: "provider/unreachable", message: "Could not connect to http://127.0.0.1:9.", hint: "Is it up?" }, exitCode: 3 },
};
const crashing: ScriptedGate = { exitCode: 5, result: "no object", said: ["This is a bug in Touchstone: boom"] };

/** A comment of ours as a run left it. */
function written(run: number, text = "old"): { user: typeof bot; body: string } {
  return { user: bot, body: `${marker}\n<!-- touchstone-run ${run}.1 -->\n${text}` };
}

function ours({ github }: ActionScene): string[] {
  return github.comments.filter(({ user }) => user.id === bot.id).map(({ body }) => body);
}

describe("the comment of the action", () => {
  it("is one over several pushes, and true after each of them", async () => {
    await using scene = await openPullRequest();
    const seen: (readonly [number | null, number, boolean])[] = [];
    const steps = [
      [passing, /Gate passed\./],
      [failing, /3 rows regressed/],
      [unreachable, /Could not connect to http:\/\/127\.0\.0\.1:9\.\nIs it up\?/],
      [crashing, /stopped with an error of its own[^]*Look at the log/],
      [passing, /Gate passed\./],
    ] as const;
    for (const [index, [gate, expected]] of steps.entries()) {
      const { exitCode } = await scene.push({ gate, run: 100 + index });
      seen.push([exitCode, scene.github.comments.length, expected.test(ours(scene)[0]!)]);
    }
    assert.deepEqual(
      seen,
      [0, 1, 3, 5, 0].map((exitCode) => [exitCode, 1, true]),
    );
  });

  it("begins with its marker and its run, and ends with the commit that it is about", async () => {
    await using scene = await openPullRequest();
    await scene.push({ gate: passing });
    assert.deepEqual(ours(scene)[0]?.split("\n"), [
      marker,
      "<!-- touchstone-run 100.1 -->",
      "## Tone",
      "",
      "Gate passed.",
      "",
      "<sub>Commit aaaaaaaaaaaa · [workflow run](https://github.com/acme/prompts/actions/runs/100)</sub>",
    ]);
  });

  it("is found behind 250 comments of others", async () => {
    await using scene = await openPullRequest([...chatter, written(1)]);
    await scene.push({ gate: passing });
    assert.deepEqual([scene.github.comments.length, ours(scene).length, /Gate passed/.test(ours(scene)[0]!)], [251, 1, true]);
  });

  it("is found in the middle of many pages", async () => {
    await using scene = await openPullRequest([...chatter.slice(0, 120), written(1), ...chatter.slice(0, 130)]);
    await scene.push({ gate: failing });
    assert.deepEqual([scene.github.comments.length, /3 rows/.test(ours(scene)[0]!)], [251, true]);
  });

  it("is not the comment of somebody who writes the same marker", async () => {
    const foreign = { user: stranger, body: `${marker}\nEverything passed, believe me.` };
    await using scene = await openPullRequest([foreign]);
    await scene.push({ gate: failing });
    assert.deepEqual([scene.github.comments[0]?.body, ours(scene).length], [foreign.body, 1]);
  });

  it("is not another comment of ours that quotes the marker further down", async () => {
    const quoting = { user: bot, body: `Somebody wrote:\n${marker}` };
    await using scene = await openPullRequest([quoting]);
    await scene.push({ gate: passing });
    assert.deepEqual([scene.github.comments[0]?.body, ours(scene).length], [quoting.body, 2]);
  });

  it("is the oldest where two jobs each made one; the other is deleted", async () => {
    await using scene = await openPullRequest([written(1), ...chatter.slice(0, 100), written(2)]);
    await scene.push({ gate: passing });
    assert.deepEqual([scene.github.comments.length, scene.github.comments[0]?.id, /Gate passed/.test(ours(scene)[0]!)], [101, 1, true]);
  });

  it("of a newer run stays when an older one ends after it", async () => {
    await using scene = await openPullRequest([written(200, "of the newer commit")]);
    const { exitCode, stdout } = await scene.push({ gate: failing, run: 150 });
    assert.deepEqual([exitCode, ours(scene)], [1, [written(200, "of the newer commit").body]]);
    assert.match(stdout, /A newer run has commented on experiments\/tone\.experiment\.yaml; its comment stays\./);
  });

  it("is made once although GitHub loses the answer", async () => {
    await using scene = await openPullRequest();
    let lost = 0;
    scene.github.script = ({ method, path }) =>
      method === "POST" && path.endsWith("/issues/7/comments") && (lost += 1) === 1 ? { status: 502, isDone: true } : null;
    const { exitCode } = await scene.push({ gate: passing });
    assert.deepEqual([exitCode, ours(scene).length, lost], [0, 1, 1]);
  });

  it("tells that the job was cancelled, and shows the result of no earlier commit", async () => {
    await using scene = await openPullRequest([written(1, "Gate passed.")]);
    const gate = { exitCode: 130, result: {}, isEndless: true };
    const { exitCode, outputs } = await scene.push({ gate });
    assert.deepEqual([exitCode, outputs["verdict"], scene.github.checks[0]?.["conclusion"]], [130, "cancelled", "cancelled"]);
    assert.match(ours(scene)[0]!, /\*\*The gate was cancelled\*\*[^]*Start it again/);
  });

  for (const [gate, expected, status] of [
    [passing, 0, 500],
    [failing, 1, 403],
  ] as const) {
    it(`that GitHub refuses with ${status} is a warning, and the exit code stays ${expected}`, async () => {
      await using scene = await openPullRequest();
      scene.github.script = () => ({ status, headers: { "retry-after": "0" }, body: { message: "no" } });
      const { exitCode, stdout, outputs } = await scene.push({ gate });
      assert.deepEqual([exitCode, outputs["exit-code"]], [expected, String(expected)]);
      assert.match(
        stdout,
        new RegExp(`^::warning title=The comment could not be kept up to date::.* with status ${status}: no\\. It needs`, "m"),
      );
    });
  }

  it("is left out when it is not wanted", async () => {
    await using scene = await openPullRequest();
    await scene.push({ gate: passing, inputs: { comment: "false" } });
    assert.deepEqual([scene.github.comments.length, scene.github.checks.length], [0, 1]);
  });

  it("is cut where it is too long for GitHub, and says where the rest is", async () => {
    await using scene = await openPullRequest();
    const { summary } = await scene.push({ gate: { exitCode: 1, comment: `${marker}\n${"A row that regressed.\n".repeat(4000)}` } });
    const [body = ""] = ours(scene);
    assert.deepEqual([body.length < 65_536, summary.length > 80_000, /^A row that regressed\.$/m.test(body)], [true, true, true]);
    assert.match(body, /the whole of it is in the \[job summary\]\(https:\/\/github\.com\/acme\/prompts\/actions\/runs\/100\)/);
  });
});

describe("the check of the action", () => {
  it("of an inconclusive gate is neutral, and the job passes", async () => {
    await using scene = await openPullRequest();
    const result = await scene.push({ gate: { exitCode: 2, comment: `${marker}\nReport\n` } });
    const [check] = scene.github.checks;
    assert.deepEqual(
      [result.exitCode, result.outputs["exit-code"], check?.["conclusion"], check?.["head_sha"], check?.["name"]],
      [0, "2", "neutral", pullRequest.head.sha, `Touchstone: ${experiment}`],
    );
  });

  it("of an incomplete run is a failure, whatever an inconclusive one is", async () => {
    await using scene = await openPullRequest();
    const result = await scene.push({ gate: unreachable, inputs: { "on-inconclusive": "pass" } });
    assert.deepEqual([result.exitCode, scene.github.checks[0]?.["conclusion"]], [3, "failure"]);
  });

  it("that the token may not write is told, and changes nothing else", async () => {
    await using scene = await openPullRequest();
    scene.github.script = ({ path }) =>
      path.endsWith("/check-runs") ? { status: 403, body: { message: "Resource not accessible" } } : null;
    const { exitCode, stdout } = await scene.push({ gate: passing });
    assert.deepEqual([exitCode, ours(scene).length], [0, 1]);
    assert.match(
      stdout,
      /^::warning title=There is no check beside the job's own::.*Resource not accessible\. It needs the permission checks: write\.$/m,
    );
  });
});

describe("the action", () => {
  it("starts the gate against the base of the pull request, with its caps and words", async () => {
    await using scene = await openPullRequest();
    const inputs = { "max-cost": "2.50", "max-calls": "900", arguments: "--concurrency=20\n--seed=3" };
    const { started } = await scene.push({ gate: passing, inputs });
    const words = started[0]!.words.map((word) => (word.startsWith("--out=") ? "--out" : word));
    const [base, format] = [`--base=${pullRequest.base.sha}`, "--format=comment,junit,sarif,json,in-toto"];
    const caps = ["--max-cost=2.50", "--max-calls=900", "--concurrency=20", "--seed=3"];
    assert.deepEqual(words, ["gate", base, format, "--out", "--json", ...caps, "--", experiment]);
  });

  it("tells later steps verdict, runs, rates and reports", async () => {
    await using scene = await openPullRequest();
    const { outputs } = await scene.push({ gate: failing });
    assert.deepEqual([outputs["verdict"], outputs["exit-code"], outputs["run"]], ["fail", "1", "run-1"]);
    assert.deepEqual(JSON.parse(outputs["results"]!), [
      { experiment, verdict: "fail", exitCode: 1, run: "run-1", passRates: { base: 0.5, head: 0.75 } },
    ]);
    assert.deepEqual(
      [outputs["comment"], outputs["junit"], outputs["sarif"]],
      [`${outputs["reports"]}/1/run-1.comment.md`, `${outputs["reports"]}/1/run-1.junit.xml`, ""],
    );
  });

  it("says what to do where the base is not in the checkout", async () => {
    await using scene = await openPullRequest();
    const message = `There is no commit "${pullRequest.base.sha}" in this repository.`;
    await scene.push({ gate: { exitCode: 4, result: { error: { code: "input/invalid", message, hint: "Fetch it." } } } });
    assert.match(ours(scene)[0]!, /There is no commit "b{40}" in this repository\.\nGive actions\/checkout `fetch-depth: 0`/);
  });

  it("gates several experiments, each with its comment, and ends with the worst verdict", async () => {
    await using scene = await openPullRequest();
    const { exitCode, started } = await scene.push({ gate: failing, inputs: { experiment: `${experiment}\n  other.experiment.yaml\n` } });
    assert.deepEqual([exitCode, started.length, ours(scene).length, scene.github.checks.length], [1, 2, 2, 2]);
    assert.match(ours(scene)[1]!, /^<!-- touchstone:other\.experiment\.yaml -->\n/);
  });

  it("believes no gate that passes without a report", async () => {
    await using scene = await openPullRequest();
    const { exitCode, outputs } = await scene.push({ gate: { exitCode: 0 } });
    assert.deepEqual([exitCode, outputs["verdict"], scene.github.checks[0]?.["conclusion"]], [5, "crashed", "failure"]);
  });

  it("gives the command no token of the workflow, and no file that steers it", async () => {
    await using scene = await openPullRequest();
    const environment = {
      GITHUB_TOKEN: "token-of-the-workflow",
      ACTIONS_RUNTIME_TOKEN: "of-the-runner",
      OPENAI_API_KEY: "sk-of-the-project",
    };
    const { started } = await scene.push({ gate: passing, environment });
    const { variables } = started[0]!;
    assert.deepEqual(
      variables.filter((name) => /^INPUT_|TOKEN|GITHUB_OUTPUT|GITHUB_STEP_SUMMARY|OPENAI/.test(name)),
      ["OPENAI_API_KEY"],
    );
  });

  it("runs a shard without gating it, and says nothing on the pull request", async () => {
    await using scene = await openPullRequest();
    const { exitCode, started, outputs } = await scene.push({ gate: { exitCode: 0 }, inputs: { shard: "2/3" } });
    assert.deepEqual(started[0]!.words.slice(0, 3), ["run", "--shard=2/3", "--format=json"]);
    assert.deepEqual([exitCode, outputs["verdict"], outputs["run"], scene.github.requests.length], [0, "", "run-1", 0]);
  });

  it("gates a push, which has neither base nor pull request", async () => {
    await using scene = await openPullRequest();
    const { exitCode, started } = await scene.push({ gate: passing, eventName: "push", event: { pull_request: undefined } });
    const isCompared = started[0]!.words.some((word) => word.startsWith("--base"));
    assert.deepEqual([exitCode, isCompared, scene.github.comments.length], [0, false, 0]);
    assert.equal(scene.github.checks[0]?.["head_sha"], "c".repeat(40));
  });

  for (const [what, inputs, message] of [
    ["no experiment", { experiment: " " }, /The input experiment is missing\./],
    ["a misspelt choice", { "on-inconclusive": "netural" }, /The input on-inconclusive cannot be "netural"\./],
    ["a base for a shard", { shard: "1/2", base: "main" }, /The input base cannot be used together with shard\./],
    ["a folder that is not there", { "working-directory": "nowhere" }, /There is no folder nowhere to work in\./],
  ] as const) {
    it(`refuses ${what} with exit code 4 before anything is started`, async () => {
      await using scene = await openPullRequest();
      const { exitCode, stdout, started, outputs } = await scene.push({ gate: passing, inputs });
      assert.deepEqual([exitCode, outputs["verdict"], started.length], [4, "invalid", 0]);
      assert.match(stdout, message);
    });
  }
});
