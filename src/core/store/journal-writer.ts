// Appends run events to one journal file; an event counts as saved only when the sync that covers its line has returned (group commit).
import { joinBytes } from "../base/join-bytes.ts";
import type { AppendFile } from "../base/ports.ts";
import { TouchstoneError } from "../base/errors.ts";
import type { RunEvent } from "../domain/run-event.ts";
import { encodeLine } from "./journal-line.ts";
import type { LineSpan } from "./journal-reader.ts";

export interface JournalWriter {
  /** Resolves when the events are durable, in order and together. After one failed write or sync every later call rejects. */
  append(...events: readonly RunEvent[]): Promise<void>;
  /** Writes what is queued and closes the file. Never rejects: what was acknowledged is durable without it. */
  close(): Promise<void>;
}

interface Waiting {
  readonly lines: readonly Uint8Array[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** `onSaved` hears each event and where its line lies once it is durable, in file order. */
export function createJournalWriter(file: AppendFile, onSaved: (event: RunEvent, span: LineSpan) => void): JournalWriter {
  const encoder = new TextEncoder();
  let queue: Waiting[] = [];
  let sequence = 0;
  /** Bytes of all lines that were handed in. */
  let length = 0;
  let broken: TouchstoneError | null = null;
  let draining: Promise<void> | null = null;

  const drain = async (): Promise<void> => {
    while (queue.length > 0) {
      const group = queue;
      queue = [];
      try {
        if (broken !== null) throw broken;
        await file.append(joinBytes(group.flatMap(({ lines }) => lines)));
        await file.sync();
      } catch (error) {
        // Once a write or sync has failed nothing after it may be trusted (fault F5).
        broken ??= new TouchstoneError(
          "store/unwritable",
          `The journal ${file.path} could not be written: ${error instanceof Error ? error.message : String(error)}.`,
          {
            hint: "Free disk space or fix the folder's permissions, then run `touchstone resume`.",
            cause: error,
          },
        );
        for (const waiting of group) waiting.reject(broken);
        continue;
      }
      for (const waiting of group) waiting.resolve();
    }
    draining = null;
  };

  return {
    append(...events) {
      const appended = events.map((event) => {
        const line = encoder.encode(encodeLine(event, sequence++));
        const span: LineSpan = { start: length, length: line.length - 1 };
        length += line.length;
        return { event, line, span };
      });
      return new Promise((resolve, reject) => {
        const saved = (): void => {
          try {
            for (const { event, span } of appended) onSaved(event, span);
            resolve();
          } catch (error) {
            // A listener that throws is a bug of its own and no reason to distrust the file.
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        };
        queue.push({ lines: appended.map(({ line }) => line), resolve: saved, reject });
        draining ??= Promise.resolve().then(drain);
      });
    },
    async close() {
      await draining;
      await file.close().catch(() => undefined);
    },
  };
}
