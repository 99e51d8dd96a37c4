// A Storage in memory that remembers every write and sync in order, so that a test can look at what a power loss at any moment leaves.
import { setImmediate as turn } from "node:timers/promises";
import type { Storage } from "../../../src/core/base/ports.ts";
import { createMemoryStorage, type MemoryStorage } from "../memory-storage.ts";

type Step =
  | { readonly kind: "open"; readonly path: string }
  | { readonly kind: "append"; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: "sync"; readonly path: string }
  | { readonly kind: "write"; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: "cut"; readonly path: string };

/** What a disk that lost power has of a piece that was written and not synced. */
export type Fate = "kept" | "dropped" | "zeroed" | { readonly taken: number };

export interface RecordedDisk {
  readonly storage: Storage;
  /** How many steps have been made; a step counts when it has been carried out. */
  steps(): number;
  /** The files after so many steps, where each piece that no later one of these steps has synced meets the fate that `fate` draws. */
  after(steps: number, fate: () => Fate): MemoryStorage;
  /** From the step after this one on nothing happens any more and nothing is answered, as after a kill. */
  dieAfter(steps: number): void;
  /** Resolves when a step was asked for that is not made any more. */
  readonly died: Promise<void>;
}

/** A disk that holds `files` to begin with. */
export function createRecordedDisk(files: ReadonlyMap<string, Uint8Array> = new Map()): RecordedDisk {
  const initial = new Map(files);
  const steps: Step[] = [];
  let last = Infinity;
  const { promise: died, resolve: die } = Promise.withResolvers<void>();
  const live = createMemoryStorage();
  for (const [path, bytes] of initial) live.files.set(path, bytes);

  const perform = async <Value>(step: Step, work: () => Promise<Value>): Promise<Value> => {
    if (steps.length >= last) {
      die();
      return new Promise(() => undefined);
    }
    steps.push(step);
    return work();
  };

  return {
    storage: {
      ...live,
      write: (path, bytes) => perform({ kind: "write", path, bytes }, () => live.write(path, bytes)),
      cutTorn: (path) => perform({ kind: "cut", path }, () => live.cutTorn(path)),
      async openNew(path) {
        const file = await perform({ kind: "open", path }, () => live.openNew(path));
        return {
          ...file,
          append: (bytes) => perform({ kind: "append", path, bytes }, () => file.append(bytes)),
          sync: () => perform({ kind: "sync", path }, () => file.sync()),
          close: () => turn(),
        };
      },
    },
    steps: () => steps.length,
    after: (count, fate) => replay(initial, steps.slice(0, count), fate),
    dieAfter(count) {
      last = count;
    },
    died,
  };
}

interface Piece {
  readonly bytes: Uint8Array;
  isSynced: boolean;
}

function replay(initial: ReadonlyMap<string, Uint8Array>, steps: readonly Step[], fate: () => Fate): MemoryStorage {
  const whole = new Map(initial);
  const grown = new Map<string, Piece[]>();
  for (const step of steps) {
    if (step.kind === "write") whole.set(step.path, step.bytes);
    else if (step.kind === "cut") whole.set(step.path, wholeLines(whole.get(step.path)));
    else if (step.kind === "open") grown.set(step.path, []);
    else if (step.kind === "append") grown.get(step.path)?.push({ bytes: step.bytes, isSynced: false });
    else for (const piece of grown.get(step.path) ?? []) piece.isSynced = true;
  }
  const storage = createMemoryStorage();
  for (const [path, bytes] of whole) storage.files.set(path, bytes);
  for (const [path, pieces] of grown) storage.files.set(path, Buffer.concat(survivors(pieces, fate)));
  return storage;
}

/** A cut is synced before anybody goes on. */
function wholeLines(bytes: Uint8Array = new Uint8Array()): Uint8Array {
  return bytes.subarray(0, bytes.lastIndexOf(10) + 1);
}

/** A piece that got lost in front of one that was kept leaves a hole of zeros. */
function survivors(pieces: readonly Piece[], fate: () => Fate): Uint8Array[] {
  const found = pieces.map(({ bytes, isSynced }): Uint8Array | null => {
    const met = isSynced ? "kept" : fate();
    if (met === "kept") return bytes;
    if (met === "dropped") return null;
    return met === "zeroed" ? new Uint8Array(bytes.length) : bytes.subarray(0, met.taken);
  });
  const end = found.findLastIndex((piece) => piece !== null) + 1;
  return found.slice(0, end).map((piece, index) => piece ?? new Uint8Array(pieces[index]?.bytes.length ?? 0));
}
