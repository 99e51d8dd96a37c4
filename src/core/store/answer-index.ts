// Where the newest answer to each request lies that a run may read: a scan of the heads of all kept lines; the answers stay on disk.
import type { Storage } from "../base/ports.ts";
import { longestHead, readAnswerHead, type AnswerHead } from "../domain/kept-answer.ts";
import { cacheFolder, isAnswersName } from "./layout.ts";

export interface AnswerPlace {
  readonly path: string;
  readonly start: number;
  /** Without the LF. */
  readonly length: number;
  readonly t: string;
}

const lineFeed = 10;

/** The newest admitted answer by key; of equally old ones the last. Files that cannot be read are told to `onProblem` and left out. */
export async function indexAnswers(
  storage: Storage,
  isAdmitted: (head: AnswerHead) => boolean,
  onProblem: (error: unknown) => void,
): Promise<ReadonlyMap<string, AnswerPlace>> {
  const places = new Map<string, AnswerPlace>();
  const names = await storage.list(cacheFolder).catch((error: unknown) => {
    onProblem(error);
    return [];
  });
  // One file after the other, so that no more than one is in memory.
  for (const name of names.filter(isAnswersName)) {
    const path = `${cacheFolder}/${name}`;
    try {
      indexFile(path, (await storage.read(path)) ?? new Uint8Array(), isAdmitted, places);
    } catch (error) {
      onProblem(error);
    }
  }
  return places;
}

function indexFile(path: string, bytes: Uint8Array, isAdmitted: (head: AnswerHead) => boolean, places: Map<string, AnswerPlace>): void {
  const decoder = new TextDecoder();
  // What follows the last line feed is torn: a later line may be whole, so every line is looked at by itself.
  for (let start = 0, end = bytes.indexOf(lineFeed); end >= 0; start = end + 1, end = bytes.indexOf(lineFeed, start)) {
    const head = readAnswerHead(decoder.decode(bytes.subarray(start, Math.min(end, start + longestHead))));
    if (head === null || !isAdmitted(head)) continue;
    const known = places.get(head.key);
    if (known === undefined || known.t <= head.t) places.set(head.key, { path, start, length: end - start, t: head.t });
  }
}
