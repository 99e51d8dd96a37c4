/** What the server must know of one provider API in order to speak it. */
import type { ComposedAnswer } from "./composed-answer.ts";

/** One server-sent event; OpenAI's chat API sends events without a name. */
export interface ServerSentEvent {
  readonly name?: string;
  readonly data: string;
}

/** One provider API's own way of writing requests, answers and errors. */
export interface ProviderFormat {
  /** Top-level fields without which the provider refuses a request. */
  readonly requiredFields: readonly string[];
  readonly requestIdHeader: string;
  /** The document of an answer that is not streamed. */
  readonly document: (answer: ComposedAnswer) => object;
  /** The events of a streamed answer; the last one is the terminal event. */
  readonly events: (answer: ComposedAnswer) => readonly ServerSentEvent[];
  /** The document that goes with an error status. */
  readonly errorDocument: (status: number, message: string, requestId: string) => object;
}

/** Writes an event as it goes over the wire. */
export function renderEvent(event: ServerSentEvent): string {
  const name = event.name === undefined ? "" : `event: ${event.name}\n`;
  return `${name}data: ${event.data}\n\n`;
}
