// A journal whose large outputs go into blobs: each blob is durable before the line that names it is written.
import type { Hash } from "../base/hash.ts";
import type { Storage } from "../base/ports.ts";
import type { RunEvent } from "../domain/run-event.ts";
import { keepAside, mayBeLarge } from "./blobs.ts";
import type { JournalWriter } from "./journal-writer.ts";

export function keepLargeAside(journal: JournalWriter, storage: Storage, runId: string): JournalWriter {
  /** Samples whose blob is being written: what is said of them meanwhile must stand behind their response. */
  const waiting = new Map<Hash, Promise<unknown>>();
  return {
    append(...events) {
      const [first] = events;
      const sample = first !== undefined && "sample" in first ? first.sample : null;
      const before = sample === null ? undefined : waiting.get(sample);
      if (before === undefined && !events.some(mayBeLarge)) return journal.append(...events);
      const work = async (): Promise<void> => {
        await before;
        const aside: RunEvent[] = [];
        for (const event of events) aside.push(event.k === "response" ? await keepAside(storage, runId, event) : event);
        await journal.append(...aside);
      };
      const done = work();
      if (sample !== null) {
        waiting.set(sample, done);
        const forget = (): void => {
          if (waiting.get(sample) === done) waiting.delete(sample);
        };
        done.then(forget, forget);
      }
      return done;
    },
    async close() {
      await Promise.allSettled(waiting.values());
      await journal.close();
    },
  };
}
