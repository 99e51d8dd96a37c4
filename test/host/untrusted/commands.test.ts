/** In a folder that nobody has trusted: no command calls out or starts a process, while files are checked and stored runs are read. */
import assert from "node:assert/strict";
import { execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Worker } from "node:worker_threads";
import * as vscode from "vscode";
import { type Answers, converse, type Heard } from "../inside/conversation.ts";
import { findings, hasCode } from "../inside/findings.ts";
import { runsOf } from "../inside/runs.ts";
import { closeEverything, command, manifestCommands, resultsTabs, touchstone, workspaceFolder } from "../inside/touchstone.ts";
import { until } from "../inside/until.ts";
import { type Call, type CallReader, watchCalls } from "./watched-calls.ts";

const experiment = "experiments/tone.experiment.yaml";
const template = "templates/reply.prompt";
let calls: CallReader;

const inFolder = (file: string): vscode.Uri => vscode.Uri.file(path.join(workspaceFolder(), file));

/** Answers whatever leads on, but grants no trust and leaves the window where it is. */
const eager: Answers = (heard: Heard) => {
  if (heard.kind === "list") return heard.choices[0] ?? null;
  if (heard.kind === "box") return "key-of-the-test";
  if (heard.kind === "save") return path.join(workspaceFolder(), "exported");
  if (heard.kind === "step" || heard.kind === "open") return null;
  return heard.buttons.find((button) => button === "Run" || button === "Set API Key…") ?? null;
};

before(() => {
  // Written before anything of ours runs; the stored run is the command line's.
  cpSync(path.join(touchstone().extensionPath, "examples/support-replies"), workspaceFolder(), {
    recursive: true,
    filter: (source) => !source.includes(".touchstone"),
  });
  writeFileSync(inFolder("models/remote.model.yaml").fsPath, "provider: openai\nmodel: m\nendpoint: openai\n");
  writeFileSync(
    inFolder("experiments/remote.experiment.yaml").fsPath,
    readFileSync(inFolder(experiment).fsPath, "utf8").replace("simulated.model", "remote.model").replace("Shorter tone", "Remote"),
  );
  const program = path.join(touchstone().extensionPath, "dist/cli.js");
  const environment = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  execFileSync(process.execPath, [program, "run", experiment, "--rows", "first:10"], {
    cwd: workspaceFolder(),
    env: environment,
    stdio: "pipe",
  });
  assert.equal(touchstone().isActive, false);
  calls = watchCalls();
});

afterEach(closeEverything);

describe("an untrusted folder", () => {
  it("is one: the editor says so, and nothing of ours has started yet", () => {
    assert.deepEqual([vscode.workspace.isTrusted, touchstone().isActive], [false, false]);
  });

  const project = (): object => ({ root: workspaceFolder(), name: "unknown", uri: vscode.Uri.file(workspaceFolder()) });
  const storedRun = async (): Promise<string> => (await runsOf(workspaceFolder()))[0]?.runId ?? "";
  const argumentLists: Readonly<Record<string, () => Promise<readonly unknown[]>>> = {
    "no argument": async () => [],
    "a template": async () => [inFolder(template)],
    "an experiment that names a model on the internet": async () => [inFolder("experiments/remote.experiment.yaml")],
    "an element of the workspace tree": async () => [{ subject: { project: project(), path: experiment, variant: "short", runId: null } }],
    "an element of the runs tree": async () => [{ subject: { project: project(), path: experiment, runId: await storedRun() } }],
  };
  for (const [name, words] of Object.entries(argumentLists)) {
    for (const [manner, answers] of Object.entries({ "who dismisses everything": () => null, "who agrees to everything": eager })) {
      it(`gets every command of the manifest with ${name}, by somebody ${manner}, and nothing leaves`, async () => {
        const list = await words();
        const run = await storedRun();
        using _ = await converse(answers);
        for (const id of manifestCommands()) await command(id as `touchstone.${string}`, ...list);
        rmSync(inFolder("support-replies").fsPath, { recursive: true, force: true });
        assert.deepEqual([outward(calls()), await storedRun()], [[], run]);
      });
    }
  }

  it("has background threads, which were watched as well", () => {
    const threads = calls().filter(({ kind }) => kind === "thread");
    const watched = threads.filter(({ what }) => what === "watched").map(({ thread }) => thread);
    const started = threads.filter(({ what }) => what.endsWith("background-worker.js"));
    assert.deepEqual([started.length, new Set(watched).size], [2, 1 + started.length]);
  });

  it("refuses to run with one message and the way to trust", async () => {
    using conversation = await converse();
    await command("touchstone.runExperiment", inFolder(experiment));
    const [said, ...others] = conversation.heard;
    assert.deepEqual(
      [said?.kind, said !== undefined && "buttons" in said ? said.buttons : [], others],
      ["warning", ["Manage Workspace Trust"], []],
    );
  });

  it("has its files checked", async () => {
    const uri = inFolder("templates/broken.prompt");
    writeFileSync(uri.fsPath, readFileSync(inFolder(template).fsPath, "utf8").replace("{{customer_name}}", "{{custmer_name}}"));
    const found = await findings(uri, hasCode("template/unknown-placeholder"));
    rmSync(uri.fsPath);
    assert.equal(
      found.some(({ severity }) => severity === vscode.DiagnosticSeverity.Error),
      true,
    );
    assert.deepEqual(outward(calls()), []);
  });

  it("has its stored runs shown and exported", async () => {
    const subject = { subject: { project: project(), path: experiment, runId: await storedRun() } };
    await command("touchstone.openResults", subject);
    await until("the title of the panel", { read: resultsTabs, isGood: ([tab]) => tab?.label === "Results: Shorter tone" });
    using _ = await converse(eager);
    await command("touchstone.exportRun", subject);
    assert.equal(existsSync(inFolder("exported").fsPath), true);
    assert.deepEqual(outward(calls()), []);
  });
});

describe("the watch that found nothing", () => {
  const inWorkers = `
    const { Worker, workerData } = require("node:worker_threads");
    const { spawn } = require("node:child_process");
    const work = async () => {
      await fetch(workerData.url);
      await new Promise((done) => spawn(workerData.node, ["--version"]).on("exit", done));
    };
    const deeper = () => new Promise((done) => new Worker(workerData.source, { eval: true, workerData: { ...workerData, depth: 1 } }).on("exit", done));
    work().then(() => (workerData.depth === 0 ? deeper() : undefined));`;

  it("counts what this thread, its workers and their workers do", async () => {
    const server = createServer((_, response) => response.end("ok")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
    const before = outward(calls()).length;
    await fetch(url);
    await once(spawn(process.execPath, ["--version"]), "exit");
    spawnSync(process.execPath, ["--version"]);
    await once(execFile(process.execPath, ["--version"]), "exit");
    await once(new Worker(inWorkers, { eval: true, workerData: { url, node: process.execPath, source: inWorkers, depth: 0 } }), "exit");
    server.closeAllConnections();
    server.close();
    const seen = outward(calls()).slice(before);
    const count = (kind: Call["kind"], threads: readonly Call[]): number => threads.filter((call) => call.kind === kind).length;
    const ids = [...new Set(seen.map(({ thread }) => thread))];
    const perThread = ids
      .map((id) => seen.filter(({ thread }) => thread === id))
      .map((own) => [count("connection", own), count("process", own)]);
    assert.deepEqual(perThread, [
      [1, 3],
      [1, 1],
      [1, 1],
    ]);
  });
});

/** Every connection, whoever made it, and the processes that were not started by the editor itself, which searches files in one. */
function outward(all: readonly Call[]): readonly Call[] {
  const isOfEditor = ({ thread, kind, from }: Call): boolean => thread === 0 && kind === "process" && from.includes(vscode.env.appRoot);
  return all.filter((call) => call.kind !== "thread" && !isOfEditor(call));
}
