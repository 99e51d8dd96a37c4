/** Waiting for what a person would wait for; what does not come fails with what was seen instead and a picture of the window. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "playwright-core";

/** How long a person would wait; everything in these windows is local. */
export const patienceMs = 20_000;

const failures = path.resolve(import.meta.dirname, "../../../.vscode-test/failures");
let pictures = 0;

/** Does what needs `what` to be there, and explains its failure. */
export async function expecting<Value>(page: Page, what: string, action: () => Promise<Value>): Promise<Value> {
  try {
    return await action();
  } catch (error) {
    throw new Error(await failure(page, `Waited in vain for ${what}.`), { cause: error });
  }
}

/** Reads again and again until a value is as wished; returns it. The failure shows the value last read. */
export async function eventually<Value>(
  page: Page,
  what: string,
  { read, isGood }: { readonly read: () => Promise<Value>; readonly isGood: (value: Value) => boolean },
): Promise<Value> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const value = await read();
    if (isGood(value)) return value;
    if (performance.now() > end) throw new Error(await failure(page, `Waited in vain for ${what}. Last seen: ${JSON.stringify(value)}.`));
    await pause(50);
  }
}

/** Writes a picture of the window; returns its path. */
export async function takePicture(page: Page, name: string): Promise<string> {
  mkdirSync(failures, { recursive: true });
  const file = path.join(failures, `${name}.png`);
  await page.screenshot({ path: file, timeout: 5_000 });
  return file;
}

async function failure(page: Page, sentence: string): Promise<string> {
  pictures += 1;
  const picture = await takePicture(page, `window-${process.pid}-${pictures}`).catch(() => null);
  return picture === null ? `${sentence} The window could not be photographed.` : `${sentence} Picture of the window: ${picture}`;
}
