/** A journey: tests that follow one another in one window. After a step that failed the rest would only fail for its sake, so they do not run. */
import { rmSync } from "node:fs";
import { mkdtemp, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { takePicture } from "./waiting.ts";
import { openWorkbench, type Workbench, type WorkbenchOptions } from "./workbench.ts";

/** What a journey needs beside its window: a folder of its own, and what else is to be closed at its end. */
export interface JourneyPlace {
  /** Absolute, empty, and removed at the end. */
  readonly scratch: string;
  /** Closes something at the end, the last first. */
  defer(close: () => Promise<unknown>): void;
}

const root = path.resolve(import.meta.dirname, "../../..");

/** Our extension as it lies in the repository, in a window that is otherwise as new. */
export const ourExtension = { extensionFolder: root } as const;

/**
 * Declares that the tests of this suite are steps of one journey, in one window that `prepare` describes. The answer gives the
 * window to the steps.
 */
export function journey(prepare: (place: JourneyPlace) => Promise<WorkbenchOptions>): () => Workbench {
  let window: Workbench | null = null;
  let failed: string | null = null;
  const closing: (() => unknown)[] = [];
  before(async function () {
    this.timeout(120_000);
    const scratch = await realpath(await mkdtemp(path.join(tmpdir(), "touchstone-e2e-")));
    closing.push(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));
    window = await openWorkbench(await prepare({ scratch, defer: (close) => closing.push(close) }));
    const opened = window;
    closing.push(() => opened[Symbol.asyncDispose]());
  });
  beforeEach(() => {
    if (failed !== null) throw new Error(`The journey ended at "${failed}"; this step was not tried.`);
  });
  afterEach("no message shows a stack", async () => {
    const stacks = (await window?.notifications())?.filter((text) => /(^|\n)\s*at \S/.test(text)) ?? [];
    if (stacks.length > 0) throw new Error(`A message shows a stack: ${stacks.join("\n")}`);
  });
  afterEach("a picture of what failed", async function () {
    const { currentTest } = this;
    if (currentTest?.state !== "failed") return;
    failed = currentTest.title;
    // What was waited for in vain has been photographed already.
    if (currentTest.err?.message.startsWith("Waited in vain") === true || window === null) return;
    const file = await takePicture(window.page, `step-${process.pid}-${currentTest.title.replace(/\W+/g, "-").slice(0, 60)}`);
    console.log(`Picture of the window: ${file}`);
  });
  after(async () => {
    for (const close of closing.reverse()) await close();
  });
  return () => {
    if (window === null) throw new Error("The window is not open yet.");
    return window;
  };
}
