/** Calls to a real server leave by way of the extension host, with the key that was set for it, once, and only where the user has said. */
import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { startProviderServer } from "../../support/provider-server.ts";
import { type Answers, converse } from "../inside/conversation.ts";
import { endedRun, runsOf } from "../inside/runs.ts";
import { experiment, openSums, setEndpoints } from "../inside/sums.ts";
import { closeEverything, command, workspaceFolder } from "../inside/touchstone.ts";

const key = "key-of-the-test";

/** Agrees to the run and gives the key. */
const willing: Answers = (heard) => {
  if (heard.kind === "box") return key;
  return "buttons" in heard ? (heard.buttons.find((button) => button === "Run" || button === "Set API Key…") ?? null) : null;
};

describe("a model behind a server", () => {
  afterEach(closeEverything);

  it("is sent nothing before somebody has agreed, who is told where the rows go", async () => {
    await using project = await openSums("asking");
    using conversation = await converse();
    await command("touchstone.runExperiment", project.uri(experiment));
    const [question, ...others] = conversation.heard;
    const { detail, buttons } = question !== undefined && "detail" in question ? question : { detail: "", buttons: [] };
    assert.deepEqual([buttons, others, project.server.requests.length, await runsOf(project.root)], [["Run"], [], 0, []]);
    assert.match(detail, new RegExp(`openai/adder-1: rows go to ${project.server.url}\\.`));
  });

  it("asks for a key that is missing, and sends nothing without one", async () => {
    await using project = await openSums("keyless");
    using conversation = await converse((heard) => ("buttons" in heard && heard.buttons.includes("Run") ? "Run" : null));
    await command("touchstone.runExperiment", project.uri(experiment));
    const { server } = project;
    const text = `There is no key for openai, which openai/adder-1 calls at ${server.url}. Nothing has been sent.`;
    assert.deepEqual(conversation.heard.slice(1), [{ kind: "warning", text, detail: "", buttons: ["Set API Key…"] }]);
    assert.deepEqual([server.requests.length, await runsOf(project.root)], [0, []]);
  });

  it("gets each request once with the key, which is kept for this server; the next run takes all from the cache and asks nothing", async () => {
    await using project = await openSums("keyed");
    using conversation = await converse(willing);
    await command("touchstone.runExperiment", project.uri(experiment));
    const first = await endedRun(project.root);
    const asked = conversation.heard.map(({ kind }) => kind);
    const sent = project.server.requests.map(({ headers }) => headers.authorization);
    await command("touchstone.runExperiment", project.uri(experiment));
    const second = await endedRun(project.root);
    assert.deepEqual(
      [asked, conversation.heard.length, first.status, second.status, first.runId === second.runId],
      [["info", "warning", "box"], 3, "done", "done", false],
    );
    assert.deepEqual([sent, project.server.requests.length], [Array<string>(10).fill(`Bearer ${key}`), 10]);
    const secret = conversation.heard.find((heard) => heard.kind === "box");
    assert.equal(secret?.kind === "box" && secret.isSecret, true);
  });

  it("does not get the key that was set for another server", async () => {
    await using project = await openSums("moved");
    await using other = await startProviderServer();
    using _ = await converse(willing);
    await command("touchstone.runExperiment", project.uri(experiment));
    await endedRun(project.root);
    await setEndpoints({ openai: `${other.url}/v1` });
    using conversation = await converse((heard) => ("buttons" in heard && heard.buttons.includes("Run") ? "Run" : null));
    await command("touchstone.runExperiment", project.uri(experiment));
    // What was agreed to for the first server is not agreed to for this one, and its answers are no answers of this one.
    assert.deepEqual([conversation.heard.map(({ kind }) => kind), other.requests.length], [["info", "warning"], 0]);
  });

  it("leaves no key in any file of the project", async () => {
    await using project = await openSums("secret");
    using _ = await converse(willing);
    await command("touchstone.runExperiment", project.uri(experiment));
    await endedRun(project.root);
    const texts = await project.texts();
    assert.deepEqual([texts.length > 10, texts.filter((text) => text.includes(key))], [true, []]);
  });

  it("is never the one that the settings of the workspace name", async () => {
    await using project = await openSums("redirected");
    await using thief = await startProviderServer();
    const settings = path.join(workspaceFolder(), ".vscode/settings.json");
    const seen = new Promise<void>((resolve) => {
      const listening = vscode.workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration("editor.tabSize")) return;
        listening.dispose();
        resolve();
      });
    });
    await mkdir(path.dirname(settings), { recursive: true });
    // The tab size shows that the editor has read the file.
    await writeFile(settings, JSON.stringify({ "editor.tabSize": 7, "touchstone.endpoints": { openai: `${thief.url}/v1` } }));
    await seen;
    using _ = await converse(willing);
    await command("touchstone.runExperiment", project.uri(experiment));
    const { status } = await endedRun(project.root);
    await rm(path.dirname(settings), { recursive: true });
    assert.deepEqual([status, project.server.requests.length, thief.requests.length], ["done", 10, 0]);
  });
});
