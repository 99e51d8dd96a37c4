/** The address of a workbench page: what it opens, and the extension in development that it loads. */
import type { VscodeServer } from "./start-server.ts";

/** What a workbench opens; every path is absolute. */
export interface WorkbenchContent {
  /** A folder, a `.code-workspace` file, or null for a window without a folder. */
  readonly workspace: string | null;
  /** The folder of an extension to load in development; only from a server for host tests. */
  readonly developmentExtension?: string;
  /** Also only there: a CommonJS file whose `run` is called in the extension host; the extension host ends with it. */
  readonly tests?: string;
  readonly openFile?: string;
}

/** The address at which a browser shows the workbench of a server with this content. */
export function workbenchAddress(server: Pick<VscodeServer, "authority" | "token">, content: WorkbenchContent): string {
  const remote = (file: string) => `vscode-remote://${server.authority}${pathOfAddress(file)}`;
  const { workspace, developmentExtension, tests, openFile } = content;
  const payload = [
    ...(developmentExtension === undefined ? [] : [["extensionDevelopmentPath", remote(developmentExtension)]]),
    ...(tests === undefined ? [] : [["extensionTestsPath", remote(tests)]]),
    ...(openFile === undefined ? [] : [["openFile", remote(openFile)]]),
    ["skipWelcome", "true"],
  ];
  const address = new URL(`http://${server.authority}/`);
  if (server.token !== null) address.searchParams.set("tkn", server.token);
  if (workspace === null) address.searchParams.set("ew", "true");
  else address.searchParams.set(workspace.endsWith(".code-workspace") ? "workspace" : "folder", pathOfAddress(workspace));
  address.searchParams.set("payload", JSON.stringify(payload));
  return address.href;
}

/** A path as addresses write it: `/`, also before a drive letter. */
function pathOfAddress(file: string): string {
  const forward = file.replaceAll("\\", "/");
  return forward.startsWith("/") ? forward : `/${forward}`;
}
