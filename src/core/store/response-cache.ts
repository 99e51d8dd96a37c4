// Answers kept by the hash of their request. A run reads what was there when it was created, never what it wrote itself; a cache that fails costs calls, never a run.
import type { Hash } from "../base/hash.ts";
import type { AppendFile, Clock, Storage } from "../base/ports.ts";
import type { Completion } from "../domain/completion.ts";
import { answerLine, readAnswerLine } from "../domain/kept-answer.ts";
import { indexAnswers, type AnswerIndex } from "./answer-index.ts";
import { answersPath } from "./layout.ts";

/** Where one call's answer is kept. */
export interface CacheSlot {
  readonly key: Hash;
  /** An answer for which this is false is neither served nor kept: it would be an error for ever. */
  isUsable(completion: Completion): boolean;
}

export interface AnswerReader {
  /** The answer that may be used, or null. Never rejects. */
  read(slot: CacheSlot): Promise<Completion | null>;
  /** True when there is no answer to any request, so that none need be looked up. Never rejects. */
  isEmpty(): Promise<boolean>;
}

export interface ResponseCache extends AnswerReader {
  /** Begins to keep an answer; nothing waits for the disk, since the journal has the answer too. */
  keep(slot: CacheSlot, completion: Completion): void;
  /** Writes what is left. Answers with what went wrong first, as a sentence, or null. Never rejects. */
  close(): Promise<string | null>;
}

export interface CacheView {
  readonly storage: Storage;
  /** Answers kept at this time, ISO 8601, or later are not read. */
  readonly before: string;
  /** Its answers are not read; null for somebody who only looks. */
  readonly runId: string | null;
  /** Reads nothing. */
  readonly isFresh: boolean;
}

/** The cache as it was at a time; what cannot be read is a miss, told to `onProblem`. */
export function openAnswerReader({ storage, before, runId, isFresh }: CacheView, onProblem: (error: unknown) => void): AnswerReader {
  let index: Promise<AnswerIndex> | null = null;
  const opened = (): Promise<AnswerIndex> => (index ??= indexAnswers(storage, { before, notOf: runId }, onProblem));
  return {
    isEmpty: async () => isFresh || (await opened()).isEmpty,
    async read(slot) {
      if (isFresh) return null;
      const place = (await opened()).find(slot.key);
      if (place === null) return null;
      try {
        const bytes = await storage.readPart(place.path, place.start, place.length);
        const completion = bytes === null ? null : readAnswerLine(new TextDecoder().decode(bytes), slot.key);
        return completion !== null && slot.isUsable(completion) ? completion : null;
      } catch (error) {
        onProblem(error);
        return null;
      }
    },
  };
}

export interface CacheOptions extends CacheView {
  readonly runId: string;
  /** Names the file of this writer. */
  readonly writer: string;
  /** True where no journal has the answers too: each is written as soon as it is there. */
  readonly isOnlyCopy?: boolean;
  readonly clock: Pick<Clock, "now">;
}

/** The cache of one writer of a run: as it was when the run was created, and a file for what is answered now. */
export function openResponseCache(options: CacheOptions): ResponseCache {
  let problem: string | null = null;
  const note = (error: unknown): void => {
    const cause = error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
    problem ??= `The cache of answers could not be used, so some may be asked for again: ${cause}.`;
  };
  const reader = openAnswerReader(options, note);
  const writer = createAnswerWriter(options);
  const kept = new Set<Hash>();
  return {
    read: (slot) => reader.read(slot),
    isEmpty: () => reader.isEmpty(),
    keep({ key, isUsable }, completion) {
      // Of equal requests of one run the first answer stays.
      if (kept.has(key) || !isUsable(completion)) return;
      kept.add(key);
      const t = new Date(options.clock.now()).toISOString();
      writer.append(answerLine(key, completion, { t, run: options.runId }));
    },
    async close() {
      await writer.close().catch(note);
      return problem;
    },
  };
}

interface AnswerWriter {
  append(line: string): void;
  /** Rejects with the first failure, after which nothing more was written. */
  close(): Promise<void>;
}

/** So many lines are written together where a journal has them too: a write for each answer would cost a tenth of a fast call. A kill loses no more. */
const linesAtOnce = 16;

/** The file is made for the first lines. */
function createAnswerWriter({ storage, runId, writer, isOnlyCopy = false }: CacheOptions): AnswerWriter {
  const encoder = new TextEncoder();
  let file: AppendFile | null = null;
  let lines: string[] = [];
  let failure: { readonly error: unknown } | null = null;
  let draining: Promise<void> | null = null;
  let isClosed = false;

  const drain = async (): Promise<void> => {
    while (lines.length > 0 && failure === null) {
      const group = lines;
      lines = [];
      try {
        file ??= await storage.openNew(answersPath(runId, writer));
        await file.append(encoder.encode(group.join("")));
      } catch (error) {
        failure = { error };
      }
    }
    draining = null;
  };

  return {
    append(line) {
      // A call that a failed journal left in flight may still be answered.
      if (isClosed || failure !== null) return;
      lines.push(line);
      if (isOnlyCopy || lines.length >= linesAtOnce) draining ??= drain();
    },
    async close() {
      isClosed = true;
      await draining;
      await drain();
      await file?.close();
      file = null;
      if (failure !== null) throw failure.error;
    },
  };
}
