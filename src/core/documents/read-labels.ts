// A labels file: one label a line, each checked by itself. A damaged line is a finding, counts for nothing, and costs no other line.
import type * as z from "zod";
import { parseJson } from "../collections/parse-json.ts";
import type { Diagnostic, Parsed } from "../domain/diagnostic.ts";
import { labelSchema, type Label } from "../domain/label.ts";
import { createSourceText, type SourceText } from "../domain/source-text.ts";
import { isTooDeep } from "../domain/stored-values.ts";
import { rememberFile, sourceOf } from "./remember.ts";

/** A label takes some 400 bytes. */
const mostBytes = 64 * 1024 * 1024;
const longestLine = 32 * 1024;

/** The labels of a file and what is wrong with it. */
export const labelsOf = rememberFile((path, bytes): Parsed<readonly Label[]> => {
  if (bytes.length > mostBytes)
    return refuseFile(
      path,
      "labels/too-large",
      "This file is larger than 64 MB and is not read.",
      "Remove the labels of rows and responses that stand in no run.",
    );
  const source = sourceOf(path, bytes);
  return source === null ? refuseFile(path, "file/not-utf8", "This file is not UTF-8 text.", "Save it as UTF-8.") : readLines(source);
});

function refuseFile(path: string, code: string, message: string, hint: string): Parsed<readonly Label[]> {
  return { value: [], diagnostics: [createSourceText(path, "").diagnose({ start: 0, end: 0 }, { code, message, hint })] };
}

function readLines(source: SourceText): Parsed<readonly Label[]> {
  const labels: Label[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const match of source.text.matchAll(/[^\n]+/g)) {
    const line = match[0];
    if (line.trim() === "") continue;
    const read = readLabel(line);
    if (typeof read !== "string") {
      labels.push(read);
      continue;
    }
    const range = { start: match.index, end: match.index + line.length };
    const place = source.positionAt(range.start).line;
    diagnostics.push(
      source.diagnose(range, {
        code: "labels/invalid-line",
        message: `Line ${place} is no label and does not count: ${read}.`,
        hint: /^[<=>]{7}/.test(line)
          ? "Keep the lines of both sides and remove the marks of the merge; `*.labels.jsonl merge=union` in .gitattributes does so by itself."
          : "Restore the line from a commit, or delete it.",
      }),
    );
  }
  return { value: labels, diagnostics };
}

/** A label, or why a line is none. */
function readLabel(line: string): Label | string {
  if (line.length > longestLine) return `it is longer than ${longestLine / 1024} KB`;
  const json = parseJson(line);
  if (json.kind === "broken") return `it is not valid JSON (${json.reason})`;
  if (json.kind === "repeated-key") return `it has the key "${json.key}" twice`;
  if (isTooDeep(json.value)) return "it is nested too deeply";
  const { data, error } = labelSchema.safeParse(json.value);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  return issue === undefined ? "it has another shape" : `${issue.path.map(String).join(".") || "it"}: ${issueWords(issue)}`;
}

function issueWords(issue: z.core.$ZodIssue): string {
  return issue.code === "unrecognized_keys" ? `unknown key ${issue.keys.map((key) => `"${key}"`).join(", ")}` : issue.message;
}
