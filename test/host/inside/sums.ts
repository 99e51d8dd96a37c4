/** A project of sums in a subfolder of the window's folder, whose model is a server on the loopback interface. */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { type ProviderServer, startProviderServer } from "../../support/provider-server.ts";
import { addingModel, sumsProject } from "../../support/sums-project.ts";
import { workspaceFolder } from "./touchstone.ts";

export const experiment = "sums.experiment.yaml";
export const template = "ask.prompt";

/** Priced, so that no cap stands in the way of its runs. */
const model = "provider: openai\nmodel: adder-1\napi: chat\nprice: {input: 1, output: 1}\nparameters: {max_tokens: 10}\n";

export interface SumsProject extends AsyncDisposable {
  readonly root: string;
  readonly server: ProviderServer;
  uri(file: string): vscode.Uri;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** The texts of all its files, those of its runs too. */
  texts(): Promise<string[]>;
}

/** Writes the project; the user's settings name its server. */
export async function openSums(name: string, rows = 10): Promise<SumsProject> {
  const root = path.join(workspaceFolder(), name);
  const server = await startProviderServer({ handler: addingModel() });
  const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(root, file)), { recursive: true });
      await writeFile(path.join(root, file), text);
    }
  };
  await write({ ...sumsProject(rows), "adder.model.yaml": model });
  await setEndpoints({ openai: `${server.url}/v1` });
  return {
    root,
    server,
    uri: (file) => vscode.Uri.file(path.join(root, file)),
    write,
    async texts() {
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
      return Promise.all(files.map((file) => readFile(file, "utf8")));
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await setEndpoints(undefined);
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** In the user's own settings. */
export async function setEndpoints(endpoints: Readonly<Record<string, string>> | undefined): Promise<void> {
  await vscode.workspace.getConfiguration("touchstone").update("endpoints", endpoints, vscode.ConfigurationTarget.Global);
}
