// Where the newest answer to each request lies that a run may read: a scan of the heads of all kept lines; the answers stay on disk.
import type { Hash } from "../base/hash.ts";
import type { Storage } from "../base/ports.ts";
import { createHeadScanner, type HeadScanner } from "../domain/kept-answer.ts";
import { cacheFolder, isAnswersName } from "./layout.ts";

export interface AnswerPlace {
  readonly path: string;
  readonly start: number;
  /** Without the LF. */
  readonly length: number;
}

export interface AnswerIndex {
  readonly isEmpty: boolean;
  /** Where the answer may lie: whoever reads it there must see whether it is to this request. */
  find(key: Hash): AnswerPlace | null;
}

export interface Admission {
  /** Only what was kept before this time, ISO 8601. */
  readonly before: string;
  /** Nothing that this run kept; null admits every run. */
  readonly notOf: string | null;
}

const lineFeed = 10;
/** 52 bits of a hash: whole hashes of half a million answers would take more memory than their places. */
const digitsOfMark = 13;

interface Known extends AnswerPlace {
  readonly keptAt: number;
}

/** The newest admitted answer by key; of equally old ones the last. Files that cannot be read are told to `onProblem` and left out. */
export async function indexAnswers(storage: Storage, admission: Admission, onProblem: (error: unknown) => void): Promise<AnswerIndex> {
  const places = new Map<number, Known>();
  const names = await storage.list(cacheFolder).catch((error: unknown) => {
    onProblem(error);
    return [];
  });
  const scanner = createHeadScanner({ ...admission, digits: digitsOfMark });
  // One file after the other, so that no more than one is in memory.
  for (const name of names.filter(isAnswersName)) {
    const path = `${cacheFolder}/${name}`;
    try {
      indexFile(path, (await storage.read(path)) ?? new Uint8Array(), scanner, places);
    } catch (error) {
      onProblem(error);
    }
  }
  return { isEmpty: places.size === 0, find: (key) => places.get(scanner.mark(key)) ?? null };
}

function indexFile(path: string, bytes: Uint8Array, scanner: HeadScanner, places: Map<number, Known>): void {
  // What follows the last line feed is torn: a later line may be whole, so every line is looked at by itself.
  for (let start = 0, end = bytes.indexOf(lineFeed); end >= 0; start = end + 1, end = bytes.indexOf(lineFeed, start)) {
    const head = scanner.read(bytes, start, end);
    if (head === null) continue;
    const { mark, keptAt } = head;
    const known = places.get(mark);
    if (known === undefined || known.keptAt <= keptAt) places.set(mark, { path, start, length: end - start, keptAt });
  }
}
