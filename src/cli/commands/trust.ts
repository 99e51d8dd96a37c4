// `touchstone trust add|list|remove`: the scripts of criteria that may run without being asked about again, by their content.
import { resolve } from "node:path";
import { TouchstoneError } from "../../core/base/errors.ts";
import { hashBytes, type Hash } from "../../core/base/hash.ts";
import { didYouMean } from "../../core/base/suggest.ts";
import { escapeLine } from "../../core/report/escape.ts";
import { isMissing } from "../../node/missing.ts";
import { readRegular } from "../../node/open-regular.ts";
import { trustedScripts, type TrustedScript } from "../../node/trusted-scripts.ts";
import { exitCodes } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";

const actions = ["add", "list", "remove"];
/** No script may be larger. */
const mostBytes = 1_000_000;

export async function trust(
  terminal: Terminal,
  action: string,
  files: readonly string[],
  { json }: { readonly json: boolean },
): Promise<number> {
  if (!actions.includes(action))
    throw new TouchstoneError("input/invalid", `"${action}" is nothing that can be done with trusted scripts.`, {
      hint: didYouMean(action, actions, "action"),
    });
  if ((action === "list") !== (files.length === 0))
    throw new TouchstoneError("input/invalid", action === "list" ? "`trust list` takes no file." : `\`trust ${action}\` needs a file.`, {
      hint: action === "list" ? "Leave it out." : `touchstone trust ${action} scorers/polite.mjs`,
    });
  const trusted = trustedScripts(terminal.environment);
  const before = trusted.list();
  const scripts =
    action === "add" ? await added(terminal, before, files) : action === "remove" ? await remaining(terminal, before, files) : before;
  if (action !== "list") await trusted.write(scripts);
  if (json) terminal.printJson({ file: trusted.file, scripts, exitCode: exitCodes.ok });
  else {
    terminal.print(...scripts.map(({ sha256, path }) => escapeLine(`${sha256}  ${path}`)));
    if (scripts.length === 0) terminal.note("No script is trusted.");
  }
  return exitCodes.ok;
}

async function added(terminal: Terminal, before: readonly TrustedScript[], files: readonly string[]): Promise<TrustedScript[]> {
  const scripts = new Map(before.map((script) => [script.sha256, script]));
  for (const file of files) {
    const sha256 = await hashOf(terminal, file);
    if (sha256 === null) throw new TouchstoneError("document/missing", `There is no file "${file}".`, { file });
    scripts.set(sha256, { sha256, path: resolve(terminal.folder, file) });
  }
  return [...scripts.values()];
}

/** A script is named by its hash, by the file as it stands, or by where it lay when it was added, in whatever version. */
async function remaining(terminal: Terminal, before: readonly TrustedScript[], names: readonly string[]): Promise<TrustedScript[]> {
  let left = [...before];
  for (const name of names) {
    const place = resolve(terminal.folder, name);
    const sha256 = /^sha256:/.test(name) ? name : await hashOf(terminal, name);
    const kept = left.filter((script) => script.sha256 !== sha256 && script.path !== place);
    if (kept.length === left.length)
      throw new TouchstoneError("input/invalid", `"${name}" is not among the trusted scripts; nothing was removed.`, {
        hint: "See them: touchstone trust list",
      });
    left = kept;
  }
  return left;
}

/** Null where there is no such file. Throws `input/invalid` for what cannot be a script. */
async function hashOf(terminal: Terminal, file: string): Promise<Hash | null> {
  try {
    const bytes = await readRegular(resolve(terminal.folder, file), { mostBytes });
    if (bytes instanceof Uint8Array) return hashBytes(bytes);
    throw new TouchstoneError("input/invalid", bytes === null ? `"${file}" is no file.` : `"${file}" is larger than 1 MB.`, {
      hint: "Name a JavaScript file.",
    });
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
