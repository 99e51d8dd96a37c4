// Criteria that are made of other criteria: what they name must be in the set, once, and made of nothing itself.
import { advise } from "../domain/correction.ts";
import { isPairwise, type Criterion } from "../domain/criterion-set.ts";
import type { Diagnostic } from "../domain/diagnostic.ts";
import { shown } from "../domain/issue-text.ts";
import type { YamlValue } from "../domain/read-yaml.ts";
import type { SourceText } from "../domain/source-text.ts";
import { partsOf } from "../scorers/registry.ts";

/** `criteria` are those that could be read; others may be named too. */
export function checkParts(source: SourceText, yaml: YamlValue, criteria: readonly Criterion[]): Diagnostic[] {
  const ids = (yaml.value as { criteria: ({ id?: unknown } | null)[] }).criteria.map((item) => shown(item?.id));
  return criteria.flatMap((criterion) => {
    const parts = partsOf(criterion);
    return parts.flatMap((part, index) => {
      const finding = problemOf(criterion, part, parts.indexOf(part) < index, { ids, criteria });
      const range = yaml.rangeOf(["criteria", ids.indexOf(criterion.id), "of", index]);
      return finding === null ? [] : [source.diagnose(range, { code: "criteria/invalid-part", ...finding })];
    });
  });
}

interface Known {
  readonly ids: readonly string[];
  readonly criteria: readonly Criterion[];
}

function problemOf(criterion: Criterion, part: string, isRepeated: boolean, { ids, criteria }: Known) {
  if (part === criterion.id) return { message: `The criterion "${part}" names itself.`, hint: "Name other criteria of this set." };
  if (!ids.includes(part)) {
    const others = criteria.filter((other) => other.id !== criterion.id && partsOf(other).length === 0).map((other) => other.id);
    return { message: `There is no criterion "${part}" in this set.`, ...advise(part, others, "criterion") };
  }
  const named = criteria.find((other) => other.id === part);
  if (named !== undefined && partsOf(named).length > 0)
    return { message: `The criterion "${part}" is made of others itself.`, hint: "Name those others in its place." };
  if (named !== undefined && isPairwise(named))
    return {
      message: `The criterion "${part}" compares two responses, and a composite is made of what is said of one.`,
      hint: "Name other criteria of this set.",
    };
  return isRepeated
    ? { message: `The criterion "${part}" is named twice.`, hint: "Name it once; its weight says how much it counts." }
    : null;
}
