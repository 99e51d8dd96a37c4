// The findings of many documents: each once, and of one file no more than a person can read.
import type { Diagnostic, Severity } from "../domain/diagnostic.ts";

/** Most findings that are listed for one file. */
const maximumPerFile = 100;

export interface Findings {
  add(found: readonly Diagnostic[]): void;
  /** In the order in which they came; of a file with more than 100 the first 100, and at the end one that counts the others. */
  list(): readonly Diagnostic[];
}

interface FileFindings {
  readonly seen: Set<string>;
  readonly leftOut: Map<Severity, number>;
  /** The first that is left out. */
  next: Diagnostic | null;
}

export function createFindings(): Findings {
  const listed: Diagnostic[] = [];
  const files = new Map<string, FileFindings>();
  const add = (diagnostic: Diagnostic): void => {
    const file: FileFindings = files.get(diagnostic.file) ?? { seen: new Set(), leftOut: new Map(), next: null };
    files.set(diagnostic.file, file);
    const key = `${diagnostic.line}:${diagnostic.column}:${diagnostic.code}:${diagnostic.message}`;
    if (file.seen.has(key)) return;
    file.seen.add(key);
    if (file.seen.size <= maximumPerFile) {
      listed.push(diagnostic);
      return;
    }
    file.next ??= diagnostic;
    file.leftOut.set(diagnostic.severity, (file.leftOut.get(diagnostic.severity) ?? 0) + 1);
  };
  return {
    add(found) {
      for (const diagnostic of found) add(diagnostic);
    },
    list: () => [...listed, ...[...files.values()].flatMap(({ next, leftOut }) => (next === null ? [] : [countOthers(next, leftOut)]))],
  };
}

const severities = ["error", "warning", "information"] as const;

/** As bad as the worst of those it stands for. */
function countOthers(next: Diagnostic, leftOut: ReadonlyMap<Severity, number>): Diagnostic {
  const count = [...leftOut.values()].reduce((sum, some) => sum + some, 0);
  const severity = severities.find((each) => leftOut.has(each)) ?? next.severity;
  return {
    ...next,
    severity,
    code: "file/more-findings",
    message: `… and ${count} more like these.`,
    hint: "Mend those above, then check again.",
    replacement: null,
  };
}
