// A clock that all threads of a process have in common.

/** Milliseconds, never 0; they begin anew about every 24 days. */
export function sharedNow(): number {
  return 1 + Number((process.hrtime.bigint() / 1_000_000n) % 0x7fff_ffffn);
}
