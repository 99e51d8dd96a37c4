// What on disk is not what the code generates: files that differ, are missing, or are left over.
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { schemaFolder } from "./json-schemas.ts";

export interface StaleFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  /** What is wrong with it, to be read after its name. */
  readonly problem: string;
}

/** Compares `files` (text by path from the root) with the files in `folder`, which stands for the root. */
export function staleFiles(files: ReadonlyMap<string, string>, folder: string): StaleFile[] {
  const differing = [...files].flatMap(([file, text]) => {
    const target = path.join(folder, file);
    if (!existsSync(target)) return [{ path: file, problem: "is missing" }];
    return readFileSync(target, "utf8") === text ? [] : [{ path: file, problem: "is not what the code generates" }];
  });
  const present = globSync(`${schemaFolder}/*`, { cwd: folder }).map((file) => file.split(path.sep).join("/"));
  const orphans = present.filter((file) => !files.has(file)).map((file) => ({ path: file, problem: "belongs to no document kind" }));
  return [...differing, ...orphans];
}
