// `touchstone init [dir]`: a sample project that runs without a key.
import { cp, mkdir, readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { TouchstoneError } from "../../core/base/errors.ts";
import { unwritable } from "../../node/unwritable.ts";
import { exitCodes } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";

export async function init(terminal: Terminal, target: string, { json }: { json: boolean }): Promise<number> {
  const folder = resolve(terminal.folder, target);
  const present = new Set(await openFolder(folder, target));
  // The build puts the example beside the bundle.
  const source = fileURLToPath(new URL("example/", terminal.home));
  const names = await readdir(source);
  const clash = names.find((name) => present.has(name));
  if (clash !== undefined) {
    throw new TouchstoneError("input/invalid", `${target} already holds "${clash}"; nothing was written.`, {
      hint: "Choose an empty folder: touchstone init my-prompts",
    });
  }
  await cp(source, folder, { recursive: true }).catch((error: unknown) => Promise.reject(unwritable(folder, error)));
  const shown = target === "" ? "." : target;
  if (json) terminal.printJson({ dir: shown, files: names.sort(), exitCode: exitCodes.ok });
  else {
    terminal.print(
      `A sample project is in ${shown}. It runs without a key:`,
      "",
      ...(shown === "." ? [] : [`  cd ${shown}`]),
      "  touchstone run experiments/tone.experiment.yaml",
      "",
      "Then read README.md there.",
    );
  }
  return exitCodes.ok;
}

/** The names in a folder, which is made when there is none. */
async function openFolder(folder: string, shown: string): Promise<string[]> {
  try {
    await mkdir(folder, { recursive: true });
    return await readdir(folder);
  } catch (error) {
    throw new TouchstoneError(
      "input/invalid",
      `"${shown}" cannot be used as a folder: ${error instanceof Error ? error.message : String(error)}.`,
      { hint: "Choose an empty folder: touchstone init my-prompts", cause: error },
    );
  }
}
