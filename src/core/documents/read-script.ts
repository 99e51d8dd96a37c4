// The JavaScript file that a criterion names: what can be told of it without running it.
import { hashBytes } from "../base/hash.ts";
import type { Script, ScriptFunction } from "../base/ports.ts";
import { decodeUtf8 } from "../domain/source-text.ts";
import type { Reader, Reference } from "./reader.ts";

const mostBytes = 1_000_000;

/** An import or export of a file beside the script, at the beginning of a line; bounded, for a script may be anything. */
const neighbour = /^[ \t]*(?:import\s{0,20}|(?:import|export)\b[^;'"`()]{0,500}\bfrom\s{0,20})["'](\.{1,2}\/[^"'\n]*)["']/m;

type Problem = readonly [what: string, hint: string];

const notText: Problem = ["is not UTF-8 text", "Save it as UTF-8."];

/** Null, and a finding at the reference, for a file that is missing or cannot export `exported`. */
export async function readScript(reader: Reader, reference: Reference, exported: ScriptFunction): Promise<Script | null> {
  const path = await reader.follow(reference, "script");
  const bytes = path === null ? null : await reader.bytes(path);
  if (path === null || bytes === null) return null;
  const text = decodeUtf8(bytes);
  const problem = problemOf(text, bytes.length, exported);
  if (text !== null && problem === null) return { path, sha256: hashBytes(bytes), text };
  const [what, hint] = problem ?? notText;
  const { source, range } = reference;
  reader.report([source.diagnose(range, { code: "criteria/script", message: `The script ${path} ${what}.`, hint })]);
  return null;
}

function problemOf(text: string | null, length: number, exported: ScriptFunction): Problem | null {
  if (text === null) return notText;
  if (length > mostBytes) return ["is larger than 1 MB", "A script is one small file."];
  if (!text.includes(exported))
    return [
      `exports no function named ${exported}`,
      `Write \`export function ${exported}({ ${exported === "evaluate" ? "output, expected" : "variant, samples"} }) { … }\`; see docs/scripts.md.`,
    ];
  const imported = neighbour.exec(text)?.[1];
  if (imported !== undefined)
    return [
      `imports ${imported}, and a script is one file`,
      "Put what it needs into the file itself; only Node's own modules can be imported.",
    ];
  return null;
}
