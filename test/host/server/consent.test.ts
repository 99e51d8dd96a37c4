/** What a person agrees to before anything is sent: where it goes, where a run goes on, which run is meant, and in which folder. */
import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { startProviderServer } from "../../support/provider-server.ts";
import { addingModel, sumsProject } from "../../support/sums-project.ts";
import { type Answers, converse } from "../inside/conversation.ts";
import { endedRun, runsOf } from "../inside/runs.ts";
import { experiment, openSums, setEndpoints, type SumsProject, template } from "../inside/sums.ts";
import { closeEverything, command } from "../inside/touchstone.ts";
import { until } from "../inside/until.ts";

/** Agrees to everything that these buttons stand for, and gives a key. */
const agreesTo =
  (...wanted: readonly string[]): Answers =>
  (heard) => {
    if (heard.kind === "box") return "key-of-the-test";
    return "buttons" in heard ? (heard.buttons.find((button) => wanted.includes(button)) ?? null) : null;
  };

const willing = agreesTo("Run", "Set API Key…");

function subjectOf({ root }: SumsProject, runId: string): object {
  return { subject: { project: { root, name: path.basename(root), uri: vscode.Uri.file(root) }, path: experiment, runId } };
}

/** Starts a run whose server answers three requests and then leaves the rest waiting; returns its id. */
async function startStuck(project: SumsProject): Promise<string> {
  project.server.respond((request, nth) => (nth <= 3 ? addingModel()(request, nth) : { kind: "hang", when: "before-headers" }));
  await command("touchstone.runExperiment", project.uri(experiment));
  const [run] = await until("the answers", {
    read: () => runsOf(project.root),
    isGood: ([newest]) => (newest?.record.samples.size ?? 0) >= 3,
  });
  return run?.runId ?? "";
}

/** What was said, each with its buttons. */
function said({ heard }: Awaited<ReturnType<typeof converse>>): unknown[] {
  return heard.flatMap((each) => ("buttons" in each ? [[each.text, each.buttons]] : []));
}

describe("a run whose files change while it is agreed to", () => {
  afterEach(closeEverything);

  it("is planned and asked about again, and runs nothing that nobody has agreed to", async () => {
    await using project = await openSums("changed");
    using conversation = await converse((heard) => {
      const isFirst = said(conversation).length === 1;
      if ("buttons" in heard && heard.buttons.includes("Run") && isFirst)
        appendFileSync(project.uri("sums.csv").fsPath, "s11,1,1,2,small,odd\n");
      return heard.kind === "box" || isFirst || ("buttons" in heard && heard.buttons.includes("Set API Key…"))
        ? (willing(heard) ?? null)
        : null;
    });
    await command("touchstone.runExperiment", project.uri(experiment));
    const details = conversation.heard.flatMap((heard) => ("detail" in heard && heard.detail !== "" ? heard.detail.split("\n")[0] : []));
    assert.deepEqual(details, ["10 rows, baseline: 10 samples.", "11 rows, baseline: 11 samples."]);
    assert.deepEqual([project.server.requests.length, await runsOf(project.root)], [0, []]);
  });
});

describe("the rest of a run", () => {
  afterEach(closeEverything);

  it("goes to another server than it began at only when somebody says so", async () => {
    await using project = await openSums("elsewhere");
    await using other = await startProviderServer({ handler: addingModel() });
    using _ = await converse(willing);
    const runId = await startStuck(project);
    await command("touchstone.cancelRun", subjectOf(project, runId));
    await endedRun(project.root);
    await setEndpoints({ openai: `${other.url}/v1` });
    const question = `This run began at ${project.server.url}; settings now say ${other.url}. Continue there?`;
    using refusing = await converse();
    await command("touchstone.resumeRun", subjectOf(project, runId));
    assert.deepEqual([said(refusing), other.requests.length], [[[question, ["Resume"]]], 0]);
    using agreeing = await converse(agreesTo("Resume", "Set API Key…"));
    await command("touchstone.resumeRun", subjectOf(project, runId));
    const finished = await endedRun(project.root);
    assert.deepEqual([said(agreeing)[0], finished.status, other.requests.length], [[question, ["Resume"]], "done", 7]);
  });

  it("is not asked for when the run has finished: that is said, with its results", async () => {
    await using project = await openSums("finished");
    using _ = await converse(willing);
    await command("touchstone.runExperiment", project.uri(experiment));
    const { runId } = await endedRun(project.root);
    const before = project.server.requests.length;
    using conversation = await converse();
    await command("touchstone.resumeRun", subjectOf(project, runId));
    assert.deepEqual([said(conversation), project.server.requests.length], [[["That run has finished.", ["Open Results"]]], before]);
  });
});

describe("Cancel Run on a run that has ended", () => {
  afterEach(closeEverything);

  it("says so, and leaves the run alone that is going on", async () => {
    await using project = await openSums("two-runs", 20);
    using _ = await converse(willing);
    const ended = await startStuck(project);
    await command("touchstone.cancelRun", subjectOf(project, ended));
    await endedRun(project.root);
    const live = await startStuck(project);
    using conversation = await converse();
    await command("touchstone.cancelRun", subjectOf(project, ended));
    const statuses = (await runsOf(project.root)).map(({ runId, status }) => [runId, status]);
    await command("touchstone.cancelRun", subjectOf(project, live));
    assert.deepEqual(said(conversation), [["That run has ended.", ["Open Results"]]]);
    assert.deepEqual(statuses, [
      [live, "running"],
      [ended, "cancelled"],
    ]);
  });
});

describe("a project outside the folders of the window", () => {
  afterEach(closeEverything);

  it("is not run, whatever the window trusts: it is to be opened first", async () => {
    await using inside = await openSums("inside");
    const outside = await mkdtemp(path.join(tmpdir(), "touchstone-outside-"));
    for (const [file, text] of Object.entries({ ...sumsProject(5), "touchstone.yaml": "format: 1\n" }))
      await writeFile(path.join(outside, file), text);
    using conversation = await converse(willing);
    for (const id of ["touchstone.runExperiment", "touchstone.runSampleRows"] as const)
      await command(id, vscode.Uri.file(path.join(outside, experiment)));
    await command("touchstone.runTemplate", vscode.Uri.file(path.join(outside, template)));
    const refusal = [`Open ${path.basename(outside)} as a folder to run it.`, ["Open Folder"]];
    const runs = await runsOf(outside);
    await rm(outside, { recursive: true });
    assert.deepEqual([said(conversation), runs, inside.server.requests.length], [[refusal, refusal, refusal], [], 0]);
  });
});

describe("a document of a run", () => {
  const open = async (query: string): Promise<string> =>
    Promise.resolve(vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: "touchstone-run", path: "/T-1.txt", query }))).then(
      (document) => document.getText(),
      (error: unknown) => String(error),
    );

  it("says so when its project is not open, when the run has no such response, and when its address means nothing", async () => {
    await using project = await openSums("documents");
    using _ = await converse(willing);
    await command("touchstone.runExperiment", project.uri(experiment));
    const { runId } = await endedRun(project.root);
    const about = { kind: "response", root: project.root, runId, variant: "baseline" };
    const asked = await Promise.all(
      [
        { ...about, key: { row: "s999", epoch: 0 } },
        { ...about, root: path.join(project.root, "gone"), key: { row: "s1", epoch: 0 } },
        { kind: "response", root: 7 },
      ].map((meaning) => open(JSON.stringify(meaning))),
    );
    const words = [
      /There is no response of baseline to row s999 in this run\./,
      /The project of this document is not open/,
      /not the address/,
    ];
    for (const [index, pattern] of words.entries()) assert.match(asked[index] ?? "", pattern);
    await closeEverything();
  });
});
