// The faults that a run must survive: what happens, and what must be true afterwards. Their numbers are those of the fault matrix.

export interface Fault {
  readonly what: string;
  readonly target: string;
  /** Why no test asks for it; absent where one does. */
  readonly notRun?: string;
}

export const faults = {
  F1: { what: "kill -9 at a random time", target: "0 lost; repeats per kill <= calls in flight; equal records" },
  F2: { what: "torn tail of a journal", target: "<= 1 record lost, 0 swallowed, 0 exceptions" },
  F3: { what: "power loss", target: "0 acknowledged records lost" },
  F4: { what: "disk full", target: "valid journal, exit 3, 0 lost, resumable" },
  F5: { what: "a write, sync, rename or open fails", target: "nothing shown as saved that is not; 0 lost" },
  F6: { what: "folder that cannot be written", target: "0 calls made" },
  F7: { what: "clock skew and jumps", target: ">= 250 ms between attempts, 0 negative durations" },
  F8: { what: "two writers on one workspace", target: "0 interleaved, 0 lost, 0 unasked repeats" },
  F9: { what: "symlinked or moved workspace", target: "same hashes; every escape refused" },
  F10: { what: "network cut during a run", target: "run completes; repeats <= concurrency per cut" },
  F11: { what: "stall of headers, body, chunks; drip", target: "ends within its clock + 1 s, sockets closed" },
  F12: { what: "cut, doubled, junk, empty, HTML, huge bodies", target: "0 such rows scored as outputs, memory bounded" },
  F13: { what: "429 storm", target: "wasted <= 15% of useful calls, 0 lost" },
  F14: { what: "the same 500 for one row", target: "<= 5 attempts; the run completes" },
  F15: { what: "late response after a timeout", target: "results = samples" },
  F16: { what: "crash or hang of a scorer or judge", target: "outputs kept, ratings marked as errors, 0 model calls on resume" },
  F17: { what: "50,000 samples, 1 GB of journal", target: "< 400 MB, messages <= 256 KB; first paint < 2 s, stalls < 50 ms" },
  F18: { what: "bytes flipped in a finished run", target: "0 crashes; damage always reported" },
  F19: { what: "journals of old versions", target: "all open, files unchanged" },
  F20: { what: "window closed or host killed", target: "as F1" },
  F21: { what: "budget reached with calls in flight", target: "overshoot <= calls in flight x dearest call" },
  F22: { what: "cancelled at any point", target: "state cancelled, 0 lost, resumable" },
  F23: { what: "wrong shards", target: "merge refuses, exit 4" },
  F24: { what: "20,000 calls", target: "memory +< 50 MB after warm-up; files and timers flat" },
  F25: { what: "too few file handles; a rename refused", target: "0 lost" },
  mixed: { what: "300 rows, 10% 429, 5% 500, 2% reset, 1% malformed, 1% hang", target: "every row true, 0 lost, <= 1.5 x ideal time" },
  random: { what: "random faults, kills and resumes", target: "results = samples, 0 doubled, record = fold" },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultId = keyof typeof faults;
