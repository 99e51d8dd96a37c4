// What collects the events of one streamed response until it is a whole answer.
import type { Completion } from "../domain/completion.ts";

/** What the body of a response says; the rest of a Completion comes from the connection. */
export type Answer = Omit<Completion, "requestId" | "status" | "times">;

/** Reads the events of one response. `answer` may be asked for only once `isComplete` is true: half an answer is none. */
export interface StreamReader {
  /** Throws a ProviderError for an event of the wrong shape, and for one that reports a failure. */
  read(event: unknown): void;
  /** True once the terminal event has been read. */
  isComplete(): boolean;
  answer(): Answer;
}
