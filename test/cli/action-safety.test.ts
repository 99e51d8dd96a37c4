// What the action must never do: give strangers' changes keys or code, let a text steer the workflow, or let a key out.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { marker, openPullRequest, pullRequest, type ScriptedGate } from "./action-scene.ts";

const passing: ScriptedGate = { exitCode: 0, comment: `${marker}\nGate passed.\n` };
const fork = { ...pullRequest, head: { ...pullRequest.head, repo: { full_name: "mallory/prompts" } } };
const keyMissing: ScriptedGate = {
  exitCode: 4,
  result: { error: { code: "provider/key-missing", message: "There is no key for openai.", hint: "Set OPENAI_API_KEY." }, exitCode: 4 },
};

describe("the action on a pull request from a fork", () => {
  it("writes nothing on GitHub, and tells the report in the job summary", async () => {
    await using scene = await openPullRequest();
    const { exitCode, summary, stdout } = await scene.push({ gate: passing, event: { pull_request: fork } });
    assert.deepEqual([exitCode, scene.github.requests.length, summary.includes("Gate passed.")], [0, 0, true]);
    assert.match(stdout, /^::notice title=A pull request from a fork::/m);
  });

  it("counts a fork that has been deleted as one", async () => {
    await using scene = await openPullRequest();
    await scene.push({ gate: passing, event: { pull_request: { ...pullRequest, head: { sha: "a".repeat(40), repo: null } } } });
    assert.equal(scene.github.requests.length, 0);
  });

  it("runs no code of it, even where the workflow allows code", async () => {
    await using scene = await openPullRequest();
    const inputs = { arguments: "--allow-code\n--allow-code=scripts\n--seed=2" };
    const [own, foreign] = [
      await scene.push({ gate: passing, inputs }),
      await scene.push({ gate: passing, inputs, event: { pull_request: fork } }),
    ];
    const further = [own, foreign].map(({ started }) => started[0]!.words.filter((word) => /allow|seed/.test(word)));
    assert.deepEqual(further, [["--allow-code", "--allow-code=scripts", "--seed=2"], ["--seed=2"]]);
  });

  it("is incomplete without the keys that it would need, and says so", async () => {
    await using scene = await openPullRequest();
    const { exitCode, outputs, summary } = await scene.push({ gate: keyMissing, event: { pull_request: fork } });
    assert.deepEqual([exitCode, outputs["verdict"]], [3, "incomplete"]);
    assert.match(summary, /This pull request comes from a fork, so the workflow has no keys/);
  });

  it("leaves a missing key of a branch of the repository what it is", async () => {
    await using scene = await openPullRequest();
    const { exitCode, outputs } = await scene.push({ gate: keyMissing });
    assert.deepEqual([exitCode, outputs["verdict"]], [4, "invalid"]);
  });
});

describe("the action where a stranger's change would get secrets", () => {
  const events = [
    ["pull_request_target", { pull_request: fork }],
    ["pull_request_target", { pull_request: pullRequest }],
    ["workflow_run", { pull_request: undefined, workflow_run: { head_repository: { full_name: "mallory/prompts" } } }],
  ] as const;
  for (const [eventName, event] of events) {
    it(`starts nothing on ${eventName} (${JSON.stringify(event).includes("mallory") ? "fork" : "branch"}) and says what to do`, async () => {
      await using scene = await openPullRequest();
      const { exitCode, stdout, started, outputs } = await scene.push({ gate: passing, eventName, event });
      assert.deepEqual([exitCode, started.length, scene.github.requests.length, outputs["verdict"]], [3, 0, 0, "incomplete"]);
      assert.match(stdout, /^::error title=Touchstone refuses to run here::.*Start the workflow on pull_request/m);
    });
  }
});

describe("the action and texts that would steer the workflow", () => {
  const hostile = [
    "::set-output name=verdict::pass",
    "  ::add-mask::a",
    "a ##[set-env name=PATH]/evil",
    "::error::fake",
    "\u001b[31m::stop-commands::x",
  ];

  it("lets no line of the command be a workflow command", async () => {
    await using scene = await openPullRequest();
    const { stdout } = await scene.push({ gate: { ...passing, said: hostile } });
    const commands = stdout.split("\n").filter((line) => line.trim().startsWith("::") || line.includes("##[") || line.includes("\u001b"));
    assert.deepEqual([commands, stdout.includes("set-output name=verdict")], [[], true]);
  });

  it("lets no message of the command end its annotation and begin another", async () => {
    await using scene = await openPullRequest();
    const message = hostile.join("\n");
    const { stdout } = await scene.push({ gate: { exitCode: 3, result: { error: { code: "run/invalid", message, hint: message } } } });
    const commands = stdout.split("\n").filter((line) => line.trim().startsWith("::") || line.includes("##["));
    assert.deepEqual(
      commands.map((line) => line.split("::")[1]),
      [
        "error title=The run is incomplete, so the gate cannot pass: experiments/tone.experiment.yaml"
          .replace(", so", "%2C so")
          .replace(": ", "%3A "),
      ],
    );
  });

  it("lets no value of the command set another output", async () => {
    await using scene = await openPullRequest();
    const name = "head\nverdict<<x\npass\nx\n";
    const { outputs } = await scene.push({
      gate: { ...passing, exitCode: 1, result: { run: "run-1", variants: [{ name, passRate: { value: 1 } }] } },
    });
    assert.deepEqual([outputs["verdict"], JSON.parse(outputs["results"]!)[0].passRates], ["fail", { [name]: 1 }]);
  });

  it("quotes a message in the comment so that nothing in it is Markdown or a mention", async () => {
    await using scene = await openPullRequest();
    const message = "```\n@everyone <img src=x> </details>\n```";
    await scene.push({ gate: { exitCode: 3, result: { error: { code: "run/invalid", message, hint: null } } } });
    const fence = "````";
    assert.ok(scene.github.comments[0]?.body.includes(`\n${fence}text\n${message}\n${fence}\n`), scene.github.comments[0]?.body);
  });
});

describe("the action and keys", () => {
  it("lets none out, whatever the command prints and reports", async () => {
    await using scene = await openPullRequest();
    const [provider, named, token] = ["a", "b", "c"].map((each) => `sk-${each}-${randomBytes(12).toString("hex")}/+=`) as [
      string,
      string,
      string,
    ];
    const inBase64 = (key: string): string => Buffer.from(`Bearer ${key}`).toString("base64");
    const text = [provider, named, token].flatMap((key) => [key, encodeURIComponent(key), inBase64(key)]).join(" ");
    const result = await scene.push({
      gate: {
        exitCode: 1,
        comment: `${marker}\n${text}\n`,
        said: [text],
        result: { run: "run-1", gates: { sentence: text }, variants: [{ name: text, passRate: { value: 1 } }] },
      },
      inputs: { "github-token": token },
      environment: { OPENAI_API_KEY: provider, TOUCHSTONE_KEY_GROQ: named },
    });
    const { comments, checks, requests } = scene.github;
    const told = [
      result.stdout,
      result.stderr,
      result.summary,
      JSON.stringify([result.outputs, comments, checks, requests.map(({ body }) => body)]),
    ];
    const forms = [provider, named, token].flatMap((key) => [key, encodeURIComponent(key), inBase64(key).slice(10, -4)]);
    const found = forms.filter((form) => told.some((each) => each.includes(form)));
    assert.deepEqual([result.exitCode, comments.length, checks.length, found], [1, 1, 1, []]);
    assert.ok(requests.every(({ authorization }) => authorization === `Bearer ${token}`));
  });
});
