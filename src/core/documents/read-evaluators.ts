// The evaluators of a criterion set: scripts that see all samples of an arm.
import type * as z from "zod";
import { hashValue } from "../base/hash.ts";
import type { Evaluator, evaluatorSchema } from "../domain/criterion-set.ts";
import type { YamlValue } from "../domain/read-yaml.ts";
import type { SourceText } from "../domain/source-text.ts";
import { displayPath } from "../domain/validate.ts";
import { fileProblems } from "../scorers/script-file.ts";
import { readScript } from "./read-script.ts";
import type { Reader } from "./reader.ts";

/** Those that can run; of the others the reader has a finding. */
export async function readEvaluators(
  reader: Reader,
  source: SourceText,
  yaml: YamlValue,
  written: readonly z.output<typeof evaluatorSchema>[],
): Promise<Evaluator[]> {
  const evaluators: Evaluator[] = [];
  for (const [index, { id, name = null, file }] of written.entries()) {
    const at = ["evaluators", index];
    if (written.findIndex((other) => other.id === id) < index) {
      const hint = "Give each evaluator an id of its own.";
      const range = yaml.rangeOf([...at, "id"]);
      reader.report([source.diagnose(range, { code: "criteria/duplicate-id", message: `The evaluator id "${id}" stands twice.`, hint })]);
      continue;
    }
    const range = yaml.rangeOf([...at, "file"]);
    const [problem] = fileProblems(file);
    if (problem !== undefined) {
      const message = `${displayPath([...at, "file"])}: ${problem.message}`;
      reader.report([source.diagnose(range, { code: "criteria/invalid-option", message, hint: problem.hint })]);
      continue;
    }
    const script = await readScript(reader, { source, range, target: file }, "evaluateRun");
    if (script !== null) evaluators.push({ id, name, script, hash: hashValue("touchstone/evaluator/1", { id, file: script.sha256 }) });
  }
  return evaluators;
}
