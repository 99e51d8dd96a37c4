// The base of a gate, the project as an earlier commit has it, among the files of a run: every file of it under one folder that no project has.
import type { Files } from "../base/ports.ts";

const baseFolder = "@base";

/** Where a file of the base stands among the files of a run. */
export function basePath(path: string): string {
  return `${baseFolder}/${path}`;
}

/** True for the paths of files of a base. */
export function isOfBase(path: string): boolean {
  return path.startsWith(`${baseFolder}/`);
}

/** A path as it is in the base itself. */
export function withoutBase(path: string): string {
  return isOfBase(path) ? path.slice(baseFolder.length + 1) : path;
}

/** The files of a commit at the places that they have in a run, and no others. */
export function mountBase(files: Files): Files {
  return {
    list: async () => (await files.list()).map(basePath),
    read: (path) => (isOfBase(path) ? files.read(withoutBase(path)) : Promise.resolve(null)),
  };
}

/** What of the files of a run is its base. */
export function onlyBase(files: Files): Files {
  return {
    list: async () => (await files.list()).filter(isOfBase),
    read: (path) => (isOfBase(path) ? files.read(path) : Promise.resolve(null)),
  };
}
