// Repeated keys in JSON text, which JSON.parse drops without a word; one pass without recursion, for the text may be hostile.

/**
 * The first key that stands twice in one object of `json`, escapes resolved, or null when each stands once.
 * `json` must be text that JSON.parse accepts; of any other text nothing is promised but an end.
 */
export function findRepeatedKey(json: string): string | null {
  /** One entry for each open bracket: the keys so far of an object, null for an array. */
  const open: (Set<string> | null)[] = [];
  let isKeyNext = false;
  for (let index = 0; index < json.length; index += 1) {
    const character = json.charAt(index);
    if (character === "{") open.push(new Set());
    if (character === "[") open.push(null);
    if (character === "}" || character === "]") open.pop();
    if (character === "{" || character === ",") isKeyNext = true;
    if (character !== '"') continue;
    const end = endOfText(json, index);
    const keys = open.at(-1) ?? null;
    if (isKeyNext && keys !== null) {
      const key = textOf(json.slice(index, end + 1));
      if (keys.has(key)) return key;
      keys.add(key);
    }
    isKeyNext = false;
    index = end;
  }
  return null;
}

/** The place of the quotation mark that closes the text opened at `start`. */
function endOfText(json: string, start: number): number {
  let index = start + 1;
  while (index < json.length && json.charAt(index) !== '"') index += json.charAt(index) === "\\" ? 2 : 1;
  return index;
}

function textOf(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}
