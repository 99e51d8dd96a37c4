// A commit as the Files port: its objects are read as they lie in the repository, without a checkout, and the working tree and the index are never looked at.
import { TouchstoneError } from "../core/base/errors.ts";
import type { Files } from "../core/base/ports.ts";
import { isUnknownName, reasonOf, runGit, runLongGit } from "./run-git.ts";

/** Names of at most a million files. */
const mostListed = 256 * 1024 * 1024;
const longestRef = 255;

/** A commit and the files of one folder as it has them. */
export interface CommitFiles {
  /** The whole hash. */
  readonly commit: string;
  readonly files: Files;
}

/** The files of `folder` (absolute) at the commit that `ref` names. Throws `input/invalid` with what to fetch or to write instead. */
export async function openCommit(folder: string, ref: string): Promise<CommitFiles> {
  refuseStrange(ref);
  const commit = await resolveCommit(folder, ref);
  return { commit, files: commitFiles(folder, commit, ref) };
}

/** What can name a commit. Neither an option nor a path nor anything that a shell or git would take apart. */
export function canNameCommit(ref: string): boolean {
  return ref.length <= longestRef && /^[\p{L}\p{N}_@][\p{L}\p{N}._/~^@{}+#=%,-]*$/u.test(ref) && !ref.includes("..");
}

function refuseStrange(ref: string): void {
  if (canNameCommit(ref)) return;
  throw new TouchstoneError("input/invalid", `"${ref.slice(0, longestRef)}" cannot name a commit.`, {
    hint: "Name a branch, a tag or a commit, such as origin/main.",
  });
}

async function resolveCommit(folder: string, ref: string): Promise<string> {
  try {
    await runGit(folder, "rev-parse", "--git-dir");
    const commit = await commitOf(folder, ref);
    if (commit !== null) return commit;
  } catch (error) {
    throw new TouchstoneError("input/invalid", `The files at "${ref}" cannot be read: ${reasonOf(error)}.`, {
      hint: "Comparing with a commit needs git, and a project that lies in a repository.",
      cause: error,
    });
  }
  throw new TouchstoneError("input/invalid", `There is no commit "${ref}" in this repository.`, { hint: await wayOut(folder, ref) });
}

/** Null for a name that means no commit here. */
async function commitOf(folder: string, ref: string): Promise<string | null> {
  try {
    const words = ["rev-parse", "--quiet", "--verify", "--end-of-options", `${ref}^{commit}`];
    return (await runGit(folder, ...words)).toString("utf8").trim();
  } catch (error) {
    if (isUnknownName(error)) return null;
    throw error;
  }
}

async function wayOut(folder: string, ref: string): Promise<string> {
  if ((await commitOf(folder, `origin/${ref}`).catch(() => null)) !== null) return `There is origin/${ref}: name that instead.`;
  const isShallow = await runGit(folder, "rev-parse", "--is-shallow-repository").then(
    (said) => said.toString("utf8").trim() === "true",
    () => false,
  );
  const fetch = `git fetch --depth=1 origin ${ref}`;
  return isShallow
    ? `This clone is shallow. Fetch the commit with \`${fetch}\` and name FETCH_HEAD, or check out with the whole history (\`fetch-depth: 0\`).`
    : `Fetch it with \`${fetch}\` and name FETCH_HEAD, or look for its name with \`git branch --all\`.`;
}

interface Entry {
  readonly kind: "file" | "link" | "submodule";
  readonly object: string;
}

const kinds: Readonly<Record<string, Entry["kind"]>> = {
  "100644": "file",
  "100664": "file",
  "100755": "file",
  "120000": "link",
  "160000": "submodule",
};

function commitFiles(folder: string, commit: string, ref: string): Files {
  let listed: Promise<ReadonlyMap<string, Entry>> | null = null;
  const entries = (): Promise<ReadonlyMap<string, Entry>> => (listed ??= listCommit(folder, commit, ref));
  return {
    async list() {
      return [...(await entries())].flatMap(([path, { kind }]) => (kind === "file" ? [path] : [])).sort();
    },
    async read(path) {
      const known = await entries();
      const steps = path.split("/");
      for (const [index] of steps.entries()) refuseOther(known.get(steps.slice(0, index + 1).join("/")), path, ref);
      const entry = known.get(path);
      return entry === undefined ? null : readObject(folder, entry.object, { path, ref });
    },
  };
}

/** The folder's part of the commit, by path relative to the folder. */
async function listCommit(folder: string, commit: string, ref: string): Promise<Map<string, Entry>> {
  const listing = await runLongGit(folder, mostListed, "ls-tree", "-r", "-z", commit).catch((error: unknown) => {
    throw new TouchstoneError("input/invalid", `The files at "${ref}" cannot be listed: ${reasonOf(error)}.`, {
      hint: "Fetch the commit whole, without a filter.",
      cause: error,
    });
  });
  const found = new Map<string, Entry>();
  for (const line of listing.toString("utf8").split("\0")) {
    const [, mode, object, path] = /^(\d{6}) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    const kind = mode === undefined ? undefined : kinds[mode];
    if (kind !== undefined && object !== undefined && path !== undefined) found.set(path, { kind, object });
  }
  return found;
}

function refuseOther(entry: Entry | undefined, path: string, ref: string): void {
  if (entry === undefined || entry.kind === "file") return;
  const what = entry.kind === "link" ? "behind a symbolic link" : "in a submodule";
  throw new TouchstoneError("document/invalid", `${path} lies ${what} at ${ref}, and is not followed there.`, {
    file: path,
    hint: "Commit the file itself to this repository.",
  });
}

/** What a file that lies in LFS begins with in git. */
const pointer = "version https://git-lfs.github.com/spec/";

async function readObject(
  folder: string,
  object: string,
  { path, ref }: { readonly path: string; readonly ref: string },
): Promise<Uint8Array> {
  const bytes = await runGit(folder, "cat-file", "blob", object).catch((error: unknown) => {
    throw new TouchstoneError("document/invalid", `${path} cannot be read at ${ref}: ${reasonOf(error)}.`, {
      file: path,
      hint: "Fetch the commit whole, without a filter.",
      cause: error,
    });
  });
  if (bytes.subarray(0, pointer.length).toString("latin1") !== pointer) return bytes;
  throw new TouchstoneError("document/invalid", `${path} is a pointer of Git LFS at ${ref}: what it stands for is not in git.`, {
    file: path,
    hint: "Keep prompts, models and experiments out of LFS.",
  });
}
