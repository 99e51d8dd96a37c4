// A YAML value against a zod schema: each issue becomes a finding at its place, unknown keys with "did you mean".
import * as z from "zod";
import { canonicalJson } from "../base/canonical-json.ts";
import { advise } from "./correction.ts";
import { issueText } from "./issue-text.ts";
import type { Diagnostic, Parsed } from "./diagnostic.ts";
import type { YamlPath, YamlValue } from "./read-yaml.ts";
import type { SourceText } from "./source-text.ts";

interface Place {
  readonly source: SourceText;
  readonly yaml: YamlValue;
  readonly schema: z.ZodType;
  readonly code: string;
  /** Where in the YAML the value under `schema` stands. */
  readonly at: YamlPath;
}

/**
 * Parses the value at path `at` (all of it by default) with `schema`; the value is null when there is any issue.
 * `code` is the prefix of the findings' codes, such as `experiment`.
 */
export function validate<Schema extends z.ZodType>(
  source: SourceText,
  yaml: YamlValue,
  schema: Schema,
  code: string,
  at: YamlPath = [],
): Parsed<z.output<Schema> | null> {
  const value = valueAt(yaml.value, at);
  const result = schema.safeParse(value);
  if (result.success) {
    const diagnostics = findInexact(value, at).map(({ path, problem }) =>
      source.diagnose(yaml.rangeOf(path), { code: `${code}/invalid-value`, message: `${displayPath(path)}: ${problem}` }),
    );
    return { value: diagnostics.length === 0 ? result.data : null, diagnostics };
  }
  const place = { source, yaml, schema, code, at };
  // A misspelt key comes before the one that is missing because of it.
  const issues = [...result.error.issues].sort((a, b) => Number(b.code === "unrecognized_keys") - Number(a.code === "unrecognized_keys"));
  return { value: null, diagnostics: issues.flatMap((issue) => describe(place, issue, [])) };
}

function describe(place: Place, issue: z.core.$ZodIssue, prefix: YamlPath): Diagnostic[] {
  const { source, yaml, schema, code, at } = place;
  const inner = [...prefix, ...issue.path.map((step) => (typeof step === "symbol" ? String(step) : step))];
  const path = [...at, ...inner];
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(schema, inner, valueAt(yaml.value, at));
    return issue.keys.map((key) =>
      source.diagnose(yaml.keyRangeOf([...path, key]), {
        code: `${code}/unknown-key`,
        message: `Unknown key "${key}"${path.length === 0 ? "" : ` in ${displayPath(path)}`}.`,
        ...advise(key, known, "key"),
      }),
    );
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const written = valueAt(yaml.value, path);
    const nearest = [...issue.errors].sort((a, b) => unionDistance(a, written) - unionDistance(b, written))[0] ?? [];
    return nearest.flatMap((branchIssue) => describe(place, branchIssue, inner));
  }
  const isMissing = (issue.code === "invalid_type" || issue.code === "invalid_value") && valueAt(yaml.value, path) === undefined;
  if (isMissing) {
    const parent = path.slice(0, -1);
    return [
      source.diagnose(parent.length === 0 ? firstLine(source, yaml) : yaml.rangeOf(parent), {
        code: `${code}/missing-key`,
        message: `The key "${String(path.at(-1) ?? "")}" is missing${parent.length === 0 ? "" : ` in ${displayPath(parent)}`}.`,
        hint: `Add "${String(path.at(-1) ?? "")}: …".`,
      }),
    ];
  }
  const value = valueAt(yaml.value, path);
  const { complaint, ...advice } = issueText(issue, value, knownKeys(schema, inner, valueAt(yaml.value, at)));
  const where = path.length > 0 ? displayPath(path) : value === null ? "This file" : "This document";
  return [
    source.diagnose(yaml.rangeOf(path), {
      code: `${code}/invalid-value`,
      message: `${where}${/^(must|is) /.test(complaint) ? "" : ":"} ${complaint}.`,
      ...advice,
    }),
  ];
}

/**
 * A union's branch is nearer the fewer and the deeper its complaints: a wrong type at the top means that another branch was meant, and so
 * does a list of values where keys are written.
 */
function unionDistance(issues: readonly z.core.$ZodIssue[], written: unknown): number {
  const hasKeys = typeof written === "object" && written !== null;
  const isOther = ({ path, code }: z.core.$ZodIssue): boolean =>
    path.length === 0 && (code === "invalid_type" || (code === "invalid_value" && hasKeys));
  return issues.reduce((sum, issue) => sum + (isOther(issue) ? 100 : 1), 0);
}

/** What cannot be hashed, such as .nan, integers beyond 2^53, half characters and objects that are no plain data: a document that holds it would have no identity. */
function findInexact(value: unknown, path: YamlPath): { path: YamlPath; problem: string }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => findInexact(item, [...path, index]));
  if (typeof value === "object" && value !== null && !isPlainObject(value))
    return [{ path, problem: "Only texts, numbers, true, false, null, lists and keys with values have a JSON form." }];
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, item]) => [...findInexact(key, path), ...findInexact(item, [...path, key])]);
  try {
    canonicalJson(value);
    return [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ path, problem: error.message }];
  }
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function firstLine(source: SourceText, yaml: YamlValue): { start: number; end: number } {
  const { start } = yaml.rangeOf([]);
  const end = source.text.indexOf("\n", start);
  return { start, end: end < 0 ? source.text.length : end };
}

export function displayPath(path: YamlPath): string {
  return path.map((step, index) => (typeof step === "number" ? `[${step + 1}]` : index === 0 ? step : `.${step}`)).join("");
}

function valueAt(value: unknown, path: YamlPath): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = Object.hasOwn(current, step) ? (current as Record<string | number, unknown>)[step] : undefined;
  }
  return current;
}

/** The keys a schema knows at a path, as far as objects, arrays, records and unions lead there. */
function knownKeys(schema: z.ZodType, path: YamlPath, value: unknown): string[] {
  const target = unwrap(schema);
  const [step, ...rest] = path;
  if (target instanceof z.ZodUnion) {
    const options = target.options as z.ZodType[];
    return [...new Set(options.flatMap((option) => (matchesDiscriminator(option, value) ? knownKeys(option, path, value) : [])))];
  }
  if (step === undefined) return target instanceof z.ZodObject ? Object.keys(target.shape) : [];
  const inner = typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[step] : undefined;
  if (target instanceof z.ZodObject) {
    const next = (target.shape as Record<string, z.ZodType>)[String(step)];
    return next === undefined ? [] : knownKeys(next, rest, inner);
  }
  if (target instanceof z.ZodArray) return knownKeys(target.element as z.ZodType, rest, inner);
  if (target instanceof z.ZodRecord) return knownKeys(target.valueType as z.ZodType, rest, inner);
  return [];
}

/** False only for a branch whose literal keys contradict what is written, so that suggestions come from the branch that was meant. */
function matchesDiscriminator(option: z.ZodType, value: unknown): boolean {
  const target = unwrap(option);
  if (!(target instanceof z.ZodObject) || typeof value !== "object" || value === null) return true;
  return Object.entries(target.shape as Record<string, z.ZodType>).every(([key, field]) => {
    const written = (value as Record<string, unknown>)[key];
    return !(field instanceof z.ZodLiteral || field instanceof z.ZodEnum) || written === undefined || field.safeParse(written).success;
  });
}

function unwrap(schema: z.ZodType): z.ZodType {
  let current = schema;
  for (;;) {
    if (
      current instanceof z.ZodOptional ||
      current instanceof z.ZodDefault ||
      current instanceof z.ZodNullable ||
      current instanceof z.ZodPrefault
    ) {
      current = current.unwrap() as z.ZodType;
    } else if (current instanceof z.ZodPipe) {
      current = current.in as z.ZodType;
    } else {
      return current;
    }
  }
}
