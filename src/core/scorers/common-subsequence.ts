// The longest common subsequence of two lists, 32 items at a time (Hyyrö 2004).

/** How many items two lists have in common in the same order, others between them or not. Time grows with the product of the lengths / 32. */
export function commonSubsequence(items: readonly string[], others: readonly string[]): number {
  const blocks = Math.ceil(items.length / 32);
  const positions = positionsOf(items, blocks);
  // A bit that is 0 stands for an item that makes the subsequence longer.
  const row = new Uint32Array(blocks).fill(0xffffffff);
  for (const other of others) {
    const matches = positions.get(other);
    if (matches === undefined) continue;
    let carry = 0;
    for (let block = 0; block < blocks; block++) {
      const bits = row[block] ?? 0;
      const match = matches[block] ?? 0;
      const sum = bits + ((bits & match) >>> 0) + carry;
      carry = sum > 0xffffffff ? 1 : 0;
      row[block] = sum | (bits & ~match);
    }
  }
  let length = 0;
  for (let index = 0; index < items.length; index++) length += 1 - (((row[index >>> 5] ?? 0) >>> (index & 31)) & 1);
  return length;
}

/** The places of each item as bits. */
function positionsOf(items: readonly string[], blocks: number): Map<string, Uint32Array> {
  const positions = new Map<string, Uint32Array>();
  for (const [index, item] of items.entries()) {
    const bits = positions.get(item) ?? new Uint32Array(blocks);
    bits[index >>> 5] = (bits[index >>> 5] ?? 0) | (1 << (index & 31));
    positions.set(item, bits);
  }
  return positions;
}
