// Git repositories in temporary folders, among them one that would run a program wherever git lets it.
import { execFileSync } from "node:child_process";
import { chmod, readdir } from "node:fs/promises";
import { join } from "node:path";
import { createProject, type ProjectFiles, type TemporaryProject } from "./temporary-project.ts";

/** What git answers; throws where it fails. */
export function git({ folder }: Pick<TemporaryProject, "folder">, ...words: readonly string[]): string {
  return execFileSync(
    "git",
    ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", ...words],
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  ).trim();
}

/** A repository with these files in one commit, on the branch `trunk`. */
export async function createRepository(files: ProjectFiles = { "a.csv": "1", "sub/b.csv": "1" }): Promise<TemporaryProject> {
  const project = await createProject(files);
  git(project, "init", "--initial-branch=trunk");
  git(project, "add", ".");
  git(project, "commit", "--message=first");
  return project;
}

/** A repository whose every way to run a program leaves a file in `traces`. */
export async function hostileRepository(traces: TemporaryProject): Promise<TemporaryProject> {
  const project = await createRepository();
  const trace = (name: string): string => `sh -c 'touch ${join(traces.folder, name)}; cat'`;
  await project.write({ ".gitattributes": "a.csv filter=bad\nsub/b.csv filter=long.name\n" });
  git(project, "add", ".gitattributes");
  git(project, "commit", "--message=attributes");
  const hook = `#!/bin/sh\ntouch ${join(traces.folder, "hook")}\n`;
  await project.write({ ".git/hooks/post-index-change": hook, ".git/hooks/fsmonitor": hook });
  await chmod(join(project.folder, ".git/hooks/post-index-change"), 0o755);
  await chmod(join(project.folder, ".git/hooks/fsmonitor"), 0o755);
  for (const [name, value] of [
    ["filter.bad.clean", trace("clean")],
    ["filter.bad.smudge", trace("smudge")],
    ["filter.bad.required", "true"],
    ["filter.long.name.process", trace("process")],
    ["filter.long.name.required", "true"],
    ["core.fsmonitor", join(project.folder, ".git/hooks/fsmonitor")],
    ["core.hooksPath", join(project.folder, ".git/hooks")],
    ["core.pager", trace("pager")],
    ["diff.external", trace("external")],
    ["core.repositoryFormatVersion", "1"],
    ["extensions.partialClone", "origin"],
    ["remote.origin.promisor", "true"],
    ["remote.origin.url", `ext::sh -c touch% ${join(traces.folder, "remote")}`],
    ["protocol.ext.allow", "always"],
  ] as const)
    git(project, "config", name, value);
  // Of the same length as before: git has to read the contents to tell, which is when it filters them.
  await project.write({ "a.csv": "2", "sub/b.csv": "2" });
  return project;
}

/** The programs that ran. */
export const traced = (traces: TemporaryProject): Promise<string[]> => readdir(traces.folder);
