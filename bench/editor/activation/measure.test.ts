// Inside VS Code's extension host, in a window without a folder: how long activation takes.
import { writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import * as vscode from "vscode";

/** Until the extensions of VS Code itself have been activated: their loading would count as ours. */
const settleMs = 8000;

describe("the activation of Touchstone", () => {
  it("is measured", async function () {
    this.timeout(60_000);
    await setTimeout(settleMs);
    const extension = vscode.extensions.getExtension("touchstone.touchstone");
    if (extension === undefined || extension.isActive) throw new Error("The extension was to be there and not yet active.");
    const start = performance.now();
    await extension.activate();
    writeFileSync(process.env.TOUCHSTONE_BENCH_OUT ?? "", JSON.stringify({ activationMs: performance.now() - start }));
  });
});
