/** A window on the project of sums, whose model is a real server on the loopback interface: what a journey with keys, prices and outages needs. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { Handler } from "../provider-server/behaviour.ts";
import { type ProviderServer, startProviderServer } from "../provider-server.ts";
import { addingModel, rowNumber, sumsProject } from "../sums-project.ts";
import type { ProjectFiles } from "../temporary-project.ts";
import { type JourneyPlace, ourExtension } from "./journey.ts";
import { eventually } from "./waiting.ts";
import type { Workbench, WorkbenchOptions } from "./workbench.ts";

/** What the person of these journeys types when asked for a key; it must never be found in a file. */
export const rightKey = "sk-right-key-0123456789";

/** The project, its server, and how to open it. */
export interface SumsWindow {
  readonly server: ProviderServer;
  /** Absolute. */
  readonly folder: string;
  readonly options: WorkbenchOptions;
}

/** How the project differs from the plain one. */
export interface SumsOptions {
  readonly rows: number;
  readonly handler?: Handler;
  /** Over those of the project. */
  readonly files?: ProjectFiles;
  readonly isCommitted?: boolean;
  /** Stands in for one of its own; `handler` counts for nothing then. */
  readonly server?: ProviderServer;
  /** Which endpoint the server is; `openai` if absent. */
  readonly endpoint?: string;
}

const experiment = "name: Sums\ncollection: sums.csv\ntemplate: ask.prompt\nmodel: adder.model.yaml\ncriteria: sums.criteria.yaml\n";
const priced = "provider: openai\nmodel: adder-1\napi: chat\nprice: {input: 1, output: 1}\nparameters: {max_tokens: 10}\n";

/** Makes the project inside the journey's folder and starts its server, which the journey stops. */
export async function sumsWindow(
  { scratch, defer }: JourneyPlace,
  { rows, handler, files = {}, isCommitted = false, server: given, endpoint = "openai" }: SumsOptions,
): Promise<SumsWindow> {
  const folder = path.join(scratch, "sums");
  writeProject(folder, { ...sumsProject(rows), "sums.experiment.yaml": experiment, "adder.model.yaml": priced, ...files });
  if (isCommitted) commit(folder);
  const server = given ?? (await startProviderServer({ handler: handler ?? addingModel() }));
  defer(() => server.close());
  const settings = { "touchstone.endpoints": { [endpoint]: `${server.url}/v1` } };
  return { server, folder, options: { ...ourExtension, workspace: folder, settings } };
}

export function writeProject(folder: string, files: ProjectFiles): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

function commit(folder: string): void {
  const author = ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"];
  for (const words of [
    ["init", "--quiet"],
    ["add", "--all"],
    [...author, "commit", "--quiet", "--message", "first"],
  ])
    execFileSync("git", words, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
}

/** Sets the key of the endpoint `openai` from the palette. */
export async function setKey({ runCommand, pick, answer }: Workbench, key = rightKey): Promise<void> {
  await runCommand("Touchstone: Set API Key…");
  await pick("openai");
  await answer(key);
}

/** Gives the key again where a run asks for it: in a browser VS Code keeps secrets as long as the window. */
export async function giveKeyAgain({ notification, answer }: Workbench): Promise<void> {
  await (await notification("There is no key for openai")).press("Set API Key…");
  await answer(rightKey);
}

/** A model that adds, and holds back every answer after the first `count` until it is released. */
export interface HeldModel {
  readonly handler: Handler;
  release(): void;
}

export function heldAfter(count: number): HeldModel {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const adds = addingModel();
  let seen = 0;
  return {
    async handler(request, nth) {
      seen += 1;
      if (seen > count) await promise;
      return adds(request, nth);
    },
    release: () => resolve(undefined),
  };
}

/** The rows that the server was asked about, from its request `from` on, each as often as it was asked. */
export function rowsAsked({ requests }: ProviderServer, from = 0): number[] {
  return requests
    .slice(from)
    .map(rowNumber)
    .sort((a, b) => a - b);
}

/** Waits until the server has received so many requests. */
export async function waitForRequests({ page }: Workbench, { requests }: ProviderServer, count: number): Promise<void> {
  await eventually(page, `${count} requests at the server`, {
    read: async () => requests.length,
    isGood: (received) => received === count,
  });
}

/** All that Touchstone has written into a project, as one text. */
export function writtenBy(folder: string): string {
  const written = path.join(folder, ".touchstone");
  const entries = readdirSync(written, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}

/** The responses that are on the disk, of all runs. */
export function savedResponses(folder: string): number {
  return writtenBy(folder)
    .split("\n")
    .filter((line) => line.startsWith(`{"k":"response"`)).length;
}
