// The seeded generator of random numbers; the same seed gives the same sequence on every machine and in every version.
import { requireCount } from "./input-rules.ts";

/**
 * A generator of uniform fractions in [0, 1), multiples of 2^-32: sfc32 (C. Doty-Humphrey, PractRand), seeded with the low and
 * high halves of `seed` and warmed up by 12 draws. Throws RangeError unless `seed` is a whole number between 0 and 2^53 - 1.
 */
export function seededRandom(seed: number): () => number {
  requireCount("seed", seed);
  let a = 0;
  let b = (seed % 2 ** 32) | 0;
  let c = Math.floor(seed / 2 ** 32);
  let counter = 1;
  const draw = (): number => {
    const output = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + output) | 0;
    return (output >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round += 1) draw();
  return draw;
}
