// Texts of any size made to fit a message: cut between code points, measured as the bytes of UTF-8 JSON that they become.

const ellipsis = "…";
const ellipsisBytes = 3;
/** No UTF-16 unit becomes more than the six bytes of `\u0000`. */
const mostBytesOfUnit = 6;

/** Bytes of a value as JSON in UTF-8. */
export function jsonBytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

/** Bytes of a text inside the quotes of its JSON. */
export function textBytes(text: string): number {
  return jsonBytes(text) - 2;
}

export interface Clipped {
  readonly text: string;
  readonly isTruncated: boolean;
}

/** At most `most` bytes of a text as JSON, an ellipsis at the end where more follows; nothing at all where not even that fits. */
export function clipBytes(text: string, most: number): Clipped {
  if (text.length * mostBytesOfUnit <= Math.max(0, most) || textBytes(text) <= most) return { text, isTruncated: false };
  let bytes = ellipsisBytes;
  let end = 0;
  if (most < bytes) return { text: "", isTruncated: true };
  for (const character of text) {
    bytes += bytesOf(character);
    if (bytes > most) break;
    end += character.length;
  }
  return { text: text.slice(0, end) + ellipsis, isTruncated: true };
}

/** Bytes of one code point inside the quotes of its JSON. */
function bytesOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return "\b\t\n\f\r".includes(character) ? 2 : 6;
  if (code === 0x22 || code === 0x5c) return 2;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  // A lone surrogate is spelled out: it has no UTF-8.
  if (code >= 0xd800 && code <= 0xdfff) return 6;
  return code < 0x10000 ? 3 : 4;
}

/** The beginning of a text on one line, of at most `most` code points, the ellipsis among them; other control characters stay. */
export function preview(text: string, most: number): string {
  // Two units for each code point and for each CR LF, and enough of them to see that there is more.
  const head = text.slice(0, 2 * most + 2);
  const line = head.replace(/\r\n|[\n\r\u0085\u2028\u2029]/g, " ");
  if (head.length === text.length && line.length <= most) return line;
  const characters = [...line];
  if (head.length === text.length && characters.length <= most) return line;
  return most < 1 ? "" : characters.slice(0, most - 1).join("") + ellipsis;
}

/**
 * How many bytes each of some texts may take so that all together take at most `budget`: the short ones whole, the long ones an
 * equal share of what is left.
 */
export function shareBytes(sizes: readonly number[], budget: number): number {
  let left = budget;
  const ascending = [...sizes].sort((a, b) => a - b);
  for (const [index, size] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index));
    if (size > share) return Math.max(0, share);
    left -= size;
  }
  return Number.MAX_SAFE_INTEGER;
}

/** The first items that take at most `budget` bytes as a JSON list. */
export function takeWithin<Item>(items: readonly Item[], budget: number): Item[] {
  let bytes = 2;
  const taken: Item[] = [];
  for (const item of items) {
    bytes += jsonBytes(item) + 1;
    if (bytes > budget) break;
    taken.push(item);
  }
  return taken;
}
