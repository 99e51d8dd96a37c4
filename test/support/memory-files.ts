// The Files port over a record of contents: a project as a literal.
import type { Files } from "../../src/core/base/ports.ts";

/** Files by project-relative path; a text stands for its UTF-8 bytes. */
export function memoryFiles(contents: Readonly<Record<string, string | Uint8Array>>): Files {
  const files = new Map(
    Object.entries(contents).map(([path, content]) => [path, typeof content === "string" ? new TextEncoder().encode(content) : content]),
  );
  return {
    list: () => Promise.resolve([...files.keys()].sort()),
    read: (path) => Promise.resolve(files.get(path) ?? null),
  };
}
