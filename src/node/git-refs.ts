// The names by which a person may call the commits of a repository: its branches, here and as they were last fetched.
import { TouchstoneError } from "../core/base/errors.ts";
import { canNameCommit } from "./git-commit.ts";
import { reasonOf, runGit } from "./run-git.ts";

const mostListed = 100;

/** Where work usually begins, the likeliest first; `origin/HEAD` stands for the branch that it means. */
const usual = [
  "refs/remotes/origin/HEAD",
  "refs/remotes/origin/main",
  "refs/remotes/origin/master",
  "refs/heads/main",
  "refs/heads/master",
];

/**
 * At most 102 names, each of which `openCommit` takes: the branch that work goes to, `HEAD`, then the other branches, the newest commit
 * first. Throws `input/invalid` where git cannot tell.
 */
export async function listRefs(folder: string): Promise<readonly string[]> {
  try {
    const main = await branches(folder, ...usual);
    const [first] = usual.flatMap((name) => main.find(({ ref }) => ref === name) ?? []);
    const all = await branches(folder, "--sort=-committerdate", `--count=${mostListed}`, "refs/heads", "refs/remotes");
    const others = all.flatMap(({ name, means }) => (means === "" ? [name] : []));
    const names = [...(first === undefined ? [] : [first.means === "" ? first.name : first.means]), "HEAD", ...others];
    return [...new Set(names)].filter(canNameCommit);
  } catch (error) {
    throw new TouchstoneError("input/invalid", `The branches of this folder cannot be listed: ${reasonOf(error)}.`, {
      hint: "Comparing with a commit needs git, and a project that lies in a repository.",
      cause: error,
    });
  }
}

interface Branch {
  /** Whole, as in `refs/heads/main`. */
  readonly ref: string;
  /** As short as it can be without meaning something else. */
  readonly name: string;
  /** The short name of the branch that it stands for; empty for one that stands for itself. */
  readonly means: string;
}

async function branches(folder: string, ...words: readonly string[]): Promise<Branch[]> {
  const said = await runGit(folder, "for-each-ref", "--format=%(refname)%00%(refname:short)%00%(symref:short)", ...words);
  return said
    .toString("utf8")
    .split("\n")
    .flatMap((line) => {
      const [ref = "", name, means] = line.split("\0");
      return name === undefined || means === undefined ? [] : [{ ref, name, means }];
    });
}
