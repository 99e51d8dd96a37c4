// The simulated model's embeddings: words hashed into a short vector, so that texts with the same words are alike, offline and always the same.
import { drawFrom } from "../base/hash.ts";

const dimensions = 64;

/** Of length 64; that of a text without words is all zero. */
export function simulatedVector(text: string): number[] {
  const vector = Array.from({ length: dimensions }, () => 0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const place = Math.floor(drawFrom("embedding-place", word) * dimensions);
    vector[place] = (vector[place] ?? 0) + (drawFrom("embedding-sign", word) < 0.5 ? -1 : 1);
  }
  return vector;
}
