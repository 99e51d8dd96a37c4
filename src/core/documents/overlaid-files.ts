// The Files port with texts laid over it: what stands in open editors, or what is nowhere on disk.
import type { Files } from "../base/ports.ts";

/** The texts that were laid over before, with their bytes, by path. */
export type KeptTexts = Map<string, { readonly text: string; readonly bytes: Uint8Array }>;

/**
 * `files` with the texts in `texts` (by project-relative path) in the place of theirs or beside them. With the same `kept` in each
 * call a text that has not changed has the same bytes object, so that nothing is parsed again for it.
 */
export function overlaidFiles(files: Files, texts: Readonly<Record<string, string>>, kept: KeptTexts = new Map()): Files {
  const laid = new Map(
    Object.entries(texts).map(([path, text]) => {
      const known = kept.get(path);
      return [path, known?.text === text ? known : { text, bytes: new TextEncoder().encode(text) }] as const;
    }),
  );
  kept.clear();
  for (const [path, entry] of laid) kept.set(path, entry);
  return {
    async list() {
      return [...new Set([...(await files.list()), ...laid.keys()])].sort();
    },
    async read(path) {
      return laid.get(path)?.bytes ?? files.read(path);
    },
  };
}
