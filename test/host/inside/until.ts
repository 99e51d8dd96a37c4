/** Waiting for a condition; what does not come true fails with what was seen last. */
import { setTimeout as pause } from "node:timers/promises";

const patienceMs = 15_000;

/** Reads again and again until a value is as wished; returns it. */
export async function until<Value>(
  what: string,
  { read, isGood }: { readonly read: () => Value | Promise<Value>; readonly isGood: (value: Value) => boolean },
): Promise<Value> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const value = await read();
    if (isGood(value)) return value;
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}. Last seen: ${JSON.stringify(value)}`);
    await pause(20);
  }
}
