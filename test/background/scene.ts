// What the tests of runs share: a project of sums, the server that adds, and a background thread.
import type { RunRequest } from "../../src/extension/background/contract.ts";
import { startBackgroundThread, type BackgroundThread } from "../support/background-thread.ts";
import { startProviderServer, type ProviderServer } from "../support/provider-server.ts";
import { addingModel, pricedAdder, sumsProject } from "../support/sums-project.ts";
import { createProject, type ProjectFiles, type TemporaryProject } from "../support/temporary-project.ts";

export interface Scene extends AsyncDisposable {
  readonly project: TemporaryProject;
  readonly server: ProviderServer;
  readonly thread: BackgroundThread;
  /** Runs the project's experiment against the server. */
  readonly request: RunRequest;
}

export const keys = { openai: "key-of-the-test" };

/** `isWrong` names the rows that are added up wrongly. */
export async function openScene(rows: number, files: ProjectFiles = {}, isWrong?: (n: number) => boolean): Promise<Scene> {
  const project = await createProject({ ...sumsProject(rows), "adder.model.yaml": pricedAdder, ...files });
  const server = await startProviderServer({ handler: addingModel(isWrong) });
  const thread = startBackgroundThread();
  const target = { kind: "experiment", path: "sums.experiment.yaml" } as const;
  const place = { root: project.folder, unsaved: {} };
  return {
    project,
    server,
    thread,
    request: {
      project: place,
      target,
      variants: null,
      rows: null,
      isBatch: false,
      endpoints: { openai: `${server.url}/v1` },
      maxCostUsd: 1,
    },
    async [Symbol.asyncDispose]() {
      await thread[Symbol.asyncDispose]();
      await server.close();
      await project[Symbol.asyncDispose]();
    },
  };
}
