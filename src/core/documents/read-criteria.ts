// Criterion sets: each criterion is checked by the schema of its check or question, and by its scorer.
import { hashValue, type Hash } from "../base/hash.ts";
import type { Script } from "../base/ports.ts";
import { advise } from "../domain/correction.ts";
import { isAskedAlone, type Criterion, type CriterionSet, type JudgeVersion } from "../domain/criterion-set.ts";
import type { Diagnostic } from "../domain/diagnostic.ts";
import type { YamlValue } from "../domain/read-yaml.ts";
import type { SourceText } from "../domain/source-text.ts";
import { shown } from "../domain/issue-text.ts";
import { displayPath, validate } from "../domain/validate.ts";
import { judgePrompts } from "../scorers/judge-prompt.ts";
import { checkNames, findCheck, parseCheckName } from "../scorers/registry.ts";
import { checkParts } from "./check-parts.ts";
import { readEvaluators } from "./read-evaluators.ts";
import { readScript } from "./read-script.ts";
import type { CheckDefinition, OptionProblem } from "../scorers/scorer.ts";
import type { Reader, Reference } from "./reader.ts";
import { yamlOf } from "./remember.ts";
import { checkSchema, criterionSetSchema, questionSchema } from "./schemas.ts";

/** A criterion set with the places of its criteria, for findings that need the rows or the template. */
export interface CriteriaDocument {
  readonly set: CriterionSet;
  readonly source: SourceText;
  readonly yaml: YamlValue;
}

const commonKeys = new Set(["id", "name", "severity", "weight", "check"]);

export async function readCriteria(reader: Reader, path: string): Promise<CriteriaDocument | null> {
  const source = await reader.source(path);
  if (source === null) return null;
  const yaml = yamlOf(source);
  reader.report(yaml.diagnostics);
  if (yaml.value === null) return null;
  const checked = validate(source, yaml.value, criterionSetSchema, "criteria");
  reader.report(checked.diagnostics);
  if (checked.value === null) return null;
  if (checked.value.criteria.length === 0) {
    reader.report([
      source.diagnose(yaml.value.rangeOf(["criteria"]), {
        code: "criteria/empty",
        message: "This criterion set has no criteria, so nothing would be checked.",
        hint: "Add at least one criterion.",
      }),
    ]);
    return null;
  }
  const criteria: Criterion[] = [];
  for (const index of checked.value.criteria.keys()) {
    const { criterion, diagnostics } = await readCriterion(reader, source, yaml.value, index);
    reader.report(diagnostics);
    if (criterion !== null) criteria.push(criterion);
  }
  reader.report(duplicateIds(source, yaml.value, criteria));
  reader.report(checkParts(source, yaml.value, criteria));
  const evaluators = await readEvaluators(reader, source, yaml.value, checked.value.evaluators ?? []);
  const judge = checked.value.judge ?? null;
  const judgeVersion = judge?.version ?? leastVersion(criteria);
  reader.report(checkVersion(source, yaml.value, criteria, judgeVersion));
  const threshold = checked.value.threshold ?? null;
  const hashes = [...criteria].sort((a, b) => (a.id < b.id ? -1 : 1)).map((criterion) => criterion.hash);
  const set: CriterionSet = {
    path,
    name: checked.value.name ?? null,
    judge,
    judgeVersion,
    threshold,
    criteria,
    evaluators,
    hash: hashValue("touchstone/criteria/1", { criteria: hashes, threshold, judgeVersion }),
  };
  return { set, source, yaml: yaml.value };
}

/** The oldest judge prompt that can ask them all: what a set without a version meant once it means for ever. */
function leastVersion(criteria: readonly Criterion[]): JudgeVersion {
  return criteria.some(wantsScore) ? 2 : 1;
}

function wantsScore(criterion: Criterion): boolean {
  return isAskedAlone(criterion) && criterion.scorer !== "judge";
}

/** A rubric where the judge prompt knows questions only. */
function checkVersion(source: SourceText, yaml: YamlValue, criteria: readonly Criterion[], version: JudgeVersion): Diagnostic[] {
  const rubric = criteria.find(wantsScore);
  if (rubric === undefined || judgePrompts[version].knowsScores === true) return [];
  return [
    source.diagnose(yaml.rangeOf(["judge", "version"]), {
      code: "criteria/judge-version",
      message: `Version ${version} of the judge prompt knows yes/no questions only, and "${rubric.id}" is a rubric.`,
      hint: "Write `version: 2`, or leave the version out.",
    }),
  ];
}

/** The judge that a set names itself. */
export function ownJudge({ set, source, yaml }: CriteriaDocument): Reference | null {
  return set.judge === null ? null : { source, range: yaml.rangeOf(["judge", "model"]), target: set.judge.model };
}

async function readCriterion(
  reader: Reader,
  source: SourceText,
  yaml: YamlValue,
  index: number,
): Promise<{ criterion: Criterion | null; diagnostics: readonly Diagnostic[] }> {
  const at = ["criteria", index];
  const item = (yaml.value as { criteria: ({ check?: unknown; severity?: unknown } | null)[] }).criteria[index];
  const check = item?.check === undefined ? undefined : shown(item.check);
  if (check === undefined) {
    const checked = validate(source, yaml, questionSchema, "criteria", at);
    return { criterion: checked.value === null ? null : toCriterion(checked.value, "judge", false), diagnostics: checked.diagnostics };
  }
  const { scorer, isNegated } = parseCheckName(check);
  const definition = findCheck(scorer);
  if (definition === null) {
    const finding = {
      code: "criteria/unknown-check",
      message: `Unknown check "${check}".`,
      ...advise(check, checkNames(), "check"),
    };
    return { criterion: null, diagnostics: [source.diagnose(yaml.rangeOf([...at, "check"]), finding)] };
  }
  const misused = misuseOf(definition, { scorer, isNegated, severity: item?.severity });
  if (misused !== null) {
    const { key, ...finding } = misused;
    return { criterion: null, diagnostics: [source.diagnose(yaml.rangeOf([...at, key]), { code: "criteria/invalid-option", ...finding })] };
  }
  const checked = validate(source, yaml, checkSchema(scorer, definition), "criteria", at);
  if (checked.value === null) return { criterion: null, diagnostics: checked.diagnostics };
  const criterion = toCriterion(checked.value, scorer, isNegated);
  const problems = (await definition.check?.(criterion.options)) ?? [];
  if (problems.length === 0 && definition.isScript === true) {
    const script = await readScript(
      reader,
      { source, range: yaml.rangeOf([...at, "file"]), target: String(criterion.options.file) },
      "evaluate",
    );
    return { criterion: script === null ? null : withScript(criterion, script), diagnostics: [] };
  }
  return {
    criterion: problems.length === 0 ? criterion : null,
    diagnostics: problems.map((problem) =>
      source.diagnose(yaml.rangeOf([...at, problem.key]), {
        code: "criteria/invalid-option",
        message: `${displayPath([...at, problem.key])}: ${problem.message}`,
        hint: problem.hint,
      }),
    ),
  };
}

/** What a check cannot be, whatever its options: negated, or a criterion that decides a sample. */
function misuseOf(
  { isPlainOnly, isSoft }: CheckDefinition,
  { scorer, isNegated, severity }: { readonly scorer: string; readonly isNegated: boolean; readonly severity: unknown },
): OptionProblem | null {
  if (isPlainOnly === true && isNegated)
    return {
      key: "check",
      message: `There is no "not-${scorer}": it would say that the other response is preferred.`,
      hint: `Write \`check: ${scorer}\`, and ask the opposite question.`,
    };
  if (isSoft !== true || severity === "soft") return null;
  return {
    key: severity === undefined ? "check" : "severity",
    message: `A criterion with \`check: ${scorer}\` is always soft: a response that is preferred less than another may be good all the same, so it cannot fail a sample.`,
    hint: "Write `severity: soft`.",
  };
}

/** Its hash is that of the file's content, wherever the file lies. */
function withScript(criterion: Criterion, script: Script): Criterion {
  return { ...criterion, script, hash: criterionHash({ ...criterion, options: { ...criterion.options, file: script.sha256 } }) };
}

function toCriterion(value: Readonly<Record<string, unknown>>, scorer: string, isNegated: boolean): Criterion {
  const options = Object.fromEntries(Object.entries(value).filter(([key, option]) => !commonKeys.has(key) && option !== undefined));
  const criterion = {
    id: value.id as string,
    name: (value.name ?? null) as string | null,
    severity: value.severity as "hard" | "soft",
    weight: value.weight as number,
    scorer,
    isNegated,
    options,
  };
  return { ...criterion, hash: criterionHash(criterion) };
}

function criterionHash({ id, severity, weight, scorer, isNegated, options }: Omit<Criterion, "hash">): Hash {
  return hashValue("touchstone/criterion/1", { id, severity, weight, scorer, isNegated, options });
}

function duplicateIds(source: SourceText, yaml: YamlValue, criteria: readonly Criterion[]): Diagnostic[] {
  const written = (yaml.value as { criteria: ({ id?: unknown } | null)[] }).criteria;
  const seen = new Set<string>();
  return written.flatMap((item, index) => {
    const id = shown(item?.id);
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    if (!criteria.some((criterion) => criterion.id === id)) return [];
    return [
      source.diagnose(yaml.rangeOf(["criteria", index, "id"]), {
        code: "criteria/duplicate-id",
        message: `The criterion id "${id}" stands twice.`,
        hint: "Give each criterion an id of its own.",
      }),
    ];
  });
}
