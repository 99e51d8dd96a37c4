/** The windows of VS Code in which the host ring runs: each runs the tests of the folder beside this file that bears its name. */
import type { HostSession } from "../support/vscode/run-host-session.ts";

const example = { name: "support-replies", copyOf: "examples/support-replies", isCommitted: true };

/** In the order in which they run. */
export const sessions: readonly HostSession[] = [
  { name: "example", folders: [example], trust: "trusted" },
  // Its tests write their projects themselves: they name servers that only they know.
  { name: "server", folders: [{ name: "projects" }], trust: "trusted" },
  // Its tests bring the files as well, so that nothing of ours runs before it is watched.
  { name: "untrusted", folders: [{ name: "unknown" }], trust: "untrusted" },
  { name: "several-folders", folders: [example, { ...example, name: "second" }], trust: "trusted" },
  { name: "empty-folder", folders: [{ name: "empty" }], trust: "trusted" },
  { name: "no-folder", folders: [], trust: "trusted" },
];
