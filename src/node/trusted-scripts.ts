// The scripts that a user has agreed to run, by the hash of their content: a file of the user's own configuration, never of a project.
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { TouchstoneError } from "../core/base/errors.ts";
import type { Hash } from "../core/base/hash.ts";
import { isMissing } from "./missing.ts";
import { unwritable } from "./unwritable.ts";
import { writeWhole } from "./write-whole.ts";

export interface TrustedScript {
  readonly sha256: Hash;
  /** Where it lay when it was added; for people only. */
  readonly path: string;
}

export interface TrustedScripts {
  /** The file that holds the list. */
  readonly file: string;
  /** Throws `input/invalid` for a list that cannot be read. */
  list(): readonly TrustedScript[];
  has(sha256: Hash): boolean;
  /** Throws `store/unwritable`. */
  write(scripts: readonly TrustedScript[]): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The list is read when it is first asked for. */
export function trustedScripts(environment: Environment): TrustedScripts {
  const file = join(configFolder(environment), "touchstone", "trusted-scripts.json");
  let known: readonly TrustedScript[] | null = null;
  const list = (): readonly TrustedScript[] => (known ??= readList(file));
  return {
    file,
    list,
    has: (sha256) => list().some((script) => script.sha256 === sha256),
    async write(scripts) {
      try {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await writeWhole(file, [new TextEncoder().encode(`${JSON.stringify({ format: 1, scripts }, null, 2)}\n`)]);
        known = scripts;
      } catch (error) {
        throw unwritable(file, error);
      }
    },
  };
}

/** A relative one would lie in whatever folder a command is called in, so it counts for nothing. */
function configFolder({ APPDATA, XDG_CONFIG_HOME }: Environment): string {
  const own = process.platform === "win32" ? APPDATA : XDG_CONFIG_HOME;
  return own !== undefined && isAbsolute(own) ? own : join(homedir(), ".config");
}

function readList(file: string): TrustedScript[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (isMissing(error)) return [];
    throw unreadable(file, error);
  }
  try {
    const { scripts } = JSON.parse(text) as { readonly scripts: unknown };
    if (!Array.isArray(scripts) || !scripts.every(isTrustedScript)) throw new Error("it is no list of hashes");
    return scripts;
  } catch (error) {
    throw unreadable(file, error);
  }
}

function isTrustedScript(value: unknown): value is TrustedScript {
  const { sha256, path } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return typeof sha256 === "string" && /^sha256:[0-9a-f]{64}$/.test(sha256) && typeof path === "string";
}

function unreadable(file: string, error: unknown): TouchstoneError {
  const what = error instanceof Error ? error.message : String(error);
  return new TouchstoneError("input/invalid", `The list of trusted scripts, ${file}, cannot be read: ${what}.`, {
    hint: "Mend the file or delete it, and add the scripts again.",
    cause: error,
  });
}
