// The lines of a body as they come: bytes are split before they are decoded, and no line is held that is longer than it may be.

/** What stands for a line that is too long. */
export const tooLong = Symbol("too long");

const lineFeed = 10;

/** Each line without its end; empty lines are left out. A line of more than `longest` bytes is passed over, and said to be so. */
export async function* readLines(pieces: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<string | typeof tooLong> {
  const decoder = new TextDecoder();
  let parts: Uint8Array[] = [];
  let size = 0;
  const take = (): string | typeof tooLong => {
    const line = size > longest ? tooLong : decoder.decode(joined(parts, size)).trim();
    parts = [];
    size = 0;
    return line;
  };
  const add = (part: Uint8Array): void => {
    size += part.byteLength;
    if (size > longest) parts = [];
    else parts.push(part);
  };
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf(lineFeed); end >= 0; end = piece.indexOf(lineFeed, start)) {
      add(piece.subarray(start, end));
      start = end + 1;
      const line = take();
      if (line !== "") yield line;
    }
    add(piece.subarray(start));
  }
  const last = take();
  if (last !== "") yield last;
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}
