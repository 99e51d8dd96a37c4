// Reads a project's files once each, remembers which were used (a run pins those), and turns missing ones into findings.
import { isTouchstoneError } from "../base/errors.ts";
import type { Files } from "../base/ports.ts";
import { advise } from "../domain/correction.ts";
import type { Diagnostic, Range } from "../domain/diagnostic.ts";
import { createSourceText, type SourceText } from "../domain/source-text.ts";
import { createFindings, type Findings } from "./findings.ts";
import { relativePath, resolvePath } from "./paths.ts";
import { sourceOf } from "./remember.ts";

/** A place in a document that names another file. */
export interface Reference {
  readonly source: SourceText;
  readonly range: Range;
  readonly target: string;
}

export interface Reader {
  /** Project-relative paths of all files. */
  list(): Promise<readonly string[]>;
  bytes(path: string): Promise<Uint8Array | null>;
  /** The text of a file, or null when it is missing or not UTF-8 (then a finding is reported). */
  source(path: string): Promise<SourceText | null>;
  /** The path a reference means when that file exists; else null and a finding at the reference. */
  follow(reference: Reference, noun: string): Promise<string | null>;
  report(found: readonly Diagnostic[]): void;
  /** What was found so far, each once; of a file with very many the first ones and their number. */
  readonly diagnostics: readonly Diagnostic[];
  /** The files read so far with their bytes. */
  used(): ReadonlyMap<string, Uint8Array>;
}

/** `findings` takes what is found. */
export function createReader(files: Files, findings: Findings = createFindings()): Reader {
  const read = new Map<string, Promise<Uint8Array | null>>();
  const used = new Map<string, Uint8Array>();
  const sources = new Map<string, SourceText | null>();
  let listed: Promise<readonly string[]> | null = null;

  const report = (diagnostic: Diagnostic): void => findings.add([diagnostic]);
  const list = (): Promise<readonly string[]> => (listed ??= files.list());
  const bytes = (path: string): Promise<Uint8Array | null> => {
    const known = read.get(path);
    if (known !== undefined) return known;
    const reading = files.read(path).then((content) => {
      if (content !== null) used.set(path, content);
      return content;
    });
    read.set(path, reading);
    return reading;
  };

  return {
    list,
    bytes,
    async source(path) {
      const known = sources.get(path);
      if (known !== undefined) return known;
      const content = await bytes(path);
      const source = content === null ? null : sourceOf(path, content);
      if (content !== null && source === null) {
        report(
          createSourceText(path, "").diagnose(
            { start: 0, end: 0 },
            { code: "file/not-utf8", message: "This file is not UTF-8 text.", hint: "Save it as UTF-8." },
          ),
        );
      }
      sources.set(path, source);
      return source;
    },
    async follow({ source, range, target }, noun) {
      const resolved = resolvePath(source.file, target);
      if (resolved.kind === "problem") {
        report(source.diagnose(range, { code: "file/path", message: resolved.message, hint: resolved.hint }));
        return null;
      }
      try {
        if ((await bytes(resolved.path)) !== null) return resolved.path;
      } catch (error) {
        if (!isTouchstoneError(error, "document/invalid")) throw error;
        report(source.diagnose(range, { code: "file/path", message: error.message, hint: error.hint }));
        return null;
      }
      const ending = /\.[a-z]+(\.yaml)?$/.exec(resolved.path)?.[0] ?? "";
      const candidates = (await list()).filter((path) => path.endsWith(ending)).map((path) => relativePath(source.file, path));
      report(
        source.diagnose(range, {
          code: "file/missing",
          message: `There is no ${noun} at "${target}".`,
          ...advise(target, candidates, "such file"),
        }),
      );
      return null;
    },
    report: findings.add,
    get diagnostics() {
      return findings.list();
    },
    used: () => used,
  };
}

/** The same files without a word about them: for looking around, where what cannot be read counts as missing. */
export function quietReader(reader: Reader): Reader {
  return createReader(
    {
      list: reader.list,
      async read(path) {
        try {
          return await reader.bytes(path);
        } catch (error) {
          if (isTouchstoneError(error, "document/invalid")) return null;
          throw error;
        }
      },
    },
    { add: () => undefined, list: () => [] },
  );
}
