// All that arrives on stdin, for commands that take their input there.
import { addAbortSignal } from "node:stream";
import { TouchstoneError } from "../core/base/errors.ts";

const mostBytes = 100_000_000;

/** The bytes of stdin up to its end; null when `signal` ended the wait. Throws `stats/invalid-json` when it cannot be read or holds more than 100 MB. */
export async function readInput(signal: AbortSignal): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of addAbortSignal(signal, process.stdin) as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > mostBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    if (signal.aborted) return null;
    throw new TouchstoneError("stats/invalid-json", `stdin cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  if (bytes > mostBytes) throw new TouchstoneError("stats/invalid-json", `stdin must hold at most ${mostBytes / 1e6} MB`);
  return Buffer.concat(chunks);
}
