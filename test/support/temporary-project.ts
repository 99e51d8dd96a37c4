/** A project in a folder of its own under the system's temporary folder, written from a literal and removed when it is disposed of. */
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** Contents by path, relative to the project's folder and with `/`. */
export type ProjectFiles = Readonly<Record<string, string>>;

export interface TemporaryProject extends AsyncDisposable {
  /** Absolute, with symbolic links followed. */
  readonly folder: string;
  /** Writes files over what is there; folders are made as needed. */
  write(files: ProjectFiles): Promise<void>;
  read(file: string): Promise<string>;
  /** Every file under a folder of the project, sorted; paths as in `ProjectFiles`, none when there is no such folder. */
  list(folder?: string): Promise<string[]>;
  /** Another project with the same files. */
  copy(): Promise<TemporaryProject>;
}

/** Makes a project; hold it with `await using`. */
export async function createProject(files: ProjectFiles = {}): Promise<TemporaryProject> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "touchstone-test-")));
  const project: TemporaryProject = {
    folder,
    async write(changed) {
      for (const [file, text] of Object.entries(changed)) {
        const target = path.join(folder, file);
        await mkdir(path.dirname(target), { recursive: true });
        await writeFile(target, text);
      }
    },
    read: (file) => readFile(path.join(folder, file), "utf8"),
    list: (inside = ".") => listFiles(folder, path.join(folder, inside)),
    async copy() {
      const other = await createProject();
      await cp(folder, other.folder, { recursive: true });
      return other;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
  await project.write(files);
  return project;
}

async function listFiles(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .sort();
}
