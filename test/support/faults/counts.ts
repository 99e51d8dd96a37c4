// How often a fault is tried: a few times in every test run, and as often as its target says in `npm run test:faults`.

export const isFull = process.env["TOUCHSTONE_FAULTS"] === "full";

export function count(small: number, full: number): number {
  return isFull ? full : small;
}
