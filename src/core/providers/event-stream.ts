// The format text/event-stream, as both providers answer in it: bytes in as they come, whole events out.

/** One event of a stream. */
export interface StreamEvent {
  /** Null for an event without a name. */
  readonly name: string | null;
  readonly data: string;
}

export interface EventDecoder {
  /** The events that end in this piece. What no blank line has ended yet waits for the next piece, and at the end of the stream is no event. */
  push(piece: Uint8Array): readonly StreamEvent[];
}

/**
 * Decodes by the WHATWG's rules: UTF-8 with or without a byte order mark; lines that end in LF, CR or CRLF; lines of data joined by LF; no event
 * without data; comments and other fields left out.
 */
export function createEventDecoder(): EventDecoder {
  const decoder = new TextDecoder();
  let rest = "";
  let isAfterReturn = false;
  let name: string | null = null;
  let data: string | null = null;

  /** With LF as the only end of a line, also where a piece ends between CR and LF. */
  const withLineFeeds = (text: string): string => {
    const start = isAfterReturn && text.startsWith("\n") ? 1 : 0;
    if (text !== "") isAfterReturn = text.endsWith("\r");
    return text.includes("\r") ? text.slice(start).replace(/\r\n?/g, "\n") : text.slice(start);
  };

  const readField = (line: string): void => {
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") data = data === null ? value : `${data}\n${value}`;
    else if (field === "event") name = value;
  };

  return {
    push(piece) {
      const text = withLineFeeds(decoder.decode(piece, { stream: true }));
      // A line that goes on for many pieces is put together once, at its end.
      if (!text.includes("\n")) {
        rest += text;
        return [];
      }
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      const events: StreamEvent[] = [];
      for (const line of lines) {
        if (line !== "") {
          readField(line);
          continue;
        }
        if (data !== null) events.push({ name, data });
        name = null;
        data = null;
      }
      return events;
    },
  };
}
