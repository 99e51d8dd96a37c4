// Random numbers that are the same in every test run.

/** Uniform numbers in [0, 1), drawn from a seed (a Lehmer generator). */
export function drawsOf(seed: number): () => number {
  let state = (seed * 7919 + 1) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** A whole number from `least` to `most`. */
export function between(draw: () => number, least: number, most: number): number {
  return least + Math.floor(draw() * (most - least + 1));
}
