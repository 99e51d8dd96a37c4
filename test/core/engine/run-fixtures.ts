// What tests of whole runs share: a small project, and a host in memory whose every moving part a test may replace.
import { hasErrors } from "../../../src/core/domain/diagnostic.ts";
import type { RunManifest } from "../../../src/core/domain/run-manifest.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import { loadExperiment } from "../../../src/core/documents/load-experiment.ts";
import type { Setup } from "../../../src/core/documents/setup.ts";
import { createLimiters } from "../../../src/core/engine/calling/limiter.ts";
import type { RunHost } from "../../../src/core/engine/running/run-host.ts";
import { keepLargeAside } from "../../../src/core/store/aside-journal.ts";
import { createJournalWriter } from "../../../src/core/store/journal-writer.ts";
import { journalPath } from "../../../src/core/store/layout.ts";
import { keepObject } from "../../../src/core/store/objects.ts";
import { writeManifest } from "../../../src/core/store/run-store.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { memoryFiles } from "../../support/memory-files.ts";
import type { MemoryStorage } from "../../support/memory-storage.ts";
import { inProcessRegex } from "../../support/in-process-regex.ts";
import { noScripts } from "../../support/scripts.ts";

/** Three rows, a baseline and a variant, one check and one question, all simulated. */
export const project = {
  "touchstone.yaml": "format: 1\n",
  "rows.csv": "id,text\na,first\nb,second\nc,third\n",
  "long.prompt": "Write at length about {{text}}.",
  "short.prompt": "Write briefly about {{text}}.",
  "writer.model.yaml":
    "provider: simulated\nmodel: writer\nrules:\n  - {when: briefly, replies: [{text: 'yes, briefly'}]}\n  - {when: '.', replies: [{text: 'yes, at length'}]}\n",
  "judge.model.yaml": "provider: simulated\nmodel: judge\njudge:\n  - {criterion: brief, pass_when: briefly}\n",
  "test.criteria.yaml":
    "judge: {model: judge.model.yaml}\ncriteria:\n  - {id: yes, check: contains, value: 'yes'}\n  - {id: brief, question: 'Is it brief?'}\n",
  "test.experiment.yaml":
    "collection: rows.csv\ntemplate: long.prompt\nmodel: writer.model.yaml\ncriteria: test.criteria.yaml\nvariants:\n  - {name: short, template: short.prompt}\n",
};

/** The project's experiment; throws with the first finding when it is wrong. */
export async function loadSetup(contents: Readonly<Record<string, string>> = project): Promise<Setup> {
  const { value, diagnostics } = await loadExperiment(memoryFiles(contents), "test.experiment.yaml");
  if (value === null || hasErrors(diagnostics)) throw new Error(diagnostics[0]?.message ?? "no setup");
  return value;
}

export function hostOf(storage: MemoryStorage, changes: Partial<RunHost> = {}): RunHost {
  let ids = 0;
  const clock = changes.clock ?? createFakeClock({ isEager: true });
  const random = (): number => 0;
  return {
    storage,
    endpoints: new Map(),
    key: () => null,
    fetch: () => Promise.reject(new Error("a simulated run calls nobody")),
    clock,
    random,
    limiters: createLimiters({ clock, random }),
    patienceMs: 120_000,
    regex: inProcessRegex,
    scripts: noScripts,
    pid: 1,
    tool: { name: "touchstone", version: "0.1.0", surface: "cli", node: "24.0.0", os: "linux-x64" },
    newId: () => `id-${String((ids += 1)).padStart(2, "0")}`,
    lock: () => Promise.resolve(() => Promise.resolve()),
    lockPlan: () => Promise.resolve(() => Promise.resolve()),
    lockCache: () => Promise.resolve(() => Promise.resolve()),
    isAlive: () => false,
    git: () => Promise.resolve(null),
    ...changes,
  };
}

/** Stores a run as if it had been made: its manifest, its row hashes and one journal. */
export async function storeRun(
  storage: MemoryStorage,
  manifest: RunManifest,
  rows: readonly (readonly [string, string])[],
  events: readonly RunEvent[],
): Promise<void> {
  const rowHashes = await keepObject(storage, new TextEncoder().encode(JSON.stringify(rows)));
  await writeManifest(storage, { ...manifest, collection: { ...manifest.collection, rowHashes } });
  const lines = createJournalWriter(await storage.openNew(journalPath(manifest.runId, "writer")), () => undefined);
  const journal = keepLargeAside(lines, storage, manifest.runId);
  await journal.append(...events);
  await journal.close();
}
